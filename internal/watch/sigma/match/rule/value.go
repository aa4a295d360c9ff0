package rule

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parse takes a value apart into pieces: * and ? are wildcards unless a backslash stands before them, which itself may be
// doubled. Where placeholders are expanded, a percent sign may be guarded likewise.
func parse(s string, percent bool) Pattern {
	var p Pattern
	var lit strings.Builder
	flush := func() {
		if lit.Len() > 0 {
			p = append(p, Piece{Literal, lit.String()})
			lit.Reset()
		}
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && i+1 < len(s) && (s[i+1] == '\\' || s[i+1] == '*' || s[i+1] == '?' || percent && s[i+1] == '%'):
			i++
			lit.WriteByte(s[i])
		case c == '*':
			flush()
			if len(p) == 0 || p[len(p)-1].Kind != Many {
				p = append(p, Piece{Kind: Many})
			}
		case c == '?':
			flush()
			p = append(p, Piece{Kind: One})
		default:
			lit.WriteByte(c)
		}
	}
	flush()
	return p
}

// plain is the text of a pattern without wildcards.
func (p Pattern) plain() (string, bool) {
	switch {
	case len(p) == 0:
		return "", true
	case len(p) == 1 && p[0].Kind == Literal:
		return p[0].Text, true
	}
	return "", false
}

func literal(s string) Pattern {
	if s == "" {
		return nil
	}
	return Pattern{{Literal, s}}
}

// around adds wildcards before and behind, where none stand yet.
func (p Pattern) around(before, behind bool) Pattern {
	out := make(Pattern, 0, len(p)+2)
	if before && (len(p) == 0 || p[0].Kind != Many) {
		out = append(out, Piece{Kind: Many})
	}
	out = append(out, p...)
	if behind && out.open() {
		out = append(out, Piece{Kind: Many})
	}
	return out
}

func (p Pattern) open() bool { return len(p) == 0 || p[len(p)-1].Kind != Many }

// dashed makes every hyphen or slash that begins a flag (none of a word before it, one of a word behind it) a Dash.
func (p Pattern) dashed() Pattern {
	var out Pattern
	for n, piece := range p {
		if piece.Kind != Literal {
			out = append(out, piece)
			continue
		}
		s, from := piece.Text, 0
		for i := range len(s) {
			if s[i] != '-' && s[i] != '/' || i+1 == len(s) || !wordly(s[i+1]) || i > 0 && wordly(s[i-1]) {
				continue
			}
			if i == 0 && n > 0 && p[n-1].Kind == One {
				continue // what stands before it is not known
			}
			out = append(out, literal(s[from:i])...)
			out = append(out, Piece{Kind: Dash})
			from = i + 1
		}
		out = append(out, literal(s[from:])...)
	}
	return out
}

func wordly(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80
}

// dashes are what stands for one another under windash.
var dashes = [...]string{"-", "/", "–", "—", "―"}

// undashed writes every combination out, as encodings need it; nil where there are too many or wildcards stand among them.
func undashed(p Pattern) []string {
	out := []string{""}
	for _, piece := range p {
		with := []string{piece.Text}
		if piece.Kind == Dash {
			with = dashes[:]
		}
		if piece.Kind == One || piece.Kind == Many || len(out)*len(with) > maxExpand {
			return nil
		}
		var next []string
		for _, o := range out {
			for _, w := range with {
				next = append(next, o+w)
			}
		}
		out = next
	}
	return out
}

// wide is text in UTF-16.
func wide(s string, big, mark bool) string {
	var b []byte
	put := func(u uint16) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	if mark {
		put(0xFEFF)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		put(u)
	}
	return string(b)
}

// shifted are the pieces of Base64 that s shows as wherever it begins in what was encoded: the characters at the ends that
// depend on its neighbours are left out.
func shifted(s string) []string {
	var out []string
	for i := range 3 {
		enc := base64.StdEncoding.EncodeToString([]byte("  "[:i] + s))
		from := [3]int{0, 2, 3}[i]
		to := len(enc) - [3]int{0, 3, 2}[(len(s)+i)%3]
		if from < to {
			out = append(out, enc[from:to])
		}
	}
	return out
}

// expand puts values for %names% where a modifier says so; a guarded percent sign is none.
func expand(s string, o Options, line int) ([]string, error) {
	out, found, from := []string{""}, false, 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
			continue
		}
		end := -1
		if s[i] == '%' {
			end = strings.IndexByte(s[i+1:], '%')
		}
		if end <= 0 {
			continue
		}
		name := s[i+1 : i+1+end]
		values := o.Placeholders[name]
		if len(values) == 0 {
			return nil, wrong(line, "placeholder %q has no values", "プレースホルダー %q の値が与えられていません", short(name))
		}
		found = true
		var next []string
		size := 0
		for _, a := range out {
			for _, v := range values {
				w := a + s[from:i] + v
				if size += len(w); len(next) >= maxExpand || size > maxFile {
					return nil, wrong(line, "placeholders stand for more than %d values", "プレースホルダーの展開が %d 個を超えます", maxExpand)
				}
				next = append(next, w)
			}
		}
		out, from = next, i+end+2
		i += end + 1
	}
	if !found {
		return nil, wrong(line, "expand without a placeholder", "expand にプレースホルダーがありません")
	}
	for i := range out {
		out[i] += s[from:]
	}
	return out, nil
}

// number is the number that a scalar is.
func number(n *node) (float64, bool) {
	if n.kind != yaml.ScalarNode || len(n.text) > 64 || !utf8.ValidString(n.text) {
		return 0, false
	}
	f, err := strconv.ParseFloat(n.text, 64)
	if err != nil {
		i, err := strconv.ParseInt(n.text, 0, 64)
		return float64(i), err == nil
	}
	return f, f == f
}
