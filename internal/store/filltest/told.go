package filltest

import (
	crypto "crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// alerts are stories of two years, most of them of the last weeks. Principals are masked, with the clear form sealed, as watch does it.
func (f *filler) alerts(n int) error {
	seal, err := f.secrets.Seal("alerts")
	if err != nil {
		return err
	}
	names, _ := sources(1000)
	detectors := []string{"people-read", "tally", "insider", "export", "travel", "canary", "gap"}
	var list []watch.Alert
	for i := range n {
		persons := int64(f.rnd.IntN(3000))
		first := f.ago(time.Duration(1+f.rnd.IntN(700)) * 24 * time.Hour)
		who := fmt.Sprintf("user%03d", f.rnd.IntN(400))
		a := watch.Alert{
			ID: fmt.Sprintf("%016x", f.rnd.Uint64()), Detector: f.one(detectors), Severity: watch.Severity(f.rnd.IntN(5)),
			Principal: fmt.Sprintf("u******#%04x", f.rnd.IntN(400)), Origin: "192.0.2.*#1a2b", Country: f.one(lands), Source: f.one(names),
			Kinds: []pii.Kind{pii.PersonName, pii.EmailAddress}, People: &persons, PeopleMin: &persons, PeopleMax: &persons, Rows: &persons,
			Accesses: persons + 3, Accounts: 1, First: first, Last: first.Add(time.Duration(f.rnd.IntN(600)) * time.Minute), Confidence: 0.8,
		}
		a.Countries, a.Changed = []string{a.Country}, a.Last
		for k := range 1 + f.rnd.IntN(4) {
			at := first.Add(time.Duration(k) * time.Minute)
			a.Story = append(a.Story, watch.Sentence{Detector: a.Detector, Rule: "day", First: at, Last: at, Text: watch.Text{
				EN: fmt.Sprintf("%s read %d persons of %s in a day; usual are 12.", a.Principal, persons, a.Source),
				JA: fmt.Sprintf("%s が %s の %d 人分を1日で閲覧しました（普段は 12 人）。", a.Principal, a.Source, persons)}})
			a.Evidence = append(a.Evidence, watch.Evidence{Log: "app.log", At: at, Text: "GET /members/*** 200"})
		}
		if i%7 == 0 {
			a.Gaps = []watch.Gap{{Log: &watch.Log{Name: "app.log"}, From: first.Add(-time.Hour).UnixMicro(), To: first.UnixMicro()}}
		}
		clear, err := json.Marshal(watch.Clear{Principal: who, Origin: "192.0.2.7"})
		if err != nil {
			return err
		}
		nonce := make([]byte, seal.NonceSize(), seal.NonceSize()+len(clear)+seal.Overhead())
		_, _ = crypto.Read(nonce)
		a.Sealed = seal.Seal(nonce, nonce, clear, []byte(a.ID))
		list = append(list, a)
	}
	for some := range slices.Chunk(list, 2000) {
		if err := f.db.KeepAlerts(f.ctx, some); err != nil {
			return err
		}
	}
	for i := range list {
		if i%40 == 0 {
			if err := f.db.Decide(f.ctx, list[i].ID, watch.Kept{State: watch.Acknowledged, By: "hanako", Reason: "a test of ours", At: f.now}); err != nil {
				return err
			}
		}
	}
	return nil
}

// cases are opened one after another, each with what a case has; every fifth is closed.
func (f *filler) cases(n int) error {
	key, err := f.secrets.Signer("case")
	if err != nil {
		return err
	}
	seal, err := f.secrets.Seal("case")
	if err != nil {
		return err
	}
	ledger := f.db.Ledger(key, seal, f.home.Heads())
	for i := range n {
		id, err := ledger.New(f.ctx, f.now.Year())
		if err != nil {
			return err
		}
		if _, err := ledger.Append(f.ctx, id, 0, "hanako", f.events(i)...); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) events(i int) []breach.Entry {
	persons := int64(1 + f.rnd.IntN(20000))
	count := breach.Count{Max: &persons, Likely: &persons}
	say := func(en, ja string) law.Text { return law.Text{EN: en, JA: ja} }
	at := f.ago(40 * 24 * time.Hour)
	bodies := []breach.Body{
		breach.Opened{Title: fmt.Sprintf("%s %04d", f.one([]string{"顧客名簿の持ち出し", "誤送信", "USBメモリの紛失", "不正アクセス", "委託先からの連絡"}), i), Small: i%4 == 0},
		breach.Added{ID: "E1", Sort: breach.FromTip, Name: "tip", Summary: say("a tip from outside", "外部からの連絡"), People: count, Taken: breach.Moment{At: at, Precision: breach.Minute},
			Kinds: []breach.Held{{Kind: pii.PersonName, Values: &persons, People: &persons}, {Kind: pii.EmailAddress, Values: &persons, People: &persons}}},
		breach.Added{ID: "E2", Sort: breach.FromFile, Name: "logs.csv", Summary: say("what the logs show", "ログの記録"), People: count, Systems: []breach.System{{Name: "CRM", Country: "JP"}}},
		breach.Counted{Count: count, Source: "E1", Why: say("as the tip says", "連絡による")},
		breach.Weighed{Cause: breach.Cause{ID: "C1", Text: say("a stolen account", "アカウントの窃取"), Status: breach.Asserted, For: []breach.Ground{{Source: "E2", Text: say("a sign-in at night", "深夜のサインイン")}}}},
		breach.Task{ID: "T1", Sort: breach.Relief, What: say("reset the passwords", "パスワードの再設定"), Of: &persons, Due: f.now.Add(72 * time.Hour)},
		breach.Task{ID: "T2", Sort: breach.Prevention, What: say("two factors for all", "全員の二要素認証"), Due: f.now.Add(30 * 24 * time.Hour)},
		breach.Asked{ID: "Q1", To: "contractor", What: "logs", Due: f.now.Add(48 * time.Hour)},
	}
	for _, name := range []string{law.Wrongful, law.Special, law.Encrypted} {
		bodies = append(bodies, breach.Stated{Fact: breach.Fact{Name: name, Value: breach.Value{Truth: law.Truth(1 + f.rnd.IntN(3))}, Status: breach.Asserted, Source: "E1"}})
	}
	for k := range f.rnd.IntN(12) {
		done := persons * int64(k+1) / 12
		bodies = append(bodies, breach.Progressed{ID: "T1", Done: &done, Source: "measured"})
	}
	if i%5 == 0 {
		bodies = append(bodies, breach.Closed{Why: "all is done"})
	}
	entries := make([]breach.Entry, len(bodies))
	for k, b := range bodies {
		entries[k] = breach.Entry{Body: b}
	}
	return entries
}
