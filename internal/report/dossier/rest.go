package dossier

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// causes stand side by side with what speaks for and against each.
func (t *teller) causes() {
	cs := t.c.State.Causes
	if len(cs) == 0 {
		return
	}
	t.Title(t.Of("考えられる原因", "Causes that compete"), "")
	n := t.bound(len(cs), 6)
	for i := range cs[:n] {
		c := &cs[i]
		status, style := t.Of("検討中", "asserted"), report.Plain
		switch c.Status {
		case breach.Refuted:
			status, style = t.Of("否定", "refuted"), report.Dim
		case breach.Disputed:
			status, style = t.Of("争いあり", "disputed"), report.Yellow
		}
		t.ends(style, "  "+said(c.ID)+"  "+t.text(c.Text), t.Paint(style, status))
		t.grounds(t.Of("＋ 裏付け", "+ for"), c.For)
		t.grounds(t.Of("－ 反対", "- against"), c.Against)
	}
	t.rest(len(cs) - n)
}

func (t *teller) grounds(name string, gs []breach.Ground) {
	n := t.bound(len(gs), 4)
	for i := range gs[:n] {
		t.field(name, t.text(gs[i].Text)+t.Of("（"+said(gs[i].Source)+"）", " ("+said(gs[i].Source)+")"))
		name = ""
	}
	if rest := len(gs) - n; rest > 0 {
		t.styled(report.Dim, "", fmt.Sprintf(t.Of("ほか%d件", "and %d more"), rest))
	}
}

// sorts are what pieces of evidence are called.
func (t *teller) sort(s string) string {
	switch s {
	case breach.FromAlert:
		return t.Of("アラート", "alert")
	case breach.FromLogs:
		return t.Of("ログ", "logs")
	case breach.FromExposure:
		return t.Of("公開状態", "exposure")
	case breach.FromMatch:
		return t.Of("照合", "match")
	case breach.FromClaim:
		return t.Of("犯行主張", "claim")
	case breach.FromInventory:
		return t.Of("台帳", "inventory")
	case breach.FromFile:
		return t.Of("ファイル", "file")
	case breach.FromTip:
		return t.Of("外部通報", "tip")
	case breach.FromStatement:
		return t.Of("申告", "statement")
	case breach.FromSupplier:
		return t.Of("委託先等", "supplier")
	}
	return said(s)
}

func (t *teller) evidence() {
	es := t.c.State.Evidence
	if len(es) == 0 {
		return
	}
	t.Title(t.Of("証拠", "Evidence"), t.n(int64(len(es)), "件", "piece", "pieces"))
	from := len(es) - t.bound(len(es), 8)
	t.earlier(from)
	for i := from; i < len(es); i++ {
		e := &es[i].Body
		right := t.date(es[i].At)
		if e.Origin != "" {
			right = said(e.Origin) + "  " + right
		}
		t.ends(report.Plain, "  "+report.Fit(said(e.ID), 4)+" "+t.sort(e.Sort)+t.Of("　", "  ")+said(e.Name), t.Paint(report.Dim, report.Cut(right, t.Width()/2)))
		if s := t.text(e.Summary); s != "" {
			t.Wrap(report.Dim, s, 7)
		}
		if len(e.SHA256) >= 16 {
			s := "sha256 " + said(e.SHA256[:16]) + "…"
			if e.Size > 0 {
				s += "  " + report.Bytes(e.Size)
			}
			if e.Kept {
				s += t.Of("　保管済", "  kept")
			}
			t.Line("       " + t.Paint(report.Dim, s))
		}
	}
}

// steps are what was and is to be done: containment, requests, tasks.
func (t *teller) steps() {
	s := t.c.State
	if len(s.Contained) > 0 {
		t.Title(t.Of("封じ込め", "Containment"), "")
		from := len(s.Contained) - t.bound(len(s.Contained), 6)
		t.earlier(from)
		for i := from; i < len(s.Contained); i++ {
			c := &s.Contained[i].Body
			right := t.Of("証跡なし", "no proof")
			if c.Proof != "" {
				right = t.Of("証跡 ", "proof ") + said(c.Proof)
			}
			t.ends(report.Plain, "  "+t.moment(&c.At)+"  "+said(c.What), t.Paint(report.Dim, report.Cut(right, t.Width()/3)))
		}
	}
	t.requests()
	t.tasks()
}

