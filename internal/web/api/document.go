package api

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/yaml"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// description is what huma is told: no page and no path of its own, JSON only.
func description(version string) huma.Config {
	c := huma.DefaultConfig("Tsutsumi", version)
	c.OpenAPIPath, c.DocsPath, c.SchemasPath, c.CreateHooks = "", "", "", nil
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", namer())
	c.Formats = map[string]huma.Format{
		"application/json": {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: json.Unmarshal},
		"json":             {Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: json.Unmarshal},
	}
	return c
}

func (a *API) describe() {
	d := a.huma.OpenAPI()
	d.Info.Description = "Personal data that an organisation holds: where, how it could leak, who reads it, what surfaced, and the cases. " +
		"Words and objects are those of the command's JSON. Lists are paged by cursor; errors are application/problem+json."
	d.Info.License = &huma.License{Name: "Apache-2.0"}
	d.Servers = []*huma.Server{{URL: "/", Description: "this installation"}}
	d.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "A token of an account, made under Account or Settings; it may be confined to permissions and sources."},
		"session": {Type: "apiKey", In: "cookie", Name: "session", Description: "The console's session."},
	}
}

// secured is how somebody may show who he is.
func secured(op Operation) []map[string][]string {
	if op.Needs == access.Anyone {
		return []map[string][]string{}
	}
	return []map[string][]string{{"token": {}}, {"session": {}}}
}

// extensions say of an operation what OpenAPI has no words for.
func extensions(op Operation) map[string]any {
	out := map[string]any{"x-permission": string(op.Needs)}
	if op.JA != "" {
		out["x-summary-ja"] = op.JA
	}
	if op.AboutJA != "" {
		out["x-description-ja"] = op.AboutJA
	}
	if op.Scoped {
		out["x-scoped"] = true
	}
	if op.Masked {
		out["x-recorded"] = true
	}
	return out
}

// namer names schemas by package and type; two that would be called the same are numbered in the order in which they are met.
func namer() func(reflect.Type, string) string {
	taken, names := map[string]reflect.Type{}, map[reflect.Type]string{}
	return func(t reflect.Type, hint string) string {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if n, ok := names[t]; ok {
			return n
		}
		base := hint
		if t.Name() != "" {
			base = t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:] + "." + t.Name()
		}
		base = word(base)
		name := base
		for n := 2; taken[name] != nil; n++ {
			name = base + strconv.Itoa(n)
		}
		if t.Kind() == reflect.Struct {
			taken[name], names[t] = t, name
		}
		return name
	}
}

// word is a name without dots and brackets: api.Page[…/inventory.Row] is PageOfInventoryRow.
func word(s string) string {
	s, of, generic := strings.Cut(s, "[")
	pkg, name, ok := strings.Cut(s, ".")
	if !ok {
		pkg, name = "", s
	}
	if strings.EqualFold(pkg, "api") || strings.HasPrefix(strings.ToLower(name), strings.ToLower(pkg)) {
		pkg = ""
	}
	out := title(pkg) + title(name)
	if generic {
		of = strings.TrimSuffix(of, "]")
		out += "Of" + word(of[strings.LastIndexByte(of, '/')+1:])
	}
	return strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, out)
}

func title(s string) string {
	var b strings.Builder
	for p := range strings.FieldsFuncSeq(s, func(c rune) bool { return c == '-' || c == '_' || c == '.' }) {
		b.WriteString(strings.ToUpper(p[:1]) + p[1:])
	}
	return b.String()
}

// documents are the descriptions as they are sent, by language and form.
type documents struct {
	json, yaml map[web.Lang][]byte
	broken     error
}

// Document is the description of all operations (OpenAPI 3.1, JSON) with its texts in a language. The operations must all be there.
func (a *API) Document(lang web.Lang) ([]byte, error) {
	a.once.Do(a.write31)
	return a.doc.json[lang], a.doc.broken
}

func (a *API) write31() {
	a.doc = documents{json: map[web.Lang][]byte{}, yaml: map[web.Lang][]byte{}}
	d := a.huma.OpenAPI()
	d.Tags = nil
	for _, t := range a.tags {
		d.Tags = append(d.Tags, &huma.Tag{Name: t})
	}
	a.common(d)
	for _, lang := range []web.Lang{"en", "ja"} {
		var plain any
		raw, err := json.Marshal(d)
		if err == nil {
			err = json.Unmarshal(raw, &plain)
		}
		if err != nil {
			a.doc.broken = err
			return
		}
		if lang == "ja" {
			speak(plain)
		}
		b, err := json.MarshalIndent(plain, "", "  ")
		var y bytes.Buffer
		if err == nil {
			err = yaml.Convert(&y, bytes.NewReader(b))
		}
		if err != nil {
			a.doc.broken = err
			return
		}
		a.doc.json[lang], a.doc.yaml[lang] = b, y.Bytes()
	}
}

// common adds to every operation what all have: headers for tags and repetition, and 304.
func (a *API) common(d *huma.OpenAPI) {
	text := &huma.Schema{Type: huma.TypeString}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		item := d.Paths[path]
		if op := item.Get; op != nil && op.Responses["200"] != nil && op.Responses["200"].Content["text/event-stream"] == nil {
			op.Parameters = append(op.Parameters, &huma.Param{Name: "If-None-Match", In: "header", Schema: text, Description: "The ETag that is known: answered 304 if it is still the same."})
			op.Responses["304"] = &huma.Response{Description: "Not changed"}
		}
		if op := item.Post; op != nil && takesJSON(op) {
			op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Schema: text,
				Description: "8 to 200 visible ASCII characters, new for each request: the same one again is answered as the first time, for 24 hours, and not done again."})
		}
	}
}

// speak puts Japanese texts where there are some.
func speak(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, f := range []string{"summary", "description"} {
			if ja, ok := v["x-"+f+"-ja"].(string); ok {
				v[f] = ja
			}
		}
		for _, inner := range v {
			speak(inner)
		}
	case []any:
		for _, inner := range v {
			speak(inner)
		}
	}
}

// documentRoutes hand out the description. It tells nothing of this installation but its version.
func (a *API) documentRoutes() []web.Route {
	route := func(ext, kind string, of func() map[web.Lang][]byte) web.Route {
		return web.Route{Method: http.MethodGet, Path: Prefix + "/openapi." + ext, Needs: access.Self, Scoped: true, Handle: func(w http.ResponseWriter, r *http.Request) error {
			a.once.Do(a.write31)
			if a.doc.broken != nil {
				return a.doc.broken
			}
			h := hold(w)
			h.Header().Set("Content-Type", kind)
			h.Header().Set("Vary", "Accept-Language, Cookie")
			_, _ = h.Write(of()[web.Of(r.Context()).Lang])
			h.release(r)
			return nil
		}}
	}
	return []web.Route{
		route("json", "application/vnd.oai.openapi+json;version=3.1", func() map[web.Lang][]byte { return a.doc.json }),
		route("yaml", "application/vnd.oai.openapi+yaml;version=3.1", func() map[web.Lang][]byte { return a.doc.yaml }),
	}
}

// Description is the description as it is kept: for whoever shows it. Nobody may change it.
func (a *API) Description() *huma.OpenAPI {
	a.once.Do(a.write31)
	return a.huma.OpenAPI()
}
