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

// Step is something that happened.
type Step struct {
	When breach.Moment
	Kind string // see paper.Mark
	Text string
	Key  bool // one of the three times
	Main bool // what everybody is told: not the steps of the inquiry
	Mark bool // told by a piece of evidence
	By   []int64
}

// Course is what happened, in the order of time: the three times, what evidence tells, what was done and handed in.
func (s *Sheet) Course() []Step {
	var out []Step
	add := func(m breach.Moment, kind, text string, key bool, by ...int64) {
		if text = Clean(text); text != "" && !m.At.IsZero() {
			out = append(out, Step{When: m, Kind: kind, Text: text, Key: key, By: by})
		}
	}
	for _, k := range []struct {
		b      *breach.Belief
		kind   string
		ja, en string
		key    bool
	}{
		{s.Times.FirstRead, "access", "第三者による最初の閲覧・取得", "First read by somebody who should not", true},
		{s.belief(breach.LastRead), "access", "確認された最後の閲覧・取得", "Last reading that is known", false},
		{s.Times.Known, "known", "当社が事態を認識", "We knew", true},
		{s.belief(breach.Stopped), "done", "漏えいの経路を遮断", "The hole was closed", false},
		{s.Times.Told, "told", "本人への連絡を開始", "The first persons were told", true},
		{s.belief(breach.Published), "told", "公表", "Made public", false},
	} {
		if k.b != nil && k.b.Value.Moment != nil {
			add(*k.b.Value.Moment, k.kind, s.Say(k.ja, k.en), k.key, k.b.By...)
		}
	}
	for i := range out {
		out[i].Main = true
	}
	if d, known := s.belief(breach.Discovered), s.Times.Known; d != nil && d.Value.Moment != nil &&
		(known == nil || known.Value.Moment == nil || !known.Value.Moment.At.Equal(d.Value.Moment.At)) {
		add(*d.Value.Moment, "known", s.Say("発覚", "Discovered"), false, d.By...)
	}
	for _, e := range s.Standing() {
		for _, m := range e.Body.Marks {
			n := len(out)
			if add(m.When, m.Kind, s.Tell(m.Text), false, e.Seq); len(out) > n {
				out[n].Mark = true
			}
		}
	}
	for _, c := range s.State.Contained {
		text := c.Body.What
		if c.Body.Proof != "" {
			text += fmt.Sprintf(s.Say("（確認資料 %s）", " (shown by %s)"), c.Body.Proof)
		}
		add(c.Body.At, "done", text, false, c.Seq)
	}
	for _, u := range s.State.Submissions {
		text := fmt.Sprintf(s.Say("%sへ報告", "Reported to %s"), u.Body.To)
		if u.Body.Receipt != "" {
			text += fmt.Sprintf(s.Say("（受付番号 %s）", " (receipt %s)"), u.Body.Receipt)
		}
		add(breach.Moment{At: u.Body.At, Precision: breach.Minute}, "done", text, false, u.Seq)
	}
	slices.SortStableFunc(out, func(a, b Step) int { return a.When.At.Compare(b.When.At) })
	return out
}

// mostSteps is how much of the evidence's own a document tells beside what everybody is told; the time line tells all.
const mostSteps = 30

// abridged leaves out the middle of what evidence tells, and says how much.
func abridged(steps []Step) (out []Step, left int) {
	var n int
	for _, c := range steps {
		if c.Mark {
			n++
		}
	}
	if n <= mostSteps {
		return steps, 0
	}
	i := 0
	for _, c := range steps {
		if c.Mark {
			i++
			if i > mostSteps/2 && i <= n-mostSteps/2 {
				continue
			}
		}
		out = append(out, c)
	}
	return out, n - mostSteps
}

// CourseText is the course of events as paragraphs.
func (s *Sheet) CourseText() Answer {
	a := s.Said(breach.Outline)
	steps, left := abridged(s.Course())
	for _, c := range steps {
		a.Value = append(a.Value, s.When(c.When)+s.Say("　", ": ")+c.Text)
		a.By = append(a.By, c.By...)
	}
	if left > 0 {
		a.Value = append(a.Value, fmt.Sprintf(s.Say("（このほか、証拠に基づく記録%s件は別紙「事案の時系列」のとおり）", "(%s further records of the evidence stand in the time line of the case)"), report.Number(int64(left))))
	}
	a.By = Events(a.By)
	return a
}

