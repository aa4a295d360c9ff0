package dossier

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

var update = flag.Bool("update", false, "write the golden files")

// TestGolden: what people read, in both languages at 80 columns.
func TestGolden(t *testing.T) {
	l := everydays()
	all := everydays()
	big := *sample()
	all.Cases = append(all.Cases, big)
	all.Order()
	all.Hidden = 2
	screens := map[string]func(io.Writer, report.Options) error{
		"case":   func(w io.Writer, o report.Options) error { return Text(w, o, View{}, sample()) },
		"duties": func(w io.Writer, o report.Options) error { return Text(w, o, View{Duties: true}, sample()) },
		"facts":  func(w io.Writer, o report.Options) error { return Text(w, o, View{Facts: true}, sample()) },
		"events": func(w io.Writer, o report.Options) error { return Text(w, o, View{Events: true}, sample()) },
		"list":   func(w io.Writer, o report.Options) error { return List(w, o, all) },
		"small":  func(w io.Writer, o report.Options) error { return NewYear(l, 2026).Text(w, o, l) },
	}
	maps.Copy(screens, answers())
	for name, write := range screens {
		for _, lang := range []string{"en", "ja"} {
			t.Run(name+"."+lang, func(t *testing.T) {
				var b bytes.Buffer
				if err := write(&b, report.Options{Lang: lang, Width: 80}); err != nil {
					t.Fatal(err)
				}
				narrow(t, b.String())
				path := filepath.Join("testdata", name+"."+lang+".txt")
				if *update {
					if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(string(want), b.String()); d != "" {
					t.Error(d)
				}
			})
		}
	}
}

func narrow(t *testing.T, s string) {
	t.Helper()
	for l := range strings.Lines(s) {
		if n := report.Columns(strings.TrimRight(l, "\n")); n > 80 {
			t.Errorf("%d columns: %s", n, l)
		}
	}
}

// TestHostile: whatever stands in a case, no line is wider than the terminal, nothing steers it, and no text makes a line of its own.
func TestHostile(t *testing.T) {
	for _, evil := range []string{"a\nFAKE: closed", "\x1b]0;x\x07\x1b[2J", "\u202egnp.exe", "\r\u2028\u2029\x00\u009b31m", strings.Repeat("あ", 300), strings.Repeat("x", 900), "\xff\xfe", "%s%n%d"} {
		c := sample()
		s := c.State
		s.Title, s.OpenedBy, s.Of = evil, evil, evil
		for i := range s.Evidence {
			e := &s.Evidence[i].Body
			e.ID, e.Name, e.Sort, e.Origin, e.Summary = evil, evil, evil, evil, both(evil, evil)
		}
		s.Causes[0] = breach.Cause{ID: evil, Text: both(evil, evil), For: []breach.Ground{{Source: evil, Text: both(evil, evil)}}}
		s.Contained[0].Body = breach.Contained{What: evil, Proof: evil, At: s.Contained[0].Body.At}
		s.Requests[0].Body.ID, s.Requests[0].Body.To, s.Requests[0].Body.What = evil, evil, evil
		s.Tasks[0].ID, s.Tasks[0].Owner, s.Tasks[0].What = evil, evil, both(evil, evil)
		s.Drafts[0].Body.Document, s.Submissions[0].Body.To, s.Submissions[0].Body.Receipt, s.Notices[0].Body.Batch, s.Notices[0].Body.Channel = evil, evil, evil, evil, evil
		s.Decisions[0].By, s.Decisions[0].Body = evil, breach.Decided{Act: evil, Of: evil, Choice: evil, Why: evil}
		s.Costs[0].Body.Currency, s.Counts[0].Body.Source, s.Counts[0].Body.Why = evil, evil, both(evil, evil)
		c.Affected.Systems[0] = breach.System{Name: evil, Owner: evil, Country: evil, Access: []string{evil}, Contractors: []string{evil}}
		c.Affected.Regions[0].Name, c.Affected.Gaps[0] = evil, both(evil, evil)
		s.Facts[evil] = []breach.Source[breach.Fact]{{By: evil, Body: breach.Fact{Name: evil, Source: evil, Why: both(evil, evil), Value: breach.Value{Text: &law.Text{EN: evil}}}}}
		s.Facts["places"] = []breach.Source[breach.Fact]{{Body: breach.Fact{Name: "places", Value: breach.Value{Set: []string{evil}}}}}
		c.Events = append(c.Events, breach.Event{Seq: 5, By: evil, Body: breach.Asked{ID: evil, To: evil, What: evil}}, breach.Event{Seq: 6, By: evil, Body: breach.Closed{Why: evil}})
		c.Duties[3].Met[0].Body.Proof = evil
		c.Waiting = nil
		for _, lang := range []string{"en", "ja"} {
			for _, v := range []View{{}, {Duties: true, Events: true, Facts: true, All: true}} {
				var b bytes.Buffer
				if err := Text(&b, report.Options{Lang: lang, Width: 80}, v, c); err != nil {
					t.Fatal(err)
				}
				narrow(t, b.String())
				if strings.ContainsAny(b.String(), "\x1b\x07\x00\r\u202e\u2028\u2029\u009b") {
					t.Errorf("%q steers the terminal", evil)
				}
				if strings.Contains(b.String(), "\nFAKE") {
					t.Errorf("%q makes a line of its own:\n%s", evil, b.String())
				}
			}
		}
		var b bytes.Buffer
		if err := List(&b, report.Options{Width: 80}, &Listed{Cases: []Case{*c}, At: c.At, Zone: zone}); err != nil {
			t.Fatal(err)
		}
		narrow(t, b.String())
	}
}

// TestUnknown: a case of which nothing is known says so, and invents no number.
func TestUnknown(t *testing.T) {
	c := &Case{State: &breach.State{ID: "2026-0001", Title: "?", Opened: at(4, 9, 0), OpenedBy: "sato", Events: 1}, At: at(5, 9, 0), Zone: zone, Now: held(nil), Fact: asked, History: func(int) ([]Step, int) { return nil, 0 }}
	for lang, want := range map[string][]string{
		"en": {"first read      unknown", "we knew         unknown", "people told     not yet", "now                                          unknown", "unknown; evidence tells it"},
		"ja": {"最初の閲覧      不明", "知った          不明", "本人への通知    未通知", "不明（証拠を追加してください）"},
	} {
		var b bytes.Buffer
		if err := Text(&b, report.Options{Lang: lang, Width: 80}, View{}, c); err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("%s: no %q in\n%s", lang, w, b.String())
			}
		}
	}
	var b bytes.Buffer
	if err := JSON(&b, View{}, c); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{`"people":{"max":null,"likely":null,"confirmed":null}`, `"first_read":null`, `"unnoticed_s":null`, `"kinds":[]`} {
		if !strings.Contains(b.String(), w) {
			t.Errorf("no %s in %s", w, b.String())
		}
	}
}

