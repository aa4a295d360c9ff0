package reference

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// operation is an operation as the page shows it.
type operation struct {
	ID, Method, Path, Section string
	Summary, About            string
	Permission                string
	Scoped, Recorded, Stream  bool
	Params                    []field
	Body, Answer              []field
	Kind                      string // the answer's content type
	Statuses                  []status
	Curl                      string
}

// field is a parameter, or a field of a body, by its path: items[].name.
type field struct {
	Name, In, Type, Limits, About string
	Required                      bool
}

type status struct{ Code, Text string }

// section is the operations of a tag.
type section struct {
	Name string
	Ops  []operation
}

// teller makes the page's words of a description.
type teller struct {
	doc  *huma.OpenAPI
	lang web.Lang
}

// sections are all operations by their tags, in the order of the description.
func (t *teller) sections() []section {
	by := map[string][]operation{}
	for _, path := range slices.Sorted(maps.Keys(t.doc.Paths)) {
		item := t.doc.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				tag := strings.Join(op.Tags, " ")
				by[tag] = append(by[tag], t.operation(path, op))
			}
		}
	}
	var out []section
	for _, tag := range t.doc.Tags {
		out = append(out, section{tag.Name, by[tag.Name]})
	}
	slices.SortStableFunc(out, func(a, b section) int { return sectionPlace(a.Name) - sectionPlace(b.Name) })
	return out
}

func (t *teller) operation(path string, op *huma.Operation) operation {
	out := operation{ID: op.OperationID, Method: op.Method, Path: path, Section: strings.Join(op.Tags, " "), Summary: t.said(op, "summary", op.Summary), About: t.said(op, "description", op.Description)}
	out.Permission, _ = op.Extensions["x-permission"].(string)
	out.Scoped, _ = op.Extensions["x-scoped"].(bool)
	out.Recorded, _ = op.Extensions["x-recorded"].(bool)
	for _, p := range op.Parameters {
		f := field{Name: p.Name, In: p.In, Required: p.Required, About: p.Description}
		if p.Schema != nil {
			f.Type, f.Limits = t.kind(p.Schema), limits(p.Schema)
			if f.About == "" {
				f.About = p.Schema.Description
			}
		}
		out.Params = append(out.Params, f)
	}
	if op.RequestBody != nil {
		for _, kind := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
			out.Body = t.fields(nil, "", op.RequestBody.Content[kind].Schema, op.RequestBody.Required, nil)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(op.Responses)) {
		r := op.Responses[code]
		n, _ := strconv.Atoi(code)
		out.Statuses = append(out.Statuses, status{code, t.status(n, r.Description)})
		if n < 200 || n > 299 {
			continue
		}
		for _, kind := range slices.Sorted(maps.Keys(r.Content)) {
			out.Kind, out.Stream = kind, kind == "text/event-stream"
			out.Answer = t.fields(nil, "", r.Content[kind].Schema, false, nil)
		}
	}
	out.Curl = t.curl(path, op)
	return out
}

func (t *teller) said(op *huma.Operation, what, en string) string {
	if ja, ok := op.Extensions["x-"+what+"-ja"].(string); ok && t.lang == "ja" {
		return ja
	}
	return en
}

