package dossier

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// next says which duty is to be met first, "" if none is open.
func (t *teller) next(duties []breach.Duty) string {
	if d := pressing(duties); d != nil {
		return t.Of("次の期限：", "Next: ") + t.text(d.Rule.Title) + t.Of("　", ", ") + t.left(d)
	}
	for i := range duties {
		if duties[i].Status == breach.Due || duties[i].Status == breach.Late {
			return t.Of("次の期限：", "Next: ") + t.text(duties[i].Rule.Title) + t.Of("　期限は不明です", ", by when is unknown")
		}
	}
	some := false
	for i := range duties {
		some = some || duties[i].Status == breach.Undecided
	}
	s := ""
	if some {
		s = t.Of("要否が未確定の義務があります", "Whether some duties apply is not decided yet")
	}
	if d := looming(duties); d != nil {
		x := *d
		x.Due = d.If
		s += t.Of("。該当すれば最も早い期限：", "; if so, the first: ") + t.text(d.Rule.Title) + t.Of("　", ", ") + t.left(&x)
	}
	return s
}

func (t *teller) urgency(duties []breach.Duty) string {
	for i := range duties {
		if duties[i].Status == breach.Late {
			return report.Red
		}
	}
	return report.Bold
}

// left is how long until a duty is due, or by how much it is late.
func (t *teller) left(d *breach.Duty) string {
	switch {
	case d.Due == nil:
		return t.Of("期限不明", "due: unknown")
	case d.Due.AtOnce:
		return t.Of("直ちに", "at once")
	}
	if over := t.c.At.Sub(d.Due.At); over > 0 {
		return t.Of(t.long(over)+"超過", "late by "+t.long(over))
	}
	return t.Of("あと"+t.long(d.Due.At.Sub(t.c.At)), "in "+t.long(d.Due.At.Sub(t.c.At)))
}

// duties lists what the law asks: open duties in full, then what is not decided, what was met, and what does not apply.
func (t *teller) duties(why bool) {
	var by = map[breach.DutyStatus][]*breach.Duty{}
	for i := range t.c.Duties {
		d := &t.c.Duties[i]
		by[d.Status] = append(by[d.Status], d)
	}
	open := append(by[breach.Late], by[breach.Due]...)
	t.Title(t.Of("法令上の義務", "What the law asks"), t.tally(len(open), len(by[breach.Undecided]), len(by[breach.Done])+len(by[breach.DoneLate]), len(by[breach.None])))
	if len(t.c.Duties) == 0 {
		t.Line("  " + t.Of("対象となる法令がありません", "no rule is in force"))
	}
	var to []law.Recipient
	for _, d := range open {
		t.duty(d, to, why)
		to = d.Recipients
	}
	t.undecided(by[breach.Undecided])
	for _, d := range append(by[breach.Done], by[breach.DoneLate]...) {
		t.done(d, why)
	}
	for _, d := range by[breach.None] {
		if against(d) {
			t.overruled(d)
		}
	}
	t.none(by[breach.None], why)
	if slices.ContainsFunc(t.c.Duties, func(d breach.Duty) bool { return !d.Rule.Source.Verified && (why || d.Status != breach.None) }) {
		t.Wrap(report.Dim, t.Of("※ 法令の原文で確認していない規定です。適用する前に原文を確認してください", "* not read in the law's own text: check it there before you rely on it"), 2)
	}
}

func (t *teller) tally(open, undecided, done, none int) string {
	var out []string
	for _, x := range []struct {
		n      int
		ja, en string
	}{{open, "対応要", "open"}, {undecided, "未確定", "undecided"}, {done, "済", "met"}, {none, "対象外", "not applicable"}} {
		if x.n > 0 {
			out = append(out, t.Of(fmt.Sprintf("%s %d", x.ja, x.n), fmt.Sprintf("%d %s", x.n, x.en)))
		}
	}
	return strings.Join(out, t.Of("・", ", "))
}

