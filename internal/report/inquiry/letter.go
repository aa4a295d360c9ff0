package inquiry

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Input is what a request is written from.
type Input struct {
	State   *breach.State
	Request *breach.Request
	Role    string // of whom it goes to, see Roles
	About   *config.Case
	Zone    *time.Location
	Now     time.Time
}

// Letter writes the request in a language.
func Letter(in *Input, lang string) *paper.Document {
	of := func(en, ja string) string { return law.Text{EN: en, JA: ja}.Of(lang) }
	q := in.Request.Body
	d := &paper.Document{Name: in.State.ID + "-" + strings.ToLower(q.ID) + "." + lang, Lang: lang, Date: in.Now.In(in.Zone), Letter: true,
		Title: of("Request about an incident with personal data", "個人データの漏えい等に関する照会"), Foot: in.State.ID + " " + q.ID + " #" + strconv.FormatInt(in.Request.Seq, 10)}
	d.Subject = d.Title + of(" (our number "+in.State.ID+"-"+q.ID+")", "（当社整理番号 "+in.State.ID+"-"+q.ID+"）")
	polite := "　御中"
	if in.Role == Recipient { // may be a person
		polite = "　様"
	}
	d.To = []string{q.To + of("", polite)}
	d.From = sender(in.About, lang)
	put := func(b ...paper.Block) { d.Blocks = append(d.Blocks, b...) }
	put(paper.Text{Text: of("We are investigating an incident with personal data, and need the following from you.", "当社は、個人データの漏えい等の事案を調査しております。つきましては、次の事項についてご回答をお願いいたします。"), By: []int64{in.Request.Seq}})
	if k := kinds(in.State, lang); k != "" && in.Role != Recipient && in.Role != Platform {
		put(paper.Text{Text: of("As far as we know, these items of data are concerned: ", "現時点で把握している項目: ") + k + of(".", "。")})
	}
	put(paper.Heading{Level: 2, Text: of("What we ask", "照会事項")}, paper.Text{Text: q.What})
	t := paper.Table{Head: []string{of("No.", "番号"), of("Question", "照会内容"), of("Answer", "ご回答")}, Widths: []int{1, 6, 5}}
	for _, x := range Questions(in.State, in.Role) {
		t.Rows = append(t.Rows, []string{strconv.Itoa(len(t.Rows) + 1), x.Of(lang), ""})
	}
	if len(t.Rows) > 0 {
		put(paper.Heading{Level: 2, Text: of("Questions", "ご回答いただきたい事項")}, t)
	}
	put(paper.Heading{Level: 2, Text: of("How to answer", "回答の方法")})
	var how []string
	if !q.Due.IsZero() {
		how = append(how, of("By ", "回答期限: ")+day(q.Due.In(in.Zone), lang)+of(". What is not known by then: say so, and by when it will be. Answer at once what is known at once.", "。期限までに判明しない事項は、その旨と見込みの時期を記載し、判明した事項から順次ご回答ください。"))
	}
	if c := contact(in.About); c != "" {
		how = append(how, of("To ", "回答先: ")+c+of(", naming our number.", "（当社整理番号をご記載ください）"))
	}
	how = append(how, of("Write no personal data into the answer or into e-mail: neither names nor numbers. What must hold them is handed over encrypted, by a way that we agree on first.", "ご回答や電子メールには、氏名や番号などの個人データを記載しないでください。個人データを含むものは、事前に取り決める方法で暗号化して引き渡してください。"))
	put(paper.List{Items: how})
	return d
}

// Questions are those that fit whom a request goes to, and what is not known of the case yet.
func Questions(st *breach.State, role string) (out []law.Text) {
	for _, q := range questions {
		if slices.Contains(q.of, role) && (q.open == nil || q.open(st)) {
			out = append(out, q.text)
		}
	}
	return out
}

func kinds(st *breach.State, lang string) string {
	var out []string
	for _, h := range st.Affected().Kinds {
		if h.Kind != pii.None {
			i := h.Kind.Info()
			out = append(out, law.Text{EN: i.EN, JA: i.JA}.Of(lang))
		}
	}
	return strings.Join(out, law.Text{EN: ", ", JA: "、"}.Of(lang))
}

func sender(c *config.Case, lang string) (out []string) {
	if c == nil {
		return nil
	}
	list := []string{c.Address, c.Name, c.Department}
	if lang != "ja" {
		list = []string{first(c.NameEN, c.Name), first(c.DepartmentEN, c.Department), first(c.AddressEN, c.Address)}
	}
	for _, s := range append(list, c.Contact) {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func contact(c *config.Case) string {
	if c == nil {
		return ""
	}
	return strings.Join(slices.DeleteFunc([]string{c.Email, c.Phone}, func(s string) bool { return s == "" }), " / ")
}

func day(t time.Time, lang string) string {
	if lang == "ja" {
		return t.Format("2006年1月2日")
	}
	return t.Format("2 January 2006")
}
