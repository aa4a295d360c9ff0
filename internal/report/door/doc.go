// Package door tells how data could leak: as text for a terminal, as lines of JSON, as SARIF, as one page of HTML.
//
// Each begins with how many people stand behind open doors, and goes on from the worst to the least. Of every door it says
// what it is, how and from where it was seen, whose data stands behind it, and how to close it. What could not be looked at
// is said too, and a number of people that is unknown is never told as none.
//
// Names come from servers of which some are hostile: nothing in them steers a terminal or becomes part of a page.
package door

import (
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// teller says things in the reader's language; text and HTML share it, so that they never say different things.
type teller struct {
	*report.Page
	lang string
}

func newTeller(w io.Writer, o report.Options) *teller {
	return &teller{report.NewPage(w, o), o.Lang}
}

// longest is how many columns of a name are shown: more is no name but an attack on the reader.
const longest = 240

// clean makes a name fit to be shown.
func clean(s string) string {
	if len(s) > 16*longest {
		s = s[:16*longest]
	}
	return report.CutPath(report.Clean(s), longest)
}

// said is a text of the catalogue, with arguments that steer nothing.
func (t *teller) said(x *exposure.Exposure, text exposure.Text) string { return said(t.lang, x, text) }

func said(lang string, x *exposure.Exposure, text exposure.Text) string {
	args := make(map[string]string, len(x.Args))
	for k, v := range x.Args {
		args[k] = clean(v)
	}
	return text.In(lang, args)
}

// severity is a severity in words.
func (t *teller) severity(s exposure.Severity) string {
	switch s {
	case exposure.Critical:
		return t.Of("緊急", "critical")
	case exposure.High:
		return t.Of("高", "high")
	case exposure.Medium:
		return t.Of("中", "medium")
	}
	return t.Of("低", "low")
}

// from is a vantage in words.
func (t *teller) from(v exposure.Vantage) string {
	switch v {
	case exposure.Here:
		return t.Of("このホストの中からだけ届く", "open to this host only")
	case exposure.Network:
		return t.Of("このネットワークから届く", "open to this network")
	case exposure.World:
		return t.Of("インターネットから届く", "open to the world")
	case exposure.Relayed:
		return t.Of("指定した中継の先から届く", "open through the relay")
	case exposure.Inside:
		return t.Of("アカウントを持つ人に開いている", "open to whoever has an account")
	case exposure.Declared:
		return t.Of("ファイルの記載から判断", "told by a file")
	}
	return clean(string(v))
}

func (t *teller) day(at time.Time) string {
	return at.Local().Format(t.Of("2006年1月2日", "2 January 2006"))
}

// lines are those of a text, without blanks at their ends.
func lines(s string) []string {
	ls := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i := range ls {
		ls[i] = strings.TrimRight(ls[i], " ")
	}
	return ls
}
