package cli

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/accesstest"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/builtin"
)

// caseConsole is the rooms of cases at an address, on a home of its own.
type caseConsole struct {
	*testing.T
	h    *house
	base string
}

func newCaseConsole(t *testing.T, yaml string) *caseConsole {
	t.Helper()
	home := t.TempDir() + "/home"
	a := &app{Streams: Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard}, home: home, lang: "en"}
	a.env = func(name string) string {
		if name == "TSUTSUMI_HOME" {
			return home
		}
		return ""
	}
	if yaml != "" {
		if err := os.MkdirAll(home+".key", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(home+".key/tsutsumi.yaml", []byte(yaml), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h, done, err := a.house(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(done)
	o := builtin.Options{Version: "test", Rooms: h.caseRooms(), Now: h.now, Log: h.log}
	h.admit(&o)
	srv := httptest.NewServer(builtin.New(o))
	t.Cleanup(srv.Close)
	return &caseConsole{t, h, srv.URL}
}

// reader is somebody who signed in.
type reader struct {
	*caseConsole
	cookie *http.Cookie
	lang   string
}

func (c *caseConsole) as(name, lang string, roles ...access.Role) *reader {
	c.Helper()
	return &reader{c, accesstest.Cookie(c.T, c.h.db, name, roles...), lang}
}

// ask sends a request; the answer's body is read whole.
func (r *reader) ask(method, path string, form url.Values, head ...string) (int, http.Header, string) {
	r.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	q, err := http.NewRequestWithContext(r.Context(), method, r.base+path, body)
	if err != nil {
		r.Fatal(err)
	}
	q.Header.Set("Accept-Language", r.lang)
	q.AddCookie(r.cookie)
	if form != nil {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(head); i += 2 {
		q.Header.Set(head[i], head[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(q)
	if err != nil {
		r.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		r.Fatal(err)
	}
	return res.StatusCode, res.Header, string(text)
}

// page is a page that must be there and say so.
func (r *reader) page(path string, says ...string) string {
	r.Helper()
	status, _, text := r.ask("GET", path, nil)
	if status != 200 {
		r.Fatalf("GET %s: %d: %s", path, status, text)
	}
	for _, s := range says {
		if !strings.Contains(text, s) {
			r.Errorf("GET %s does not say %q", path, s)
		}
	}
	ids := map[string]bool{}
	for _, m := range idOf.FindAllStringSubmatch(text, -1) { // a label names the field of its own form
		if ids[m[1]] {
			r.Errorf("GET %s: the ID %s is there twice", path, m[1])
		}
		ids[m[1]] = true
	}
	return text
}

// post sends a form that must be recorded, and returns where it leads.
func (r *reader) post(path string, fields ...string) string {
	r.Helper()
	status, head, text := r.ask("POST", path, formed(fields))
	if status != 303 {
		r.Fatalf("POST %s: %d: %s", path, status, text)
	}
	return head.Get("Location")
}

func formed(fields []string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return v
}

var idOf = regexp.MustCompile(` id="([^"]+)"`)

var seenNow = regexp.MustCompile(`name="seen" value="(\d+)"`)

// seen is the number of events that a page's forms carry.
func (r *reader) seen(page string) string {
	r.Helper()
	m := seenNow.FindStringSubmatch(page)
	if m == nil {
		r.Fatal("the page has no form that says what was seen")
	}
	return m[1]
}

// A misdirected e-mail is one form; a case goes from the first word to its closing, in both languages.
func TestCasePages(t *testing.T) {
	c := newCaseConsole(t, "case:\n  name: 株式会社見本\n  places: [JP]\n  role: controller\n  phone: 03-0000-0000\n")
	for _, lang := range []string{"ja", "en"} {
		r := c.as("hanako-"+lang, lang, access.Officer)
		say := func(ja, en string) string {
			if lang == "ja" {
				return ja
			}
			return en
		}
		r.page("/cases/new?small=1", say("何が起きたか", "What happened"))
		to := r.post("/cases", "small", "1", "what", "email", "people", "1", "kinds", "PERSON_NAME", "kinds", "EMAIL_ADDRESS", "retrieved", "no", "encrypted", "no", "department", say("営業部", "sales"))
		r.page(to, say("報告は不要です", "No report is asked"))
		r.page("/cases/small", say("営業部", "sales"))

		to = r.post("/cases", "title", say("会員情報の持出し 090-1234-5678", "members taken 090-1234-5678"), "known", "2026-11-20 18:02", "sort", "tip", "from", say("研究者", "a researcher"), "text", say("販売されている", "offered for sale"), "at", "2026-11-20 18:02")
		page := r.page(to, say("義務と期限", "Duties and dates"))
		if strings.Contains(page, "090-1234-5678") {
			t.Error("what was typed is shown with a telephone number")
		}
		stale := r.seen(page)
		r.post(to+"/facts", "seen", stale, "fact", "wrongful_purpose", "value", "yes", "source", "E1", "why", say("販売の申出", "it is offered"))
		r.page(to, say("当たる", "applies"))

		// Somebody who saw less gets back what he typed.
		status, _, again := r.ask("POST", to+"/contain", formed([]string{"seen", stale, "what", say("公開を停止した", "taken off the net")}))
		if status != 409 || !strings.Contains(again, say("公開を停止した", "taken off the net")) || r.seen(again) == stale {
			t.Errorf("a form that is late: %d, %v", status, strings.Contains(again, say("公開を停止した", "taken off the net")))
		}
		r.post(to+"/contain", "seen", r.seen(again), "what", say("公開を停止した", "taken off the net"))
		if status, _, text := r.ask("POST", to+"/count", formed([]string{"max", "10", "likely", "20", "source", "E1", "why", "x"})); status != 422 || !strings.Contains(text, `value="20"`) {
			t.Errorf("numbers that cannot be: %d", status)
		}
		r.post(to+"/count", "max", "754210", "likely", "742118", "source", "E1", "why", say("照合", "matched"))
		r.page(to, "742,118")

		r.page(to+"/documents/jp-appi-preliminary", say("調査中", "under investigation"))
		r.post(to+"/draft", "form", "jp-appi-preliminary", "formats", "md", "formats", "html")
		r.post(to+"/facts", "fact", "cause", "value", say("設定の誤り", "a wrong setting"), "source", "E1", "why", "x")
		r.post(to+"/draft", "form", "jp-appi-preliminary", "formats", "md")
		page = r.page(to+"/documents/jp-appi-preliminary", say("版の違い", "What changed"), say("設定の誤り", "a wrong setting"))
		file := regexp.MustCompile(`/cases/[0-9-]+/files/[0-9a-f]{64}`).FindString(page)
		if text := r.page(file); !strings.Contains(text, say("設定の誤り", "a wrong setting")) {
			t.Error("the file that was kept is another one")
		}
		r.post(to+"/submitted", "form", "jp-appi-preliminary", "version", "2", "to", say("個人情報保護委員会", "the Commission"), "receipt", "2026-000123")
		r.page(to+"/documents", "2026-000123")
		for _, part := range []string{"/facts", "/work", "/persons", "/record", "/desk", "?at=1", "/events", "/calendar", "/bundle", "?format=json"} {
			r.page(to + part)
		}
		status, _, text := r.ask("POST", to+"/verify", url.Values{})
		if status != 200 || !strings.Contains(text, say("改ざん・欠落はありません", "Nothing was changed")) {
			t.Errorf("verify: %d", status)
		}
		if status, _, text := r.ask("POST", to+"/close", url.Values{}); status != 422 || !strings.Contains(text, say("未了事項", "still open")) {
			t.Errorf("a case of which something is open was closed: %d", status)
		}
		r.post(to+"/close", "why", say("残りは別事案で扱う", "the rest is another case"))
		r.page(to, say("終結", "closed"))
		r.page("/cases?state=closed", strings.TrimPrefix(to, "/cases/"))
		r.page("/laws")
		r.page("/laws/jp-appi-final?known=2026-12-04&fact.people=1200", "2027-01-04")
	}
}

// Two persons: the first decides, the second closes. Who is not named records nothing, and a reader sees no documents.
func TestCasePagesWho(t *testing.T) {
	c := newCaseConsole(t, "case:\n  two_person: [close]\n  users: [hanako, taro]\n")
	hanako, taro, jiro := c.as("hanako", "en", access.Officer), c.as("taro", "en", access.Officer), c.as("jiro", "en", access.Officer)
	reads := c.as("kenji", "en", access.Analyst)
	to := hanako.post("/cases", "title", "a door stood open")
	if status, _, _ := jiro.ask("POST", to+"/contain", formed([]string{"what", "x"})); status != 403 {
		t.Errorf("somebody who is no user of the cases recorded: %d", status)
	}
	hanako.post(to+"/close", "why", "nothing happened")
	hanako.page(to, "A second user must decide too")
	taro.post(to+"/close", "why", "so it is")
	taro.page(to, "closed")
	reads.page(to)
	for _, path := range []string{"/documents/board", "/bundle", "/desk"} {
		if status, _, _ := reads.ask("GET", to+path, nil); status != 403 && status != 404 {
			t.Errorf("a reader got %s: %d", path, status)
		}
	}
}

func TestCaseAPI(t *testing.T) {
	c := newCaseConsole(t, "")
	r := c.as("hanako", "en", access.Officer)
	call := func(method, path, body string, head ...string) (int, http.Header, map[string]any) {
		t.Helper()
		q, err := http.NewRequestWithContext(t.Context(), method, r.base+"/api/v1"+path, bytes.NewReader([]byte(body)))
		if err != nil {
			t.Fatal(err)
		}
		q.AddCookie(r.cookie)
		q.Header.Set("Content-Type", "application/json")
		for i := 0; i+1 < len(head); i += 2 {
			q.Header.Set(head[i], head[i+1])
		}
		res, err := http.DefaultClient.Do(q)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var out map[string]any
		_ = json.NewDecoder(res.Body).Decode(&out)
		return res.StatusCode, res.Header, out
	}
	status, _, made := call("POST", "/cases/small", `{"what":"email","people":"1","kinds":["EMAIL_ADDRESS"],"retrieved":"no"}`)
	id, _ := made["case"].(string)
	if status != 201 || id == "" {
		t.Fatalf("open: %d %v", status, made)
	}
	status, head, got := call("GET", "/cases/"+id, "")
	if status != 200 || got["id"] != id || head.Get("ETag") != `"2"` {
		t.Errorf("get: %d, tag %s, %v", status, head.Get("ETag"), got["id"])
	}
	if status, _, _ := call("POST", "/cases/"+id+"/contain", `{"what":"asked to erase it"}`, "If-Match", `"2"`); status != 200 {
		t.Errorf("contain: %d", status)
	}
	if status, _, _ := call("POST", "/cases/"+id+"/contain", `{"what":"again"}`, "If-Match", `"2"`); status != 412 {
		t.Errorf("with a tag that is old: %d", status)
	}
	status, _, list := call("GET", "/cases?state=all", "")
	if items, _ := list["items"].([]any); status != 200 || len(items) != 1 {
		t.Errorf("list: %d %v", status, list)
	}
	if status, _, _ := call("GET", "/cases/2020-0001", ""); status != 404 {
		t.Errorf("a case that is not there: %d", status)
	}
	if status, _, v := call("POST", "/cases/"+id+"/verify", ""); status != 200 || v["cases"] != 1.0 {
		t.Errorf("verify: %d %v", status, v)
	}
}
