package cli

import (
	"fmt"
	"io"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
)

// long records a case of n events of every sort that a long one has: most of them notices, tasks and questions at the desk, with evidence,
// facts, causes and revisions between.
func long(tb testing.TB, r *caseRoom, n int) string {
	tb.Helper()
	id, err := r.ledger.New(tb.Context(), 2026)
	if err != nil {
		tb.Fatal(err)
	}
	count := func(n int) *int64 { m := int64(n); return &m }
	text := func(s string, i int) law.Text { s = fmt.Sprintf("%s %d", s, i); return law.Text{EN: s, JA: s} }
	entries := []breach.Entry{{Body: breach.Opened{Title: "a long case"}}}
	for i := 1; i < n; i++ {
		var b breach.Body
		switch i % 20 {
		case 0:
			b = breach.Added{ID: fmt.Sprint("E", i), Sort: breach.FromFile, Name: "file", Summary: text("a file", i), People: breach.Count{Max: count(i), Likely: count(i)}, Kinds: []breach.Held{{Kind: pii.EmailAddress, People: count(i)}}}
		case 1:
			b = breach.Stated{Fact: breach.Fact{Name: []string{law.Wrongful, law.Special, law.Encrypted, breach.Outline}[i/20%4], Value: breach.Value{Truth: law.Truth(i/20%3 + 1)}, Status: breach.Asserted, Source: "E20"}}
		case 2:
			b = breach.Counted{Count: breach.Count{Max: count(i), Likely: count(i)}, Source: "E20", Why: text("recount", i)}
		case 3:
			b = breach.Weighed{Cause: breach.Cause{ID: fmt.Sprint("C", i/200), Text: text("cause", i), Status: breach.Asserted, For: []breach.Ground{{Source: "E20", Text: text("ground", i)}}}}
		case 4:
			b = breach.Asked{ID: fmt.Sprint("Q", i), To: "contractor", What: "logs"}
		case 5:
			b = breach.Answered{ID: fmt.Sprint("Q", i-1), Answer: "sent", Closed: true}
		case 6, 7:
			b = breach.Task{ID: fmt.Sprint("T", i/40), Sort: breach.Relief, What: text("task", i), Of: count(i)}
		case 8, 9, 10, 11:
			b = breach.Progressed{ID: fmt.Sprint("T", i/40), Done: count(i / 2), Source: "measured"}
		case 12:
			b = breach.Decided{Act: breach.ActOther, Choice: "noted", Why: "so"}
		case 13, 14:
			b = breach.Looked{Asked: 20, Found: 3}
		default:
			b = breach.Noticed{Batch: fmt.Sprint("N", i/1000), Channel: "email", Persons: 10_000, Sent: int64(i)}
		}
		entries = append(entries, breach.Entry{Body: b})
	}
	for i := 0; i < len(entries); i += 500 {
		if _, err := r.ledger.Append(tb.Context(), id, int64(i), r.by, entries[i:min(i+500, len(entries))]...); err != nil {
			tb.Fatal(err)
		}
	}
	return id
}

// BenchmarkCase opens a case of 10,000 events: reads and checks them, makes the state, works out the duties and writes the page.
func BenchmarkCase(b *testing.B) {
	a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard}, env: func(string) string { return "" }, home: b.TempDir() + "/home", lang: "en"}
	r, done, err := a.caseRoom(b.Context(), &caseFlags{by: "hanako"})
	if err != nil {
		b.Fatal(err)
	}
	defer done()
	id := long(b, r, 10_000)
	for name, step := range map[string]func() error{
		"load": func() error { _, _, err := r.load(b.Context(), id); return err },
		"show": func() error {
			events, st, err := r.load(b.Context(), id)
			if err != nil {
				return err
			}
			return dossier.Text(io.Discard, report.Options{Lang: "en", Width: 80}, dossier.View{}, a.dossier(r, events, st, r.now()))
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := step(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
