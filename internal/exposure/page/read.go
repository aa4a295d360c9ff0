package page

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
)

// Bounds of what is kept of one page, whatever it is.
const (
	maxDepth   = 512
	maxForms   = 100
	maxFields  = 200
	maxScripts = 200
	maxRefs    = 2000
	maxLinks   = 500
	maxInline  = 1 << 20
	maxInputs  = 20_000 // that are looked at, of whatever kind
	maxNear    = 1000   // elements around one that are asked for its words
)

// form is a form, or the inputs that stand outside of any.
type form struct {
	name   string   // its id or name, else its place among the page's forms
	action *url.URL // where it sends; nil where scripts decide
	get    bool
	search bool
	fields []field
}

// script is a script element with an address.
type script struct {
	url       *url.URL
	integrity string
}

// ref is anything else that a page loads.
type ref struct {
	url    *url.URL
	active bool // it can read or change the page: a frame, a style sheet
}

// link leads to another page.
type link struct {
	url  *url.URL
	text string
}

// doc is what a page consists of, as far as the check cares.
type doc struct {
	url      *url.URL
	base     *url.URL
	forms    []form
	scripts  []script
	inline   []string
	refs     []ref
	links    []link
	csp      []string // policies in meta elements
	referrer string   // policy in a meta element
	labels   map[string]string
	inputs   int
}

// parse reads a page. What is broken is read as browsers read it.
func parse(a *browse.Answer) (*doc, error) {
	root, err := html.ParseWithOptions(bytes.NewReader(a.Text()), html.ParseOptionEnableScripting(true))
	if err != nil {
		return nil, err
	}
	d := &doc{url: a.URL, base: a.URL, labels: map[string]string{}}
	d.names(root, 0)
	d.walk(root, nil, 0)
	return d, nil
}

