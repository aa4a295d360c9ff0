package cases

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func as(err error, to any) bool { return errors.As(err, to) }

// change is a change of a case by a form.
type change struct {
	name  string // of its path: /cases/{id}/NAME
	needs access.Permission
	tab   string // of the page that it belongs to
	form  func(w words, c *dossier.Case, v url.Values) form
	act   func(v url.Values) Act
}

// changes lists all there are.
func changes() []change {
	return []change{
		{"facts", access.Decide, "facts", factForm, func(v url.Values) Act {
			x := &State{Fact: v.Get("fact"), Value: strings.Join(v["value"], ","), Status: v.Get("status"), Source: v.Get("source"), Why: v.Get("why")}
			if v.Get("more") != "" && x.Value != "" {
				x.Value += "+"
			}
			return x
		}},
		{"count", access.Decide, "", countForm, func(v url.Values) Act {
			n := func(name string) string {
				if s := strings.TrimSpace(v.Get(name)); s != "" {
					return s
				}
				return "?"
			}
			return &Count{Count: n("max") + "/" + n("likely") + "/" + n("confirmed"), Source: v.Get("source"), Why: v.Get("why")}
		}},
		{"causes", access.Decide, "facts", causeForm, func(v url.Values) Act {
			return &Weigh{Cause: first(v.Get("new"), v.Get("cause")), For: v.Get("for"), Against: v.Get("against"), Status: v.Get("status"), Source: v.Get("source"), Why: v.Get("why")}
		}},
		{"contain", access.Decide, "work", containForm, func(v url.Values) Act {
			return &Contain{What: v.Get("what"), At: v.Get("at"), Proof: v.Get("proof")}
		}},
		{"met", access.Decide, "", metForm, func(v url.Values) Act {
			return &Meet{Rule: v.Get("rule"), Proof: v.Get("proof"), At: v.Get("at"), Note: v.Get("note"), Partial: v.Get("partial") != ""}
		}},
		{"decide", access.Decide, "work", decideForm, func(v url.Values) Act {
			return &Decide{Act: v.Get("act"), Of: v.Get("of"), Choice: v.Get("choice"), Why: v.Get("why")}
		}},
		{"close", access.Decide, "work", closeForm, func(v url.Values) Act { return &Close{Why: v.Get("why")} }},
		{"reopen", access.Decide, "work", reopenForm, func(v url.Values) Act { return &Reopen{Why: v.Get("why"), Source: v.Get("source")} }},
		{"draft", access.Decide, "documents", draftForm, func(v url.Values) Act {
			return &Draft{Form: v.Get("form"), Formats: strings.Join(v["formats"], ","), To: v.Get("to"), Final: v.Get("final") != "", Personal: v.Get("personal") != "", Why: v.Get("why")}
		}},
		{"submitted", access.Decide, "documents", submitForm, func(v url.Values) Act {
			return &Submit{Form: v.Get("form"), Version: number(v.Get("version")), To: v.Get("to"), Receipt: v.Get("receipt"), At: v.Get("at"), Why: v.Get("why")}
		}},
		{"tasks", access.Decide, "work", taskForm, func(v url.Values) Act {
			return &Task{ID: v.Get("task"), What: v.Get("what"), Sort: v.Get("sort"), Owner: v.Get("owner"), Due: v.Get("due"), Of: v.Get("of"), Done: v.Get("done"), Source: v.Get("source"), Tested: v.Get("tested"), Ended: v.Get("ended") != ""}
		}},
		{"propose", access.Decide, "work", proposeForm, func(v url.Values) Act { return &Propose{Owner: v.Get("owner")} }},
		{"requests", access.Decide, "work", requestForm, func(v url.Values) Act {
			return &Request{ID: v.Get("request"), To: v.Get("to"), What: v.Get("what"), Due: v.Get("due"), Answer: v.Get("answer"), Evidence: v.Get("evidence"), Closed: v.Get("closed") != ""}
		}},
		{"costs", access.Decide, "work", costForm, func(v url.Values) Act {
			return &Spend{Item: v.Get("item"), Amount: v.Get("amount"), Currency: v.Get("currency"), Text: v.Get("text"), Source: v.Get("source"), Planned: v.Get("planned") != ""}
		}},
	}
}

func seen(c *dossier.Case) field { return hidden("seen", itoa(c.State.Events)) }

func path(c *dossier.Case, name string) string { return "/cases/" + c.State.ID + "/" + name }

func (w words) sources(c *dossier.Case) field {
	hint := w.of("証拠の番号（E1 など）又は申告者（部署・役職）", "a piece of evidence (E1), or who says so (a department, a role)")
	return w.text("source", "出典", "Source", must, func(f *field) {
		f.Hint = hint
		if n := len(c.State.Evidence); n > 0 {
			f.Attrs = map[string]any{"list": "pieces"}
		}
	})
}

