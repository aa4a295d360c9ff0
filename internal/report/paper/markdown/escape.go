package markdown

import (
	"regexp"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// linked is what readers of Markdown make links, pictures or mentions of though nothing asks for it, and though it is escaped, as some look
// at the text when its escapes are gone: addresses of pages and mail, names behind @, numbers behind #, emoji between colons.
// As code it is left alone.
var linked = regexp.MustCompile(`(?i)[!-~]*(?:(?:https?|ftp|mailto|xmpp):|www\.|@[a-z0-9])[!-~]*|#[0-9]+|:[a-z_+-][a-z0-9_+-]*:`)

// inline makes a text of one line a text that is no markup.
func inline(s string, cell bool) string {
	s = paper.Line(s)
	var b strings.Builder
	for len(s) > 0 {
		at := linked.FindStringIndex(s)
		if at == nil {
			escape(&b, s)
			break
		}
		escape(&b, s[:at[0]])
		code(&b, s[at[0]:at[1]], cell)
		s = s[at[1]:]
	}
	return b.String()
}

// escape writes a text with a backslash before whatever may be a mark (CommonMark 2.4).
func escape(b *strings.Builder, s string) {
	for _, r := range s {
		switch r {
		case '\\', '`', '*', '_', '{', '}', '[', ']', '<', '>', '|', '~', '&', '$', '!', '#', '^', '=', '"', '\'', '(', ')':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
}

// code writes a text as code, between more backticks than it has in a row. In a cell of a table only a bar ends it, escaped or not.
func code(b *strings.Builder, s string, cell bool) {
	run, most := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			most = max(most, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", most+1)
	if cell {
		s = strings.ReplaceAll(s, "|", `\|`)
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	b.WriteString(fence + s + fence)
}

// paragraph makes a text with lines a paragraph. Of a line what would open a block at its beginning is escaped, and blanks at
// its beginning stay blanks instead of making it code.
func paragraph(s, prefix string) string {
	lines := strings.Split(paper.Clean(s), "\n")
	var out []string
	for _, l := range lines {
		l = strings.TrimRight(l, " ")
		if l == "" {
			if len(out) > 0 { // a paragraph ends at an empty line, which a line break is not
				out[len(out)-1] += "\n" + strings.TrimRight(prefix, " ")
			}
			out = append(out, "")
			continue
		}
		out = append(out, opening(l))
	}
	var b strings.Builder
	for i, l := range out {
		if i > 0 {
			b.WriteString("\n" + prefix)
		}
		b.WriteString(l)
		if i+1 < len(out) && out[i+1] != "" && l != "" && !strings.HasSuffix(l, "\n"+strings.TrimRight(prefix, " ")) {
			b.WriteByte('\\') // a line break
		}
	}
	return b.String()
}

// opening escapes what would open a block: a mark of a list, a number with a stop, a rule, an indentation.
func opening(l string) string {
	rest := strings.TrimLeft(l, " ")
	blanks := len(l) - len(rest)
	s := inline(rest, false)
	switch {
	case strings.HasPrefix(s, "-"), strings.HasPrefix(s, "+"):
		s = `\` + s
	default:
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		if n > 0 && n < len(s) && s[n] == '.' {
			s = s[:n] + `\` + s[n:]
		}
	}
	return strings.Repeat("&#32;", blanks) + s
}
