package evidence

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Alert is what an alert says: who read whose data, from where, since when. clear is what was sealed of it, nil if it cannot be opened;
// system is the declared one behind the alert's store, nil if there is none.
func Alert(k *watch.Kept, clear *watch.Clear, system *declared.System) (*Found, error) {
	a := &k.Alert
	f := &Found{Added: breach.Added{Sort: breach.FromAlert, Ref: a.ID, Name: a.Detector + " " + a.ID, Taken: between(a.First, a.Last)}}
	f.held(a.Kinds)
	f.Added.People = breach.Count{Max: a.PeopleMax, Likely: a.People}
	if a.People == nil && a.Rows != nil {
		f.gap("the logs tell "+number(*a.Rows)+" rows and not how many people these are", "記録から分かるのは"+number(*a.Rows)+"行で、人数は不明です")
	}
	if len(a.Kinds) == 0 {
		f.gap("which kinds were read is unknown: the inventory does not know "+cmp.Or(a.Source, "the store"), "閲覧された項目は不明です（"+cmp.Or(a.Source, "対象")+"は台帳にありません）")
	}
	f.system(system, a.Source)
	f.story(a)
	f.countries(a)
	for i := range a.Gaps {
		f.silence(&a.Gaps[i])
	}
	if k.State == watch.Acknowledged && !k.At.IsZero() {
		f.at(law.Known, second(k.At), "somebody looked into the alert", "アラートの内容を確認した")
		f.at(breach.Discovered, second(k.At), "somebody looked into the alert", "アラートの内容を確認した")
		f.mark(second(k.At), "known", "the alert was acknowledged", "アラートを確認")
	}
	f.indicators(a, clear)
	who, names := whom(a.People), kindNames(f.Added.Kinds)
	of, wo := "", ""
	if a.Source != "" {
		of, wo = " of "+a.Source, a.Source+"の"
	}
	f.Added.Summary = text(fmt.Sprintf("Alert %s%s: %s; %s", a.Detector, of, who.EN, names.EN), fmt.Sprintf("%sアラート（%s）：%s、%s", wo, a.Detector, who.JA, names.JA))
	masked := *a
	masked.Sealed = nil
	return f, f.record(&masked)
}

// story is what the alert's sentences say, and suggest.
func (f *Found) story(a *watch.Alert) {
	var first, last time.Time
	read, why := law.Unknown, law.Text{}
	for i := range a.Story {
		s := &a.Story[i]
		t := text(s.Text.EN, s.Text.JA)
		if t == (law.Text{}) {
			t = text(s.Detector+": "+s.Rule, s.Detector+"："+s.Rule)
		}
		f.mark(between(s.First, s.Last), "access", t.EN, t.JA)
		is := detectors[s.Detector+" "+s.Rule]
		f.is(law.Wrongful, is.wrongful, t.EN, t.JA)
		f.is(law.IllegalAccess, is.illegal, t.EN, t.JA)
		f.is(law.Viewed, is.viewed, t.EN, t.JA)
		f.is(law.Credentials, is.credentials, t.EN, t.JA)
		if is.cause != "" {
			f.because(is.cause, t)
		}
		if is.viewed == law.Unknown {
			continue
		}
		if first.IsZero() || s.First.Before(first) {
			first = s.First
		}
		if s.Last.After(last) {
			last = s.Last
		}
		if is.viewed > read {
			read, why = is.viewed, t
		}
	}
	if read == law.Unknown {
		return
	}
	f.at(breach.FirstRead, second(first), "the first access that the logs tell: "+why.EN, "記録上の最初の閲覧："+why.JA)
	f.at(breach.LastRead, second(last), "the last access that the logs tell", "記録上の最後の閲覧")
}

// countries are those from which data were asked that speaks against it.
func (f *Found) countries(a *watch.Alert) {
	if len(a.Countries) == 0 {
		return
	}
	name := func(lang, sep string) string {
		var out []string
		for _, c := range a.Countries {
			out = append(out, country.Name(c, lang))
		}
		return strings.Join(out, sep)
	}
	f.mark(between(a.First, a.Last), "access", "accesses came from "+name("en", ", "), "アクセス元の国："+name("ja", "・"))
}

// silence is a time in which a log may have been silent though something happened.
func (f *Found) silence(g *watch.Gap) {
	why := map[watch.GapKind]law.Text{
		watch.Silent: text("was silent", "記録がありません"), watch.Skipped: text("has numbers missing", "番号の欠けがあります"), watch.Unread: text("has records that could not be read", "読めない記録があります"),
		watch.Stopped: text("was stopped or cleared", "停止または消去されています"), watch.Days: text("lacks whole days", "日単位で記録がありません"),
	}[g.Why]
	name := "?"
	if g.Log != nil {
		name = g.Log.Name
	}
	from, to := time.UnixMicro(g.From).UTC().Format(time.RFC3339), ""
	if g.To != 0 {
		to = time.UnixMicro(g.To).UTC().Format(time.RFC3339)
	}
	f.gap(fmt.Sprintf("the log %s %s from %s to %s: what happened then is unknown", name, why.EN, from, cmp.Or(to, "its end")),
		fmt.Sprintf("ログ %s は %s から %s まで%s。この間のことは不明です", name, from, cmp.Or(to, "末尾"), why.JA))
}

// mostIndicators is how many indicators one piece gives at most.
const mostIndicators = 200

// indicators are who and from where, to be sealed, and to be watched for once the case is closed.
func (f *Found) indicators(a *watch.Alert, clear *watch.Clear) {
	if clear == nil {
		if len(a.Sealed) > 0 {
			f.gap("who it was is sealed and could not be opened", "利用者・接続元は封印されており、開けませんでした")
		}
		return
	}
	s := &breach.Secret{}
	add := func(sort, value, name string) {
		if value == "" || len(s.Indicators) >= mostIndicators || slices.ContainsFunc(s.Indicators, func(i breach.Indicator) bool { return i.Type == sort && i.Value == value }) {
			return
		}
		s.Indicators = append(s.Indicators, breach.Indicator{Type: sort, Value: value, Name: name, Since: a.First})
	}
	add("account", clear.Principal, a.Principal)
	if _, err := netip.ParseAddr(clear.Origin); err == nil {
		add("address", clear.Origin, a.Origin)
	}
	for _, v := range clear.Accounts {
		add("account", v, "")
	}
	if len(s.Indicators) > 0 {
		f.Secret, f.Added.Indicators = s, len(s.Indicators)
	}
}