func (w words) why(more ...func(*field)) field { return w.text("why", "理由", "Why", more...) }

// factForm states a fact: v says which, and what is known to be asked of it.
func factForm(w words, c *dossier.Case, v url.Values) form {
	name := v.Get("fact")
	say := dossier.Say(c, string(w.lang))
	f := form{Action: path(c, "facts"), Title: say.Question(name), Button: w.of("記録する", "Record")}
	f.Fields = append(f.Fields, seen(c), hidden("fact", name), w.valueField(c, name))
	if x := c.State.Facts[name]; len(x) > 0 {
		f.Fields = append(f.Fields, w.choose("status", "どう記録するか", "What is said", []look.Choice{{Value: "asserted", Text: w.of("この値である", "it is so")}, {Value: "disputed", Text: w.of("この値に異議がある", "this value is doubted")}, {Value: "refuted", Text: w.of("この値は誤りと判明した", "this value turned out wrong")}}))
	}
	f.Fields = append(f.Fields, w.sources(c), w.why(must))
	return f
}

// valueField is the field in which the value of a fact is typed, by its sort.
func (w words) valueField(c *dossier.Case, name string) field {
	switch sort, list := dossier.Sort(c, name), dossier.Choices(c, name, string(w.lang)); sort {
	case "bool":
		return w.choose("value", "値", "Value", w.truths(), must)
	case "set":
		f := w.make("checks", "value", "値（当てはまるものすべて）", "Value (all that apply)", nil)
		for _, x := range list {
			f.Choices = append(f.Choices, look.Choice{Value: x[0], Text: x[1]})
		}
		if len(list) > 40 { // countries: to be typed
			return w.text("value", "値", "Value", must, w.hint("国コードをカンマ区切りで（JP,DE）。ほかにもあり得るときは末尾に +", "country codes with commas (JP,DE); a + behind them if there may be more"))
		}
		return f
	case "number":
		return w.text("value", "値", "Value", must, w.hint("1200、900-1200（幅）、1000+（少なくとも）、<=1200（最大）", "1200, 900-1200 (between), 1000+ (at least), <=1200 (at most)"))
	case "moment":
		return w.moment("value", "日時", "When", must)
	}
	return w.area("value", "内容", "Text", must, w.hint("個人名・連絡先は書かないでください", "no names and no addresses of persons"))
}

func countForm(w words, c *dossier.Case, _ url.Values) form {
	n := func(name, ja, en string) field {
		return w.text(name, ja, en, func(f *field) { f.Attrs = map[string]any{"inputmode": "numeric"} })
	}
	return form{Action: path(c, "count"), Title: w.of("人数を改める", "Revise the number of people"), Button: w.of("記録する", "Record"),
		Fields: []field{seen(c), n("max", "最大", "At most"), n("likely", "推定", "Likely"), n("confirmed", "確定", "Confirmed"), w.sources(c), w.why(must)}}
}

func causeForm(w words, c *dossier.Case, _ url.Values) form {
	list := []look.Choice{{Value: "", Text: w.of("新しい原因", "a new cause")}}
	say := dossier.Say(c, string(w.lang))
	for i := range c.State.Causes {
		x := &c.State.Causes[i]
		list = append(list, look.Choice{Value: x.ID, Text: x.ID + " " + say.Text(x.Text)})
	}
	return form{Action: path(c, "causes"), Title: w.of("原因について記録する", "Say something of a cause"), Button: w.of("記録する", "Record"),
		Fields: []field{seen(c), w.choose("cause", "原因", "Cause", list), w.text("new", "新しい原因の内容", "The new cause"), w.text("for", "裏付けるもの", "What speaks for it"), w.text("against", "反するもの", "What speaks against it"),
			w.choose("status", "状態", "Status", []look.Choice{{Value: "", Text: w.of("検討中", "asserted")}, {Value: "disputed", Text: w.of("争いあり", "disputed")}, {Value: "refuted", Text: w.of("否定", "refuted")}}), w.sources(c), w.why()}}
}

func containForm(w words, c *dossier.Case, _ url.Values) form {
	return form{Action: path(c, "contain"), Title: w.of("封じ込めを記録する", "Record a step that stops the leak"), Button: w.of("記録する", "Record"),
		Fields: []field{seen(c), w.text("what", "内容", "What was done", must, w.hint("遮断、失効、非公開化など", "cut off, revoked, taken down")), w.moment("at", "日時（空欄は現在）", "When (empty: now)"), w.text("proof", "証跡", "Proof", w.hint("証拠の番号（E4 など）", "a piece of evidence (E4)"))}}
}