func (t *teller) requests() {
	var open, done []*breach.Request
	for i := range t.c.State.Requests {
		if r := &t.c.State.Requests[i]; r.Open {
			open = append(open, r)
		} else {
			done = append(done, r)
		}
	}
	if len(open)+len(done) == 0 {
		return
	}
	t.Title(t.Of("他社・当局への照会", "Asked of others"), t.Of(fmt.Sprintf("未回答 %d・完了 %d", len(open), len(done)), fmt.Sprintf("%d open, %d closed", len(open), len(done))))
	n := t.bound(len(open), 8)
	for _, r := range open[:n] {
		right, style := t.Of("期限なし", "no date"), report.Dim
		if !r.Body.Due.IsZero() {
			if right = t.date(r.Body.Due); t.c.At.After(r.Body.Due) {
				right, style = right+t.Of(" 超過", ", late"), report.Red
			}
		}
		t.ends(report.Plain, "  "+said(r.Body.ID)+"  "+said(r.Body.To)+t.Of("：", ": ")+said(r.Body.What), t.Paint(style, right))
		if k := len(r.Answers); k > 0 {
			t.styled(report.Dim, t.Of("回答", "answer"), said(r.Answers[k-1].Body.Answer))
		}
	}
	t.rest(len(open) - n)
}

func (t *teller) tasks() {
	ws := t.c.State.Tasks
	if len(ws) == 0 {
		return
	}
	ended := 0
	for i := range ws {
		if ws[i].Ended {
			ended++
		}
	}
	t.Title(t.Of("対応タスク", "Tasks"), t.Of(fmt.Sprintf("完了 %d／%d", ended, len(ws)), fmt.Sprintf("%d of %d done", ended, len(ws))))
	n := t.bound(len(ws), 12)
	for i := range ws[:n] {
		w := &ws[i]
		left := "  " + report.Fit(said(w.ID), 4) + " " + t.text(w.What)
		if w.Owner != "" {
			left += t.Of("（", " (") + said(w.Owner) + t.Of("）", ")")
		}
		right, style := t.completion(w), report.Dim
		if !w.Ended && !w.Due.IsZero() {
			if right += "  " + t.date(w.Due); t.c.At.After(w.Due) {
				right, style = right+t.Of(" 超過", ", late"), report.Red
			}
		}
		t.ends(report.Plain, left, t.Paint(style, right))
	}
	t.rest(len(ws) - n)
}

// completion is how far a task is: of how many it was done, or that it is done; a measure that was tested says how that went.
func (t *teller) completion(w *breach.Work) string {
	var out []string
	switch {
	case w.Done != nil && w.Of != nil && *w.Of > 0:
		out = append(out, fmt.Sprintf("%d%%", 100**w.Done / *w.Of)+t.Of("（", " (")+report.Number(*w.Done)+"/"+report.Number(*w.Of)+t.Of("）", ")"))
	case w.Done != nil:
		out = append(out, report.Number(*w.Done)+t.Of("件済", " done"))
	}
	switch {
	case w.Ended:
		out = append(out, t.Of("完了", "done"))
	case len(out) == 0:
		out = append(out, t.Of("未着手", "not begun"))
	}
	if w.Tested != nil {
		if *w.Tested {
			out = append(out, t.Of("検証済・有効", "tested, held"))
		} else {
			out = append(out, t.Of("検証済・無効", "tested, failed"))
		}
	}
	return strings.Join(out, t.Of("・", ", "))
}

// papers are drafts, submissions with receipts, and notices to persons.
func (t *teller) papers() {
	s := t.c.State
	if len(s.Drafts)+len(s.Submissions) > 0 {
		t.Title(t.Of("書類", "Documents"), "")
		from := len(s.Drafts) - t.bound(len(s.Drafts), 6)
		t.earlier(from)
		for i := from; i < len(s.Drafts); i++ {
			d := &s.Drafts[i]
			right := t.date(d.At)
			if n := int64(len(d.Body.Personal)); n > 0 {
				right = t.Of("個人データ検出 ", "personal data found: ") + t.n(n, "種類", "kind", "kinds") + "  " + right
			}
			t.ends(report.Plain, "  "+t.Of("下書き ", "draft ")+said(d.Body.Document)+fmt.Sprintf(" v%d ", d.Body.Version)+said(d.Body.Lang), t.Paint(report.Dim, right))
		}
		from = len(s.Submissions) - t.bound(len(s.Submissions), 8)
		t.earlier(from)
		for i := from; i < len(s.Submissions); i++ {
			d := &s.Submissions[i].Body
			right := t.Of("受付番号なし", "no receipt number")
			if d.Receipt != "" {
				right = t.Of("受付番号 ", "receipt ") + said(d.Receipt)
			}
			t.ends(report.Plain, "  "+t.time(d.At)+"  "+said(d.Document)+fmt.Sprintf(" v%d", d.Version)+" → "+said(d.To), t.Paint(report.Bold, report.Cut(right, t.Width()/2)))
		}
	}
	if len(s.Notices) > 0 {
		t.Title(t.Of("本人への通知", "Notices to persons"), "")
		from := len(s.Notices) - t.bound(len(s.Notices), 6)
		t.earlier(from)
		for i := from; i < len(s.Notices); i++ {
			t.notice(&s.Notices[i].Body)
		}
	}
}

