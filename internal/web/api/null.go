package api

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// nullable says of fields that point to an object, and are never left out, that they may be null: huma takes every object for one that
// is there.
func (a *API) nullable() {
	registry := a.huma.OpenAPI().Components.Schemas
	for name, s := range registry.Map() {
		t := registry.TypeFromRef("#/components/schemas/" + name)
		if t == nil || a.seen[t] {
			continue
		}
		a.seen[t] = true
		for _, f := range reflect.VisibleFields(t) {
			name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
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