func metForm(w words, c *dossier.Case, v url.Values) form {
	return form{Action: path(c, "met"), Title: w.of("義務の履行を記録する", "Record that a duty was met"), Button: w.of("記録する", "Record"),
		Fields: []field{seen(c), hidden("rule", v.Get("rule")), w.text("proof", "証跡", "Proof", must, w.hint("受付番号、証拠の番号など", "a receipt number, a piece of evidence")), w.moment("at", "日時（空欄は現在）", "When (empty: now)"), w.text("note", "備考", "Remark"), w.check("partial", "一部のみ", "only in part")}}
}

func decideForm(w words, c *dossier.Case, v url.Values) form {
	f := form{Action: path(c, "decide"), Title: w.of("決定を記録する", "Record a decision"), Button: w.of("記録する", "Record"), Fields: []field{seen(c)}}
	if act := v.Get("act"); act != "" { // what it is about stands on the page
		f.Fields = append(f.Fields, hidden("act", act), hidden("of", v.Get("of")))
		choices := w.yesNo()
		if act == breach.ActApply {
			choices[1].Text, choices[2].Text = w.of("該当する", "it applies"), w.of("該当しない", "it does not apply")
		} else {
			choices[1].Text, choices[2].Text = w.of("承認する", "agree"), w.of("承認しない", "do not agree")
		}
		if act == breach.ActOther {
			f.Fields = append(f.Fields, w.text("choice", "決定", "Decision", must))
		} else {
			f.Fields = append(f.Fields, w.choose("choice", "決定", "Decision", choices, must))
		}
	} else {
		f.Fields = append(f.Fields, hidden("act", breach.ActOther), w.text("of", "対象", "What it is about"), w.text("choice", "決定", "Decision", must))
	}
	f.Fields = append(f.Fields, w.why(must))
	return f
}

func closeForm(w words, c *dossier.Case, _ url.Values) form {
	return form{Action: path(c, "close"), Title: w.of("事案を終結する", "Close the case"), Button: w.of("終結する", "Close"),
		Fields: []field{seen(c), w.area("why", "理由", "Why", w.hint("未了事項があるときは必須です", "needed where something is still open"))}}
}

func reopenForm(w words, c *dossier.Case, _ url.Values) form {
	return form{Action: path(c, "reopen"), Title: w.of("事案を再開する", "Open the case again"), Button: w.of("再開する", "Open again"),
		Fields: []field{seen(c), w.why(must), w.text("source", "根拠", "Source")}}
}

func draftForm(w words, c *dossier.Case, v url.Values) form {
	formats := w.make("checks", "formats", "形式", "Formats", []func(*field){value("docx,pdf,md,html")})
	for _, x := range []string{"docx", "pdf", "md", "html", "csv", "json"} {
		formats.Choices = append(formats.Choices, look.Choice{Value: x, Text: strings.ToUpper(x)})
	}
	f := form{Action: path(c, "draft"), Title: w.of("文書を作成する", "Make the document"), Button: w.of("この版を作成する", "Make this version"),
		Fields: []field{seen(c), hidden("form", v.Get("form")), formats, w.text("to", "宛先（空欄は既定）", "Addressee (empty: as the case tells)"), w.check("final", "「案」の表示を付けない", "not marked as a draft")}}
	if v.Get("personal") != "" || v.Get("ask") == "personal" {
		f.Fields = append(f.Fields, w.check("personal", "個人データを含んでいても作成する（理由とともに記録されます）", "make it though it holds personal data (recorded with the reason)"), w.why())
	}
	return f
}

func submitForm(w words, c *dossier.Case, v url.Values) form {
	var list []look.Choice
	for i := range c.State.Drafts {
		if d := &c.State.Drafts[i].Body; d.Document == v.Get("form") {
			list = append([]look.Choice{{Value: itoa(int64(d.Version)), Text: w.of("第"+itoa(int64(d.Version))+"版", "version "+itoa(int64(d.Version))) + " (" + d.Lang + ")"}}, list...)
		}
	}
	to := v.Get("to")
	for i := range c.Duties {
		if d := &c.Duties[i]; to == "" && d.Rule.ID == v.Get("form") && len(d.Recipients) == 1 {
			to = d.Recipients[0].Name.Of(string(w.lang))
		}
	}
	return form{Action: path(c, "submitted"), Title: w.of("提出を記録する", "Record that it was handed in"), Button: w.of("提出を記録する", "Record"),
		Fields: []field{seen(c), hidden("form", v.Get("form")), w.choose("version", "版", "Version", list), w.text("to", "提出先", "To whom", must, value(to)), w.text("receipt", "受付番号", "Receipt number"), w.moment("at", "提出日時（空欄は現在）", "When (empty: now)")}}
}