// duty tells a duty that is open; to are the recipients of the one before, why asks for all that is known of it.
func (t *teller) duty(d *breach.Duty, to []law.Recipient, why bool) {
	style := report.Plain
	if d.Status == breach.Late {
		style = report.Red
	}
	t.ends(style, "■ "+t.name(d), t.Paint(report.Bold, t.left(d)))
	t.styled(report.Dim, t.Of("規定", "rule"), d.Rule.ID+t.Of("　", "  ")+t.text(d.Rule.Law)+t.Of("　", ", ")+t.text(d.Rule.Article))
	t.field(t.Of("該当", "applies"), t.applies(d))
	for i := range d.Because {
		t.field(first(i, t.Of("理由", "because")), t.reason(&d.Because[i]))
	}
	t.due(d)
	t.movable(d)
	t.missing(d)
	t.recipients(d, to)
	t.partial(d)
	t.moves(d)
	if n := t.text(d.Rule.Note); n != "" && why {
		t.styled(report.Dim, t.Of("備考", "note"), n)
	}
}

// name is a duty's title with the law's country in front.
func (t *teller) name(d *breach.Duty) string {
	where := d.Rule.Jurisdiction
	switch strings.ToLower(where) {
	case "card":
		where = t.Of("カードブランド", "Card brands")
	default:
		where = t.country(where)
	}
	if !d.Rule.Source.Verified {
		where = t.Of("※", "* ") + where
	}
	return where + t.Of("：", ": ") + t.text(d.Rule.Title)
}

func (t *teller) applies(d *breach.Duty) string {
	s := map[law.Truth]string{law.Yes: t.Of("する", "yes"), law.No: t.Of("しない", "no")}[d.Applies]
	if s == "" {
		s = t.Of("不明", "unknown")
	}
	if x := d.Decided; x != nil {
		s += t.Of("（"+said(x.By)+"の判断："+said(x.Body.Why)+"）", " (decided by "+said(x.By)+": "+said(x.Body.Why)+")")
	}
	return s
}

// reason is a condition with the value of its fact, and the law that makes it count.
func (t *teller) reason(r *law.Reason) string {
	s := t.label(r.Fact)
	if v := t.lawValue(r.Fact, &r.Value); v != "" {
		s += t.Of("＝", ": ") + v
	}
	if w := t.text(r.Why); w != "" {
		s += t.Of("（"+w+"）", " ("+w+")")
	}
	if len(r.Value.By) > 0 {
		s += t.Of("［記録", " [event ") + numbers(r.Value.By) + t.Of("］", "]")
	}
	return s
}

func numbers(n []int64) string {
	var out []string
	for _, x := range n[:min(len(n), 4)] {
		out = append(out, fmt.Sprint(x))
	}
	if len(n) > 4 {
		out = append(out, "…")
	}
	return strings.Join(out, ",")
}

// due tells by when, from when it counts, and why it is that day.
func (t *teller) due(d *breach.Duty) {
	u := d.Due
	if u == nil {
		t.styled(report.Yellow, t.Of("期限", "due"), t.Of("知った時点が不明のため計算できません", "unknown until it is known when we first knew"))
		return
	}
	s := t.deadline(u.At)
	switch {
	case u.AtOnce:
		s = t.Of("直ちに・遅滞なく（期限の定めなし）", "without delay; no day is fixed")
	}
	t.styled(report.Bold, t.Of("期限", "due"), s)
	if !u.First.IsZero() {
		t.field(t.Of("目安", "aim for"), t.weekday(u.First)+t.Of("（法令の目安の初日）", ", with which the law's span begins"))
	}
	if !u.Begin.IsZero() {
		begin := t.time(u.Begin)
		if u.Clock != nil {
			if w := t.text(u.Clock.Why); w != "" {
				begin += t.Of("（"+w+"）", " ("+w+")")
			}
		}
		t.field(t.Of("起算", "counts from"), begin)
	}
	if m := t.text(u.Moved); m != "" {
		t.field(t.Of("延期", "moved"), m)
	}
	if m := t.text(u.Doubt); m != "" {
		t.styled(report.Yellow, t.Of("注意", "caution"), m)
	}
	for i := range u.Because {
		t.field(first(i, t.Of("日数", "days")), t.reason(&u.Because[i]))
	}
	for i := range u.Might {
		x := &u.Might[i]
		t.field(first(i, t.Of("変わる場合", "otherwise")), t.deadline(x.At)+t.Of("：", ", if ")+t.label(x.Fact)+t.Of("＝", ": ")+t.lawValue(x.Fact, &x.Value))
	}
}