// names gathers the texts of label elements, and the base, which hold for what stands before them too.
func (d *doc) names(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	if n.Type == html.ElementNode {
		switch n.DataAtom {
		case atom.Label:
			if id := attr(n, "for"); id != "" && len(d.labels) < maxFields*4 {
				d.labels[id] = text(n, 200)
			}
		case atom.Base:
			if u, err := d.url.Parse(strings.TrimSpace(attr(n, "href"))); err == nil && attr(n, "href") != "" && d.base == d.url {
				d.base = u
			}
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		d.names(c, depth+1)
	}
}

// walk visits the elements; in is the form that n stands in.
func (d *doc) walk(n *html.Node, in *form, depth int) {
	if depth > maxDepth {
		return
	}
	if n.Type == html.ElementNode {
		switch n.DataAtom {
		case atom.Form:
			if len(d.forms) < maxForms {
				f := d.form(n)
				for c := n.FirstChild; c != nil; c = c.NextSibling {
					d.walk(c, &f, depth+1)
				}
				d.forms = append(d.forms, f)
				return
			}
		case atom.Input, atom.Select, atom.Textarea:
			d.input(n, in)
		case atom.Button:
			if a := attr(n, "formaction"); in != nil && a != "" {
				if u := d.at(a); u != nil {
					in.action = u
				}
			}
		default:
			d.load(n)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		d.walk(c, in, depth+1)
	}
	if depth == 0 {
		d.loose()
	}
}

// load notes what an element loads or leads to.
func (d *doc) load(n *html.Node) {
	switch n.DataAtom {
	case atom.Script:
		d.script(n)
	case atom.A, atom.Area:
		if u := d.at(attr(n, "href")); u != nil && len(d.links) < maxLinks {
			d.links = append(d.links, link{u, text(n, 200) + " " + attr(n, "title") + " " + attr(n, "aria-label")})
		}
	case atom.Iframe, atom.Frame, atom.Embed:
		d.ref(attr(n, "src"), true)
	case atom.Object:
		d.ref(attr(n, "data"), true)
	case atom.Img, atom.Audio, atom.Video, atom.Source:
		d.ref(attr(n, "src"), false)
	case atom.Link:
		for _, rel := range strings.Fields(strings.ToLower(attr(n, "rel"))) {
			if rel == "stylesheet" {
				d.ref(attr(n, "href"), true)
			}
		}
	case atom.Meta:
		switch {
		case strings.EqualFold(attr(n, "http-equiv"), "Content-Security-Policy"):
			d.csp = append(d.csp, attr(n, "content"))
		case strings.EqualFold(attr(n, "name"), "referrer"):
			d.referrer = strings.ToLower(strings.TrimSpace(attr(n, "content")))
		}
	}
}

func (d *doc) script(n *html.Node) {
	if src := attr(n, "src"); src != "" {
		if u := d.at(src); u != nil && len(d.scripts) < maxScripts && runs(attr(n, "type")) {
			d.scripts = append(d.scripts, script{u, strings.TrimSpace(attr(n, "integrity"))})
		}
		return
	}
	if s := text(n, maxInline); strings.TrimSpace(s) != "" && len(d.inline) < maxScripts && runs(attr(n, "type")) {
		d.inline = append(d.inline, s)
	}
}

// runs tells a script from data that a script element holds.
func runs(kind string) bool {
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "" || kind == "module" || strings.Contains(kind, "javascript") || strings.Contains(kind, "ecmascript")
}

func (d *doc) ref(src string, active bool) {
	if u := d.at(src); u != nil && len(d.refs) < maxRefs {
		d.refs = append(d.refs, ref{u, active})
	}
}

// form begins a form.
func (d *doc) form(n *html.Node) form {
	f := form{name: attr(n, "id"), get: !strings.EqualFold(attr(n, "method"), "post") && !strings.EqualFold(attr(n, "method"), "dialog")}
	if f.name == "" {
		f.name = attr(n, "name")
	}
	f.search = strings.EqualFold(attr(n, "role"), "search")
	f.action = d.at(attr(n, "action"))
	if strings.TrimSpace(attr(n, "action")) == "" {
		f.action = d.url
		if f.get && (hasScript(n) || attr(n, "method") == "") {
			// Without method and action it is nearly always a script that sends it.
			f.get, f.action = false, nil
		}
	}
	return f
}

// hasScript tells a form that says itself that a script takes it.
func hasScript(n *html.Node) bool {
	for _, a := range n.Attr {
		k := strings.ToLower(a.Key)
		if k == "onsubmit" || strings.HasPrefix(k, "@submit") || strings.HasPrefix(k, "v-on:submit") || k == "(ngsubmit)" || strings.HasPrefix(k, "data-remote") {
			return true
		}
	}
	return false
}

// input notes a field, in its form or outside of all.
func (d *doc) input(n *html.Node, in *form) {
	if d.inputs++; d.inputs > maxInputs {
		return
	}
	k := kindOf(n, d.said(n))
	if k == 0 {
		return
	}
	if in == nil {
		if len(d.forms) == 0 || d.forms[0].name != outside {
			d.forms = append([]form{{name: outside}}, d.forms...)
		}
		in = &d.forms[0]
	}
	name := attr(n, "name")
	for _, other := range []string{attr(n, "id"), attr(n, "autocomplete"), attr(n, "type")} {
		if name == "" {
			name = other
		}
	}
	if len(in.fields) < maxFields {
		in.fields = append(in.fields, field{name, k})
	}
}

// outside is the name of the inputs that stand in no form: a script sends them.
const outside = "(script)"

// loose gives forms without a name their place, so that a finding is the same each time.
func (d *doc) loose() {
	n := 0
	for i := range d.forms {
		if d.forms[i].name == "" {
			n++
			d.forms[i].name = "#" + strconv.Itoa(n)
		}
	}
}

// said are the texts at an input, the nearest first.
func (d *doc) said(n *html.Node) []string {
	var out []string
	if id := attr(n, "id"); id != "" {
		out = append(out, d.labels[id])
	}
	out = append(out, attr(n, "aria-label"), attr(n, "placeholder"), attr(n, "title"))
	for p, up := n.Parent, 0; p != nil && up < 4; p, up = p.Parent, up+1 {
		switch p.DataAtom {
		case atom.Label:
			out = append(out, text(p, 200))
		case atom.Td, atom.Dd:
			for s, i := p.PrevSibling, 0; s != nil && i < maxNear; s, i = s.PrevSibling, i+1 {
				if s.DataAtom == atom.Th || s.DataAtom == atom.Td || s.DataAtom == atom.Dt {
					return append(out, text(s, 200))
				}
			}
		}
	}
	return out
}

// at resolves an address of the page; nil is none that leads anywhere over the network.
func (d *doc) at(href string) *url.URL {
	href = strings.TrimSpace(href)
	if href == "" {
		return nil
	}
	u, err := d.base.Parse(href)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil
	}
	return u
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// text is what stands in an element, with single blanks, at most limit bytes of it.
func text(n *html.Node, limit int) string {
	var b strings.Builder
	var walk func(*html.Node, int)
	seen := 0
	walk = func(n *html.Node, depth int) {
		if seen++; seen > maxNear || depth > maxDepth || b.Len() > limit {
			return
		}
		if n.Type == html.TextNode {
			b.WriteString(n.Data[:min(len(n.Data), limit)])
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil && seen <= maxNear && b.Len() <= limit; c = c.NextSibling {
			if c.DataAtom != atom.Select && c.DataAtom != atom.Option {
				walk(c, depth+1)
			}
		}
	}
	walk(n, 0)
	if n.DataAtom == atom.Script {
		return b.String()
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
