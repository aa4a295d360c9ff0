package account

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

const day = 24 * time.Hour

func (m Room) makeToken(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	asked := web.Of(r.Context())
	days, err := strconv.Atoi(r.PostForm.Get("days"))
	if err != nil || days < 1 || days > 366 {
		return web.Bad("期間は1〜366日です。", "A token is for 1 to 366 days.")
	}
	var only []access.Permission
	for _, p := range r.PostForm["only"] {
		only = append(only, access.Permission(p))
	}
	secret, t, err := m.Gate.NewToken(r.Context(), asked.Who, strings.TrimSpace(r.PostForm.Get("name")), only, access.Scope(r.PostForm["source"]), asked.Now.Add(time.Duration(days)*day))
	if err != nil {
		return m.refuse(w, r, "token", err)
	}
	asked.Object = t.ID
	v := begin(r)
	v.Title, v.Name = v.Of("APIトークン", "API token"), t.Name
	v.Up = &look.Link{Text: v.Of("アカウント", "Account"), Href: "/account"}
	return look.Write(w, r, v, tokenMade(v, secret, t))
}

func (m Room) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := parse(r); err != nil {
		return err
	}
	web.Of(r.Context()).Object = r.PostForm.Get("token")
	if err := m.Gate.Revoke(r.Context(), r.PostForm.Get("token"), me(r)); err != nil {
		return err
	}
	return look.Back(w, r, "/account", "トークンを失効させました。", "The token is revoked.")
}

// token is one as it is told to programs, without its secret.
type token struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Only    []string   `json:"only" doc:"What it may do."`
	Sources []string   `json:"sources" doc:"What it is confined to; empty is everything that its account may see."`
	Made    time.Time  `json:"made"`
	Ends    time.Time  `json:"ends"`
	Used    string     `json:"used,omitempty" doc:"The day on which it was used last."`
	Revoked *time.Time `json:"revoked,omitempty"`
}

func tokenOf(t *access.Token) token {
	out := token{ID: t.ID, Name: t.Name, Only: []string{}, Sources: append([]string{}, t.Scope...), Made: t.Made, Ends: t.Ends, Used: t.UsedDay}
	for _, p := range t.Only {
		out.Only = append(out.Only, string(p))
	}
	if !t.Revoked.IsZero() {
		out.Revoked = &t.Revoked
	}
	return out
}

type meOut struct {
	Body struct {
		User    string   `json:"user"`
		Token   string   `json:"token,omitempty" doc:"The name of the token that was sent."`
		Roles   []string `json:"roles"`
		Sources []string `json:"sources" doc:"What one is confined to; empty is everything."`
		May     []string `json:"may" doc:"The permissions."`
	}
}

type tokensOut struct {
	Body struct {
		Items []token `json:"items"`
	}
}

type makeIn struct {
	Body struct {
		Name    string   `json:"name" minLength:"1" maxLength:"64"`
		Only    []string `json:"only" minItems:"1" maxItems:"20" doc:"Permissions."`
		Sources []string `json:"sources,omitempty" maxItems:"100" doc:"Confines it to these sources."`
		Days    int      `json:"days" minimum:"1" maximum:"366" doc:"How long it is good for."`
	}
}

type madeOut struct {
	Body struct {
		Secret string `json:"secret" doc:"Told once: it is kept as a hash."`
		Token  token  `json:"token"`
	}
}

type idIn struct {
	ID string `path:"id" maxLength:"32"`
}

// API implements api.Room.
func (m Room) API(a *api.API) {
	api.Add(a, api.Operation{ID: "who-am-i", Method: http.MethodGet, Path: "/me", Tag: "account", Summary: "Who asks, and what he may", JA: "自分の権限", Needs: access.Self, Scoped: true},
		func(ctx context.Context, _ *struct{}) (*meOut, error) {
			out, who := &meOut{}, web.Of(ctx).Who
			out.Body.User, out.Body.Token, out.Body.Sources = who.User, who.Token, append([]string{}, who.Scope...)
			out.Body.Roles, out.Body.May = []string{}, []string{}
			for _, r := range who.Roles {
				out.Body.Roles = append(out.Body.Roles, string(r))
			}
			for _, p := range access.Permissions() {
				if who.May(p) {
					out.Body.May = append(out.Body.May, string(p))
				}
			}
			return out, nil
		})
	api.Add(a, api.Operation{ID: "list-tokens", Method: http.MethodGet, Path: "/tokens", Tag: "account", Summary: "One's own tokens, without their secrets", JA: "自分のAPIトークンの一覧", Needs: access.Self, Scoped: true},
		func(ctx context.Context, _ *struct{}) (*tokensOut, error) {
			list, err := m.Gate.TokensOf(ctx, web.Of(ctx).Who.User)
			if err != nil {
				return nil, err
			}
			out := &tokensOut{}
			out.Body.Items = []token{}
			for i := range list {
				out.Body.Items = append(out.Body.Items, tokenOf(&list[i]))
			}
			return out, nil
		})
	api.Add(a, api.Operation{ID: "make-token", Method: http.MethodPost, Path: "/tokens", Tag: "account", Summary: "Make a token; not by a token", JA: "APIトークンの作成（トークンではできません）", Needs: access.Self, Scoped: true, Status: http.StatusCreated},
		func(ctx context.Context, in *makeIn) (*madeOut, error) {
			asked := web.Of(ctx)
			if asked.Who.Token != "" { // one that was stolen would outlive its end
				return nil, &web.Error{Status: http.StatusForbidden, JA: "トークンでトークンは作れません。画面から作成してください。", EN: "A token makes no tokens: make it in the console."}
			}
			var only []access.Permission
			for _, p := range in.Body.Only {
				only = append(only, access.Permission(p))
			}
			secret, t, err := m.Gate.NewToken(ctx, asked.Who, in.Body.Name, only, access.Scope(in.Body.Sources), asked.Now.Add(time.Duration(in.Body.Days)*day))
			if err != nil {
				return nil, err
			}
			asked.Object = t.ID
			out := &madeOut{}
			out.Body.Secret, out.Body.Token = secret, tokenOf(t)
			return out, nil
		})
	api.Add(a, api.Operation{ID: "revoke-token", Method: http.MethodDelete, Path: "/tokens/{id}", Tag: "account", Summary: "Revoke one of one's own tokens", JA: "自分のAPIトークンの失効", Needs: access.Self, Scoped: true},
		func(ctx context.Context, in *idIn) (*struct{}, error) {
			return nil, m.Gate.Revoke(ctx, in.ID, web.Of(ctx).Who.User)
		})
}
