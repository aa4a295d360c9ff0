package apitest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// mark stands in every text that is sent: by it an answer is searched for what it must not repeat.
const mark = "x8470"

// texts are what means harm somewhere: in HTML, in a sheet, in SQL, in a path, in a terminal, on paper.
var texts = []string{
	"", " ", mark, "\x00" + mark, mark + "\x1b[2J", mark + "\r\nX-Injected: 1", "\xff\xfe" + mark, mark + "\u202egnp.exe", mark + "\u2066", "\ufeff" + mark,
	`"><script>` + mark + `</script>`, `'-alert(1)-'` + mark, `<img src=x onerror=` + mark + `>`, "javascript:" + mark, "</textarea><svg/onload=" + mark + ">", "{{" + mark + "}}", "${" + mark + "}",
	"=cmd|' /C calc'!" + mark, "+" + mark, "@SUM(" + mark + ")", "'; DROP TABLE units; --" + mark, `\`, "%", "%25%00", "_", "../../../../etc/passwd", `..\..\windows`, "/etc/passwd", "file:///etc/passwd", "//192.0.2.1/" + mark,
	"-1", "0", "1", "1e309", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "0x10", "NaN", "Infinity", "1.5", "٣", "true", "null", "[]", "{}",
	"2026-12-04", "2026-13-45", "0000-00-00", "9999-12-31T23:59:60Z", "2026-0001", "2026-9999", "e\u0301" + mark, "𠮷野家" + mark, strings.Repeat("あ", 5000), strings.Repeat(mark, 200),
	mark + "@example.jp", "ssh://" + mark, "postgres://u:p@127.0.0.1:1/" + mark, strings.Repeat("(", 3000), strings.Repeat("a,", 3000),
}

// maker makes hostile values.
type maker struct {
	rnd *rand.Rand
	doc *huma.OpenAPI
}

func (m *maker) text() string {
	if m.rnd.IntN(400) == 0 {
		return strings.Repeat("A", 1<<20)
	}
	if m.rnd.IntN(4) == 0 {
		return markup[m.rnd.IntN(len(markup))]
	}
	return texts[m.rnd.IntN(len(texts))]
}

// markup is what would run on a page.
var markup = []string{`"><script>` + mark + `</script>`, `<script>` + mark + `</script>`, `<img src=x onerror=` + mark + `>`, `" autofocus onfocus="` + mark, "javascript:" + mark}

// key is the name of a field. Names may be repeated where they are plain words; values may not.
func (m *maker) key() string { return strings.ReplaceAll(m.text(), mark, "key") }

func (m *maker) full(s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref != "" {
		return m.doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// param is a value of a parameter: fit, at a limit, or hostile.
func (m *maker) param(s *huma.Schema, example string) string {
	if s = m.full(s); s == nil || m.rnd.IntN(3) == 0 {
		return m.text()
	}
	v := m.fit(s, 0)
	if str, ok := v.(string); ok && example != "" && m.rnd.IntN(2) == 0 && str == mark {
		return example
	}
	return fmt.Sprint(v)
}

// fit is a value that the schema takes, often at a limit.
func (m *maker) fit(s *huma.Schema, depth int) any {
	if s = m.full(s); s == nil || depth > 6 {
		return nil
	}
	if len(s.Enum) > 0 {
		return s.Enum[m.rnd.IntN(len(s.Enum))]
	}
	switch s.Type {
	case huma.TypeBoolean:
		return m.rnd.IntN(2) == 0
	case huma.TypeInteger, huma.TypeNumber:
		choices := []int64{1, 0, 7}
		if s.Minimum != nil {
			choices = []int64{int64(*s.Minimum), int64(*s.Minimum) + 1}
		}
		if s.Maximum != nil {
			choices = append(choices, int64(*s.Maximum))
		}
		return choices[m.rnd.IntN(len(choices))]
	case huma.TypeArray:
		out := []any{}
		for range m.rnd.IntN(3) {
			out = append(out, m.fit(s.Items, depth+1))
		}
		return out
	case huma.TypeObject:
		return m.object(s, depth)
	}
	return m.string(s)
}

func (m *maker) object(s *huma.Schema, depth int) map[string]any {
	out := map[string]any{}
	var names []string
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names) // for the seed's sake
	for _, name := range names {
		if slices.Contains(s.Required, name) || m.rnd.IntN(2) == 0 {
			out[name] = m.fit(s.Properties[name], depth+1)
		}
	}
	if more, ok := s.AdditionalProperties.(*huma.Schema); ok {
		out[m.key()] = m.fit(more, depth+1)
	}
	return out
}

func (m *maker) string(s *huma.Schema) string {
	switch s.Format {
	case "date-time":
		return "2026-12-04T10:30:00+09:00"
	case "date":
		return "2026-12-04"
	}
	if len(s.Examples) > 0 && m.rnd.IntN(2) == 0 {
		if e, ok := s.Examples[0].(string); ok {
			return e
		}
	}
	v := mark
	if m.rnd.IntN(2) == 0 {
		v = m.text()
	}
	if s.MaxLength != nil && m.rnd.IntN(3) != 0 { // at the limit: what is longer is refused before anything else
		r := []rune(strings.ToValidUTF8(v, "?"))
		v = string(r[:min(len(r), *s.MaxLength)])
	}
	return v
}

// body is the body of an operation, its content type and whether it is one that the schema may take.
func (m *maker) body(op *huma.Operation) (text, kind string) {
	kind = "application/json"
	var schema *huma.Schema
	if op.RequestBody != nil && op.RequestBody.Content[kind] != nil {
		schema = op.RequestBody.Content[kind].Schema
	}
	v := m.fit(schema, 0)
	switch m.rnd.IntN(9) {
	case 0:
		return m.text(), kind
	case 1:
		return strings.Repeat(`{"a":`, 200) + "1" + strings.Repeat("}", 200), kind
	case 2:
		return "", kind
	case 3:
		kind = []string{"text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=shift_jis", "?", ""}[m.rnd.IntN(7)]
	case 4:
		v = m.wrong(v)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "null", kind
	}
	if m.rnd.IntN(12) == 0 && len(b) > 2 && b[0] == '{' { // a key twice
		b = append(append(b[:len(b)-1:len(b)-1], ','), b[1:]...)
	}
	return string(b), kind
}

// wrong puts something of another type somewhere into a value.
func (m *maker) wrong(v any) any {
	others := []any{nil, true, -1, 1e300, m.text(), []any{}, map[string]any{"else": mark}, []any{[]any{[]any{mark}}}}
	if o, ok := v.(map[string]any); ok && len(o) > 0 && m.rnd.IntN(4) != 0 {
		var names []string
		for name := range o {
			names = append(names, name)
		}
		slices.Sort(names)
		name := names[m.rnd.IntN(len(names))]
		o[name] = m.wrong(o[name])
		return o
	}
	return others[m.rnd.IntN(len(others))]
}
