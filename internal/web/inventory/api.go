package inventory

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// Part is a place that holds personal data, in the API, by the words of the stream.
type Part struct {
	Source    string    `json:"source"`
	Unit      string    `json:"unit"`
	Part      string    `json:"part"`
	Type      string    `json:"type,omitempty"`
	Size      int64     `json:"size"`
	Records   int64     `json:"records"`
	People    *int64    `json:"people" doc:"null is unknown, never 0."`
	PeopleMin *int64    `json:"people_min"`
	PeopleMax *int64    `json:"people_max"`
	Kinds     []string  `json:"kinds"`
	Values    int64     `json:"values"`
	Country   string    `json:"country,omitempty"`
	Owner     string    `json:"owner,omitempty"`
	Error     string    `json:"error,omitempty"`
	Read      time.Time `json:"read"`
	Fields    []Field   `json:"fields,omitempty" doc:"Of a single part only."`
}

// Field is a field of a part. Its masks are not told here.
type Field struct {
	Name   string `json:"name"`
	Kind   string `json:"kind"`
	Values int64  `json:"values"`
	Valid  int64  `json:"valid"`
	People *int64 `json:"people"`
}

func partOf(r *shelf.Row) Part {
	p := Part{Source: r.Source, Unit: r.Unit, Part: r.Name, Type: r.Type, Size: r.Size, Records: r.Records, People: r.People.N, PeopleMin: r.People.Min, PeopleMax: r.People.Max,
		Kinds: []string{}, Values: r.Values, Country: r.Country, Owner: r.Owner, Error: r.Error, Read: r.At}
	for _, k := range r.Kinds {
		p.Kinds = append(p.Kinds, k.String())
	}
	return p
}

type (
	partsIn struct {
		api.Paging
		Source  string `query:"source" maxLength:"4096"`
		Text    string `query:"q" maxLength:"300" doc:"Words in the name."`
		Kind    string `query:"kind" maxLength:"100"`
		Class   string `query:"class" enum:"special,specific,unknown"`
		Country string `query:"country" maxLength:"100" doc:"A code; - is not declared."`
		Errors  bool   `query:"errors" doc:"Only what could not be read, or not to its end."`
		Sort    string `query:"sort" enum:"-people,-harm,name" default:"-people"`
	}
	partIn struct {
		Source string `query:"source" required:"true" maxLength:"4096"`
		Part   string `query:"part" required:"true" maxLength:"8192"`
	}
	partOut struct{ Body Part }
)

// API adds the room's operations.
func (room *Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "list-parts", Method: http.MethodGet, Path: "/parts", Tag: "inventory", Summary: "List places that hold personal data", JA: "個人データの保有場所を一覧する", Needs: access.View, Scoped: true}, room.parts)
	api.Add(a, api.Operation{ID: "get-part", Method: http.MethodGet, Path: "/part", Tag: "inventory", Summary: "Get a place with its fields", JA: "保有場所を項目とともに取得する", Needs: access.View, Scoped: true},
		func(ctx context.Context, in *partIn) (*partOut, error) {
			t, err := room.House.Thing(ctx, web.Scope(ctx), in.Source, in.Part, false)
			if err != nil {
				return nil, err
			}
			if t == nil {
				return nil, web.Missing()
			}
			out := &partOut{partOf(&t.Row)}
			for i := range t.Part.Fields {
				f := &t.Part.Fields[i]
				out.Body.Fields = append(out.Body.Fields, Field{f.Name, f.Kind.String(), f.Values, f.Valid, f.People})
			}
			return out, nil
		})
}

func (room *Room) parts(ctx context.Context, in *partsIn) (*api.List[Part], error) {
	v := url.Values{"source": {in.Source}, "q": {in.Text}, "kind": {in.Kind}, "class": {in.Class}, "country": {in.Country}, "sort": {in.Sort}}
	if in.Errors {
		v.Set("errors", "1")
	}
	q, err := Parse(v)
	if err != nil {
		return nil, err
	}
	var after shelf.Ref
	if more, err := in.At(ctx, &after); err != nil {
		return nil, err
	} else if more {
		q.After = &after
	}
	q.Limit = in.Limit
	things, err := room.House.Things(ctx, web.Scope(ctx), q)
	if err != nil {
		return nil, err
	}
	out := make([]Part, 0, len(things.Rows)+1)
	for i := range things.Rows {
		out = append(out, partOf(&things.Rows[i]))
	}
	if things.Next != nil { // one more than the page tells that there are more
		out = append(out, Part{})
	}
	return api.Listed(ctx, in.Paging, out, func(Part) any { return things.Next }), nil
}
