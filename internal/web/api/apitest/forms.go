package apitest

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// form is a form of a page: where it goes, and its fields with the values that stood in them.
type form struct {
	action string
	multi  bool
	names  []string
	values map[string]string
}

// read looks at pages, from link to link, for forms and for addresses of things that exist.
func (a *attack) read() {
	queue, seen := []string{"/"}, map[string]int{}
	for _, r := range a.Routes {
		if r.Method == http.MethodGet && !r.Stream && !strings.Contains(r.Path, "{") && !strings.HasPrefix(r.Path, api.Prefix) {
			queue = append(queue, r.Path)
		}
	}
	for at := 0; at < len(queue) && at < 250; at++ {
		r, w := a.send(http.MethodGet, queue[at], "", "", false)
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Code != http.StatusOK {
			continue
		}
		root, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			continue
		}
		a.gather(root, r.URL.Path)
		for n := range root.Descendants() {
			if n.Type != html.ElementNode || n.Data != "a" {
				continue
			}
			to, err := r.URL.Parse(attr(n, "href"))
			if err != nil || to.Host != "localhost" || to.Path == "/logout" {
				continue
			}
			// Of each sort of page a few: pages of a million things are alike.
			sort := numbers.ReplaceAllString(to.Path, "0")
			if target := to.RequestURI(); seen[sort] < 3 && !slices.Contains(queue, target) {
				seen[sort]++
				queue = append(queue, target)
			}
		}
	}
}

var numbers = regexp.MustCompile(`[0-9a-f]*[0-9][0-9a-f]*`)

func attr(n *html.Node, name string) string {
	for _, at := range n.Attr {
		if at.Key == name {
			return at.Val
		}
	}
	return ""
}

func (a *attack) gather(root *html.Node, at string) {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" {
			continue
		}
		f := form{action: attr(n, "action"), multi: attr(n, "enctype") == "multipart/form-data", values: map[string]string{}}
		if f.action == "" {
			f.action = at
		}
		for in := range n.Descendants() {
			name := attr(in, "name")
			if in.Type == html.ElementNode && name != "" {
				if _, twice := f.values[name]; !twice {
					f.names = append(f.names, name)
				}
				f.values[name] = attr(in, "value")
			}
		}
		if strings.EqualFold(attr(n, "method"), "post") && len(a.forms[f.action]) < 2 {
			a.forms[f.action] = append(a.forms[f.action], f)
		}
	}
}

// pages asks every route that is no operation once, and sends every form that was met.
func (a *attack) pages() {
	for _, r := range a.Routes {
		if strings.HasPrefix(r.Path, api.Prefix+"/") || a.Skip[r.Method+" "+r.Path] != "" {
			continue
		}
		path := a.path(r.Path)
		if r.Method == http.MethodGet {
			a.page(r.Method, path+a.query(), "", "", r.Stream)
			continue
		}
		kind, body := a.filled(form{names: []string{"name", "id", "q", "reason", "value", "next", "file", "state", "by", "until"}, multi: a.m.rnd.IntN(5) == 0})
		a.page(r.Method, path, kind, body, false)
	}
	var actions []string
	for action := range a.forms {
		actions = append(actions, action)
	}
	slices.Sort(actions)
	for _, action := range actions {
		if path, _, _ := strings.Cut(action, "?"); a.Skip["POST "+path] != "" {
			continue
		}
		for _, f := range a.forms[action] {
			kind, body := a.filled(f)
			a.page(http.MethodPost, action, kind, body, false)
		}
	}
}

// path fills the variables of a route.
func (a *attack) path(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, p := range parts {
		name, ok := strings.CutPrefix(p, "{")
		if !ok {
			continue
		}
		name = strings.TrimSuffix(strings.TrimSuffix(name, "}"), "...")
		v := a.m.text()
		if known := a.Examples[name]; len(known) > 0 && a.m.rnd.IntN(2) == 0 {
			v = known[a.m.rnd.IntN(len(known))]
		}
		if v == "" || v == "." || v == ".." {
			v = mark
		}
		parts[i] = url.PathEscape(v[:min(len(v), 4000)])
	}
	return strings.Join(parts, "/")
}

func (a *attack) query() string {
	q := url.Values{}
	for _, name := range []string{"q", "sort", "cursor", "after", "before", "page", "format", "kind", "state", "lang", "source", "next", "from", "until", "key", "since", "limit", "view"} {
		if a.m.rnd.IntN(3) == 0 {
			v := a.m.text()
			q.Set(name, v[:min(len(v), 8000)])
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// filled is a form filled in: some fields as they stood, others with what means harm.
func (a *attack) filled(f form) (kind, body string) {
	q := url.Values{}
	for _, name := range f.names {
		v := f.values[name]
		if a.m.rnd.IntN(3) != 0 {
			v = a.m.text()
		}
		q.Set(name, v)
	}
	if !f.multi {
		return "application/x-www-form-urlencoded", q.Encode()
	}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for _, name := range f.names {
		if a.m.rnd.IntN(2) == 0 {
			if w, err := m.CreateFormFile(name, a.m.text()); err == nil {
				_, _ = w.Write([]byte(a.m.text()))
			}
			continue
		}
		_ = m.WriteField(name, q.Get(name))
	}
	_ = m.Close()
	return m.FormDataContentType(), b.String()
}

// page sends a request to a page and looks at what comes.
func (a *attack) page(method, target, kind, body string, stream bool) {
	r, w := a.send(method, target, kind, body, stream)
	if w.Code >= 500 && w.Code != http.StatusServiceUnavailable {
		a.fail("broke", r, w, body)
	}
	if to := w.Header().Get("Location"); to != "" && !ours(to) {
		a.fail("leads elsewhere: "+to, r, w, body)
	}
	if w.Header().Get("X-Injected") != "" {
		a.fail("a header was injected", r, w, body)
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		a.harmless(r, w, body)
	}
}

func ours(to string) bool {
	u, err := url.Parse(to)
	return err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(u.Path, "/") && !strings.HasPrefix(u.Path, "//") && !strings.Contains(to, `\`)
}

// harmless reads a page as a browser does: nothing that was sent has become a part of it that runs.
func (a *attack) harmless(r *http.Request, w *httptest.ResponseRecorder, body string) {
	root, err := html.Parse(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		a.fail("no HTML", r, w, body)
		return
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, mark) {
			a.fail("a script was let in", r, w, body)
		}
		for _, at := range n.Attr {
			v := strings.ToLower(strings.TrimSpace(at.Val))
			if strings.HasPrefix(at.Key, "on") || (at.Key == "href" || at.Key == "src" || at.Key == "action" || at.Key == "formaction") && strings.HasPrefix(v, "javascript:") || at.Key == "style" {
				a.fail("an attribute runs: "+at.Key, r, w, body)
			}
			if (at.Key == "src" || at.Key == "action") && strings.HasPrefix(v, "//") {
				a.fail("an outside address: "+at.Key, r, w, body)
			}
		}
	}
}