// TestSpan: spans are as exact as the times they lie between.
func TestSpan(t *testing.T) {
	tell := &teller{report.NewPage(io.Discard, report.Options{Lang: "en"}), &Case{Zone: zone}, "en", false}
	m := func(day, hour, minute int, p breach.Precision) *breach.Moment {
		return &breach.Moment{At: at(day, hour, minute), Precision: p}
	}
	for _, c := range []struct {
		a, b *breach.Moment
		want string
	}{
		{m(4, 9, 0, breach.Minute), m(4, 9, 42, breach.Minute), "42 minutes"},
		{m(4, 9, 0, breach.Minute), m(6, 12, 5, breach.Minute), "2 days 3 h"},
		{m(4, 0, 0, breach.Day), m(6, 12, 5, breach.Minute), "2 days"},
		{m(4, 0, 0, breach.Day), m(4, 23, 5, breach.Minute), "the same day"},
		{m(4, 9, 0, breach.Minute), m(4, 0, 0, breach.Day), "the same day"},
		{m(1, 0, 0, breach.Month), m(28, 0, 0, breach.Day), "about 1 month"},
		{m(6, 0, 0, breach.Day), m(4, 0, 0, breach.Day), "the other way round"},
		{&breach.Moment{At: at(4, 0, 0), Precision: breach.Day, About: true}, m(9, 0, 0, breach.Day), "about 5 days"},
		{&breach.Moment{At: at(1, 0, 0), Precision: breach.Second, Until: at(8, 0, 0)}, m(9, 0, 0, breach.Minute), "at most 8 days"},
	} {
		if got := tell.span(c.a, c.b); got != c.want {
			t.Errorf("%v to %v: %q, want %q", c.a, c.b, got, c.want)
		}
	}
}

