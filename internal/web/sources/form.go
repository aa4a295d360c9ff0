package sources

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// maxForm is the longest form in bytes.
const maxForm = 256 << 10

// form is what was typed, with what is wrong about it.
type form struct {
	Family *Family
	Added  config.Added
	parts
	Keep, From  string // retention
	Purposes    string
	Subjects    string
	Contractors string
	Secret      string // typed anew; never written back
	Forget      bool   // the secret that is kept is to be taken away
	HasSecret   bool
	Before      time.Time
	Wrong       map[string]string // by the names of fields, in the reader's language
	Tried       *Tried
}

// read reads a form.
func read(w http.ResponseWriter, r *http.Request) (*form, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, web.Bad("送られた内容を読み取れません。", "What was sent cannot be read.")
	}
	get := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	f := &form{Family: familyOf(get("type")), Wrong: map[string]string{}}
	if f.Family == nil {
		return nil, web.Bad("その種類のデータ源はありません。", "There is no such type of source.")
	}
	f.parts = parts{scheme: get("scheme"), host: get("host"), port: get("port"), user: get("user"), place: get("place"), options: get("options")}
	f.Keep, f.From, f.Purposes, f.Subjects, f.Contractors = get("keep"), get("from"), get("purposes"), get("subjects"), get("contractors")
	f.Secret, f.Forget = r.PostForm.Get("secret"), get("forget") != ""
	f.Added = config.Added{Name: get("name"), Owner: get("owner"), Country: get("country"), Legal: get("legal"), Schedule: get("schedule"),
		Index: get("index"), Key: get("key"), Development: get("development") != ""}
	if n, err := strconv.ParseInt(get("before"), 10, 64); err == nil {
		f.Before = time.UnixMicro(n).UTC()
	}
	f.check(web.Of(r.Context()).Lang)
	return f, nil
}

// check puts together what was typed, and says at its field what cannot be meant.
func (f *form) check(l web.Lang) {
	wrong := func(field, ja, en string) {
		if f.Wrong[field] == "" {
			f.Wrong[field] = l.Of(ja, en)
		}
	}
	a := &f.Added
	if !name(a.Name) {
		wrong("name", "半角の英小文字・数字・ハイフン・下線で、64文字までにしてください。", "a to z, 0 to 9, - and _, at most 64.")
	}
	switch {
	case f.Family.Needs && f.place == "":
		wrong("place", "入力してください。", "This is needed.")
	case f.Family.Port == "" && f.Family.Key != "git" && f.Family.Key != "s3" && !strings.HasPrefix(f.place, "/"):
		wrong("place", "/ で始まる絶対パスにしてください。", "An absolute path: it begins with /.")
	}
	if f.Family.Port != "" {
		if f.host == "" || strings.ContainsAny(f.host, "/@? #") {
			wrong("host", "ホスト名かIPアドレスを入力してください。", "The name of a host, or an address.")
		}
		if n, err := strconv.ParseUint(f.port, 10, 16); f.port != "" && (err != nil || n == 0) {
			wrong("port", "1から65535までの数字にしてください。", "A number from 1 to 65535.")
		}
	}
	a.Target = f.Family.target(f.parts)
	if a.Country != "" {
		code, ok := country.Parse(a.Country)
		if !ok {
			wrong("country", "国名か、2文字の国コード（JP など）で入力してください。", "A country, or its code of two letters.")
		} else {
			a.Country = code
		}
	}
	if f.Keep != "" {
		if _, ok := config.ParseRetention(f.Keep); !ok {
			wrong("keep", "5年・90日・1y6m のように入力してください。", "As 5y, 90d, 1y6m.")
		}
		a.Retention = &config.AddedRetention{Keep: f.Keep, From: f.From}
	}
	if _, ok := config.Interval(a.Schedule); a.Schedule != "" && !ok {
		wrong("schedule", "24h・7d のように、1分から366日までの間隔を入力してください。", "How often: 24h, 7d; a minute at least.")
	}
	a.Purposes, a.Subjects = lines(f.Purposes), lines(f.Subjects)
	f.contractors(wrong)
	if len(f.Wrong) > 0 {
		return
	}
	if _, err := a.Source(); err != nil {
		wrong("place", "この内容では接続先を組み立てられません。入力を確かめてください。", "What was typed makes no target: "+err.Error())
	}
}

// contractors reads a line each: name | country | countries of access, with commas | purpose.
func (f *form) contractors(wrong func(field, ja, en string)) {
	for _, line := range lines(f.Contractors) {
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		cells = append(cells, "", "", "", "")
		c := config.AddedContractor{Name: cells[0], Country: cells[1], Purpose: cells[3]}
		for _, a := range strings.FieldsFunc(cells[2], func(r rune) bool { return r == ',' || r == '、' || r == '，' }) {
			c.Access = append(c.Access, strings.TrimSpace(a))
		}
		for _, said := range append([]string{c.Country}, c.Access...) {
			if _, ok := country.Parse(said); said != "" && !ok {
				wrong("contractors", "国名が分からない行があります。", "A line names a country that is not known.")
			}
		}
		if c.Name == "" {
			wrong("contractors", "委託先の名称がない行があります。", "A line has no name.")
		}
		f.Added.Contractors = append(f.Added.Contractors, c)
	}
}

// secret is what is to be kept: nil leaves what is there.
func (f *form) secret() *string {
	switch {
	case f.Forget:
		return new(string)
	case f.Secret != "":
		return &f.Secret
	}
	return nil
}

func lines(s string) []string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// reserved are names that are pages.
var reserved = map[string]bool{"new": true, "try": true}

func name(s string) bool {
	ok := s != "" && len(s) <= 64 && s[0] != '-' && s[0] != '_' && !reserved[s]
	for i := range len(s) {
		c := s[i]
		ok = ok && (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_')
	}
	return ok
}

// filled is the form of a source that was added.
func filled(e *Entry) *form {
	a := e.Said
	f := &form{Family: familyFor(a.Target), Added: *a, Wrong: map[string]string{}, Before: e.Changed, HasSecret: e.Sealed}
	f.parts = f.Family.apart(a)
	if a.Retention != nil {
		f.Keep, f.From = a.Retention.Keep, a.Retention.From
	}
	f.Purposes, f.Subjects = strings.Join(a.Purposes, "\n"), strings.Join(a.Subjects, "\n")
	var rows []string
	for _, c := range a.Contractors {
		rows = append(rows, strings.Join([]string{c.Name, c.Country, strings.Join(c.Access, ", "), c.Purpose}, " | "))
	}
	f.Contractors = strings.Join(rows, "\n")
	return f
}
