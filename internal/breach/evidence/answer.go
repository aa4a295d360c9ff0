package evidence

import (
	"fmt"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Answer is what logs said to a question, as `watch --ask --format json` writes it under the key "answer"; who and from where stand in it
// masked.
type Answer struct {
	Verdict  string     `json:"verdict"` // read, possible, not-seen, unknown
	Since    *time.Time `json:"since"`
	Begins   *time.Time `json:"logs_begin,omitempty"`
	Stores   []string   `json:"stores,omitempty"`
	Asked    int        `json:"asked,omitempty"`
	First    *time.Time `json:"first"`
	Last     *time.Time `json:"last"`
	Accesses int64      `json:"accesses"`
	People   *int64     `json:"people"`
	Exact    bool       `json:"exact"`
	Bulk     int64      `json:"bulk,omitempty"`
	Refused  int64      `json:"refused"`
	Readers  []Reader   `json:"readers"`
	Others   int64      `json:"others,omitempty"`
	Gaps     []Silence  `json:"gaps"`
	Logs     []Cover    `json:"logs"`
}

// Cover is how far a log goes that speaks of what was asked.
type Cover struct {
	Source string     `json:"source"`
	Last   *time.Time `json:"last"`
}

// Reader is somebody who read.
type Reader struct {
	Principal *string    `json:"principal"`
	Origin    *string    `json:"origin"`
	Countries []string   `json:"countries,omitempty"`
	First     *time.Time `json:"first"`
	Last      *time.Time `json:"last"`
	Accesses  int64      `json:"accesses"`
	People    int64      `json:"people"`
}

// Silence is a time in which a log may have been silent.
type Silence struct {
	Log  string     `json:"source"`
	From *time.Time `json:"from"`
	To   *time.Time `json:"to"`
	Why  string     `json:"why"`
}

// None tells that the logs prove that nothing was read, and until when: they begin before the time asked for and go on behind it, have no gap,
// and nothing was read, nor can have been among what was read in bulk.
func (a *Answer) None() (until time.Time, ok bool) {
	if a.Verdict != "not-seen" || a.Begins != nil || len(a.Gaps) > 0 || a.Bulk > 0 || a.Since == nil || len(a.Logs) == 0 {
		return time.Time{}, false
	}
	for i, l := range a.Logs { // as far as the first of them ends
		if l.Last == nil || !l.Last.After(*a.Since) {
			return time.Time{}, false
		}
		if i == 0 || l.Last.Before(until) {
			until = *l.Last
		}
	}
	return until, true
}

// Logs is what logs said to a question: who read, and when first; or that nobody did from a time on.
func Logs(a *Answer, system *declared.System, now time.Time) (*Found, error) {
	name := "the logs"
	if len(a.Stores) > 0 {
		name = "logs of " + a.Stores[0]
	}
	f := &Found{Added: breach.Added{Sort: breach.FromLogs, Ref: "watch --ask", Name: name, Media: "application/json"}}
	if system != nil {
		f.system(system, "")
	}
	for _, s := range a.Gaps {
		f.silent(&s)
	}
	if a.Begins != nil {
		f.gap("the logs begin only on "+stamp(a.Begins)+": what was before is unknown", "ログは "+stamp(a.Begins)+" からしかなく、それ以前のことは不明です")
	}
	from := text("ever", "記録のある全期間")
	if a.Since != nil {
		from = text("since "+stamp(a.Since), stamp(a.Since)+"以降")
		f.Added.Taken = between(*a.Since, now)
	}
	switch a.Verdict {
	case "read":
		f.isRead(a, from)
	case "possible":
		f.is(law.Viewed, law.Suspected, number(a.Bulk)+" accesses to many at once may have had them among what was read", "多数をまとめて読み出したアクセスが"+number(a.Bulk)+"回あり、対象が含まれ得る")
		f.Added.Summary = text("The logs do not rule out that it was read ("+from.EN+")", "ログからは、閲覧された可能性を否定できない（"+from.JA+"）")
	case "not-seen":
		f.notRead(a, from)
	default:
		f.gap("no log says anything of it ("+from.EN+")", "対象についての記録がありません（"+from.JA+"）")
		f.Added.Summary = text("The logs say nothing of it", "ログからは何も分からない")
	}
	return f, f.record(a)
}

func stamp(t *time.Time) string { return t.UTC().Format(time.RFC3339) }

// isRead tells who read first and last.
func (f *Found) isRead(a *Answer, from law.Text) {
	why := text(number(a.Accesses)+" accesses that were not refused ("+from.EN+")", "拒否されなかったアクセス "+number(a.Accesses)+"回（"+from.JA+"）")
	f.is(law.Viewed, law.Yes, why.EN, why.JA)
	if a.First != nil {
		f.at(breach.FirstRead, second(*a.First), "the first access in the logs", "ログ上の最初のアクセス")
		f.mark(second(*a.First), "access", "read for the first time, as the logs tell", "ログ上の最初の閲覧")
	}
	if a.Last != nil {
		f.at(breach.LastRead, second(*a.Last), "the last access in the logs", "ログ上の最後のアクセス")
		f.mark(second(*a.Last), "access", "read for the last time, as the logs tell", "ログ上の最後の閲覧")
	}
	if a.People != nil {
		f.Added.People.Likely = a.People
		if a.Exact && len(a.Gaps) == 0 && a.Begins == nil && a.Bulk == 0 {
			f.Added.People.Max = a.People
		}
	} else {
		f.gap("the logs do not tell how many people were read", "閲覧された人数はログからは分かりません")
	}
	who := whom(a.People)
	f.Added.Summary = text(fmt.Sprintf("The logs tell that it was read: %s accesses, %s (%s)", number(a.Accesses), who.EN, from.EN), fmt.Sprintf("ログにより閲覧を確認：%s回、%s（%s）", number(a.Accesses), who.JA, from.JA))
}

// notRead tells that nothing was seen, and whether that proves that nothing was there.
func (f *Found) notRead(a *Answer, from law.Text) {
	until, proved := a.None()
	if !proved {
		f.Added.Summary = text("Nothing was seen in the logs ("+from.EN+"), which do not tell all", "ログ上の閲覧はない（"+from.JA+"）が、記録は完全ではない")
		if a.Since == nil {
			f.gap("from when on it was asked is open, so that it proves nothing", "対象期間の始まりが指定されておらず、閲覧がなかった証明にはなりません")
		}
		return
	}
	to := stamp(&until)
	f.Added.Summary = text("The logs, without a gap, have no access "+from.EN+" until "+to, "欠けのないログに、"+from.JA+to+"までの閲覧はない")
	f.mark(between(*a.Since, until), "done", "no access in this time, as the logs prove", "この間の閲覧がないことをログで確認")
}

// Unviewed says of a door that stood open for a time that nobody read what stood behind it, where an answer proves it for all of that time:
// what could be viewed through a wrong setting is then none that was leaked.
func (f *Found) Unviewed(a *Answer, open, closed time.Time) bool {
	until, proved := a.None()
	if !proved || a.Since.After(open) || until.Before(closed) {
		return false
	}
	f.is(law.Viewed, law.No, "the logs, without a gap while it stood open, have no access", "開いていた期間の欠けのないログに、閲覧の記録がない")
	return true
}

func (f *Found) silent(s *Silence) {
	to, jt := "its end", "末尾"
	if s.To != nil {
		to, jt = stamp(s.To), stamp(s.To)
	}
	from := "?"
	if s.From != nil {
		from = stamp(s.From)
	}
	f.gap(fmt.Sprintf("the log %s tells nothing from %s to %s (%s): what happened then is unknown", s.Log, from, to, s.Why), fmt.Sprintf("ログ %s は %s から %s まで記録がなく（%s）、この間のことは不明です", s.Log, from, jt, s.Why))
}
