package verdict

import (
	"regexp"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// step is something to do now, and the command that helps with it, if there is one.
type step struct{ Do, Command string }

// steps are what to do now, the most urgent first.
func (t *teller) steps(m *leak.Match) []step {
	var out []step
	add := func(command, ja, en string) { out = append(out, step{t.Of(ja, en), command}) }
	mine := concerns(m) && m.Genuine.Verdict != leak.IsInvent
	if mine {
		t.urgent(m, add)
	}
	if m.Ours.Verdict == leak.Unknown || m.Ours.Verdict == "" {
		add("tsutsumi people snapshot", "保管元の人の索引（照合用索引）を作るか更新し、もう一度照合する。",
			"Make or renew the people index of the stores in question, then match again.")
	}
	if m.Sampled {
		add("", "見本ではなく全体を照合し直す。", "Match the whole dump, not a sample of it.")
	}
	if len(m.Skipped) > 0 {
		add("", "読めなかったものを、パスワードを解くなど読める形にして照合し直す。", "Make what could not be read readable (passwords, broken archives) and match it again.")
	}
	if mine {
		add(exporting(m.ID), "一致した当社の人を書き出し、本人への通知の準備をする。", "Export which of our people were matched, to prepare telling them.")
		add("tsutsumi inventory list", "同じ項目を持つほかの保管場所を台帳で確かめる。", "Look up in the inventory where else the same data are held.")
	}
	if m.Ours.Verdict == leak.IsNotOurs {
		add("", "当社のものではないという根拠として、この報告書を保存する。", "Keep this report as evidence that the data are not ours.")
	}
	add("tsutsumi mask", "外部の専門家などに見本を渡すときは、伏字にした写しを使う。", "If outsiders need a sample, give them a masked copy.")
	return out
}

var plainID = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$`)

// exporting is the command that exports whom a match found.
func exporting(id string) string { return "tsutsumi match export " + plainly(id) }

// plainly is an ID in a command. That may be copied into a shell, so that it bears an ID only if that is one.
func plainly(id string) string {
	if !plainID.MatchString(id) {
		return "latest"
	}
	return id
}

func (t *teller) urgent(m *leak.Match, add func(command, ja, en string)) {
	l := &m.Law
	var nos []string
	for _, n := range []struct {
		on     bool
		ja, en string
	}{{l.Special, "1号", "no. 1"}, {l.Financial, "2号", "no. 2"}, {true, "3号（不正の目的のおそれ）", "no. 3 (wrongful purpose possible)"}, {l.Over1000 != nil && *l.Over1000, "4号", "no. 4"}} {
		if n.on {
			nos = append(nos, t.Of(n.ja, n.en))
		}
	}
	add("", "知った日時と、この結果を記録する。個人情報保護委員会への速報は、いずれかの部署が知った日からおおむね3～5日以内（規則7条"+strings.Join(nos, "・")+"を検討）。",
		"Write down when you learnt of this. The preliminary report to the Commission is due within about 3 to 5 days from the day any department knew (APPI Rules Art. 7: consider "+strings.Join(nos, ", ")+").")
	if l.Specific {
		add("", "個人番号を含む。番号法29条の4の報告も検討する。", "It holds My Numbers: consider the report under Number Act Art. 29-4 too.")
	}
	if s := &m.Secrets; s.Plain+s.Weak > 0 {
		whom := ""
		if s.People > 0 {
			whom = t.Of("（"+t.persons(s.People)+"）", " ("+t.persons(s.People)+")")
		}
		add("", "漏れたパスワード・トークン・鍵を失効させ、再設定を求める"+whom+"。", "Revoke the passwords, tokens and keys in it and have them set anew"+whom+".")
	}
	if len(m.Origin) > 0 {
		o := &m.Origin[0]
		if o.After != nil || o.Before != nil {
			add("", "「"+named(o.Store)+"」の "+t.span(o.After, o.Before)+" のアクセス記録を保全し、自動削除を止める。",
				"Preserve the access logs of "+named(o.Store)+" ("+t.span(o.After, o.Before)+") and stop their rotation.")
		} else {
			add("", "「"+named(o.Store)+"」のアクセス記録を、あるだけ保全する。", "Preserve all access logs of "+named(o.Store)+".")
		}
	}
	if len(m.Canaries) > 0 {
		add("tsutsumi canary list", "見つかったダミーの人物を入れた写しを、誰が持っていたかを洗い出す。", "Find out who held the copies in which these canaries were planted.")
	}
	if n := int64(len(m.Assets)); n > 0 {
		add("tsutsumi scan", "名前の出た当社の資産 "+report.Number(n)+"件を点検し、外から届くなら閉じる。", "Check the "+report.Plural(n, "asset", "assets")+" named in it; close what can be reached from outside.")
	}
	if n := m.People.MinorsNow; n != nil && *n > 0 {
		add("", "現在18歳未満の"+t.persons(*n)+"は、保護者への連絡を準備する。", "Prepare to tell the parents of the "+report.Number(*n)+" who are under 18 today.")
	}
}