// open asks what would decide a duty, or move its clock.
func (t *teller) open(d *breach.Duty, name string) {
	n := t.bound(len(d.Open), 3)
	for _, f := range d.Open[:n] {
		t.styled(report.Yellow, name, t.question(f))
		name = ""
	}
	if rest := len(d.Open) - n; rest > 0 {
		t.styled(report.Dim, "", fmt.Sprintf(t.Of("ほか%d問", "and %d more"), rest))
	}
}

// question is a fact as a person is asked it, with the name by which it is answered.
func (t *teller) question(fact string) string {
	if f := t.c.Fact(fact); f != nil {
		if q := t.text(f.Question); q != "" {
			return q + t.Of("（", " (") + f.Name + t.Of("）", ")")
		}
	}
	return t.label(fact)
}

// missing are the items that the report must say and nobody knows yet.
func (t *teller) missing(d *breach.Duty) {
	if len(d.Missing) == 0 {
		return
	}
	var out []string
	for i := range d.Missing {
		s := t.text(d.Missing[i].Text)
		if no := d.Missing[i].No; no > 0 {
			s = fmt.Sprintf("%d ", no) + s
		}
		out = append(out, s)
	}
	t.styled(report.Yellow, t.Of("未判明", "missing"), strings.Join(out, t.Of("／", " · ")))
}

// recipients tells to whom; where several may be it, as long as the sector is not known, the others by name only.
func (t *teller) recipients(d *breach.Duty, before []law.Recipient) {
	rs := d.Recipients
	if len(rs) == 0 {
		return
	}
	if len(rs) == len(before) && rs[0].Name == before[0].Name {
		t.field(t.Of("宛先", "to"), t.Of("同上", "the same"))
		return
	}
	s := t.text(rs[0].Name)
	if c := t.text(rs[0].Channel); c != "" {
		s += t.Of("（"+c+"）", " ("+c+")")
	}
	if rs[0].URL != "" {
		s += " " + said(rs[0].URL)
	}
	t.field(t.Of("宛先", "to"), s)
	for i := range rs[1:] {
		t.field("", t.Of("又は ", "or ")+t.text(rs[1+i].Name))
	}
}

// movable names the facts that are open and would move a duty that applies, or its day.
func (t *teller) movable(d *breach.Duty) {
	if len(d.Open) == 0 {
		return
	}
	var out []string
	for _, f := range d.Open[:min(len(d.Open), 6)] {
		out = append(out, t.label(f)+t.Of("（"+said(f)+"）", " ("+said(f)+")"))
	}
	t.field(t.Of("未確認", "depends on"), t.join(out))
}

// partial tells what was done towards a duty that is still open.
func (t *teller) partial(d *breach.Duty) {
	for i := range d.Met {
		t.field(t.Of("一部対応", "partly met"), t.met(&d.Met[i]))
	}
}

func (t *teller) met(m *breach.Source[breach.Met]) string {
	s := t.time(m.Body.At)
	if p := said(m.Body.Proof); p != "" {
		s += t.Of("　証跡 ", ", proof ") + p
	}
	if p := said(m.Body.Note); p != "" {
		s += t.Of("　", ", ") + p
	}
	return s
}

