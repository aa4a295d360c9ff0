package leaks

import (
	"context"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// handed is a dump in the API.
type handed struct {
	ID       string `json:"id"`
	Name     string `json:"name" doc:"Masked where it tells of somebody."`
	State    string `json:"state" enum:"receiving,held,judged,dropped,lost"`
	Size     int64  `json:"size" doc:"Bytes; -1 unknown."`
	Sum      string `json:"sha256,omitempty"`
	Received int64  `json:"received,omitempty"`
	Match    string `json:"match,omitempty" doc:"The matching that it gave."`
	Job      string `json:"job,omitempty" doc:"The job that judges it: follow it there."`
}

func handedOf(d *Dump) handed {
	out := handed{ID: d.ID, Name: d.Name, State: string(d.State), Size: d.Size, Sum: d.Sum, Received: d.Received, Match: d.Match}
	if d.Job != nil {
		out.Job = d.Job.ID
	}
	return out
}

type dumpOut struct{ Body handed }

// sent is an upload: its bytes are read as they come.
type sent struct {
	Disposition string `header:"Content-Disposition" maxLength:"1000" doc:"attachment; filename=\"…\": what the dump is called; formats go by its ending."`
	Key         string `header:"Idempotency-Key" maxLength:"255" doc:"The same key by the same account answers with the dump that came first."`
	Length      int64  `header:"Content-Length" doc:"Its size, so that one too large is refused before it is sent."`
	Remember    bool   `query:"remember" doc:"Recognise it when it comes again."`
	w           http.ResponseWriter
	body        io.Reader
}

// Resolve implements huma.Resolver.
func (s *sent) Resolve(c huma.Context) []error {
	r, w := humago.Unwrap(c)
	s.w, s.body = w, r.Body
	return nil
}

// API implements api.Room.
func (r Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "list-matches", Method: "GET", Path: "/matches", Tag: "leaks", Summary: "Verdicts on dumps, the newest first", JA: "照合結果の一覧", Needs: access.View},
		func(ctx context.Context, in *api.Paging) (*api.List[Head], error) {
			var before string
			if _, err := in.At(ctx, &before); err != nil {
				return nil, err
			}
			heads, err := r.Desk.Matches(ctx, before, in.Limit+1)
			if err != nil {
				return nil, err
			}
			return api.Listed(ctx, *in, heads, func(h Head) any { return h.ID }), nil
		})
	api.Add(a, api.Operation{ID: "get-match", Method: "GET", Path: "/matches/{match}", Tag: "leaks", Summary: "A verdict, without masked samples", JA: "照合結果（伏字の例を除く）", Needs: access.View},
		func(ctx context.Context, in *struct {
			Match string `path:"match" maxLength:"100"`
		}) (*struct {
			Body struct {
				Match *leak.Match `json:"match"`
			}
		}, error) {
			m, err := r.Desk.Match(ctx, in.Match)
			if err != nil {
				return nil, err
			}
			if m == nil {
				return nil, web.Missing()
			}
			out := &struct {
				Body struct {
					Match *leak.Match `json:"match"`
				}
			}{}
			out.Body.Match = unmasked(m)
			return out, nil
		})
	api.Add(a, api.Operation{ID: "upload-dump", Method: "POST", Path: "/dumps", Tag: "leaks", Summary: "Upload a dump and have it judged", JA: "流出データをアップロードして照合する",
		About: "The body is the dump itself (application/octet-stream), of any length. It is sealed as it is written and deleted when it was judged.", Needs: access.Run, Stream: true, Status: http.StatusAccepted},
		func(ctx context.Context, in *sent) (*dumpOut, error) {
			name := "dump"
			if _, p, err := mime.ParseMediaType(in.Disposition); err == nil && p["filename"] != "" {
				name = p["filename"]
			}
			size := in.Length
			if size <= 0 {
				size = -1
			}
			by := web.Of(ctx).Who.User
			once := ""
			if in.Key != "" {
				once = by + " " + in.Key
			}
			d, err := r.Desk.Receive(ctx, Handed{Name: name, Size: size, Remember: in.Remember, By: by, Once: once}, &steady{in.body, http.NewResponseController(in.w)})
			if err != nil {
				return nil, refused(err)
			}
			return &dumpOut{handedOf(d)}, nil
		})
	one := func(ctx context.Context, id string) (*Dump, error) {
		d, err := r.Desk.Dump(ctx, id)
		if err == nil && d == nil {
			err = web.Missing()
		}
		return d, err
	}
	type byID struct {
		Dump string `path:"dump" maxLength:"100"`
	}
	api.Add(a, api.Operation{ID: "get-dump", Method: "GET", Path: "/dumps/{dump}", Tag: "leaks", Summary: "How far a dump is", JA: "受け渡したデータの状態", Needs: access.View},
		func(ctx context.Context, in *byID) (*dumpOut, error) {
			d, err := one(ctx, in.Dump)
			if err != nil {
				return nil, err
			}
			return &dumpOut{handedOf(d)}, nil
		})
	api.Add(a, api.Operation{ID: "delete-dump", Method: "DELETE", Path: "/dumps/{dump}", Tag: "leaks", Summary: "Cancel the judging of a dump and delete it", JA: "照合を中止し、データを削除する", Needs: access.Run},
		func(ctx context.Context, in *byID) (*struct{}, error) {
			if _, err := one(ctx, in.Dump); err != nil {
				return nil, err
			}
			return nil, r.Desk.Drop(ctx, in.Dump, web.Of(ctx).Who.User)
		})
}
