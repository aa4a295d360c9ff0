package builtin_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// formal entries declare nothing of the case: who we are, and what the document is.
func formal(id string) bool {
	return strings.HasPrefix(id, "operator.") || strings.HasPrefix(id, "report.") || strings.HasPrefix(id, "fixed.")
}

// TestEveryEntryHasItsEvents: nothing is declared of a case that no event says, and numbers of events are those of the case.
func TestEveryEntryHasItsEvents(t *testing.T) {
	for _, f := range builtin.Catalogue() {
		for _, lang := range []string{"ja", "en"} {
			in := full()
			d := f.Draft(in, lang)
			n := 0
			seen := map[string]bool{}
			legal.Each(d, func(e *paper.Field) {
				n++
				switch {
				case e.ID == "" || seen[e.ID]:
					t.Errorf("%s: entry %q is there twice, or has no ID", f.ID, e.ID)
				case e.Name == "":
					t.Errorf("%s %s: %s has no name", f.ID, lang, e.ID)
				case e.Unknown && (len(e.Value) > 0 || len(e.By) > 0):
					t.Errorf("%s: %s is unknown and says something", f.ID, e.ID)
				case !e.Unknown && !formal(e.ID) && len(e.By) == 0:
					t.Errorf("%s: %s says %q, and no event does", f.ID, e.ID, legal.Flat(e))
				}
				seen[e.ID] = true
				for _, by := range e.By {
					if by < 1 || by > in.State.Events {
						t.Errorf("%s: %s rests on event %d, which is not there", f.ID, e.ID, by)
					}
				}
			})
			if n == 0 && f.Reader == legal.Authority {
				t.Errorf("%s has no entries", f.ID)
			}
		}
	}
}

// TestNothingIsInvented: of a case of which nothing is known every entry is unknown.
func TestNothingIsInvented(t *testing.T) {
	st, err := breach.Fold(nil)
	if err == nil {
		t.Fatal("a case without events", st)
	}
	opened := breach.Event{Case: "2026-0008", Seq: 1, At: day(2026, 12, 4, 9, 40), By: "officer", Body: breach.Opened{Title: "?"}}
	if st, err = breach.Fold([]breach.Event{opened}); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]*legal.Input{"by hand": empty(), "folded": legal.Of(st, []breach.Event{opened}, &config.Case{}, nil, day(2026, 12, 4, 10, 0))} {
		for _, f := range builtin.Catalogue() {
			d := f.Draft(in, "ja")
			legal.Each(d, func(e *paper.Field) {
				if only := len(e.By) == 1 && e.By[0] == 1 && name == "folded"; only { // we knew when it was opened
					return
				}
				if !e.Unknown && !strings.HasPrefix(e.ID, "report.") {
					t.Errorf("%s, %s: %s says %q", name, f.ID, e.ID, legal.Flat(e))
				}
				for _, c := range e.Choices {
					if c.Ticked && !strings.HasPrefix(e.ID, "report.") {
						t.Errorf("%s, %s: %s is ticked", name, f.ID, e.ID)
					}
				}
			})
		}
	}
}

// TestRulesOfForms: what a form is said to meet is in the book.
func TestRulesOfForms(t *testing.T) {
	b, err := book.Open()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, id := range b.IDs() {
		ids[id] = true
	}
	seen := map[string]bool{}
	for _, f := range builtin.Catalogue() {
		if seen[f.ID] || f.Title.EN == "" || f.Title.JA == "" || f.Write == nil {
			t.Errorf("%s: twice, or without a title", f.ID)
		}
		seen[f.ID] = true
		for _, r := range f.Rules {
			if !ids[r] {
				t.Errorf("%s meets %s, which is no rule", f.ID, r)
			}
		}
	}
	if _, err := builtin.Draft("no-such-form", full(), "ja"); fault.Of(err) != fault.Usage {
		t.Errorf("no such form: %v", err)
	}
}

// TestHostile: what people type in stays text of one line, on the right side of the entry, and breaks nothing.
func TestHostile(t *testing.T) {
	bad := "x\n# heading\n\u202egnp.exe\x1b[31m<script>alert(1)</script>=cmd|' /C calc'!A0 " + strings.Repeat("長", 5000) + "\xff"
	in := full()
	in.State.Title = bad
	b := beliefs{}
	for _, name := range []string{breach.Outline, breach.Finder, breach.CauseText, breach.Where, breach.Damage, breach.ToPersons, breach.Publication, breach.Prevented, breach.Preventing, breach.OtherText} {
		b.is(name, text(bad, bad), 2)
	}
	in.Believe = b.get
	in.State.Contained[0].Body.What = bad
	in.State.Requests[0].Body.To = bad
	in.Case.Name, in.Case.Representative = bad, bad
	in.Affected.Systems[0].Name = bad
	ok := func(where, s string) {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\n\r\x1b\u202e") {
			t.Errorf("%s: %.60q", where, s)
		}
	}
	for _, f := range builtin.Catalogue() {
		d := f.Draft(in, "ja")
		for _, s := range append(append([]string{d.Title}, d.Lead...), append(d.From, d.To...)...) {
			ok(f.ID, s)
		}
		for _, b := range d.Blocks {
			switch b := b.(type) {
			case paper.Text:
				ok(f.ID, b.Text)
			case paper.List:
				for _, s := range b.Items {
					ok(f.ID, s)
				}
			case paper.Fields:
				for _, e := range b.List {
					for _, s := range e.Value {
						ok(f.ID+" "+e.ID, s)
					}
				}
			case paper.Table:
				for _, row := range b.Rows {
					for _, s := range row {
						ok(f.ID, s)
					}
				}
			case paper.Timeline:
				for _, m := range b.Marks {
					ok(f.ID, m.Text)
				}
			}
		}
	}
}

