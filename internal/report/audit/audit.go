// Package audit writes the differences between what is declared and what was found: for people, and as a stream for
// machines.
package audit

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Audit is a comparison.
type Audit struct {
	Exposures []exposure.Exposure
	Closed    []exposure.Known // told before, and not any more
	Unknowns  []register.Unknown
	Changes   *register.Changes // nil if no state was accepted
	Systems   int               // declared
	Now       time.Time
}

type page struct {
	*report.Page
	lang string
}

// of picks the language of a text and fills it.
func (p *page) of(t exposure.Text, x *exposure.Exposure) string {
	return report.Clean(t.In(p.lang, x.Args))
}

// Text writes the comparison for people.
func (a *Audit) Text(w io.Writer, o report.Options) error {
	p := &page{report.NewPage(w, o), o.Lang}
	p.headline(a)
	told := map[string]bool{}
	for i := range a.Exposures {
		x := &a.Exposures[i]
		p.exposure(x, a.Changes != nil)
		if !told[x.ID] {
			p.fix(x)
		} else {
			p.Line("  " + p.Paint(report.Dim, p.Of("対処は、上の同じ項目と同じです。", "To close it, see the same entry above.")))
		}
		told[x.ID] = true
	}
	p.unknowns(a.Unknowns)
	p.closed(a)
	p.changes(a)
	return p.Flush()
}

func (p *page) headline(a *Audit) {
	if a.Systems == 0 {
		p.Line(p.Paint(report.Bold, p.Of("登録された保管先（sources）がありません", "No sources are declared")))
		p.Wrap(report.Dim, p.Of("tsutsumi.yaml の sources に、責任者・保管国・委託先・保存期間を登録してください（docs/config.md）。", "Declare them in tsutsumi.yaml: owner, country, contractors, retention (docs/config.md)."), 2)
		return
	}
	n, fresh := int64(len(a.Exposures)), int64(0)
	for i := range a.Exposures {
		if a.Exposures[i].New {
			fresh++
		}
	}
	switch {
	case n == 0 && len(a.Unknowns) == 0:
		p.Line(p.Paint(report.Bold, fmt.Sprintf(p.Of("登録と実態に相違はありません（%s件の保管先）", "What is declared agrees with what was found (%s sources)"), report.Number(int64(a.Systems)))))
		return
	case n == 0:
		p.Line(p.Paint(report.Bold, p.Of("確認できた範囲では相違はありません", "No difference in what could be told")))
	default:
		p.Line(p.Paint(report.Bold, fmt.Sprintf(p.Of("登録と実態の相違：%s件", "Differences between what is declared and what was found: %s"), report.Number(n))))
	}
	if a.Changes != nil && n > 0 {
		p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  うち%s件は、前回の確認（%s）以降のもの", "  %s of them new since %s, when the state was last accepted"), report.Number(fresh), day(a.Changes.Since))))
	}
	if k := int64(len(a.Unknowns)); k > 0 {
		p.Line(p.Paint(report.Yellow, fmt.Sprintf(p.Of("  確認できなかったもの：%s件（末尾）", "  not known: %s (below)"), report.Number(k))))
	}
}

func day(t time.Time) string { return t.Local().Format("2006-01-02") }

var severities = map[exposure.Severity][3]string{ // Japanese, English, colour
	exposure.Critical: {"緊急", "CRITICAL", report.Red}, exposure.High: {"重大", "HIGH", report.Red}, exposure.Medium: {"中", "MEDIUM", report.Yellow}, exposure.Low: {"軽微", "LOW", report.Dim},
}

func (p *page) exposure(x *exposure.Exposure, accepted bool) {
	s := severities[x.Weight]
	right := p.people(&x.Behind)
	if x.New && accepted {
		right = p.Of("新規  ", "new  ") + right
	}
	p.Line("")
	p.Ends(report.Bold, p.Of("【"+s[0]+"】", s[1]+"  ")+p.of(x.Entry.Title, x), right)
	p.Wrap(report.Plain, p.of(x.Entry.What, x), 2)
	p.Wrap(report.Dim, p.Of("根拠：", "Seen: ")+p.of(x.Entry.Seen, x), 2)
}

// fix says how to close it: what to do, a line each, and where the duty stands.
func (p *page) fix(x *exposure.Exposure) {
	for line := range strings.SplitSeq(x.Entry.Fix.In(p.lang, x.Args), "\n") {
		for i, l := range report.Wrap(report.Clean(line), p.Width()-4) {
			mark := "  "
			if i == 0 {
				mark = p.Of("・", "- ")
			}
			p.Line("  " + mark + l)
		}
	}
	if x.Entry.Reference != "" {
		p.Line("  " + p.Paint(report.Dim, x.Entry.Reference))
	}
}

// people is whose data stands behind a finding.
func (p *page) people(b *exposure.Behind) string {
	switch {
	case b.People == nil && b.Records > 0:
		return fmt.Sprintf(p.Of("人数不明（%s件）", "people unknown (%s records)"), report.Number(b.Records))
	case b.People == nil:
		return p.Of("人数不明", "people unknown")
	}
	n := p.Of(report.Number(*b.People)+"人", report.Plural(*b.People, "person", "people"))
	if b.Sampled {
		n = p.Of(n+"以上", "at least "+n)
	}
	return n
}
