package cli

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// held: what is held, and of how many.
func (t *tale) held() error {
	t.head("What do we hold?", "何を保有しているか", "scan "+t.rel(t.story.Company.Dir))
	out, err := t.run("scan", "--format", "json", t.story.Company.Dir)
	if err != nil {
		return err
	}
	var s struct {
		People *int64
		Parts  int64
		Kinds  map[string]int64
	}
	if err := first(out, "summary", &s); err != nil {
		return err
	}
	people := int64(0)
	if s.People != nil {
		people = *s.People
	}
	t.page.Wrap(report.Bold, fmt.Sprintf(t.a.say("%s people in %s files and tables", "%s人（%sのファイル・テーブル）"), t.n(people), t.n(s.Parts)), 2)
	t.wrap(fmt.Sprintf(t.a.say("Among them: %s individual numbers (My Number), %s card numbers, %s health notes.",
		"マイナンバー%s件、カード番号%s件、医療に関する記述%s件などを含みます。"),
		t.n(s.Kinds["JAPAN_INDIVIDUAL_NUMBER"]), t.n(s.Kinds["CREDIT_CARD_NUMBER"]), t.n(s.Kinds["MEDICAL_TERM"])))
	return nil
}

// doors: how it could leak.
func (t *tale) doors() error {
	t.head("How could it leak?", "どこから漏れうるか", "exposure "+t.rel(t.story.Company.Dir))
	out, err := t.run("exposure", "--format", "json", t.story.Company.Dir)
	if err != nil {
		return err
	}
	var s struct {
		Exposures int64
		People    *int64
	}
	if err := first(out, "summary", &s); err != nil {
		return err
	}
	if s.Exposures == 0 || s.People == nil {
		t.page.Wrap(report.Bold, t.a.say("No open door found", "開いた経路は見つかりませんでした"), 2)
		return nil
	}
	t.page.Wrap(report.Bold, fmt.Sprintf(t.a.say("%s open: %s people behind", "開いた経路 %s件（%s人分）"), t.n(s.Exposures), t.n(*s.People)), 2)
	return eachLine(out, "exposure", func(v json.RawMessage) error {
		var e struct{ Title, Severity string }
		err := json.Unmarshal(v, &e)
		t.wrap(e.Title)
		return err
	})
}

// planted: three persons who do not exist are put into copy B, which goes to a contractor.
func (t *tale) planted() error {
	t.head("Mark each copy", "渡す複製に目印を入れる", "canary plant --store crm --copy B --number 3")
	out, err := t.run("canary", "plant", "--store", "crm", "--copy", "B", "--number", "3", "--format", "json")
	if err != nil {
		return err
	}
	var list []synth.Person
	for line := range strings.Lines(out) {
		p, err := person(json.RawMessage(line))
		if err != nil {
			return err
		}
		list = append(list, p)
	}
	t.wrap(fmt.Sprintf(t.a.say("%s persons who do not exist stand in copy B, which the contractor gets, and nowhere else.", "実在しない%s人を、委託先へ渡す複製Bにだけ登録しました。"), t.n(int64(len(list)))))
	sample, err := t.story.Sample(list)
	if err != nil {
		return err
	}
	other, err := t.story.Other()
	t.sample.offer, t.other.offer = sample, other
	return err
}

// remembered: the people index of each store, at each date that there is a copy of.
func (t *tale) remembered() error {
	t.head("Remember whose data it is, without keeping it", "個人データを残さずに「誰のデータか」を覚える", "people snapshot COPY --as crm --as-of DATE")
	count := map[string]int{}
	for _, c := range t.story.Snapshots {
		if _, err := t.run("people", "snapshot", c.Path, "--as", c.Store, "--key", c.Key, "--as-of", c.At.Format(time.RFC3339)); err != nil {
			return err
		}
		count[c.Store]++
	}
	out, err := t.run("people", "stats", "--store", "crm", "--format", "json")
	if err != nil {
		return err
	}
	var crm struct {
		Snapshots []struct {
			At      time.Time
			Persons int64
			Came    int64 `json:"new_persons"`
			Went    int64 `json:"gone_persons"`
		}
	}
	if err := first(out, "store", &crm); err != nil {
		return err
	}
	for i, x := range crm.Snapshots {
		line := "  " + report.Fit(t.day(x.At), 18) + fmt.Sprintf(t.a.say("%s people", "%s人"), t.n(x.Persons))
		if i > 0 {
			line += fmt.Sprintf(t.a.say(", %s came and %s went", "（増%s人・減%s人）"), t.n(x.Came), t.n(x.Went))
		}
		t.page.Line(line)
	}
	t.wrap(fmt.Sprintf(t.a.say("The CRM at %d dates, the shop at %d: fingerprints only, under a key that stands apart.", "CRM は%d時点、通販は%d時点。残るのは、別に保管した鍵による照合用の値だけです。"), count["crm"], count["shop"]))
	return nil
}

// alarm is what an alert says.
type alarm struct {
	ID, Severity, Principal, Country string
	People                           *int64
	First, Last                      time.Time
	Sentences                        []struct{ Text string }
}

// watched: what the logs say.
func (t *tale) watched() error {
	t.head("What do the logs say?", "ログは何を示しているか", "watch --keep")
	out, err := t.run("watch", "--keep", "--format", "json")
	if err != nil {
		return err
	}
	var s struct {
		Events int64
		Alerts map[string]int64
		Logs   int64
	}
	if err := first(out, "summary", &s); err != nil {
		return err
	}
	alerts := int64(0)
	for _, n := range s.Alerts {
		alerts += n
	}
	if err := first(out, "alert", &t.alert); err != nil {
		return err
	}
	people := int64(0)
	if t.alert.People != nil {
		people = *t.alert.People
	}
	t.page.Wrap(report.Bold, fmt.Sprintf(t.a.say("%[1]s alert of %[2]s accesses: data of %[3]s people taken", "アクセス%[2]s件からアラート%[1]s件：%[3]s人分の持ち出し"), t.n(alerts), t.n(s.Events), t.n(people)), 2)
	for i, x := range t.alert.Sentences {
		if i < 4 {
			t.wrap(x.Text)
		}
	}
	return nil
}

// matched is what a verdict says.
type matched struct {
	leak.Match
	offer *demo.Offer
}

func (t *tale) match(m *matched) error {
	t.page.Line("  $ tsutsumi " + report.Cut("match "+t.rel(m.offer.Path)+" --claim "+t.rel(m.offer.Claim), 66))
	out, err := t.run("match", m.offer.Path, "--claim", m.offer.Claim, "--format", "json")
	if err != nil {
		return err
	}
	return first(out, "match", &m.Match)
}
