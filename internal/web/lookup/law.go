package lookup

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/statute"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

func (m Room) laws(a *api.API) {
	api.Add(a, api.Operation{ID: "list-rules", Method: "GET", Path: "/laws", Tag: "laws", Needs: access.View, Scoped: true,
		Summary: "Rules of laws as they stand on a day", JA: "法令の規定（指定日の時点）"}, rules)
	api.Add(a, api.Operation{ID: "list-facts", Method: "GET", Path: "/laws/facts", Tag: "laws", Needs: access.View, Scoped: true,
		Summary: "What rules ask, and how it is answered", JA: "規定が問う事実と、値の書き方"}, facts)
	api.Add(a, api.Operation{ID: "get-rule", Method: "GET", Path: "/laws/{rule}", Tag: "laws", Needs: access.View, Scoped: true,
		Summary: "A rule in full", JA: "規定の全文"}, rule)
	api.Add(a, api.Operation{ID: "work-out-due", Method: "POST", Path: "/laws/due", Tag: "laws", Needs: access.View, Scoped: true,
		Summary: "By when a duty is due, and why: worked out from facts, nothing is stored", JA: "義務の期限とその理由（事実から計算するだけで、保存しません）",
		About:   "What is not given is unknown, and is never read as no. Values are written as GET /laws/facts says.",
		AboutJA: "指定しない事実は「不明」として扱い、「いいえ」とは読みません。値の書き方は GET /laws/facts で確認できます。"}, due)
}

// Day is a day in the past, or to come.
type Day struct {
	On string `query:"on" maxLength:"10" doc:"As it stood on a day (2026-12-04); today if none."`
}

// at is noon of the day, so that it is that day wherever the law is.
func (d Day) at(ctx context.Context) (time.Time, error) {
	now := web.Of(ctx).Now
	if d.On == "" {
		return now, nil
	}
	t, ok := law.ParseDay(d.On, now.Location())
	if !ok {
		return t, api.Invalid(ctx, api.Flaw{Field: "query.on", Message: "expected a day as 2026-12-04"})
	}
	return t.Add(12 * time.Hour), nil
}

func rules(ctx context.Context, in *struct {
	Day
	Jurisdiction string `query:"jurisdiction" maxLength:"8" doc:"Only of JP, EU, GB, CN, KR, SG, TW, … or card."`
}) (*Whole[statute.RuleLine], error) {
	b, err := open()
	if err != nil {
		return nil, err
	}
	at, err := in.at(ctx)
	if err != nil {
		return nil, err
	}
	var out []statute.RuleLine
	for _, r := range b.On(at) {
		if in.Jurisdiction == "" || strings.EqualFold(r.Jurisdiction, in.Jurisdiction) {
			out = append(out, statute.Rule(r, string(web.Of(ctx).Lang), at))
		}
	}
	return whole(out), nil
}

type ruleOut struct{ Body statute.RuleLine }

func rule(ctx context.Context, in *struct {
	Day
	Rule string `path:"rule" maxLength:"64" example:"jp-appi-final"`
}) (*ruleOut, error) {
	b, err := open()
	if err != nil {
		return nil, err
	}
	at, err := in.at(ctx)
	if err != nil {
		return nil, err
	}
	r := b.Rule(strings.ToLower(in.Rule), at)
	if r == nil {
		return nil, web.Missing()
	}
	return &ruleOut{statute.Rule(r, string(web.Of(ctx).Lang), at)}, nil
}

func facts(ctx context.Context, _ *struct{}) (*Whole[statute.FactLine], error) {
	b, err := open()
	if err != nil {
		return nil, err
	}
	var out []statute.FactLine
	for _, f := range b.Facts {
		out = append(out, statute.Fact(f, string(web.Of(ctx).Lang)))
	}
	return whole(out), nil
}

// Question asks a rule by when its duty is due.
type Question struct {
	Rule  string            `json:"rule" maxLength:"64" example:"jp-appi-final" doc:"The rule's ID."`
	Known string            `json:"known" maxLength:"40" example:"2026-12-04" doc:"When any department first knew: RFC 3339, or a day where the authority is."`
	Facts map[string]string `json:"facts,omitempty" maxProperties:"64" doc:"What is known, by the facts' names: {\"people\": \"1200\"}."`
}

type dueOut struct{ Body statute.DueLine }

func due(ctx context.Context, in *struct{ Body Question }) (*dueOut, error) {
	b, err := open()
	if err != nil {
		return nil, err
	}
	now := web.Of(ctx).Now
	r := b.Rule(strings.ToLower(in.Body.Rule), now)
	if r == nil {
		return nil, api.Invalid(ctx, api.Flaw{Field: "body.rule", Message: "no such rule; GET /laws lists all"})
	}
	known, zone, ok := knownAt(r, in.Body.Known, now.Location())
	if !ok {
		return nil, api.Invalid(ctx, api.Flaw{Field: "body.known", Message: "expected a time (2026-12-04T10:30:00+09:00) or a day (2026-12-04)"})
	}
	values, flaws := read(b, in.Body.Facts, zone)
	if len(flaws) > 0 {
		return nil, api.Invalid(ctx, flaws...)
	}
	values[law.Known] = law.Value{At: known}
	r = b.Rule(r.ID, known)
	answer := r.Apply(values, calendar.All{}, now)
	return &dueOut{statute.Answer(string(web.Of(ctx).Lang), b, &answer, known)}, nil
}

// knownAt reads when it became known, and where bare days are counted: a day is that day where the authority is.
func knownAt(r *law.Rule, text string, here *time.Location) (time.Time, *time.Location, bool) {
	zone := here
	if z := r.Clocks[0].Zone; z != "" {
		if loc, err := time.LoadLocation(z); err == nil {
			zone = loc
		}
	}
	text = strings.TrimSpace(text)
	if at, ok := law.ParseDay(text, zone); ok {
		return at, zone, true
	}
	at, err := law.ParseTime(text, here)
	if err != nil {
		return at, nil, false
	}
	if r.Clocks[0].Zone == "" {
		return at, at.Location(), true
	}
	return at.In(zone), zone, true
}

// read reads facts. What is wrong is told by the fact's own name; a name that there is not is the caller's, and not repeated.
func read(b *book.Book, given map[string]string, zone *time.Location) (law.Facts, []api.Flaw) {
	out := law.Facts{}
	var flaws []api.Flaw
	var names []string
	for name := range given {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := b.Fact(strings.TrimSpace(name))
		if f == nil || f.Name == law.Known {
			flaws = append(flaws, api.Flaw{Field: "body.facts", Message: "no such fact; GET /laws/facts lists all"})
			continue
		}
		v, err := f.Parse(given[name], zone)
		_, twice := out[f.Name]
		switch {
		case err != nil:
			flaws = append(flaws, api.Flaw{Field: "body.facts." + f.Name, Message: "expected " + statute.Values(f)})
		case twice:
			flaws = append(flaws, api.Flaw{Field: "body.facts." + f.Name, Message: "given twice, by two of its names"})
		}
		out[f.Name] = v
	}
	return out, flaws
}