// TestHistory: the number changes with evidence and with revisions; what changes nothing is left out.
func TestHistory(t *testing.T) {
	s := sample().State
	s.Evidence = append(s.Evidence, breach.Source[breach.Added]{At: at(8, 0, 0), Body: breach.Added{ID: "E9", People: breach.Count{Max: num(5)}}})
	got, earlier := History(s, 10, func(then *breach.State) breach.Count {
		if n := len(then.Counts); n > 0 {
			return then.Counts[n-1].Body.Count
		}
		return then.Evidence[len(then.Evidence)-1].Body.People
	})
	if few, earlier := History(s, 1, func(*breach.State) breach.Count { return breach.Count{} }); len(few) != 1 || earlier != 2 {
		t.Errorf("%d moves and %d earlier ones, want 1 and 2", len(few), earlier)
	}
	if earlier != 0 {
		t.Errorf("%d earlier ones", earlier)
	}
	var said []string
	for _, h := range got {
		said = append(said, h.Source+" "+report.Number(*h.Count.Likely))
	}
	if d := cmp.Diff([]string{"E2 27,889", "E5 27,927"}, said); d != "" {
		t.Error(d)
	}
}

// TestElsewhere: who is not in Japan reads a due time in both zones.
func TestElsewhere(t *testing.T) {
	tell := &teller{report.NewPage(io.Discard, report.Options{Lang: "en"}), &Case{Zone: cet}, "en", false}
	if got, want := tell.deadline(sample().Duties[1].Due.At), "Mon 2027-01-04 15:59 (CET) = end of Mon 2027-01-04 (JST)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestBounded: long lists are cut, and what is left out is counted; --all shows it.
func TestBounded(t *testing.T) {
	c := sample()
	for i := range 500 {
		c.State.Evidence = append(c.State.Evidence, breach.Source[breach.Added]{Seq: int64(i), At: at(5, 0, 0), Body: breach.Added{ID: "E" + report.Number(int64(i)), Name: "x"}})
		c.Events = append(c.Events, breach.Event{Seq: int64(i), Body: breach.Closed{}})
	}
	var short, long bytes.Buffer
	if err := Text(&short, report.Options{Lang: "en", Width: 80}, View{}, c); err != nil {
		t.Fatal(err)
	}
	if err := Text(&long, report.Options{Lang: "en", Width: 80}, View{All: true}, c); err != nil {
		t.Fatal(err)
	}
	if a, b := strings.Count(short.String(), "\n"), strings.Count(long.String(), "\n"); a > 250 || b < 500 {
		t.Errorf("%d lines, %d with all", a, b)
	}
	if want := "494 earlier (--all"; !strings.Contains(short.String(), want) {
		t.Errorf("no %q", want)
	}
}

// TestStream: each line of the stream is an object with one key.
func TestStream(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, View{Duties: true, Facts: true, Events: true}, sample()); err != nil {
		t.Fatal(err)
	}
	if err := everydays().JSON(&b); err != nil {
		t.Fatal(err)
	}
	if err := NewYear(everydays(), 2026).JSON(&b); err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for l := range strings.Lines(b.String()) {
		var one map[string]json.RawMessage
		if err := json.Unmarshal([]byte(l), &one); err != nil || len(one) != 1 {
			t.Fatalf("%v: %s", err, l)
		}
		for k := range one {
			count[k]++
		}
	}
	if d := cmp.Diff(map[string]int{"case": 9, "duty": 5, "fact": 2, "event": 4, "summary": 1}, count); d != "" {
		t.Error(d)
	}
}

// TestSheet: the yearly list is safe in a spreadsheet, and each case is one row.
func TestSheet(t *testing.T) {
	for _, lang := range []string{"en", "ja"} {
		var b bytes.Buffer
		if err := NewYear(everydays(), 2026).CSV(&b, lang, false, zone); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 5 {
			t.Fatalf("%d rows, want 5", len(rows))
		}
		for _, r := range rows {
			for _, cell := range r {
				if cell != "" && strings.ContainsRune("=+-@\t\r|%", rune(cell[0])) {
					t.Errorf("a formula: %q", cell)
				}
			}
		}
	}
	if n := len(NewYear(everydays(), 2025).Small); n != 0 {
		t.Errorf("%d cases of another year", n)
	}
}
