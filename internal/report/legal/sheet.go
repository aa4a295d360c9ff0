package legal

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Sheet is a document while it is written. The entries of one section are gathered until another block comes.
type Sheet struct {
	*Input
	Form *Form
	Lang string
	Doc  paper.Document
	// Era: days bear the year of the Japanese calendar too.
	Era bool
}

func newSheet(f *Form, in *Input, lang string) *Sheet {
	s := &Sheet{Input: in, Form: f, Lang: lang}
	s.Doc = paper.Document{Name: f.file(in), Lang: lang, Title: f.Title.Of(lang), Date: in.Now.In(s.zone()), Draft: !in.Final}
	s.Doc.Foot = fmt.Sprintf(s.Say("事案 %s　イベント #%d まで　%s", "Case %s · up to event %d · %s"), in.State.ID, in.State.Events, in.head())
	return s
}

// zone is the one in which the document tells times: to an authority in Japan Japan's, whatever the owner's is.
func (s *Sheet) zone() *time.Location {
	if s.Form.Jurisdiction == "JP" || s.Zone == nil {
		return japan
	}
	return s.Zone
}

// Say picks one of two phrases.
func (s *Sheet) Say(ja, en string) string {
	if s.Lang == "ja" {
		return ja
	}
	return en
}

// Answer is what is said in an entry, and the events that say so. Without a value, and with no box ticked, it is unknown.
type Answer struct {
	Value   []string
	By      []int64
	Choices []paper.Choice
	Help    string
}

// Known tells whether anything is said.
func (a Answer) Known() bool {
	return len(a.Value) > 0 || slices.ContainsFunc(a.Choices, func(c paper.Choice) bool { return c.Ticked })
}

// Add puts the values of another answer behind these.
func (a Answer) Add(b Answer) Answer {
	a.Value = append(slices.Clip(a.Value), b.Value...)
	a.Choices = append(slices.Clip(a.Choices), b.Choices...)
	a.By = Events(a.By, b.By...)
	return a
}

// Or is a, or b where a says nothing.
func (a Answer) Or(b Answer) Answer {
	if a.Known() {
		return a
	}
	return b
}

// Events unites numbers of events, ascending.
func Events(a []int64, b ...int64) []int64 {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// Field adds an entry.
func (s *Sheet) Field(id, no, ja, en string, a Answer) {
	f := paper.Field{ID: id, No: no, Name: s.Say(ja, en), Choices: a.Choices, By: a.By, Help: a.Help}
	for _, v := range a.Value {
		if v = Clean(v); v != "" {
			f.Value = append(f.Value, v)
		}
	}
	if !(Answer{Value: f.Value, Choices: a.Choices}).Known() {
		f.Unknown, f.Value, f.By = true, nil, nil
	}
	n := len(s.Doc.Blocks)
	if n > 0 {
		if list, ok := s.Doc.Blocks[n-1].(paper.Fields); ok {
			list.List = append(list.List, f)
			s.Doc.Blocks[n-1] = list
			return
		}
	}
	s.Doc.Blocks = append(s.Doc.Blocks, paper.Fields{List: []paper.Field{f}})
}

// Heading opens a section.
func (s *Sheet) Heading(level int, ja, en string) {
	s.Doc.Blocks = append(s.Doc.Blocks, paper.Heading{Level: level, Text: s.Say(ja, en)})
}

// Text adds a paragraph that declares something of the case.
func (s *Sheet) Text(text string, by ...int64) {
	if text = Clean(text); text != "" {
		s.Doc.Blocks = append(s.Doc.Blocks, paper.Text{Text: text, By: by})
	}
}

// Phrase adds a paragraph of fixed words, which declare nothing of the case.
func (s *Sheet) Phrase(ja, en string) {
	s.Doc.Blocks = append(s.Doc.Blocks, paper.Text{Text: s.Say(ja, en)})
}

// Paragraphs adds those of an answer, or that it is under investigation.
func (s *Sheet) Paragraphs(a Answer) {
	if !a.Known() {
		s.Doc.Blocks = append(s.Doc.Blocks, paper.Text{Text: s.Say("現在、調査中です。", "This is still under investigation.")})
		return
	}
	for _, v := range a.Value {
		s.Text(s.stop(v), a.By...)
	}
}

// stop ends a sentence.
func (s *Sheet) stop(v string) string {
	if v = Clean(v); v == "" || strings.ContainsAny(v[len(v)-1:], ".!?)") || strings.HasSuffix(v, "。") || strings.HasSuffix(v, "）") || strings.HasSuffix(v, "〕") {
		return v
	}
	return v + s.Say("。", ".")
}

// Note adds a small remark that declares nothing.
func (s *Sheet) Note(ja, en string) {
	s.Doc.Blocks = append(s.Doc.Blocks, paper.Text{Text: s.Say(ja, en), Note: true})
}

// Add adds blocks.
func (s *Sheet) Add(b ...paper.Block) { s.Doc.Blocks = append(s.Doc.Blocks, b...) }

// Lead adds a line below the title.
func (s *Sheet) Lead(ja, en string) { s.Doc.Lead = append(s.Doc.Lead, s.Say(ja, en)) }

// Fixed is an entry that declares nothing of the case: no event is needed. Its ID begins with report., operator. or fixed.
func Fixed(values ...string) Answer {
	return Answer{Value: slices.DeleteFunc(values, func(v string) bool { return strings.TrimSpace(v) == "" })}
}

func (s *Sheet) style() style { return style{s.Lang, s.Era, s.zone()} }

// Day writes a day.
func (s *Sheet) Day(t time.Time) string { return s.style().day(t.In(s.zone())) }

// At writes a time to the minute.
func (s *Sheet) At(t time.Time) string { return s.style().at(t, breach.Minute) }

// When writes a moment as exactly as it is known, at most to the minute.
func (s *Sheet) When(m breach.Moment) string {
	if m.Precision == breach.Second {
		m.Precision = breach.Minute
	}
	return s.style().moment(m)
}

// Tell is a text in the document's language; where there is only the other one it is told as recorded.
func (s *Sheet) Tell(t law.Text) string {
	if v := strings.TrimSpace(t.Of(s.Lang)); v != "" {
		return v
	}
	other := strings.TrimSpace(t.EN + t.JA)
	if other == "" {
		return ""
	}
	return other + s.Say("（英文の記録のまま）", " (as recorded, in Japanese)")
}

// Join lists words.
func (s *Sheet) Join(words []string) string { return strings.Join(words, s.Say("、", ", ")) }

// Clean makes a text fit for one line: what is invisible becomes visible (see paper.Clean).
func Clean(s string) string {
	return strings.Join(strings.FieldsFunc(paper.Line(s), func(r rune) bool { return r == ' ' }), " ")
}

// Number is a number with its thousands apart.
func (s *Sheet) Number(n int64) string { return report.Number(n) }

// List adds the values of an answer as a list, or that it is under investigation.
func (s *Sheet) List(a Answer) {
	if !a.Known() {
		s.Paragraphs(a)
		return
	}
	var items []string
	for _, v := range a.Value {
		if v = Clean(v); v != "" {
			items = append(items, v)
		}
	}
	s.Add(paper.List{Items: items})
}
