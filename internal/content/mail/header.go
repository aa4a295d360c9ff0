package mail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
)

// maxHeader is how many bytes of a header are kept.
const maxHeader = 1 << 20

// header is what stands before a body, in order, names in lower case, values unfolded and not decoded.
type header []field

type field struct{ name, value string }

// get is the first field of a name.
func (h header) get(name string) string {
	for _, f := range h {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// readHeader reads to the empty line. Lines that are no fields are passed over.
func readHeader(l *lines) header {
	var h header
	total := 0
	for {
		line, err := l.line()
		if err != nil {
			return h
		}
		total += len(line)
		s := strings.TrimRight(string(line), "\r\n")
		if s == "" {
			return h
		}
		if total > maxHeader {
			continue
		}
		if (s[0] == ' ' || s[0] == '\t') && len(h) > 0 {
			// Between encoded words the fold is nothing, elsewhere a space.
			h[len(h)-1].value += " " + strings.TrimLeft(s, " \t")
			continue
		}
		if k, v, ok := strings.Cut(s, ":"); ok && isName(k) {
			h = append(h, field{strings.ToLower(k), strings.TrimSpace(v)})
		}
	}
}

func isName(s string) bool {
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7F {
			return false
		}
	}
	return s != ""
}

// words decodes the encoded words (RFC 2047) of a value. Words side by side in one charset are decoded as one, for
// mailers that cut within a character, and so are quoted ones, which the standard forbids and mailers write.
func words(s string) string {
	if !strings.Contains(s, "=?") {
		return raw(s)
	}
	var out strings.Builder
	var pending []byte
	var label string
	flush := func() {
		if len(pending) > 0 {
			out.WriteString(decode(pending, label))
			pending = nil
		}
	}
	for len(s) > 0 {
		i := strings.Index(s, "=?")
		if i < 0 {
			break
		}
		name, text, rest, ok := word(s[i:])
		if !ok {
			flush()
			out.WriteString(raw(s[:i+2]))
			s = s[i+2:]
			continue
		}
		if between := s[:i]; strings.TrimSpace(between) != "" || len(pending) == 0 && out.Len() == 0 {
			flush()
			out.WriteString(raw(between))
		} else if !strings.EqualFold(name, label) {
			flush()
		}
		label = name
		pending = append(pending, text...)
		s = rest
	}
	flush()
	out.WriteString(raw(s))
	return out.String()
}

// word takes one encoded word off the beginning of s.
func word(s string) (name string, text []byte, rest string, ok bool) {
	f := strings.SplitN(s[2:], "?", 4)
	if len(f) != 4 || len(f[3]) == 0 || f[3][0] != '=' {
		return "", nil, "", false
	}
	name, _, _ = strings.Cut(f[0], "*")
	switch f[1] {
	case "B", "b":
		text, ok = unbase64(f[2]), true
	case "Q", "q":
		text, ok = unquote(strings.ReplaceAll(f[2], "_", " "), '='), true
	}
	return name, text, f[3][1:], ok
}

// unbase64 decodes what can be decoded.
func unbase64(s string) []byte {
	s = strings.TrimRight(s, "= \t")
	for {
		p, err := base64.RawStdEncoding.DecodeString(s)
		if err == nil || len(s) == 0 {
			return p
		}
		if at, is := err.(base64.CorruptInputError); !is || int(at) >= len(s) {
			s = s[:len(s)-1]
		} else {
			s = s[:at]
		}
	}
}

// unquote undoes escapes of two hexadecimal digits.
func unquote(s string, mark byte) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == mark && i+2 < len(s) {
			if a, b := hex(s[i+1]), hex(s[i+2]); a >= 0 && b >= 0 {
				out = append(out, byte(a<<4|b))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

func hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

// raw is a value that says nothing of its charset.
func raw(s string) string {
	if utf8.ValidString(s) && !strings.Contains(s, "\x1b") {
		return s
	}
	return decode([]byte(s), "")
}

// decode turns bytes in a charset, told or not, into UTF-8.
func decode(p []byte, label string) string {
	out, err := io.ReadAll(charset.NewReader(bytes.NewReader(p), choose(p, true, label)))
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// choose is the charset that a label names if the bytes do not speak against it.
func choose(head []byte, all bool, label string) charset.Name {
	said := charset.FromLabel(label)
	switch said {
	case "", charset.ASCII, charset.Windows1252:
	case charset.ISO2022JP:
		if !eight(head) {
			return said
		}
	case charset.UTF8:
		if !eight(head) || utf8.Valid(head) || !all {
			return said
		}
	default:
		return said
	}
	name := charset.Detect(head, all)
	if name == charset.Binary || name == charset.Windows1252 {
		return charset.Windows1252
	}
	return name
}

func eight(p []byte) bool {
	for _, c := range p {
		if c >= 0x80 {
			return true
		}
	}
	return false
}

// params takes a structured value apart (RFC 2045), with continued and encoded parameters (RFC 2231). Names and the value
// itself come in lower case, parameters decoded.
func params(s string) (value string, ps map[string]string) {
	value, rest, _ := cutParam(s)
	value = strings.ToLower(strings.TrimSpace(value))
	ps = map[string]string{}
	type piece struct {
		text    []byte
		encoded bool
	}
	pieces := map[string]map[int]piece{}
	for rest != "" {
		var one string
		one, rest, _ = cutParam(rest)
		k, v, ok := strings.Cut(one, "=")
		if !ok {
			continue
		}
		k, v = strings.ToLower(strings.TrimSpace(k)), unwrap(strings.TrimSpace(v))
		name, section, star := strings.Cut(k, "*")
		if !star {
			if _, again := ps[k]; !again {
				ps[k] = words(v)
			}
			continue
		}
		encoded := section == "" || strings.HasSuffix(section, "*")
		n := 0
		for _, c := range strings.TrimSuffix(section, "*") {
			if c < '0' || c > '9' || n > 999 {
				n = 1000
				break
			}
			n = n*10 + int(c-'0')
		}
		if pieces[name] == nil {
			pieces[name] = map[int]piece{}
		}
		pieces[name][n] = piece{[]byte(v), encoded}
	}
	for name, m := range pieces {
		var all []byte
		label := ""
		for i := 0; ; i++ {
			p, ok := m[i]
			if !ok {
				break
			}
			text := string(p.text)
			if p.encoded {
				if i == 0 {
					if a, b, ok := strings.Cut(text, "'"); ok {
						if _, c, ok := strings.Cut(b, "'"); ok {
							label, text = a, c
						}
					}
				}
				all = append(all, unquote(text, '%')...)
			} else {
				all = append(all, text...)
			}
		}
		ps[name] = decode(all, label)
	}
	return value, ps
}

// cutParam cuts at the first semicolon outside quotes.
func cutParam(s string) (before, after string, found bool) {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == ';' && !quoted:
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// unwrap takes off quotes.
func unwrap(s string) string {
	if len(s) < 2 || s[0] != '"' {
		return s
	}
	s = strings.TrimSuffix(s[1:], `"`)
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// newLines reads lines of a stream with the boundaries of a message.
func newLines(r io.Reader) *lines {
	return &lines{r: bufio.NewReaderSize(r, 64<<10), start: true, stop: none}
}
