package audit

import (
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// about is what a question was about, in both languages.
var about = map[string][2]string{
	register.StorageCountry: {"保管国", "country of storage"}, register.AccessCountry: {"アクセス国", "countries of access"}, register.Retention: {"保存期間", "retention"},
	register.Withdrawn: {"退会者", "who left"}, register.ProductionInDevelopment: {"本番データの混入", "persons of production"}, register.GoneInCopy: {"本番から消えた人", "persons deleted from production"},
	register.UnexpectedKind: {"項目", "kinds"},
}

// reasons are why something is not known, and what to do, in both languages; %s is the detail.
var reasons = map[string][2]string{
	register.NoPolicy:   {"tsutsumi.yaml に policy の登録がなく、ポリシーと照合できません", "tsutsumi.yaml has no policy section: nothing to compare with"},
	register.NoCountry:  {"country の登録がありません", "its country is not declared"},
	register.NoAccess:   {"委託先の国の登録がありません（%s）", "the country of a contractor is not declared (%s)"},
	register.NotScanned: {"走査されていません。tsutsumi scan で走査してください", "it was never scanned; tsutsumi scan does"},
	register.Uncounted:  {"別のバージョンで数えられた部分があります。走査し直してください（scan --full）", "parts were counted by another version; scan it again (scan --full)"},
	register.NotRead:    {"データを読んでいません（--people を付けると読み取って確認します）", "the data was not read (--people does)"},
	register.NoFrom:     {"retention に起算日の列（from）がありません", "retention does not tell from which column it counts (from)"},
	register.NoDate:     {"起算日の列がありません。あるのは %s", "there is no column called so; there are: %s"},
	register.NoColumn:   {"退会を示す列がありません。あるのは %s", "there is no column that tells who left; there are: %s"},
	register.NoIndex:    {"本番の照合用索引がありません。tsutsumi people snapshot %s で作成してください", "there is no people index of production; make one: tsutsumi people snapshot %s"},
	register.NoSource:   {"開けません：%s", "it cannot be opened: %s"},
	register.PartlyRead: {"一部を読めませんでした：%s", "parts could not be read: %s"},
}

func (p *page) unknowns(us []register.Unknown) {
	var listed bool
	for i := range us {
		text := p.unknown(&us[i])
		if text == "" {
			continue
		}
		if !listed {
			listed = true
			p.Title(p.Of("確認できなかったもの", "Not known"), "")
		}
		p.Wrap(report.Yellow, text, 2)
	}
}

// Unknown says in a language what is not known, and what to do about it; "" if there is nothing to say.
func Unknown(lang string, u *register.Unknown) string {
	p := &page{report.NewPage(io.Discard, report.Options{Lang: lang}), lang}
	return p.unknown(u)
}

func (p *page) unknown(u *register.Unknown) string {
	r, ok := reasons[u.Why]
	if !ok {
		return ""
	}
	text := p.Of(r[0], r[1])
	if strings.Contains(text, "%s") {
		text = fmt.Sprintf(text, report.Clean(u.Detail))
	}
	subject := report.Clean(u.System)
	if a, ok := about[u.About]; ok {
		if subject != "" {
			subject += p.Of("・", ", ")
		}
		subject += p.Of(a[0], a[1])
	}
	if subject != "" {
		subject += p.Of("：", ": ")
	}
	return subject + text
}

// closed tells what was told before and is not any more.
func (p *page) closed(a *Audit) {
	titles := map[string]string{}
	for _, e := range register.Entries() {
		titles[e.ID] = p.Of(e.Title.JA, e.Title.EN)
	}
	if len(a.Closed) > 0 {
		p.Title(p.Of("解消した相違", "Closed"), "")
	}
	for i := range a.Closed {
		k := &a.Closed[i]
		p.Wrap(report.Plain, fmt.Sprintf(p.Of("%s（%s）", "%s (%s)"), titles[k.ID], report.Clean(k.Object)), 2)
	}
}

func (p *page) changes(a *Audit) {
	c := a.Changes
	if a.Systems == 0 {
		return
	}
	if c == nil {
		p.Line("")
		p.Wrap(report.Dim, p.Of("この状態でよければ tsutsumi inventory check --accept で確定すると、次回から変化だけが「新規」になります（棚卸し）。",
			"If this is as it should be, tsutsumi inventory check --accept makes it the state that later changes are told against."), 0)
		return
	}
	if len(c.Systems) > 0 {
		p.Title(fmt.Sprintf(p.Of("前回の確認（%s）からの変化", "Since %s"), day(c.Since)), "")
	}
	for i := range c.Systems {
		p.Wrap(report.Plain, p.system(&c.Systems[i]), 2)
	}
	if a.Now.Sub(c.Since).Hours() > 366*24 {
		p.Line("")
		p.Wrap(report.Yellow, p.Of("前回の棚卸しから1年以上が過ぎています。内容を確認し、--accept で確定してください。", "The last stocktaking is more than a year ago: look through it and --accept it."), 0)
	}
}

func (p *page) system(s *register.SystemChange) string {
	people := func(n *int64) string {
		if n == nil {
			return p.Of("不明", "unknown")
		}
		return p.Of(report.Number(*n)+"人", report.Plural(*n, "person", "people"))
	}
	name := report.Clean(s.Name) + p.Of("：", ": ")
	switch {
	case s.New:
		return name + p.Of("新しい保管先（"+people(s.Is)+"）", "new, "+people(s.Is))
	case s.Gone:
		return name + p.Of("登録がなくなりました（"+people(s.Was)+"）", "not declared any more ("+people(s.Was)+")")
	}
	out := name + people(s.Was) + " → " + people(s.Is)
	if len(s.Kinds) > 0 {
		var ks []string
		for _, k := range s.Kinds {
			ks = append(ks, p.Kind(k))
		}
		out += p.Of("、増えた項目：", "; new kinds: ") + strings.Join(ks, p.Of("・", ", "))
	}
	return out
}
