package cases

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// freshPage is the page on which a case is opened.
type freshPage struct {
	*look.View
	words
	Small    bool
	Typed    url.Values
	Wrong    string
	Evidence []string // alert:ID, match:ID, exposure:KEY, inventory:NAME
}

// usual are the kinds that are offered for a mishap.
var usual = []pii.Kind{pii.PersonName, pii.EmailAddress, pii.PhoneNumber, pii.StreetAddress, pii.DateOfBirth, pii.MedicalTerm, pii.JapanBankAccount, pii.CreditCardNumber, pii.JapanIndividualNumber, pii.Password}

func (m Room) fresh(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	return m.opening(w, r, http.StatusOK, q, "")
}

// opening shows the form for a new case, with what was typed.
func (m Room) opening(w http.ResponseWriter, r *http.Request, status int, v url.Values, wrong string) error {
	l := web.Of(r.Context()).Lang
	title := l.Of("事案を登録", "Open a case")
	if v.Get("small") != "" {
		title = l.Of("誤送信・紛失の記録", "Record a mishap")
	}
	p := &freshPage{View: look.Begin(r, look.Page{Title: title, Section: look.Cases, Up: &look.Link{Text: l.Of("事案", "Cases"), Href: "/cases"}}), words: words{l}, Small: v.Get("small") != "", Typed: v, Wrong: wrong, Evidence: v["evidence"]}
	return look.WriteStatus(w, r, status, p.View, openingPage(p))
}

func (m Room) opened(w http.ResponseWriter, r *http.Request) error {
	v, err := typed(r)
	if err != nil {
		return err
	}
	var act Act
	if v.Get("small") != "" {
		act = &Small{Title: v.Get("title"), What: v.Get("what"), Who: v.Get("who"), People: v.Get("people"), Kinds: kindsOf(v), Retrieved: v.Get("retrieved"), Encrypted: v.Get("encrypted"), When: v.Get("when"), Known: v.Get("known"),
			Department: v.Get("department"), Near: v.Get("near") != ""}
	} else {
		b := &Begin{Title: v.Get("title"), Known: v.Get("known"), Source: v.Get("source"), Of: v.Get("of")}
		if b.Evidence, err = evidenceOf(v, r); err == nil {
			act = b
		}
	}
	var done *Done
	if err == nil {
		done, err = m.House.Do(r.Context(), "", 0, act)
	}
	if err != nil {
		if !fixable(err) {
			return err
		}
		return m.opening(w, r, web.Status(err), v, plain(r.Context(), err))
	}
	done.Said = []string{done.Case + words{web.Of(r.Context()).Lang}.of(" を登録しました", " is recorded")}
	return told(w, r, "/cases/"+done.Case, done)
}

// kindsOf are the kinds that were ticked, and those that were typed beside.
func kindsOf(v url.Values) []string {
	out := append([]string(nil), v["kinds"]...)
	return append(out, strings.FieldsFunc(v.Get("other"), func(c rune) bool { return strings.ContainsRune(",、，", c) })...)
}

// evidenceOf is what a form names: evidence is one or more of alert:ID, match:ID, exposure:KEY, inventory:NAME; a tip, a statement, a
// supplier's notice or a file have fields of their own.
func evidenceOf(v url.Values, r *http.Request) (Evidence, error) {
	e := Evidence{From: v.Get("from"), At: v.Get("at")}
	for _, s := range v["evidence"] {
		if s == "" {
			continue
		}
		sort, ref, ok := strings.Cut(s, ":")
		if !ok || ref == "" || len(ref) > 1024 {
			return e, web.Bad("証拠の指定が正しくありません。", "The evidence is not named as it must be.")
		}
		switch sort {
		case "alert":
			e.Alerts = append(e.Alerts, ref)
		case "match":
			e.Matches = append(e.Matches, ref)
		case "exposure":
			e.Exposures = append(e.Exposures, ref)
		case "inventory":
			e.Inventory = append(e.Inventory, ref)
		default:
			return e, web.Bad("証拠の種類は alert・match・exposure・inventory のいずれかです。", "Evidence is an alert, a match, an exposure, or of the inventory.")
		}
	}
	switch v.Get("sort") {
	case breach.FromTip:
		e.Tip = v.Get("text")
	case breach.FromStatement:
		e.Statement = v.Get("text")
	case breach.FromSupplier:
		e.Notice = &Notice{Supplier: v.Get("from"), System: v.Get("system"), Received: v.Get("at"), From: v.Get("first"), Until: v.Get("last"), Count: v.Get("count"), Wrongful: v.Get("wrongful"), Kinds: v.Get("notice_kinds")}
		e.From, e.At = "", ""
	}
	if r.MultipartForm != nil {
		if files := r.MultipartForm.File["file"]; len(files) > 0 && files[0].Size > 0 {
			f, err := files[0].Open()
			if err != nil {
				return e, web.Bad("ファイルを読み取れません。", "The file cannot be read.")
			}
			e.File = &Upload{Name: files[0].Filename, R: f, Keep: v.Get("keep") != ""}
		}
	}
	return e, nil
}