// moves is how a duty came to be and moved, the last changes of it.
func (t *teller) moves(d *breach.Duty) {
	all := d.History
	if len(all) > 1 && all[0].Applies == law.Unknown && all[1].At.Sub(all[0].At) < time.Minute { // what was at hand when the case was opened
		all = all[1:]
	}
	if len(all) < 2 {
		return
	}
	from := len(all) - t.bound(len(all), 4)
	name := t.Of("経過", "history")
	if from > 0 {
		t.styled(report.Dim, name, t.Of("以前の変更 "+report.Number(int64(from))+"件", report.Plural(int64(from), "earlier change", "earlier changes")))
		name = ""
	}
	for i := from; i < len(all); i++ {
		h := &all[i]
		s := t.time(h.At) + t.Of("　", "  ")
		was := t.truth(law.Unknown)
		if i > 0 {
			was = t.state(d, &all[i-1])
		}
		if is := t.state(d, h); i == 0 || was == is {
			s += is
		} else {
			s += was + " → " + is
		}
		if w := t.text(h.Why); w != "" {
			s += t.Of("：", ": ") + w
		}
		t.styled(report.Dim, name, s)
		name = ""
	}
}

// state is a duty at a change: whether it applied, and by when.
func (t *teller) state(d *breach.Duty, c *breach.Change) string {
	s := map[law.Truth]string{law.Yes: t.Of("該当", "applies"), law.No: t.Of("対象外", "does not apply")}[c.Applies]
	if s == "" {
		s = t.Of("不明", "unknown")
	}
	switch {
	case c.LastDay != "":
		s += t.Of("・期限 ", ", due ") + c.LastDay
	case !c.Due.IsZero() && (d.Due == nil || !d.Due.AtOnce):
		s += t.Of("・期限 ", ", due ") + t.time(c.Due)
	}
	return s
}

// undecided are duties of which nobody can say yet whether they apply: by the fact that would decide it, with the day on which they
// would be due.
func (t *teller) undecided(ds []*breach.Duty) {
	if len(ds) == 0 {
		return
	}
	n := t.bound(len(ds), 16)
	var asked []string
	by := map[string][]*breach.Duty{}
	for _, d := range ds[:n] {
		f := ""
		if len(d.Open) > 0 {
			f = d.Open[0]
		}
		if by[f] == nil {
			asked = append(asked, f)
		}
		by[f] = append(by[f], d)
	}
	ours := false
	for _, f := range asked {
		ours = ours || ourselves(f)
		q := t.Of("未確定", "not decided")
		if f != "" {
			q = t.question(f)
		}
		for i, l := range report.Wrap(q, t.Width()-2) {
			t.Line([]string{"? ", "  "}[min(i, 1)] + t.Paint(report.Yellow, l))
		}
		var before *breach.Duty
		for _, d := range by[f] {
			t.ifSo(d, before)
			before = d
		}
	}
	t.rest(len(ds) - n)
	t.Wrap(report.Dim, t.Of("回答するには：", "Answer with: ")+"tsutsumi case add "+t.c.State.ID+" --fact NAME=VALUE --source … --why …", 2)
	if ours {
		t.Wrap(report.Dim, t.Of("自社に関する事項（業種・国など）は tsutsumi.yaml の case に一度だけ記載できます。", "What is so of yourselves (sectors, places, role) can be said once, under case in tsutsumi.yaml."), 2)
	}
}

// ifSo is one of those duties; before is the one before it: that it hangs on the same is told once.
func (t *teller) ifSo(d, before *breach.Duty) {
	right := ""
	if d.If != nil {
		x := *d
		x.Due = d.If
		right = t.Of("該当すれば ", "if so, ") + t.left(&x)
	}
	t.ends(report.Plain, "    "+t.name(d)+t.Of("　", "  ")+d.Rule.ID, t.Paint(report.Dim, right))
	if len(d.Open) > 1 && (before == nil || !slices.Equal(slices.Sorted(slices.Values(before.Open)), slices.Sorted(slices.Values(d.Open)))) {
		var out []string
		for _, f := range d.Open[1:min(len(d.Open), 6)] {
			out = append(out, t.label(f)+t.Of("（"+said(f)+"）", " ("+said(f)+")"))
		}
		t.Wrap(report.Dim, t.Of("ほかに：", "and on: ")+t.join(out), 6)
	}
}

