package verdict

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// evidence is a piece of evidence in words.
type evidence struct {
	Text, Why   string
	Counts      string // "1,203 / 1,204"
	Share       string
	For, Strong string
	Weight      float64
}

// countsWidth is what a terminal has room for.
const countsWidth = 18

// evidences are told the weightiest first.
func (t *teller) evidences(es []leak.Evidence) []evidence {
	es = slices.Clone(es)
	slices.SortStableFunc(es, func(a, b leak.Evidence) int { return -cmp.Compare(math.Abs(a.Weight), math.Abs(b.Weight)) })
	out := make([]evidence, len(es))
	for i := range es {
		out[i] = t.evidence(&es[i])
	}
	return out
}

func (t *teller) evidence(e *leak.Evidence) evidence {
	x := evidence{Counts: report.Number(e.N), Weight: math.Abs(e.Weight)}
	if o, ok := observations[e.Code]; ok {
		x.Text, x.Why = t.Of(o.ja, o.en), t.Of(o.whyJA, o.whyEN)
	} else {
		x.Text = t.Of("観測 ", "observation ") + word(e.Code)
	}
	_, known := observations[e.Code]
	switch {
	case known && !ofKind[e.Code] && e.Kind != pii.None: // its sentence says so
	case e.Kind != pii.None:
		x.Text += t.Of("：", ": ") + t.Kind(e.Kind)
	case e.Field != "":
		x.Text += t.Of("：", ": ") + report.Cut(clean(e.Field), 24)
	}
	if e.Of > 0 {
		x.Counts = report.Number(e.N) + " / " + report.Number(e.Of)
		if len(x.Counts) > countsWidth {
			x.Counts = t.short(e.N) + " / " + t.short(e.Of)
		}
		x.Share = t.of(e.N, e.Of)
	}
	if e.Code == "index_missing" { // it is there or not; nothing was counted
		x.Counts = ""
	}
	if e.For != "" {
		x.For, x.Strong = t.verdict(e.For), t.strength(x.Weight)
	}
	return x
}

// strength says log-odds in a word: two to one is fair, ten to one is strong.
func (t *teller) strength(w float64) string {
	switch {
	case w >= math.Log(10):
		return t.Of("強", "strong")
	case w >= math.Log(2):
		return t.Of("中", "fair")
	case w > 0:
		return t.Of("弱", "weak")
	}
	return ""
}

// neutral are the texts of what speaks for no verdict; if there are only few they are told like the rest.
func neutral(es []evidence) (rest []evidence, said []string) {
	for _, e := range es {
		if e.For == "" {
			said = append(said, strings.TrimSpace(e.Text+" "+e.Counts))
		} else {
			rest = append(rest, e)
		}
	}
	if len(said) <= 3 {
		return es, nil
	}
	return rest, said
}