// Marks are the course of events for a time line.
func (s *Sheet) Marks() []paper.Mark {
	var out []paper.Mark
	for _, c := range s.Course() {
		out = append(out, paper.Mark{When: s.When(c.When), At: c.When.At, Until: c.When.Until, Text: c.Text, Kind: c.Kind, Key: c.Key, By: c.By})
	}
	return out
}

// ToPersons tells what was done towards the persons: what was said of it, and how far letters are.
func (s *Sheet) ToPersons() Answer {
	a := s.Said(breach.ToPersons)
	for _, n := range s.State.Notices {
		b := n.Body
		by := map[string]string{"email": s.Say("電子メール", "e-mail"), "post": s.Say("書面の郵送", "letter"), "page": s.Say("ウェブサイトでの掲示", "web page")}[b.Channel]
		if by == "" {
			by = b.Channel
		}
		if b.Sent == 0 && b.Channel != "page" {
			continue
		}
		line := fmt.Sprintf(s.Say("%sにより、対象%sのうち%sに通知済み", "told by %[1]s: %[3]s of %[2]s"), by, s.Persons(b.Persons), s.some(b.Sent))
		if !b.First.IsZero() {
			line = s.Day(b.First) + s.Say("から", " on, ") + line
		}
		var more []string
		for _, r := range []struct {
			n      int64
			ja, en string
		}{{b.Failed + b.Bounced, "不達%s", "%s not reached"}, {b.Uncertain, "送達未確認%s", "%s uncertain"}, {b.Without, "連絡先不明%s", "%s without an address"}} {
			if r.n > 0 {
				more = append(more, fmt.Sprintf(s.Say(r.ja, r.en), s.some(r.n)))
			}
		}
		if len(more) > 0 {
			line += s.Say("（", " (") + s.Join(more) + s.Say("）", ")")
		}
		a.Value, a.By = append(a.Value, line), append(a.By, n.Seq)
	}
	return a
}

// ToldState are the boxes of how far telling the persons is.
func (s *Sheet) ToldState() Answer {
	var persons, sent int64
	var by []int64
	for _, n := range s.State.Notices {
		persons, sent, by = persons+n.Body.Persons+n.Body.Without, sent+n.Body.Sent, append(by, n.Seq)
	}
	told := s.Times.Told
	if told != nil {
		by = Events(by, told.By...)
	}
	done, doing := persons > 0 && sent >= persons, sent > 0 || told != nil
	a := Answer{Choices: []paper.Choice{
		{Text: s.Say("実施済み", "Done"), Ticked: done, Open: !doing},
		{Text: s.Say("実施中", "Under way"), Ticked: doing && !done, Open: !doing},
		{Text: s.Say("未実施", "Not begun"), Open: !doing},
	}}
	if a.Known() {
		a.By = by
	}
	return a
}

// Publicised tells whether and when it was made public.
func (s *Sheet) Publicised() (boxes Answer, when Answer) {
	b := s.belief(breach.Published)
	when = s.Believed(b)
	done, planned := false, false
	if b != nil && b.Value.Moment != nil {
		done = !b.Value.Moment.At.After(s.Now)
		planned = !done
	}
	boxes = Answer{Choices: []paper.Choice{
		{Text: s.Say("実施済み", "Done"), Ticked: done, Open: b == nil},
		{Text: s.Say("実施予定", "Planned"), Ticked: planned, Open: b == nil},
		{Text: s.Say("予定なし", "Not planned"), Open: b == nil},
	}}
	if boxes.Known() {
		boxes.By = b.By
	}
	return boxes, when
}

// Done are the measures against a recurrence that are carried out, and what stopped the leak.
func (s *Sheet) Done() Answer {
	a := s.Said(breach.Prevented)
	for _, w := range s.State.Tasks {
		if w.Sort == breach.Prevention && w.Ended {
			line := s.Tell(w.What)
			switch {
			case w.Tested != nil && *w.Tested:
				line += s.Say("（有効性を確認済み）", " (tested; it holds)")
			case w.Tested != nil:
				line += s.Say("（検証の結果、なお不十分）", " (tested; it does not hold yet)")
			}
			a.Value, a.By = append(a.Value, line), Events(a.By, steps(w)...)
		}
	}
	return a
}

// Stopping is what was done to stop the leak.
func (s *Sheet) Stopping() Answer {
	var a Answer
	for _, c := range s.State.Contained {
		a.Value = append(a.Value, s.When(c.Body.At)+s.Say("　", ": ")+c.Body.What)
		a.By = append(a.By, c.Seq)
	}
	return a
}