func (t *teller) notice(n *breach.Noticed) {
	channel := map[string]string{"email": t.Of("メール", "e-mail"), "post": t.Of("郵送", "post"), "page": t.Of("掲載", "page")}[n.Channel]
	if channel == "" {
		channel = said(n.Channel)
	}
	t.ends(report.Plain, "  "+said(n.Batch)+"  "+channel, t.Paint(report.Bold, report.Number(n.Sent)+"/"+report.Number(n.Persons)))
	var out []string
	for _, x := range []struct {
		n      int64
		ja, en string
	}{{n.Failed, "失敗", "failed"}, {n.Uncertain, "送達不明", "uncertain"}, {n.Bounced, "不達", "bounced"}, {n.Without, "宛先なし", "without a recipient"}} {
		if x.n > 0 {
			out = append(out, t.Of(x.ja+" "+report.Number(x.n), report.Number(x.n)+" "+x.en))
		}
	}
	if len(out) > 0 {
		t.Wrap(report.Yellow, strings.Join(out, t.Of("・", ", ")), 7)
	}
	if !n.First.IsZero() {
		t.Wrap(report.Dim, t.time(n.First)+t.Of("～", " – ")+t.time(n.Last), 7)
	}
}

func (t *teller) act(act string) string {
	switch act {
	case breach.ActSend:
		return t.Of("通知の送付", "sending notices")
	case breach.ActClose:
		return t.Of("終結", "closing")
	case breach.ActReport:
		return t.Of("報告の提出", "reporting")
	case breach.ActApply:
		return t.Of("義務の該当性", "whether a duty applies")
	case breach.ActOther, "":
		return t.Of("その他", "other")
	}
	return said(act)
}

func (t *teller) choice(act, c string) string {
	switch {
	case act == breach.ActApply && c == "yes":
		return t.Of("該当する", "yes")
	case act == breach.ActApply && c == "no":
		return t.Of("該当しない", "no")
	}
	switch c {
	case "yes":
		return t.Of("可", "yes")
	case "no":
		return t.Of("否", "no")
	}
	return said(c)
}

func (t *teller) decisions() {
	ds := t.c.State.Decisions
	if len(ds) == 0 {
		return
	}
	t.Title(t.Of("決定", "Decisions"), "")
	from := len(ds) - t.bound(len(ds), 8)
	t.earlier(from)
	for i := from; i < len(ds); i++ {
		d := &ds[i]
		what := t.act(d.Body.Act)
		if d.Body.Of != "" {
			what += t.Of("（", " (") + report.Cut(said(d.Body.Of), 30) + t.Of("）", ")")
		}
		t.ends(report.Plain, "  "+t.time(d.At)+"  "+what+t.Of("：", ": ")+t.choice(d.Body.Act, d.Body.Choice), t.Paint(report.Dim, report.Cut(said(d.By), t.Width()/3)))
		if w := said(d.Body.Why); w != "" {
			t.Wrap(report.Dim, w, 20)
		}
	}
}

// costs add up by currency: what was spent, and what is reckoned.
func (t *teller) costs() {
	cs := t.c.State.Costs
	if len(cs) == 0 {
		return
	}
	t.Title(t.Of("費用", "Costs"), report.Right(t.Of("実績", "so far"), 16)+report.Right(t.Of("見込み", "to come"), 16))
	type sum struct {
		name          string
		spent, coming int64
	}
	var by []*sum
	at := map[string]*sum{}
	for i := range cs {
		c := &cs[i].Body
		x := at[c.Currency]
		if x == nil {
			x = &sum{name: said(c.Currency)}
			at[c.Currency] = x
			by = append(by, x)
		}
		if c.Planned {
			x.coming += c.Amount
		} else {
			x.spent += c.Amount
		}
	}
	for _, x := range by {
		t.Line(report.Fit("  "+x.name, t.Width()-32) + report.Right(report.Number(x.spent), 16) + report.Right(report.Number(x.coming), 16))
	}
}

// gaps are what the evidence cannot tell.
func (t *teller) gaps() {
	gs := t.c.Affected.Gaps
	if len(gs) == 0 {
		return
	}
	t.Title(t.Of("分からないこと（「なかった」という意味ではありません）", "What cannot be told (which does not mean that nothing was)"), "")
	n := t.bound(len(gs), 6)
	for i := range gs[:n] {
		for j, l := range report.Wrap(t.text(gs[i]), t.Width()-4) {
			mark := "  ・"
			if t.lang != "ja" {
				mark = "  - "
			}
			if j > 0 {
				mark = "    "
			}
			t.Line(mark + l)
		}
	}
	t.rest(len(gs) - n)
}