// TestSupplement: the next version says what changed against the one that was handed in, and which report it is.
func TestSupplement(t *testing.T) {
	in := full()
	in.Version, in.Report = 1, 1
	first, err := builtin.Draft("jp-appi-preliminary", in, "ja")
	if err != nil {
		t.Fatal(err)
	}
	mask := func(s string) string { return strings.ReplaceAll(s, "決済代行会社", "****") }
	fields := legal.Values(first, mask)
	for id := range fields {
		if formal(id) && id != "operator.role" {
			t.Errorf("%s is kept", id)
		}
	}
	if !strings.Contains(fields["outline.finder"], "****") {
		t.Error("what is kept is not masked")
	}
	again := full()
	again.Version, again.Report, again.Mask = 2, 2, mask
	again.Previous = &legal.Previous{Form: "jp-appi-preliminary", Version: 1, Fields: fields, Submitted: true, At: day(2026, 12, 8, 15, 42), Receipt: "R-1"}
	same, err := builtin.Draft("jp-appi-preliminary", again, "ja")
	if err != nil {
		t.Fatal(err)
	}
	legal.Each(same, func(e *paper.Field) {
		if e.Changed {
			t.Errorf("nothing changed, but %s says so: was %q", e.ID, e.Was)
		}
	})
	again.Affected.Count = breach.Count{Confirmed: n(28000), Max: n(28000)}
	b := beliefs{}
	b.is(breach.Finder, text("決済代行会社からの連絡により発覚", ""), 2)
	again.Believe = b.get
	final, err := builtin.Draft("jp-appi-final", again, "ja")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]*paper.Field{}
	legal.Each(final, func(e *paper.Field) { got[e.ID] = e })
	if e := got["people.count"]; !e.Changed || len(e.Was) != 1 || e.Was[0] != "最大27,927人（推定27,889人、うち確認済み27,100人）" {
		t.Errorf("people: %+v", e)
	}
	if e := got["outline.finder"]; e.Changed {
		t.Errorf("finder is the same: %+v", e)
	}
	if e := got["damage.detail"]; !e.Changed || !e.Unknown {
		t.Errorf("damage is unknown now: %+v", e)
	}
	if got["report.receipt"].Value[0] != "R-1" || got["report.number"].Value[0] != "第2報（確報）" {
		t.Errorf("%+v %+v", got["report.receipt"], got["report.number"])
	}
	if !strings.Contains(strings.Join(final.Lead, " "), "変更") {
		t.Errorf("lead: %q", final.Lead)
	}
}

// TestBoxes of Rule 7: what is not known is open, what may be is ticked.
func TestBoxes(t *testing.T) {
	boxes := func(facts law.Facts) string {
		in := full()
		in.Facts = facts
		d, err := builtin.Draft("jp-appi-preliminary", in, "en")
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		legal.Each(d, func(e *paper.Field) {
			if e.ID == "outline.article" {
				for _, c := range e.Choices {
					switch {
					case c.Ticked:
						out += "x"
					case c.Open:
						out += "?"
					default:
						out += "-"
					}
				}
			}
		})
		return out
	}
	by := []int64{3}
	is := func(v law.Truth) law.Value { return law.Value{Truth: v, By: by} }
	for name, c := range map[string]struct {
		facts law.Facts
		want  string
	}{
		"nothing known":              {law.Facts{}, "????"},
		"suspected":                  {law.Facts{law.Special: is(law.Suspected), law.Wrongful: is(law.No)}, "x?-?"},
		"one of three is enough":     {law.Facts{law.Card: is(law.Yes)}, "?x??"},
		"all of three ruled out":     {law.Facts{law.Card: is(law.No), law.Financial: is(law.No), law.Credentials: is(law.No)}, "?-??"},
		"a thousand":                 {law.Facts{law.People: {Low: n(1000), High: n(1000), By: by}}, "???-"},
		"a thousand and one":         {law.Facts{law.People: {Low: n(1001), High: n(1001), By: by}}, "???x"},
		"at most more":               {law.Facts{law.People: {High: n(5000), By: by}}, "???x"},
		"some, without an upper end": {law.Facts{law.People: {Low: n(10), By: by}}, "????"},
	} {
		if got := boxes(c.facts); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
