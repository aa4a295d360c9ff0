package deadline

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

var (
	tokyo = time.FixedZone("JST", 9*3600)
	last  = time.Date(2027, 1, 4, 23, 59, 59, 0, tokyo)
)

func TestParse(t *testing.T) {
	got, err := Parse([]string{"3h", "3d", "90m", "72h"})
	if d := cmp.Diff([]time.Duration{72 * time.Hour, 3 * time.Hour, 90 * time.Minute}, got); d != "" || err != nil {
		t.Error(d, err)
	}
	for _, s := range []string{"", "x", "-3h", "0h", "9999d", "3"} {
		if got, err := Parse([]string{s}); err == nil {
			t.Errorf("%q: %v", s, got)
		}
	}
}

// TestRemind: of each deadline the tightest threshold that has passed, from its very moment on.
func TestRemind(t *testing.T) {
	d := Deadline{Case: "2026-0007", ID: "jp-appi-final", Sort: Duty, At: last, LastDay: "2027-01-04"}
	for _, c := range []struct {
		name string
		now  time.Time
		of   Deadline
		want string
	}{
		{"far", last.Add(-72*time.Hour - time.Second), d, ""},
		{"72h", last.Add(-72 * time.Hour), d, "2026-0007.jp-appi-final.72h.2027-01-04"},
		{"found late", last.Add(-20 * time.Hour), d, "2026-0007.jp-appi-final.24h.2027-01-04"},
		{"3h", last.Add(-time.Minute), d, "2026-0007.jp-appi-final.3h.2027-01-04"},
		{"last moment", last, d, "2026-0007.jp-appi-final.3h.2027-01-04"},
		{"late", last.Add(time.Second), d, "2026-0007.jp-appi-final.late.2027-01-04"},
		{"done", last.Add(time.Second), Deadline{Case: "1", ID: "x", At: last, Done: true}, ""},
		{"gone", last.Add(time.Second), Deadline{Case: "1", ID: "x", At: last, Gone: true}, ""},
		{"at once", last.Add(-time.Hour), Deadline{Case: "1", ID: "x", At: last.Add(-time.Hour), AtOnce: true}, "1.x.now.2027-01-04"},
	} {
		got := ""
		for _, r := range Remind([]Deadline{c.of}, Usual, c.now) {
			got += r.Key()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	r := Reminder{Deadline{Case: "2026-0007", ID: "jp-appi-final", Sort: Duty, Title: law.Text{EN: "Final report", JA: "確報"}, Law: law.Text{EN: "APPI", JA: "個人情報保護法"},
		Article: law.Text{EN: "Art. 26(1)", JA: "第26条第1項"}, To: []law.Text{{EN: "PPC", JA: "個人情報保護委員会"}}, At: last, LastDay: "2027-01-04"}, "72h"}
	ja, en := r.Words("ja", time.UTC), r.Words("en", tokyo)
	if ja.Title != "期限まで3日以内：確報（事案 2026-0007）" || en.Title != "Due within 3 days: Final report – case 2026-0007" {
		t.Errorf("%q %q", ja.Title, en.Title)
	}
	if ja.Facts[0][1] != "2027年1月4日（月） 中（現地時刻 2027年1月4日（月） 14:59 +00:00）" || en.Facts[0][1] != "Mon 4 Jan 2027, to the end of the day (+09:00)" {
		t.Errorf("%q %q", ja.Facts[0][1], en.Facts[0][1])
	}
	r.Threshold, r.Undecided, r.Deadline.Open = Late, true, []string{"people"}
	if w := r.Words("ja", tokyo); !strings.HasPrefix(w.Title, "期限超過：確報") || len(w.Story) != 3 {
		t.Errorf("%+v", w)
	}
}

// TestOf: what a duty's history, requests and tasks become; a due time that was moved is counted, and what does not apply any more is gone.
func TestOf(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 12, day, 12, 0, 0, 0, tokyo) }
	rule := &law.Rule{ID: "jp-appi-final", Title: law.Text{EN: "Final report", JA: "確報"}}
	moved := []breach.Change{{At: at(4), Due: last}, {At: at(6), Due: last.AddDate(0, 0, 30), Applies: law.Yes}}
	duties := []breach.Duty{
		{Answer: law.Answer{Rule: rule, Due: &law.Due{At: last.AddDate(0, 0, 30), LastDay: "2027-02-03"}}, Status: breach.Due, History: moved},
		{Answer: law.Answer{Rule: &law.Rule{ID: "eu-gdpr-33"}, If: &law.Due{At: at(7)}, Open: []string{"risk"}}, Status: breach.Undecided},
		{Answer: law.Answer{Rule: &law.Rule{ID: "sg-pdpa"}}, Status: breach.None, History: []breach.Change{{At: at(4), Due: at(8)}, {At: at(5)}}},
		{Answer: law.Answer{Rule: &law.Rule{ID: "kr-pipa-34"}}, Status: breach.None},
	}
	for i, id := range []string{"sg-pdpa", "cn-pipl-57", "kr-pipa-34"} { // nobody knows whether these laws reach it: one deadline, the first
		duties = append(duties, breach.Duty{Answer: law.Answer{Rule: &law.Rule{ID: id}, If: &law.Due{At: at(25 + i), AtOnce: i == 0}, Open: []string{"people", law.Places}}, Status: breach.Undecided})
	}
	asked := breach.Asked{ID: "Q1", To: "委託先A", What: "logs", Due: at(10)}
	again := asked
	again.Due = at(12)
	task := breach.Task{ID: "T1", Sort: breach.Prevention, What: law.Text{EN: "x", JA: "x"}, Due: at(20)}
	events := []breach.Event{{Seq: 1, At: at(4), Body: asked}, {Seq: 2, At: at(4), Body: task}, {Seq: 3, At: at(5), Body: again}, {Seq: 4, At: at(9), Body: breach.Progressed{ID: "T1"}}}
	st := &breach.State{ID: "2026-0007", Opened: at(4), Last: at(9), Requests: []breach.Request{{Source: breach.Source[breach.Asked]{At: at(4), Body: again}, Open: true}}, Tasks: []breach.Work{{Task: task, At: at(4), Ended: true}}}
	var got []string
	for _, d := range Of(events, st, duties, tokyo) {
		s := d.ID + " " + d.At.Format("01-02")
		for name, is := range map[string]bool{" done": d.Done, " gone": d.Gone, " open": d.Undecided} {
			if is {
				s += name
			}
		}
		got = append(got, s+strings.Repeat("+", d.Moves)+" "+d.Since.Format("02")+" "+d.Title.EN)
	}
	want := []string{"eu-gdpr-33 12-07 open 04 ", "sg-pdpa 12-08 gone+ 05 ", "Q1 12-12+ 05 Answer to request Q1", "T1 12-20 done 09 Measure against a recurrence T1", "undecided 12-26 open 09 Find out whether 2 duties of other laws apply", "jp-appi-final 02-03+ 06 Final report"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
