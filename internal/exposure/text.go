package exposure

import "strings"

// In is the text in a language ("ja", else English), with its arguments in place.
func (t Text) In(lang string, args map[string]string) string {
	s := t.EN
	if lang == "ja" {
		s = t.JA
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, behind, closed := strings.Cut(rest, "}")
		switch v, known := args[name]; {
		case closed && known:
			b.WriteString(v)
			s = behind
		default: // a brace of a command
			b.WriteByte('{')
			s = rest
		}
	}
}

// Names lists the {names} that the text refers to: lower-case letters, digits and _ in braces, a letter first.
func (t Text) Names() map[string]bool {
	out := map[string]bool{}
	for _, s := range []string{t.EN, t.JA} {
		for name := range names(s) {
			out[name] = true
		}
	}
	return out
}

func names(s string) map[string]bool {
	out := map[string]bool{}
	for {
		_, rest, found := strings.Cut(s, "{")
		if !found {
			return out
		}
		name, _, closed := strings.Cut(rest, "}")
		if closed && name != "" && name[0] >= 'a' && name[0] <= 'z' && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == "" {
			out[name] = true
		}
		s = rest
	}
}
