package phrase

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// allowed are the elements of a page of mail: what says something, and tables. Whatever runs, embeds, fetches or sends is not there.
var allowed = strings.Fields("html head meta title body div p span br hr h1 h2 h3 h4 table thead tbody tr td th ul ol li strong b em i u small a blockquote dl dt dd center style")

// attributes are those an element may have.
var attributes = strings.Fields("style lang dir align valign width height border cellpadding cellspacing bgcolor color colspan rowspan role charset name content href class http-equiv")

// linked are the names whose values may stand in a link, where they are the owner's: {{url}}, {{mailto}}, {{tel}}.
var linked = []string{"{{url}}", "mailto:{{email}}", "tel:{{phone}}"}

// harmful tells the line and what is wrong with a page, "" if nothing.
func harmful(text string) (line int, what string) {
	z := html.NewTokenizer(strings.NewReader(text))
	line = 1
	style := false
	for {
		kind := z.Next()
		raw := string(z.Raw())
		switch kind {
		case html.ErrorToken:
			return line, ""
		case html.CommentToken:
			if strings.Contains(raw, "{{") || strings.Contains(strings.ToLower(raw), "[if") {
				return line, "a comment with a name or a condition in it"
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			t := z.Token()
			if !slices.Contains(allowed, t.Data) {
				return line, "a page of mail has no <" + plain(t.Data) + ">"
			}
			style = t.Data == "style" && kind == html.StartTagToken
			for _, a := range t.Attr {
				if bad := attribute(t.Data, a.Key, a.Val); bad != "" {
					return line, bad
				}
			}
			if strings.Count(raw, "{{") > links(t.Attr) {
				return line, "a name inside a tag"
			}
		case html.TextToken:
			if style && (strings.Contains(raw, "{{") || fetches(raw)) {
				return line, "a style that fetches something, or has a name in it"
			}
		}
		line += strings.Count(raw, "\n")
	}
}

func links(list []html.Attribute) (n int) {
	for _, a := range list {
		if a.Key == "href" && slices.Contains(linked, a.Val) {
			n++
		}
	}
	return n
}

func attribute(tag, key, val string) string {
	switch {
	case !slices.Contains(attributes, key):
		return "a tag of a page of mail has no " + plain(key)
	case key == "style" && fetches(val):
		return "a style that fetches something"
	case key == "http-equiv" && !strings.EqualFold(val, "content-type"):
		return "http-equiv: content-type only"
	case key == "href":
		v := strings.ToLower(strings.TrimSpace(val))
		if tag != "a" || !slices.Contains(linked, val) && !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "mailto:") && !strings.HasPrefix(v, "tel:") || !slices.Contains(linked, val) && strings.Contains(v, "{{") {
			return "a link goes to https://, mailto: or tel:, or to {{url}}"
		}
	case strings.Contains(val, "{{"):
		return "a name inside a tag"
	}
	return ""
}

// fetches tells whether a style makes the reader's program ask a server, which would tell that the letter was read.
func fetches(style string) bool {
	s := strings.ToLower(style)
	for _, w := range []string{"url", "import", "expression", "behavior", "-moz-binding", "\\", "<", "image-set", "src("} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
