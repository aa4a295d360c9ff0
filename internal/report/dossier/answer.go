package dossier

import (
	"fmt"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Answer tells whoever recorded an everyday case whether it must be reported, by when, why, and what to do now.
func Answer(w io.Writer, o report.Options, c *Case) error {
	t := &teller{report.NewPage(w, o), c, o.Lang, false}
	t.ends(report.Bold, c.State.ID+"  "+said(c.State.Title), t.Of("記録しました", "recorded"))
	t.Wrap(report.Dim, t.inShort(), 2)
	t.Line("")
	open, undecided := t.reportable()
	head := t.Of("報告が必要ですか　", "Must it be reported?  ")
	switch {
	case c.State.NearMiss:
		t.Line(t.Paint(report.Bold, head+t.Of("いいえ（ヒヤリハット）", "No (a near miss)")))
		t.Wrap(report.Plain, t.Of("漏えいには至っていません。年間の一覧に残します。", "Nothing was lost in the end. It is kept for the yearly list."), 2)
		return t.Flush()
	case len(open) > 0:
		t.Line(t.Paint(report.Red, head+t.Of("はい", "Yes")))
		for i := range open[0].Because {
			t.field(first(i, t.Of("理由", "because")), t.reason(&open[0].Because[i]))
		}
		var to []law.Recipient
		for _, d := range open {
			t.brief(d, to)
			to = d.Recipients
		}
	case len(undecided) > 0:
		t.Line(t.Paint(report.Yellow, head+t.Of("まだ分かりません", "Not known yet")))
		d := undecided[0]
		if d.If != nil && !d.If.AtOnce {
			t.field(t.Of("期限", "due"), t.Of("必要な場合は ", "if so, ")+t.deadline(d.If.At))
		}
		t.open(d, t.Of("要確認", "decided by"))
		t.Wrap(report.Dim, t.Of("回答するには：", "Answer with: ")+"tsutsumi case add "+c.State.ID+" --fact NAME=VALUE --source … --why …", 4)
	default:
		t.Line(t.Paint(report.Bold, head+t.Of("いいえ", "No")))
		t.Wrap(report.Plain, t.exempt(), 2)
	}
	t.Title(t.Of("今すること", "What to do now"), "")
	for i, s := range t.todo(len(open) > 0, len(undecided) > 0) {
		for j, l := range report.Wrap(s, t.Width()-5) {
			mark := fmt.Sprintf("  %d  ", i+1)
			if j > 0 {
				mark = "     "
			}
			t.Line(mark + l)
		}
	}
	return t.Flush()
}

func first(i int, name string) string {
	if i > 0 {
		return ""
	}
	return name
}

// inShort is how many people and which data.
func (t *teller) inShort() string {
	n := best(&t.c.Affected.Count)
	s := t.Of("人数不明", "people unknown")
	if n != nil {
		s = t.n(*n, "人", "person", "people")
	}
	var kinds []string
	for i := range t.c.Affected.Kinds[:min(len(t.c.Affected.Kinds), 8)] {
		kinds = append(kinds, t.Kind(t.c.Affected.Kinds[i].Kind))
	}
	if len(kinds) == 0 {
		kinds = []string{t.Of("項目不明", "data unknown")}
	}
	s += t.Of("・", " · ") + t.join(kinds)
	if m := believed(t.c.Times.Known); m != nil {
		s += t.Of("・知った時点 ", " · known since ") + t.moment(m)
	}
	return s
}

// reportable are the duties towards authorities and persons that are open; undecided are those of Japan's law of which that is not
// known yet. What other laws ask is told by the whole case.
func (t *teller) reportable() (open, undecided []*breach.Duty) {
	for i := range t.c.Duties {
		d := &t.c.Duties[i]
		switch {
		case d.Status == breach.Due || d.Status == breach.Late:
			open = append(open, d)
		case doubtful(d) && d.Rule.Jurisdiction == "JP" && d.Rule.Duty == law.Report:
			undecided = append(undecided, d)
		}
	}
	return open, undecided
}

// brief is a duty in few lines: by when and to whom.
func (t *teller) brief(d *breach.Duty, before []law.Recipient) {
	t.ends(report.Bold, "  "+t.name(d), t.Paint(report.Bold, t.left(d)))
	if d.Due != nil && !d.Due.AtOnce {
		t.field(t.Of("期限", "due"), t.deadline(d.Due.At))
	}
	t.recipients(d, before)
}

func (t *teller) fact(name string) law.Truth {
	if b := t.c.Now(name); b != nil {
		return b.Value.Truth
	}
	return law.Unknown
}

// exempt says why nothing need be reported: the guideline's reasoning, for this mishap.
func (t *teller) exempt() string {
	switch {
	case t.fact(law.Viewed) == law.No:
		return t.Of("誰にも閲覧されないうちに、すべて回収又は消去されたことが確認できているため、「漏えい」に当たりません（個人情報保護委員会ガイドライン（通則編）3-5-1）。確認できたことの記録（相手の返信など）を保存してください。",
			"All of it came back, or was erased, before anybody read it, and that was confirmed: then it is no leak (the Commission's guidelines, general part, 3-5-1). Keep what confirms it, such as the recipient's answer.")
	case t.fact(law.Encrypted) == law.Yes:
		return t.Of("高度な暗号化等の措置が講じられ、復号鍵が渡っていないため、報告・本人通知の対象外です（規則第7条第1号括弧書）。暗号方式と鍵の管理状況を記録してください。",
			"It was highly encrypted and the key is not with them: then neither report nor notice is asked (Enforcement Rules Art. 7 no. 1, in brackets). Keep a note of the method and of where the key is.")
	}
	return t.Of("報告対象の4つの場合（要配慮個人情報、財産的被害のおそれ、不正の目的のおそれ、1,000人超）のいずれにも当たりません（規則第7条）。報告は不要ですが、本人への連絡と再発防止は行ってください。",
		"None of the four cases is met: special care-required data, possible damage to property, a possible wrongful purpose, more than 1,000 persons (Enforcement Rules Art. 7). No report is asked; tell the persons all the same, and keep it from happening again.")
}

// todo is what to do now, by what happened.
func (t *teller) todo(must, open bool) []string {
	what := "other"
	if b := t.c.Now(breach.Mishap); b != nil && len(b.Value.Set) > 0 {
		what = b.Value.Set[0]
	}
	var out []string
	add := func(ja, en string) { out = append(out, t.Of(ja, en)) }
	safe := t.fact(law.Viewed) == law.No
	if !safe {
		t.recover(what, add)
	}
	switch {
	case must:
		add("期限までに報告書を作成・提出する："+t.command("case report "+t.c.State.ID), "Make the report and send it in time: "+t.command("case report "+t.c.State.ID))
		add("本人に通知する（お詫び、項目、問合せ先）。", "Tell the persons: what happened, which of their data, whom to ask.")
	case open:
		add("上の「要確認」を確かめて記録する。要配慮個人情報や財産的被害のおそれのあるデータは、1人分から報告対象です。", "Find out what would decide it, and record it: of health, money or belief one person's data must be reported.")
	case !safe:
		add("本人に連絡し、お詫びと経緯の説明をする（義務ではありませんが、望ましい対応です）。", "Tell the person and apologise; the law does not ask it here, but it is good practice.")
	}
	if !safe && (what == "email" || what == "post" || what == "fax" || what == "handed") {
		add("未閲覧での消去・回収を確認できたら記録する："+t.command("case add "+t.c.State.ID+" --fact viewed=no --source … --why …"), "If it is confirmed that nobody read it, say so: "+t.command("case add "+t.c.State.ID+" --fact viewed=no --source … --why …"))
	}
	add("対応が終わったら終結する："+t.command("case close "+t.c.State.ID), "When all is done: "+t.command("case close "+t.c.State.ID))
	return out
}

func (t *teller) command(s string) string { return "tsutsumi " + s }

// recover is what gets back what went astray, or keeps it from being read.
func (t *teller) recover(what string, add func(ja, en string)) {
	switch what {
	case "email":
		add("誤送信先に電話又はメールで連絡し、未読のままの削除（ごみ箱からも）を依頼する。転送・閲覧の有無を確認し、返信で残す。", "Call or write to whoever got it; ask to erase it unread, from the bin too, and to answer whether it was read or passed on.")
	case "post", "fax", "handed":
		add("誤って渡した相手に連絡し、開封・閲覧の有無を確認して、回収する（FAXは廃棄を確認する）。", "Call whoever got it; ask whether it was read, and fetch it back (of a fax: have it destroyed).")
	case "device", "stolen":
		add("遠隔ロック・消去を行い、端末に保存されたアカウントのパスワードを変更する。", "Lock or wipe it from afar, and change the passwords of accounts that it was signed in to.")
		add("警察に遺失届又は盗難届を出し、受理番号を控える。交通機関・施設にも照会する。", "Report it to the police and keep the number; ask the railway or the place where it was lost.")
	case "paper":
		add("紛失場所・移動経路を捜索し、施設・交通機関・警察（遺失届）に照会する。", "Search the place and the way; ask the place, the railway and the police.")
	case "web":
		add("直ちに非公開にし、検索エンジンのキャッシュ削除を依頼する。アクセスログを保全し、閲覧の有無を確認する。", "Take it down at once, have search engines drop their copies, keep the access logs and look who read it.")
	default:
		add("被害の拡大を止める措置をとり、経緯を記録する。", "Stop it from spreading, and write down what happened.")
	}
}