// evidence adds a piece to a case.
func (m Room) evidence(w http.ResponseWriter, r *http.Request) error {
	ch := change{name: "evidence", tab: "facts", form: evidenceForm}
	v, err := typed(r)
	if err != nil {
		return err
	}
	e, err := evidenceOf(v, r)
	if err != nil {
		return m.again(w, r, ch, v, err)
	}
	done, err := m.House.Do(r.Context(), r.PathValue("id"), seenOf(v), &Add{e})
	if err != nil {
		return m.again(w, r, ch, v, err)
	}
	return told(w, r, "/cases/"+done.Case+"/facts", done)
}

// evidenceForm is a word, or a file, as a piece of evidence.
func evidenceForm(w words, c *dossier.Case, v url.Values) form {
	f := form{Action: path(c, "evidence"), Title: w.of("証拠を追加する", "Add evidence"), Button: w.of("追加する", "Add"), Fields: []field{seen(c)}}
	for _, s := range v["evidence"] {
		f.Fields = append(f.Fields, hidden("evidence", s))
	}
	f.Fields = append(f.Fields,
		w.choose("sort", "種類", "Sort", []look.Choice{{Value: "", Text: w.of("ファイルのみ", "only a file")}, {Value: breach.FromTip, Text: w.of("外部からの連絡", "what somebody outside told us")}, {Value: breach.FromStatement, Text: w.of("関係者の申告", "what somebody says")}, {Value: breach.FromSupplier, Text: w.of("委託先・提携先からの通知", "a supplier's notice")}}),
		w.text("from", "誰から", "From whom", w.hint("会社名・部署・役職。個人名は書かないでください", "a company, a department, a role; no person's name")), w.area("text", "内容", "Text"), w.moment("at", "日時（空欄は現在）", "When (empty: now)"),
		w.make("file", "file", "ファイル", "File", []func(*field){w.hint("ハッシュ値を記録します", "its hash is recorded")}), w.check("keep", "ファイル自体も保管庫に暗号化して保存する", "keep the file itself too, enciphered in the vault"))
	return f
}

// named says what a piece of evidence is that was named.
func (p *freshPage) named(s string) string {
	sort, ref, _ := strings.Cut(s, ":")
	name := map[string]string{"alert": p.of("アラート ", "alert "), "match": p.of("照合 ", "match "), "exposure": p.of("露出 ", "exposure "), "inventory": p.of("台帳 ", "inventory ")}[sort]
	return name + report.Cut(ref, 60)
}

func (p *freshPage) field(f field) field {
	x := form{Fields: []field{f}}.with(p.Typed)
	return x.Fields[0]
}

func (p *freshPage) kinds() field {
	f := p.make("checks", "kinds", "どの項目か", "Which data", nil)
	for _, k := range usual {
		f.Choices = append(f.Choices, look.Choice{Value: k.String(), Text: look.Kind(p.Lang, k)})
	}
	if _, ok := p.Typed["what"]; !ok {
		f.Value = pii.PersonName.String() + "," + pii.EmailAddress.String()
		return f
	}
	return p.field(f)
}

func (p *freshPage) mishaps() field {
	var list []look.Choice
	for _, m := range dossier.Mishaps() {
		list = append(list, look.Choice{Value: m, Text: dossier.MishapText(m).Of(string(p.Lang))})
	}
	return p.field(p.choose("what", "何が起きたか", "What happened", list, must))
}

func (p *freshPage) certain(name, ja, en string) field {
	return p.field(p.choose(name, ja, en, []look.Choice{{Value: "unknown", Text: p.of("不明", "unknown")}, {Value: "yes", Text: p.of("はい（確認できている）", "yes, for certain")}, {Value: "no", Text: p.of("いいえ", "no")}}))
}