// Coming are the measures that are planned, with their days.
func (s *Sheet) Coming() Answer {
	a := s.Said(breach.Preventing)
	for _, w := range s.State.Tasks {
		if w.Sort == breach.Prevention && !w.Ended {
			line := s.Tell(w.What)
			if !w.Due.IsZero() {
				line += fmt.Sprintf(s.Say("（%sまでに完了予定）", " (by %s)"), s.Day(w.Due))
			}
			a.Value, a.By = append(a.Value, line), Events(a.By, w.Seq)
		}
	}
	return a
}

// Relief are the measures for the persons, with how far they are.
func (s *Sheet) Relief() Answer {
	var a Answer
	for _, w := range s.State.Tasks {
		if w.Sort != breach.Relief {
			continue
		}
		line := s.Tell(w.What)
		switch {
		case w.Ended:
			line += s.Say("（完了）", " (done)")
		case w.Of != nil && w.Done != nil && *w.Of > 0:
			line += fmt.Sprintf(s.Say("（%s／%s、%d%%完了）", " (%s of %s, %d %%)"), s.some(*w.Done), s.some(*w.Of), percent(*w.Done, *w.Of))
		}
		a.Value, a.By = append(a.Value, line), Events(a.By, steps(w)...)
	}
	return a
}

// some is a number of persons of whom it was said that they are persons.
func (s *Sheet) some(n int64) string {
	if s.Lang == "ja" {
		return s.Persons(n)
	}
	return report.Number(n)
}

// percent is rounded; 100 is all, and 0 is none.
func percent(n, of int64) int64 {
	p := (n*200 + of) / (2 * of)
	switch {
	case n < of && p >= 100:
		return 99
	case n > 0 && p <= 0:
		return 1
	}
	return p
}

func steps(w breach.Work) []int64 {
	by := []int64{w.Seq}
	for _, p := range w.Steps {
		by = append(by, p.Seq)
	}
	return Events(by)
}

// Harm is the secondary damage, or its risk, as it was said; where nothing was, what the kinds make possible.
func (s *Sheet) Harm() Answer { return s.Said(breach.Damage) }

// HarmSeen are the boxes of whether there was some.
func (s *Sheet) HarmSeen() Answer {
	b := s.belief(breach.DamageSeen)
	if b == nil {
		return s.YesNo(law.Unknown, nil)
	}
	return s.YesNo(b.Value.Truth, b.By)
}

// Deadline tells until when a duty is to be met, in its authority's time.
func (s *Sheet) Deadline(due *law.Due) string {
	switch {
	case due == nil:
		return ""
	case due.AtOnce:
		return s.Say("直ちに", "at once")
	case due.Clock != nil && due.Clock.Hours > 0:
		return s.At(due.At)
	case due.LastDay != "":
		if t, err := time.Parse(time.DateOnly, due.LastDay); err == nil {
			return s.style().day(t)
		}
	}
	return s.Day(due.At)
}

// Recipients are whom the first of the rules that the case has names, by sector.
func (s *Sheet) Recipients(rules ...string) []law.Recipient {
	for _, id := range rules {
		if d := s.Duty(id); d != nil && len(d.Recipients) > 0 {
			return d.Recipients
		}
	}
	return nil
}

// Address sets the addressees: those that were given, else the law's.
func (s *Sheet) Address(rules ...string) {
	s.Doc.To = s.To
	if len(s.To) > 0 {
		return
	}
	list := s.Recipients(rules...)
	var names []string
	for _, r := range list {
		if name := strings.TrimSpace(r.Name.Of(s.Lang)); name != "" {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 1 && s.Lang == "ja":
		name, _, _ := strings.Cut(names[0], "（") // what stands in brackets is for us
		s.Doc.To = []string{name + "　御中"}
	case len(names) == 1:
		s.Doc.To = names
	case len(names) == 0 && s.Doc.Draft && s.Form.Reader == Company:
		s.Note("宛先が未定です（--to で指定）。", "The addressee is open (--to).")
	case len(names) > 1 && s.Doc.Draft:
		s.Note("提出先は業種により異なります（業種が未確定です）："+strings.Join(names, "／"), "Where it goes depends on the sector, which is not settled: "+strings.Join(names, "; "))
	}
}
