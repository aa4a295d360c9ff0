package watched

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/ask"
)

// TestAnswer: each verdict says how far it holds, in both languages, within the width.
func TestAnswer(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 1, 0, 0, 0, time.UTC) }
	gap := watch.Gap{Log: &watch.Log{Name: "postgres.csv"}, From: day(5).UnixMicro(), To: day(8).UnixMicro(), Why: watch.Days}
	logs := []ask.Cover{{Log: "postgres.csv", First: day(2), Last: day(20), Accesses: 812}}
	for name, c := range map[string]struct {
		a      ask.Answer
		en, ja []string
	}{
		"read": {ask.Answer{Verdict: ask.Read, Stores: []string{"crm"}, Asked: 3, Since: day(1), First: day(4), Last: day(9), Accesses: 12, People: 2, Exact: true, Logs: logs, Gaps: []watch.Gap{gap}, Missing: 72 * time.Hour,
			Readers: []ask.Reader{{Who: "ta****#1a2b", Origin: "203.0.113.*#9f", Origins: 2, Countries: []string{"BR", "JP"}, First: day(4), Last: day(9), Accesses: 12, People: 2, Exact: true, Rows: 40},
				{Origin: "198.51.100.*#77", Refused: 3}, {Who: "batch", First: day(6), Last: day(6), Bulk: 1}}},
			[]string{"Yes, it was read: first on 2026-11-04 10:00, 12 accesses by 1 principal, 2 people.", "begin on 2026-11-02", "1 gap, 3 days together", "Asked: crm, 3 people, since 2026-11-01", "Brazil, Japan", "refused 3", "in bulk 1", "anonymous"},
			[]string{"読まれています。最初は 2026-11-04 10:00、アクセス 12件・1者、2人分。", "1件・計 3日の欠け", "ブラジル・日本", "拒否 3", "一括 1", "匿名"}},
		"possible": {ask.Answer{Verdict: ask.Possible, First: day(6), Bulk: 1, Logs: logs, Since: day(2)}, []string{"It may have been: 1 access to many at once"}, []string{"読まれた可能性があります"}},
		"not seen": {ask.Answer{Verdict: ask.NotSeen, Logs: logs, Since: day(2), Refused: 2}, []string{"No access is on record. 2 attempts were refused."}, []string{"読まれた記録はありません。拒否された試みが 2件あります。"}},
		"unknown":  {ask.Answer{Verdict: ask.Unknown, Stores: []string{"payroll"}}, []string{"Unknown: no log speaks of it. That does not mean that it was not read."}, []string{"不明です", "「読まれていない」という意味ではありません"}},
	} {
		for lang, want := range map[string][]string{"en": c.en, "ja": c.ja} {
			var b bytes.Buffer
			if err := Answer(&b, report.Options{Lang: lang, Width: 80}, time.FixedZone("", 9*3600), &c.a); err != nil {
				t.Fatal(err)
			}
			flat := strings.Join(strings.Fields(b.String()), " ")
			for _, w := range want {
				if lang == "ja" {
					flat, w = strings.ReplaceAll(flat, " ", ""), strings.ReplaceAll(w, " ", "")
				}
				if !strings.Contains(flat, w) {
					t.Errorf("%s %s: no %q in\n%s", name, lang, w, b.String())
				}
			}
			for l := range strings.Lines(b.String()) {
				if n := report.Columns(strings.TrimRight(l, "\n")); n > 80 {
					t.Errorf("%s %s: %d columns: %s", name, lang, n, l)
				}
			}
		}
	}
}