func taskForm(w words, c *dossier.Case, v url.Values) form {
	f := form{Action: path(c, "tasks"), Title: w.of("タスクを追加する", "Add a task"), Button: w.of("追加する", "Add"), Fields: []field{seen(c)}}
	if id := v.Get("task"); id != "" {
		f.Title, f.Button = w.of("進捗を記録する", "How far it is"), w.of("記録する", "Record")
		f.Fields = append(f.Fields, hidden("task", id), w.text("done", "完了した数", "Done for how many"), w.text("source", "根拠", "How it was measured"), w.text("owner", "担当", "Who sees to it"), w.text("due", "期限", "By when", w.hint("2027-01-31、14d、48h", "2027-01-31, 14d, 48h")),
			w.choose("tested", "有効性の検証", "Was it tested", append([]look.Choice{{Value: "", Text: "―"}}, look.Choice{Value: "yes", Text: w.of("有効", "it held")}, look.Choice{Value: "no", Text: w.of("無効", "it did not")})), w.check("ended", "完了した", "it is finished"))
		return f
	}
	f.Fields = append(f.Fields, w.text("what", "内容", "What is to be done", must),
		w.choose("sort", "種類", "Sort", []look.Choice{{Value: breach.Relief, Text: w.of("本人の救済", "for the persons")}, {Value: breach.Prevention, Text: w.of("再発防止", "against a recurrence")}, {Value: breach.Hunt, Text: w.of("残存物の探索", "leftovers to hunt")}}),
		w.text("owner", "担当", "Who sees to it", w.hint("部署・役職", "a department, a role")), w.text("due", "期限", "By when", w.hint("2027-01-31、14d、48h", "2027-01-31, 14d, 48h")), w.text("of", "対象の数", "For how many"))
	return f
}

func proposeForm(w words, c *dossier.Case, _ url.Values) form {
	return form{Action: path(c, "propose"), Title: w.of("必要な措置をタスクにする", "Make tasks of what the data call for"), Button: w.of("タスクにする", "Make tasks"), Fields: []field{seen(c), w.text("owner", "担当", "Who sees to it")}}
}

func requestForm(w words, c *dossier.Case, v url.Values) form {
	f := form{Action: path(c, "requests"), Title: w.of("照会する", "Ask somebody"), Button: w.of("記録する", "Record"), Fields: []field{seen(c)}}
	if id := v.Get("request"); id != "" {
		f.Title = w.of("回答を記録する", "Record the answer")
		f.Fields = append(f.Fields, hidden("request", id), w.area("answer", "回答の内容", "What was answered"), w.text("evidence", "証拠の番号", "Piece of evidence", w.hint("回答のファイルは先に証拠として追加します", "add the file as evidence first")), w.check("closed", "この照会は完了", "nothing of it is left open"))
		return f
	}
	f.Fields = append(f.Fields, w.text("to", "照会先", "Who is asked", must, w.hint("会社・当局の名称", "a company, an authority")), w.area("what", "照会の内容", "What is asked", must), w.text("due", "回答期限", "By when", w.hint("2026-12-10、7d、48h", "2026-12-10, 7d, 48h")))
	return f
}

func costForm(w words, c *dossier.Case, _ url.Values) form {
	return form{Action: path(c, "costs"), Title: w.of("費用を記録する", "Record a cost"), Button: w.of("記録する", "Record"),
		Fields: []field{seen(c), w.text("item", "費目", "What for", must, w.hint("postage、forensic、call_center など", "postage, forensic, call_center, …")), w.text("amount", "金額（税抜）", "Amount", must), w.text("currency", "通貨", "Currency", value("JPY")), w.text("source", "根拠", "What shows it", must, w.hint("請求書、見積書など", "an invoice, an estimate")), w.check("planned", "今後の見込み", "still to come")}}
}

// sent answers a change: back to the page, or the form again with what was typed.
func (m Room) sent(ch change) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := typed(r)
		if err != nil {
			return err
		}
		id := r.PathValue("id")
		done, err := m.House.Do(r.Context(), id, seenOf(v), ch.act(v))
		if err != nil {
			return m.again(w, r, ch, v, err)
		}
		to := first(v.Get("back"), "/cases/"+done.Case+slash(ch.tab))
		if ch.tab == "documents" && legalForm(v.Get("form")) {
			to = "/cases/" + done.Case + "/documents/" + v.Get("form")
		}
		return told(w, r, to, done)
	}
}

func legalForm(id string) bool { return id != "" && !strings.ContainsAny(id, "/?#&% ") }

var _ = legal.Authority
