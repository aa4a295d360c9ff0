package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/papertest"
)

// visit calls do for each node of a page.
func visit(t *testing.T, file []byte, do func(*html.Node) (inside bool)) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if do(n) {
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
			}
		}
	}
	walk(root)
}

func read(t *testing.T, file []byte) string {
	t.Helper()
	var b strings.Builder
	visit(t, file, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		return n.Type != html.ElementNode || !slices.Contains([]string{"style", "script", "title"}, n.Data)
	})
	return b.String()
}

func TestConformance(t *testing.T) {
	papertest.Run(t, papertest.Writer{Write: Write, Read: read})
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func made(t *testing.T, d *paper.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestNothingRuns: of a hostile document's page only what is in the template is an element, and the policy names its one
// script and its one style by their hashes.
func TestNothingRuns(t *testing.T) {
	count := map[string]int{}
	policy := ""
	var inline []string
	visit(t, made(t, papertest.Rich("en")), func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			return true
		}
		count[n.Data]++
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" || a.Key == "style" {
				t.Errorf("<%s> has %s=%q", n.Data, a.Key, a.Val)
			}
			if a.Key == "http-equiv" {
				policy, _ = attr(n, "content")
			}
		}
		if n.Data == "script" || n.Data == "style" {
			inline = append(inline, n.FirstChild.Data)
		}
		return true
	})
	for _, tag := range []string{"img", "a", "iframe", "form", "link", "svg", "base", "object"} {
		if count[tag] > 0 {
			t.Errorf("%d <%s>", count[tag], tag)
		}
	}
	if count["script"] != 1 || count["style"] != 1 || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%d scripts, %d styles, policy %q", count["script"], count["style"], policy)
	}
	for _, s := range inline {
		sum := sha256.Sum256([]byte(s))
		if !strings.Contains(policy, base64.StdEncoding.EncodeToString(sum[:])) {
			t.Error("the policy does not let the page's own script or style be used")
		}
	}
}

// TestCopying: each field that says something has a button that copies what it says and nothing else, in the form's order, and the
// receipt number's place comes last.
func TestCopying(t *testing.T) {
	d := papertest.Rich("ja")
	file := made(t, d)
	var want []string
	for _, b := range d.Blocks {
		if f, ok := b.(paper.Fields); ok {
			for _, v := range f.List {
				switch {
				case v.Unknown:
					want = append(want, "調査中")
				case len(v.Value) > 0:
					want = append(want, strings.Join(v.Value, "\n"))
				}
			}
		}
	}
	copies := map[string][]string{}
	var order []string
	var within string
	visit(t, file, func(n *html.Node) bool {
		if n.Type != html.ElementNode {
			return true
		}
		if class, _ := attr(n, "class"); strings.HasPrefix(class, "field") {
			within, _ = attr(n, "id")
		}
		if _, ok := attr(n, "data-copy"); ok {
			text := ""
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				text += c.Data
			}
			copies[within] = append(copies[within], text)
		}
		if of, ok := attr(n, "data-of"); ok {
			order = append(order, of)
		}
		if id, _ := attr(n, "id"); id == "receipt" {
			order = append(order, id)
		}
		return true
	})
	if len(order) != len(want)+1 || order[len(order)-1] != "receipt" {
		t.Fatalf("buttons: %q, want %d and the receipt number", order, len(want))
	}
	for i, w := range want {
		if got := strings.Join(copies[order[i]], "\n"); got != w {
			t.Errorf("%s copies %q, want %q", order[i], got, w)
		}
	}
}

func TestID(t *testing.T) {
	seen := map[string]bool{}
	var got []string
	for _, name := range []string{"people", "people", "", "本人 <x>", "people-2", ""} {
		got = append(got, id(name, seen))
	}
	slices.Sort(got)
	if len(slices.Compact(got)) != 6 {
		t.Errorf("two are alike: %q", got)
	}
}