func (t *teller) schema(s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref == "" && len(s.AnyOf) > 0 { // that, or null
		s = s.AnyOf[0]
	}
	if s != nil && s.Ref != "" {
		return t.doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// deepest is how far fields in fields are told.
const deepest = 5

// fields flattens a schema into paths. seen are the schemas around: one in itself is told once.
func (t *teller) fields(out []field, name string, s *huma.Schema, required bool, seen []*huma.Schema) []field {
	full := t.schema(s)
	if full == nil {
		return out
	}
	if name != "" {
		about := s.Description
		if about == "" {
			about = full.Description
		}
		out = append(out, field{Name: name, Type: t.kind(s), Limits: limits(full), About: about, Required: required})
	}
	if slices.Contains(seen, full) || len(seen) == deepest {
		return out
	}
	seen = append(slices.Clone(seen), full)
	if full.Items != nil {
		if inner := t.schema(full.Items); inner != nil && (inner.Type == huma.TypeObject || inner.Type == huma.TypeArray) {
			return t.below(out, name+"[]", full.Items, seen)
		}
		return out
	}
	return t.below(out, name, s, seen)
}

// below are the fields of an object.
func (t *teller) below(out []field, name string, s *huma.Schema, seen []*huma.Schema) []field {
	full := t.schema(s)
	if name != "" {
		name += "."
	}
	for _, key := range slices.Sorted(maps.Keys(full.Properties)) {
		out = t.fields(out, name+key, full.Properties[key], slices.Contains(full.Required, key), seen)
	}
	if more, ok := full.AdditionalProperties.(*huma.Schema); ok {
		out = t.fields(out, name+"*", more, false, seen)
	}
	return out
}

// kind is a type in a word or two.
func (t *teller) kind(s *huma.Schema) string {
	full := t.schema(s)
	switch {
	case full == nil:
		return ""
	case full.Items != nil:
		return t.kind(full.Items) + "[]"
	case full.Format != "" && full.Type == huma.TypeString:
		return full.Format
	case full.Type == "":
		return "any"
	}
	return full.Type
}

// limits are what a value may be.
func limits(s *huma.Schema) string {
	var out []string
	for _, v := range s.Enum {
		out = append(out, fmt.Sprint(v))
	}
	if out != nil {
		out = []string{strings.Join(out, " | ")}
	}
	if s.Minimum != nil {
		out = append(out, "≥ "+strconv.FormatFloat(*s.Minimum, 'f', -1, 64))
	}
	if s.Maximum != nil {
		out = append(out, "≤ "+strconv.FormatFloat(*s.Maximum, 'f', -1, 64))
	}
	if s.MaxLength != nil {
		out = append(out, fmt.Sprintf("length ≤ %d", *s.MaxLength))
	}
	if s.Pattern != "" {
		out = append(out, s.Pattern)
	}
	if s.Default != nil {
		b, _ := json.Marshal(s.Default)
		out = append(out, "= "+string(b))
	}
	return strings.Join(out, ", ")
}

// curl is the operation as it is typed, with the server and the token in variables.
func (t *teller) curl(path string, op *huma.Operation) string {
	out := "curl -sS"
	if op.Method != "GET" {
		out += " -X " + op.Method
	}
	if len(op.Security) > 0 {
		out += ` -H "Authorization: Bearer $TSUTSUMI_TOKEN"`
	}
	var query []string
	for _, p := range op.Parameters {
		if p.In == "query" && p.Required {
			query = append(query, p.Name+"=…")
		}
	}
	if op.RequestBody != nil {
		for kind, m := range op.RequestBody.Content {
			if kind == "application/json" {
				b, _ := json.Marshal(t.example(m.Schema, 0))
				out += " -H 'Content-Type: application/json' -d '" + strings.ReplaceAll(string(b), "'", `'\''`) + "'"
			} else {
				out += " -H 'Content-Type: " + kind + "' -T FILE"
			}
			break
		}
	}
	out += ` "$TSUTSUMI` + path
	if query != nil {
		out += "?" + strings.Join(query, "&")
	}
	return out + `"`
}

// example is a value that fits a schema: its own example, or the least there is.
func (t *teller) example(s *huma.Schema, depth int) any {
	full := t.schema(s)
	switch {
	case full == nil || depth > 3:
		return nil
	case len(full.Examples) > 0:
		return full.Examples[0]
	case full.Default != nil:
		return full.Default
	case len(full.Enum) > 0:
		return full.Enum[0]
	}
	switch full.Type {
	case huma.TypeObject:
		out := map[string]any{}
		for _, key := range full.Required {
			if p := full.Properties[key]; p != nil {
				out[key] = t.example(p, depth+1)
			}
		}
		return out
	case huma.TypeArray:
		return []any{t.example(full.Items, depth+1)}
	case huma.TypeBoolean:
		return true
	case huma.TypeInteger, huma.TypeNumber:
		return 1
	}
	return "…"
}