// looming is the duty that would be due first of those that may apply, nil if none has a day; what hangs on the case counts before what
// hangs on what the owner did not declare.
func looming(duties []breach.Duty) *breach.Duty {
	var first *breach.Duty
	for i := range duties {
		d := &duties[i]
		if d.Status != breach.Undecided || d.If == nil || d.If.AtOnce {
			continue
		}
		if first == nil || doubtful(d) && !doubtful(first) || doubtful(d) == doubtful(first) && d.If.At.Before(first.If.At) {
			first = d
		}
	}
	return first
}

// ourselves tells whether a fact is one of the owner, not of the case.
func ourselves(fact string) bool {
	return fact == law.Sector || fact == law.Places || fact == law.Role
}

// doubtful tells whether it is not known of a duty whether it applies, for a reason that lies in the case.
func doubtful(d *breach.Duty) bool {
	return d.Status == breach.Undecided && (len(d.Open) == 0 || !ourselves(d.Open[0]))
}

func (t *teller) done(d *breach.Duty, why bool) {
	right := t.Of("済", "met")
	if d.Status == breach.DoneLate {
		right = t.Of("済（期限後）", "met, late")
	}
	if n := len(d.Met); n > 0 {
		right = t.date(d.Met[n-1].Body.At) + t.Of(" ", " ") + right
	}
	t.ends(report.Plain, "✓ "+t.name(d), right)
	for i := range d.Met {
		t.styled(report.Dim, t.Of("履行", "met"), t.met(&d.Met[i]))
	}
	if why {
		t.styled(report.Dim, t.Of("規定", "rule"), d.Rule.ID+t.Of("　", "  ")+t.text(d.Rule.Article))
		t.moves(d)
	}
}

// against tells whether somebody decided that a duty does not apply which applies by the facts.
func against(d *breach.Duty) bool {
	return d.Status == breach.None && d.Decided != nil && (d.Computed == law.Yes || d.Computed == law.Suspected)
}

// overruled tells such a duty wherever duties are told: facts that came after the decision may ask for another.
func (t *teller) overruled(d *breach.Duty) {
	right := ""
	if d.If != nil {
		x := *d
		x.Due = d.If
		right = t.Of("本来は ", "else ") + t.left(&x)
	}
	t.ends(report.Yellow, "✗ "+t.name(d), t.Paint(report.Bold, right))
	t.styled(report.Dim, t.Of("規定", "rule"), d.Rule.ID+t.Of("　", "  ")+t.text(d.Rule.Article))
	t.styled(report.Plain, t.Of("判断", "decided"), t.applies(d))
	t.styled(report.Yellow, t.Of("計算上", "by facts"), t.Of("該当します。判断を維持するか確認してください：tsutsumi case decide ", "it applies; look whether the decision still holds: tsutsumi case decide ")+t.c.State.ID+" apply --of "+d.Rule.ID)
	for i := range d.Because[:min(len(d.Because), 3)] {
		t.styled(report.Dim, t.Of("理由", "because"), t.reason(&d.Because[i]))
	}
}

// none tells what does not apply, each with its reason if asked for.
func (t *teller) none(ds []*breach.Duty, why bool) {
	if len(ds) == 0 {
		return
	}
	if !why {
		t.Line(t.Paint(report.Dim, "  "+t.Of(fmt.Sprintf("対象外 %d件（理由は --duties）", len(ds)), report.Plural(int64(len(ds)), "rule does", "rules do")+" not apply (--duties tells why)")))
		return
	}
	for _, d := range ds {
		t.ends(report.Dim, "– "+t.name(d), t.Paint(report.Dim, t.Of("対象外", "does not apply")))
		t.styled(report.Dim, t.Of("規定", "rule"), d.Rule.ID+t.Of("　", "  ")+t.text(d.Rule.Article))
		if d.Decided != nil {
			t.styled(report.Dim, t.Of("判断", "decided"), t.applies(d))
		}
		for i := range d.Because[:min(len(d.Because), 3)] {
			t.styled(report.Dim, t.Of("理由", "because"), t.reason(&d.Because[i]))
		}
		t.moves(d)
	}
}
