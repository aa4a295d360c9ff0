package letter

import (
	"bytes"
	"encoding/base64"
	"mime"
	"strings"
	"time"
	"unicode/utf8"
)

// Head is what all letters of a batch have in common.
type Head struct {
	// From and ReplyTo are addresses, checked, as headers write them; ReplyTo may be "".
	From, ReplyTo string
	Domain        string // of Message-IDs
}

const crlf = "\r\n"

// Compose appends a letter as it is handed over, without the dots that the protocol adds. Nothing of the mail can become a header of its own:
// lines and control characters are left out of what stands in one.
func Compose(dst []byte, h *Head, m *Mail, at time.Time) []byte {
	dst = header(dst, "Date", at.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	dst = header(dst, "From", h.From)
	if h.ReplyTo != "" {
		dst = header(dst, "Reply-To", h.ReplyTo)
	}
	dst = append(dst, "To: "...)
	if m.Name != "" {
		n := len(dst)
		dst = words(dst, oneLine(m.Name), 4, true)
		if len(dst)-lastLine(dst, n)+len(m.To)+3 > 76 {
			dst = append(dst, "\r\n "...)
		} else {
			dst = append(dst, ' ')
		}
		dst = append(append(append(dst, '<'), m.To...), '>')
	} else {
		dst = append(dst, m.To...)
	}
	dst = append(dst, "\r\nSubject: "...)
	dst = words(dst, oneLine(string(m.Subject)), 9, false)
	dst = append(dst, "\r\nMessage-ID: <"...)
	dst = append(append(append(append(dst, m.ID...), '@'), h.Domain...), ">\r\n"...)
	dst = append(dst, "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"...)
	dst = header(dst, "Content-Language", m.Lang)
	if len(m.Page) == 0 {
		return part(dst, "text/plain", m.Text)
	}
	// The boundary cannot stand in a part: base64 has no "=_".
	dst = append(append(append(dst, "Content-Type: multipart/alternative;\r\n boundary=\"=_"...), m.ID...), "\"\r\n\r\n"...)
	dst = append(append(append(dst, "--=_"...), m.ID...), crlf...)
	dst = part(dst, "text/plain", m.Text)
	dst = append(append(append(dst, "--=_"...), m.ID...), crlf...)
	dst = part(dst, "text/html", m.Page)
	return append(append(append(dst, "--=_"...), m.ID...), "--\r\n"...)
}

func header(dst []byte, name, value string) []byte {
	dst = append(append(dst, name...), ": "...)
	return append(append(dst, oneLine(value)...), crlf...)
}

// oneLine leaves out whatever could end a header.
func oneLine(s string) string {
	if !strings.ContainsFunc(s, control) {
		return strings.TrimSpace(s)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		if control(r) {
			return -1
		}
		return r
	}, s))
}

func control(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == utf8.RuneError
}

// lastLine is where the last line of dst begins, not before from.
func lastLine(dst []byte, from int) int {
	if i := bytes.LastIndexByte(dst[from:], '\n'); i >= 0 {
		return from + i + 1
	}
	return from
}

// words appends a text for a header whose line holds so much already: as it stands if it is plain, else as encoded words (RFC 2047), each of
// whole characters and at most 75 bytes. phrase: it is a name, and is quoted where it has to be.
func words(dst []byte, s string, used int, phrase bool) []byte {
	plain := len(s)+used < 76 && !strings.Contains(s, "=?")
	atoms := true
	for i := range len(s) {
		c := s[i]
		plain = plain && c < 0x7f
		atoms = atoms && (c == ' ' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '-' || c == '\'')
	}
	switch {
	case plain && (!phrase || atoms):
		return append(dst, s...)
	case plain && !strings.ContainsAny(s, `"\`):
		return append(append(append(dst, '"'), s...), '"')
	}
	const most = 45 // bytes of a word, so that its base64 has 60
	for first := true; s != ""; first = false {
		n := 0
		room := most
		if first {
			room = max(most-used/4*3, 12)
		}
		for n < len(s) {
			_, size := utf8.DecodeRuneInString(s[n:])
			if n+size > room {
				break
			}
			n += size
		}
		if !first {
			dst = append(dst, "\r\n "...)
		}
		dst = append(dst, mime.BEncoding.Encode("UTF-8", s[:n])...)
		if isASCII(s[:n]) { // Encode leaves such as they are
			dst = append(dst[:len(dst)-n], "=?UTF-8?b?"...)
			dst = base64.StdEncoding.AppendEncode(dst, []byte(s[:n]))
			dst = append(dst, "?="...)
		}
		s = s[n:]
	}
	return dst
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] < ' ' {
			return false
		}
	}
	return true
}

// part appends a text with its own headers. Plain ASCII of short lines goes as it is, everything else in base64: Japanese takes least so, and no
// server on the way finds anything to change.
func part(dst []byte, kind string, text []byte) []byte {
	dst = append(append(append(dst, "Content-Type: "...), kind...), "; charset=UTF-8\r\n"...)
	if short(text) {
		dst = append(dst, "Content-Transfer-Encoding: 7bit\r\n\r\n"...)
		return lines(dst, text)
	}
	dst = append(dst, "Content-Transfer-Encoding: base64\r\n\r\n"...)
	const line = 57 // bytes, so that a line has 76
	for len(text) > 0 {
		n := min(line, len(text))
		dst = base64.StdEncoding.AppendEncode(dst, text[:n])
		dst = append(dst, crlf...)
		text = text[n:]
	}
	return dst
}

// short tells whether a text can go as it is: ASCII, lines of at most 900 bytes, and none that could be taken for a boundary.
func short(text []byte) bool {
	n := 0
	for _, c := range text {
		switch {
		case c == '\n':
			n = -1
		case c >= 0x7f || c < ' ' && c != '\t':
			return false
		}
		if n++; n > 900 {
			return false
		}
	}
	return !bytes.Contains(text, []byte("--=_"))
}

// lines appends a text with the ends of lines that mail has.
func lines(dst, text []byte) []byte {
	for len(text) > 0 {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			return append(append(dst, text...), crlf...)
		}
		dst = append(append(dst, text[:i]...), crlf...)
		text = text[i+1:]
	}
	return dst
}

// stuff appends a letter as DATA wants it: a dot before each dot that begins a line, and the line that ends it.
func stuff(dst, letter []byte) []byte {
	if len(letter) > 0 && letter[0] == '.' {
		dst = append(dst, '.')
	}
	for {
		i := bytes.Index(letter, []byte("\n."))
		if i < 0 {
			break
		}
		dst = append(append(dst, letter[:i+1]...), '.')
		letter = letter[i+1:]
	}
	dst = append(dst, letter...)
	return append(dst, ".\r\n"...)
}
