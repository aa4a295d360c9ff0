// Package apitest attacks a console: every operation of its description, and every form and page of its routes, with input that means harm,
// made of the schemas. It is the same each time for a seed, and ends in time.
//
// What must hold of every answer: it comes, within seconds; it is no 5xx but a 503, or a 507 of an upload; an operation's has a status that the description lists,
// problem+json where it is no success, and else what the schema says; a page repeats nothing that would run, leads nowhere else, and the
// log repeats nothing at all.
package apitest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// Console is what is attacked.
type Console struct {
	Handler http.Handler
	Routes  []web.Route
	API     *api.API
	// Cookie signs somebody in who may do everything: anew each time, since an attack may sign out.
	Cookie func() *http.Cookie
	// Examples are values that exist, by the names of path parameters.
	Examples map[string][]string
	// Skip are routes that are not asked, by method and path, each with its reason.
	Skip map[string]string
	Seed uint64
	// For is how long it goes on, at least once around.
	For time.Duration
}

// slow is when an answer has not come.
const slow = 15 * time.Second

type attack struct {
	t testing.TB
	*Console
	m      *maker
	cookie *http.Cookie
	forms  map[string][]form // by the path that they post to
	told   map[string]bool
	asked  int
}

// Attack attacks, and tells what does not hold. It returns how many requests were sent.
func Attack(t testing.TB, c *Console) int {
	t.Helper()
	a := &attack{t: t, Console: c, m: &maker{rand.New(rand.NewPCG(c.Seed, 8470)), c.API.Description()}, forms: map[string][]form{}, told: map[string]bool{}}
	a.cookie = c.Cookie()
	until := time.Now().Add(c.For)
	a.read()
	for round := 0; round == 0 || time.Now().Before(until); round++ {
		a.operations()
		a.pages()
	}
	return a.asked
}

// fail tells each thing once.
func (a *attack) fail(what string, req *http.Request, w *httptest.ResponseRecorder, body string) {
	key := what + req.Method + req.Pattern + strconv.Itoa(w.Code)
	if a.told[key] || len(a.told) > 40 {
		return
	}
	a.told[key] = true
	short := func(s string) string { return s[:min(len(s), 400)] }
	a.t.Errorf("%s: %s %.300q: %d\n  sent %q\n  got  %q", what, req.Method, req.URL.String(), w.Code, short(body), short(w.Body.String()))
}

// send sends a request as the browser or a program would. It answers nil if no answer came in time.
func (a *attack) send(method, target, kind, body string, stream bool, head ...string) (*http.Request, *httptest.ResponseRecorder) {
	a.asked++
	r, err := http.NewRequestWithContext(a.t.Context(), method, "http://localhost", strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	if u, err := url.ParseRequestURI(target); err == nil { // as a server does
		r.URL = u
	} else {
		return nil, nil
	}
	r.RequestURI = target
	r.RemoteAddr, r.Host = "127.0.0.1:4711", "localhost"
	if body == "" {
		r.Body = http.NoBody
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i+1 < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	r.AddCookie(a.cookie)
	ctx, cancel := context.WithTimeout(r.Context(), slow)
	if stream {
		ctx, cancel = context.WithTimeout(r.Context(), 200*time.Millisecond)
	}
	defer cancel()
	r = r.WithContext(ctx)
	w := httptest.NewRecorder()
	done := make(chan any, 1)
	go func() {
		defer func() { done <- recover() }()
		a.Handler.ServeHTTP(w, r)
	}()
	select {
	case v := <-done:
		if v != nil {
			a.t.Errorf("%s %.300q: panic", method, target)
		}
	case <-time.After(slow + 5*time.Second):
		a.t.Fatalf("%s %.300q: no answer", method, target)
	}
	if w.Code == http.StatusUnauthorized || w.Code == http.StatusSeeOther && strings.HasPrefix(w.Header().Get("Location"), "/login") {
		a.cookie = a.Cookie()
	}
	return r, w
}

func (a *attack) operations() {
	doc := a.API.Description()
	var paths []string
	for p := range doc.Paths {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	for _, path := range paths {
		item := doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil && a.Skip[op.Method+" "+path] == "" {
				a.operation(path, op)
			}
		}
	}
}

// operation asks one operation once.
func (a *attack) operation(path string, op *huma.Operation) {
	q := url.Values{}
	var head []string
	for _, p := range op.Parameters {
		example := ""
		if known := a.Examples[p.Name]; len(known) > 0 {
			example = known[a.m.rnd.IntN(len(known))]
		}
		v := a.m.param(p.Schema, example)
		switch {
		case p.In == "path":
			if example != "" && a.m.rnd.IntN(2) == 0 {
				v = example
			}
			if v == "" || v == "." || v == ".." {
				v = mark
			}
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(v[:min(len(v), 4000)]))
		case p.In == "query" && (p.Required || a.m.rnd.IntN(3) == 0):
			q.Set(p.Name, v[:min(len(v), 8000)])
		case p.In == "header" && a.m.rnd.IntN(4) == 0:
			head = append(head, p.Name, headerText(v))
		}
	}
	if a.m.rnd.IntN(20) == 0 {
		q.Set("unknown", mark)
	}
	var body, kind string
	if op.Method != http.MethodGet {
		body, kind = a.m.body(op)
	}
	if a.m.rnd.IntN(5) == 0 {
		head = append(head, "Accept", []string{"text/html", "*/*;q=0", "application/cbor", "?", "application/json"}[a.m.rnd.IntN(5)])
	}
	target := path
	if len(q) > 0 {
		target += "?" + q.Encode()
	}
	stream := op.Responses["200"] != nil && op.Responses["200"].Content["text/event-stream"] != nil
	r, w := a.send(op.Method, target, kind, body, stream, head...)
	a.judge(op, r, w, body)
}

func headerText(s string) string {
	plain := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' {
			return -1
		}
		return c
	}, s)
	return plain[:min(len(plain), 300)]
}

// judge looks at the answer of an operation.
func (a *attack) judge(op *huma.Operation, r *http.Request, w *httptest.ResponseRecorder, body string) {
	documented := op.Responses[strconv.Itoa(w.Code)]
	switch {
	case w.Code >= 500 && w.Code != http.StatusServiceUnavailable && w.Code != http.StatusInsufficientStorage:
		a.fail("broke", r, w, body)
	case documented == nil && w.Code != http.StatusNotFound && w.Code != http.StatusUnauthorized: // a path may lead elsewhere
		a.fail("a status that is not documented", r, w, body)
	case w.Code >= 400:
		var p api.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Header().Get("Content-Type") != "application/problem+json" || p.Status != w.Code || !strings.HasPrefix(p.Type, "/reference/problems#") {
			a.fail("no problem+json", r, w, body)
		}
		if strings.Contains(w.Body.String(), mark) {
			a.fail("a value is repeated", r, w, body)
		}
	case documented != nil && documented.Content["application/json"] != nil:
		var v any
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
			a.fail("no JSON", r, w, body)
			return
		}
		res := &huma.ValidateResult{}
		huma.Validate(a.API.Description().Components.Schemas, documented.Content["application/json"].Schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, v, res)
		if len(res.Errors) > 0 {
			a.fail(fmt.Sprint("not as the schema says: ", res.Errors[0]), r, w, body)
		}
	}
}
