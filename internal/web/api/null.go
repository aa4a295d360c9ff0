package api

import (
	"encoding"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// mend says of schemas what huma takes for something else.
//
// Fields that point to an object, and are never left out, may be null: huma takes every object for one that is there. Lists of small
// numbers that are written as words (kinds) are lists of words, and no bytes.
func (a *API) mend() {
	registry := a.huma.OpenAPI().Components.Schemas
	for name, s := range registry.Map() {
		t := registry.TypeFromRef("#/components/schemas/" + name)
		if t == nil || a.seen[t] {
			continue
		}
		a.seen[t] = true
		for _, f := range reflect.VisibleFields(t) {
			name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
			if p := s.Properties[name]; p != nil && words(f.Type) {
				s.Properties[name] = &huma.Schema{Type: huma.TypeArray, Nullable: true, Items: &huma.Schema{Type: huma.TypeString}, Description: p.Description}
				continue
			}
			if f.Type.Kind() != reflect.Pointer || f.Type.Elem().Kind() != reflect.Struct || strings.Contains(rest, "omit") {
				continue
			}
			p := s.Properties[name]
			if p == nil || p.Ref == "" {
				continue
			}
			null := &huma.Schema{Type: "null", Enum: []any{nil}}
			null.PrecomputeMessages()
			s.Properties[name] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: p.Ref}, null}, Description: p.Description}
		}
	}
}

var marshaler = reflect.TypeFor[encoding.TextMarshaler]()

func words(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && t.Elem().Implements(marshaler)
}
