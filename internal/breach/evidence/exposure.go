package evidence

import (
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Exposure is what a door that stood open says: who could have read whose data since when. That somebody did is not known of the
// door; logs tell it (Answer). Whole tells that behind is everything of the target, of which the door may show less.
func Exposure(k *exposure.Known, e *exposure.Entry, behind *exposure.Behind, whole bool, system *declared.System) (*Found, error) {
	where := k.Target
	if k.Object != "" {
		where += " " + k.Object
	}
	args := map[string]string{"target": k.Target, "object": k.Object}
	title := text(e.Title.In("en", args), e.Title.In("ja", args))
	until := k.Last
	if !k.Closed.IsZero() {
		until = k.Closed
	}
	f := &Found{Added: breach.Added{Sort: breach.FromExposure, Ref: k.Key, Name: where, Taken: between(k.First, until)}}
	f.counted(behind.Kinds)
	f.Added.People = breach.Count{Max: behind.People, Likely: behind.People}
	switch {
	case behind.People == nil:
		f.gap("how many people stand behind it is unknown: the inventory has not looked there", "対象の人数は不明です（台帳が未調査）")
	case whole:
		f.Added.People.Likely = nil
		f.gap("the number is that of all of "+k.Target+"; what of it could be read is unknown", "人数は"+k.Target+"全体のもので、実際に閲覧できた範囲は不明です")
	}
	if behind.Sampled {
		f.Added.People.Max = nil
		f.gap("only a sample was read: there may be more people", "抜き取り調査の結果であり、人数はさらに多い可能性があります")
	}
	if !behind.LastSeen.IsZero() {
		f.note("whose data stood there is told by the inventory of "+behind.LastSeen.UTC().Format("2006-01-02"), "対象のデータは "+behind.LastSeen.UTC().Format("2006-01-02")+" 時点の台帳によります")
	}
	f.system(system, k.Target)
	f.open(k, e, title)
	who, names := whom(behind.People), kindNames(f.Added.Kinds)
	// Where it is stands first: behind "without a password:" it would be read as one.
	f.Added.Summary = text(fmt.Sprintf("%s: %s; behind it %s; %s", where, title.EN, who.EN, names.EN), fmt.Sprintf("%s：%s（対象 %s、%s）", where, title.JA, who.JA, names.JA))
	return f, f.record(k)
}

// open is what the door suggests, and when it was seen open.
func (f *Found) open(k *exposure.Known, e *exposure.Entry, title law.Text) {
	is := doors[k.ID]
	from := map[exposure.Vantage]law.Text{
		exposure.World: text("seen from the public network", "インターネットから確認"), exposure.Network: text("seen from a private network only", "内部ネットワークからのみ確認"),
		exposure.Here: text("seen on the host itself only", "当該ホスト上でのみ確認"), exposure.Relayed: text("seen through a relay", "中継経由で確認"),
		exposure.Inside: text("told by the system's own settings", "システム自身の設定から確認"), exposure.Declared: text("told by files that declare it", "設定ファイル等の記載から確認"),
	}[k.From]
	why := text(title.EN+" ("+from.EN+")", title.JA+"（"+from.JA+"）")
	f.is(law.Unspecified, openTo(is.open, k.From), why.EN, why.JA)
	f.is(law.Wrongful, is.wrongful, why.EN, why.JA)
	f.is(law.IllegalAccess, is.illegal, why.EN, why.JA)
	f.is(law.Viewed, is.viewed, why.EN, why.JA)
	f.is(law.Credentials, is.credentials, why.EN, why.JA)
	if is.cause != "" {
		f.because(is.cause, why)
	}
	if is.viewed == law.Unknown && is.open != "" && is.open != "-" {
		f.gap("whether anybody read what stood open is unknown until the logs are asked (watch --ask)", "開いていた間に実際に閲覧されたかは、ログを調べるまで不明です（watch --ask）")
	}
	if is.open == "reach" && (k.From == exposure.Network || k.From == exposure.Inside || k.From == exposure.Declared) {
		f.gap("whether it could be reached from the public network is unknown", "インターネットから到達できたかは不明です")
	}
	f.mark(second(k.First), "evidence", "seen open for the first time: "+title.EN, "開いていることを最初に確認："+title.JA)
	f.gap("since when it stood open before "+k.First.UTC().Format("2006-01-02 15:04")+" UTC is unknown", k.First.UTC().Format("2006-01-02 15:04")+"（UTC）より前から開いていたかは不明です")
	f.at(breach.Discovered, second(k.First), "when the door was first seen open", "開いていることを最初に確認した日時")
	if !k.Closed.IsZero() {
		f.at(breach.Stopped, between(k.Last, k.Closed), "seen open for the last time, and then closed", "最後に開いていることを確認した後、閉じていることを確認した")
		f.mark(second(k.Closed), "done", "seen closed", "閉じていることを確認")
	}
}

// openTo tells whether an unspecified number of people could read what stands behind a door, by what the door is and from where it was
// seen. On a private network, it is not known whether others reach it; what only this host sees is for whoever is on it.
func openTo(open string, from exposure.Vantage) law.Truth {
	switch {
	case open == "public" && from == exposure.World, open == "reach" && from == exposure.World:
		return law.Yes
	case open == "public", open == "reach" && from == exposure.Relayed:
		return law.Suspected
	}
	return law.Unknown
}
