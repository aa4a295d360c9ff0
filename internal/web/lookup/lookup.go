// Package lookup is what of the API belongs to no page: what this installation is, the kinds of data, the laws, the stores, and a search by
// name over all that has one.
package lookup

import (
	"context"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// House is what the room wants of the program. What lies beyond a scope is left out.
type House interface {
	// Stores lists what there is of stores.
	Stores(ctx context.Context, scope access.Scope) ([]Store, error)
	// Places, Doors and Cases are those whose names have all of the words, at most so many. Of very many places not all are looked at.
	Places(ctx context.Context, scope access.Scope, words []string, most int) ([]Place, error)
	Doors(ctx context.Context, scope access.Scope, words []string, most int) ([]Door, error)
	Cases(ctx context.Context, words []string, most int) ([]Case, error)
}

// Room is the room.
type Room struct {
	House   House
	Version string
	Started time.Time
}

// Routes are none: it has no page.
func (Room) Routes() []web.Route { return nil }

// API adds the operations.
func (m Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "get-version", Method: "GET", Path: "/version", Tag: "general", Needs: access.Self, Scoped: true,
		Summary: "What this installation is, and who is asking", JA: "この環境の版と、呼び出した本人の権限"}, m.version)
	api.Add(a, api.Operation{ID: "list-kinds", Method: "GET", Path: "/kinds", Tag: "general", Needs: access.View, Scoped: true,
		Summary: "Kinds of personal data, with both names and what the law says of each", JA: "個人データの種別（日英の名称と法令上の区分）"}, kinds)
	api.Add(a, api.Operation{ID: "list-stores", Method: "GET", Path: "/stores", Tag: "general", Needs: access.View, Scoped: true,
		Summary: "Stores that the inventory knows, with how much they hold", JA: "台帳にある対象と、その保有量"}, m.stores)
	api.Add(a, api.Operation{ID: "search", Method: "GET", Path: "/search", Tag: "general", Needs: access.View, Scoped: true,
		Summary: "Places, exposures and cases by name", JA: "名前による横断検索（場所・露出・事案）",
		About:   "Names that have all of the words (three at most), in any order. Of very many places only the first are looked at: GET /inventory looks at all. Cases are left out for callers that may not read them, or that are confined to sources.",
		AboutJA: "すべての語（3語まで）を含む名前を探します（順不同）。場所が非常に多い場合は先頭の一部だけを見ます（全体は台帳の検索で）。事案は、閲覧権限がない場合と、対象を限定された呼び出しでは返しません。"}, m.search)
	m.laws(a)
}

// About is what an installation is.
type About struct {
	Version     string              `json:"version"`
	Started     time.Time           `json:"started" doc:"When this process started."`
	Now         time.Time           `json:"now"`
	User        string              `json:"user,omitempty" doc:"The account that asks."`
	Token       string              `json:"token,omitempty" doc:"The token that it asks with."`
	Permissions []access.Permission `json:"permissions" doc:"What it may do."`
	Scope       []string            `json:"scope" doc:"The sources that it is confined to; none is everything."`
}

type aboutOut struct{ Body About }

var permissions = []access.Permission{access.Self, access.View, access.Sample, access.Run, access.Triage, access.Read, access.Decide, access.Notify, access.Ask,
	access.Reveal, access.Sources, access.Manage, access.Audit}

func (m Room) version(ctx context.Context, _ *struct{}) (*aboutOut, error) {
	asked := web.Of(ctx)
	out := About{Version: m.Version, Started: m.Started, Now: asked.Now, Permissions: []access.Permission{}, Scope: []string{}}
	for _, p := range permissions {
		if asked.Who.May(p) {
			out.Permissions = append(out.Permissions, p)
		}
	}
	if asked.Who != nil {
		out.User, out.Token = asked.Who.User, asked.Who.Token
		out.Scope = append(out.Scope, asked.Who.Scope...)
	}
	return &aboutOut{out}, nil
}

// Whole is a list that has no pages.
type Whole[T any] struct {
	Body struct {
		Items []T `json:"items"`
	}
}

func whole[T any](items []T) *Whole[T] {
	out := &Whole[T]{}
	if out.Body.Items = items; items == nil {
		out.Body.Items = []T{}
	}
	return out
}

func kinds(context.Context, *struct{}) (*Whole[report.KindLine], error) {
	var out []report.KindLine
	for _, k := range pii.Kinds() {
		out = append(out, report.Kind(k))
	}
	return whole(out), nil
}

// Store is a store as the inventory knows it.
type Store struct {
	Source  string     `json:"source" doc:"The target, without credentials."`
	Things  *int64     `json:"things" doc:"Files, tables and the like that were read. Numbers are null until they are worked out."`
	Records *int64     `json:"records" doc:"Rows, documents, messages, pages or lines in them."`
	People  *int64     `json:"people" doc:"Distinct persons; null is unknown."`
	Errors  *int64     `json:"errors" doc:"Things that could not be read, or not to their end."`
	At      *time.Time `json:"at" doc:"When it was last seen whole; null is never."`
}

func (m Room) stores(ctx context.Context, _ *struct{}) (*Whole[Store], error) {
	list, err := m.House.Stores(ctx, web.Scope(ctx))
	if err != nil {
		return nil, err
	}
	return whole(list), nil
}

// Place, Door and Case are what is found.
type (
	Place struct {
		Source string `json:"source"`
		Name   string `json:"name"`
	}
	Door struct {
		ID     string `json:"id"`
		Door   string `json:"door" doc:"Of the catalogue."`
		Target string `json:"target"`
		Object string `json:"object,omitempty"`
		Open   bool   `json:"open"`
	}
	Case struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
)

// Found is what a search found, of each sort at most as many as were asked for.
type Found struct {
	Places    []Place `json:"places"`
	Exposures []Door  `json:"exposures"`
	Cases     []Case  `json:"cases"`
}

type foundOut struct{ Body Found }

func (m Room) search(ctx context.Context, in *struct {
	Words string `query:"q" required:"true" minLength:"1" maxLength:"200" doc:"The words."`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"10" doc:"How many of each sort at most."`
}) (*foundOut, error) {
	out := &foundOut{Found{[]Place{}, []Door{}, []Case{}}}
	scope, words := web.Scope(ctx), strings.Fields(in.Words)
	if len(words) == 0 || len(words) > 3 {
		return nil, api.Invalid(ctx, api.Flaw{Field: "query.q", Message: "expected one to three words"})
	}
	places, err := m.House.Places(ctx, scope, words, in.Limit)
	if err != nil {
		return nil, err
	}
	doors, err := m.House.Doors(ctx, scope, words, in.Limit)
	if err != nil {
		return nil, err
	}
	out.Body.Places, out.Body.Exposures = append(out.Body.Places, places...), append(out.Body.Exposures, doors...)
	if scope.All() && web.Of(ctx).Who.May(access.Read) {
		cases, err := m.House.Cases(ctx, words, in.Limit)
		if err != nil {
			return nil, err
		}
		out.Body.Cases = append(out.Body.Cases, cases...)
	}
	return out, nil
}

// open is the book of laws; that it cannot be read is a defect of ours.
func open() (*book.Book, error) { return book.Open() }
