package watched

import (
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Title is what an alert is about, in a few words: what its detectors look for.
func Title(a *watch.Alert, lang string) string { return shortly(lang).detectors(a) }

// Why is how a gap was noticed.
func Why(g *watch.Gap, lang string) string { return shortly(lang).why(g) }

func shortly(lang string) *teller {
	return &teller{report.NewPage(io.Discard, report.Options{Lang: lang}), lang, nil}
}
