package sigmatest

import (
	"fmt"
	"strings"
)

// Fields are those that rules of Any ask for.
var Fields = []string{"f", "g", "h", "n"}

var words = []string{"abc", "abcd", "bcd", "GET", "get", "/a/b", "../..", "é", "École", "ﾊﾝｶｸ", "名簿", "a", "", "-", "-enc", "/enc", "–enc", "xabcx", "12", "7", "192.0.2.7", "2026-11-27T03:04:05Z", "K", "ſ", "a\\b", "%x"}

// Value is a value of a field, out of few words, so that rules match.
func (g *Generator) Value() string {
	s := ""
	for range 1 + g.r.IntN(3) {
		s += words[g.r.IntN(len(words))]
	}
	if g.r.IntN(3) == 0 {
		s = strings.ToUpper(s)
	}
	return s
}

// Any is a rule of any kind, most of which nobody would write: every modifier and form of a condition is in some of them.
func (g *Generator) Any() string {
	var b strings.Builder
	g.n++
	fmt.Fprintf(&b, "title: Any %d\nid: any-%d\nlogsource: {category: test}\ndetection:\n", g.n, g.n)
	n := 1 + g.r.IntN(4)
	for i := range n {
		fmt.Fprintf(&b, "  s%d:", i)
		switch g.r.IntN(6) {
		case 0:
			b.WriteString(g.quoted("\n    ", 1+g.r.IntN(9), g.pattern))
		case 1:
			for range 2 {
				b.WriteString("\n    - " + g.item("        ", Fields[g.r.IntN(2)]) + "\n      " + g.item("        ", "h"))
			}
		default:
			b.WriteString("\n    " + g.item("      ", Fields[g.r.IntN(3)]))
			if g.r.IntN(6) == 0 {
				b.WriteString("\n    '|all':" + g.quoted("\n      ", 2, g.pattern))
			}
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "  condition: %s\n", g.condition(n, 0))
	return b.String()
}

func (g *Generator) quoted(indent string, n int, f func() string) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "%s- '%s'", indent, strings.ReplaceAll(f(), "'", "''"))
	}
	return b.String()
}

func (g *Generator) pattern() string {
	s := g.Value()
	for s == "" {
		s = g.Value()
	}
	if g.r.IntN(4) == 0 {
		s = g.pick("*", "?", "") + s + g.pick("*", "?", "*abc", "??*")
	}
	return s
}

// item is a field with modifiers and values, as lines of YAML.
func (g *Generator) item(indent, field string) string {
	key := func(mods string) string { return "'" + field + mods + "':" }
	text := func(mods string, f func() string) string {
		if g.r.IntN(3) == 0 {
			mods += g.pick("|cased", "|neq", "")
		}
		n := 1 + g.r.IntN(9)
		if n > 1 && g.r.IntN(4) == 0 {
			mods += "|all"
		}
		return key(mods) + g.quoted("\n"+indent, n, f)
	}
	switch g.r.IntN(15) {
	case 0:
		return key("|exists") + " " + g.pick("true", "false")
	case 1:
		return key("") + " null"
	case 2:
		return key("") + " ''"
	case 3:
		return key("|cidr") + " '192.0.2.0/" + g.pick("24", "29", "31") + "'"
	case 4:
		return "'" + field + g.pick("|lt", "|lte", "|gt", "|gte") + "': " + g.pick("7", "12", "-1", "6.5")
	case 5:
		return key("|re"+g.pick("", "|i", "|m|s", "|i|s")) + g.quoted("\n"+indent, 1+g.r.IntN(2), func() string {
			return g.pick("abc+", "(abc|bcd)x?", "^GET", "a.c", "[0-9]{2}", "(?:École|名簿)", "ké?|s", "abc.*bcd", "(a|b)cd$", "k", "ſ")
		})
	case 6:
		return key("|fieldref"+g.pick("", "|contains", "|startswith", "|endswith", "|neq")) + " " + Fields[g.r.IntN(3)]
	case 7:
		return "'" + field + "|" + g.pick("hour", "minute", "month") + g.pick("", "|gte") + "': " + g.pick("3", "4", "11")
	case 8:
		return text("|windash"+g.pick("", "|contains", "|startswith"), func() string { return g.pick("-enc", " -enc", "abc -enc", "/enc") })
	case 9:
		return text(g.pick("|base64", "|base64offset|contains", "|utf16le|contains"), func() string { return g.pick("abc", "GET", "École") })
	}
	return text(g.pick("", "|contains", "|startswith", "|endswith"), g.pattern)
}

func (g *Generator) condition(n, depth int) string {
	one := fmt.Sprintf("s%d", g.r.IntN(n))
	if depth > 2 {
		return one
	}
	switch g.r.IntN(8) {
	case 0:
		return "not " + g.condition(n, depth+1)
	case 1:
		return "(" + g.condition(n, depth+1) + " and " + g.condition(n, depth+1) + ")"
	case 2:
		return "(" + g.condition(n, depth+1) + " or " + g.condition(n, depth+1) + ")"
	case 3:
		return "1 of s*"
	case 4:
		return "all of them"
	case 5:
		return fmt.Sprintf("%d of them", 1+g.r.IntN(n))
	}
	return one
}
