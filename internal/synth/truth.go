package synth

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Label says where a planted value stands. Offsets are bytes in the part's text decoded to UTF-8, over the raw (still
// quoted or escaped) value; both are 0 where the part has no text (a sheet). Record counts from 1, a header left out; it
// is 0 in running text.
type Label struct {
	File   string   `json:"file"`
	Part   string   `json:"part"`
	Record int      `json:"record,omitempty"`
	Field  string   `json:"field,omitempty"`
	Kind   pii.Kind `json:"kind"`
	Start  int64    `json:"start"`
	End    int64    `json:"end"`
}

// Value is a planted value in clear. It is kept in memory only, for the zero-data test.
type Value struct {
	Kind pii.Kind
	Text string
}

// Truth is all that is known of files that were made.
type Truth struct {
	Files  int
	People int // distinct persons who stand somewhere
	Labels []Label
	Values []Value
}

// WriteLabels writes one JSON object a line; no values.
func (t *Truth) WriteLabels(w io.Writer) error {
	b := bufio.NewWriterSize(w, 1<<16)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	for i := range t.Labels {
		if err := e.Encode(&t.Labels[i]); err != nil {
			return err
		}
	}
	return b.Flush()
}

// text is a text that grows, with labels of what is planted in it.
type text struct {
	buf    []byte
	base   int64 // bytes that are gone already
	esc    func(dst []byte, s string) []byte
	truth  *Truth // nil where nobody asks
	clear  bool   // keep the values too
	file   string
	part   string
	record int

	charset *charset // nil: every character may stand
	asked   map[rune]bool
}

// fit draws a value until the charset can hold it. A name that it cannot hold is written in the characters that people
// use instead.
func (t *text) fit(get func(*Gen, *Person) string, g *Gen, p *Person) string {
	v := get(g, p)
	if t.charset == nil || t.charset.all {
		return v
	}
	return t.able(v)
}

// able leaves out or replaces what the charset has no place for.
func (t *text) able(s string) string {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(t.stand, s)
		}
	}
	return s
}

func (t *text) stand(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	ok, known := t.asked[r]
	if !known {
		if t.asked == nil {
			t.asked = make(map[rune]bool)
		}
		ok = t.charset.can(string(r))
		t.asked[r] = ok
	}
	if ok {
		return r
	}
	if s, has := plainForms[r]; has && t.charset.can(string(s)) {
		return s
	}
	return -1
}

// plainForms are the common forms of variant characters.
var plainForms = map[rune]rune{'髙': '高', '﨑': '崎', '德': '徳', '濵': '浜', '桒': '桑', '栁': '柳', '靏': '鶴', '靍': '鶴', '瀨': '瀬', '惠': '恵', '吉': '吉',
	'　': ' ', '－': '-', '国': '國', '张': '張', '刘': '劉', '陈': '陳', '杨': '楊', '黄': '黃', '吴': '吳', '赵': '趙', '号': '號', '区': '區', '县': '縣', '东': '東',
	'路': '路', '长': '長', '龙': '龍', '广': '廣', '乡': '鄉', '镇': '鎮', '汉': '漢', '鸿': '鴻'}

func (t *text) raw(s string) { t.buf = append(t.buf, s...) }

// plain writes what is nobody's, escaped.
func (t *text) plain(s string) {
	if t.esc == nil {
		t.raw(s)
		return
	}
	t.buf = t.esc(t.buf, s)
}

// put plants a value of a kind; pii.None plants nothing.
func (t *text) put(field string, k pii.Kind, s string) {
	from := len(t.buf)
	t.plain(s)
	if t.truth == nil || k == pii.None || s == "" {
		return
	}
	t.truth.Labels = append(t.truth.Labels, Label{t.file, t.part, t.record, field, k, t.base + int64(from), t.base + int64(len(t.buf))})
	if t.clear {
		t.truth.Values = append(t.truth.Values, Value{k, s})
	}
}

func escJSON(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func escCSV(dst []byte, s string) []byte {
	if strings.IndexByte(s, '"') < 0 {
		return append(dst, s...)
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, s[i])
	}
	return dst
}

func escSQL(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\'':
			dst = append(dst, '\'', '\'')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\\':
			dst = append(dst, '\\', '\\')
		default:
			dst = append(dst, s[i])
		}
	}
	return dst
}

func escXML(dst []byte, s string) []byte {
	for _, r := range s {
		switch r {
		case '<':
			dst = append(dst, "&lt;"...)
		case '>':
			dst = append(dst, "&gt;"...)
		case '&':
			dst = append(dst, "&amp;"...)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}
