package look

import (
	"context"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// section is an entry of the navigation.
type section struct {
	Section
	JA, EN string
	Needs  access.Permission
	Whole  bool // belongs to no single source: closed to whoever is confined to some
}

// The navigation, from top to bottom: what is looked at all day, and what it stands on.
var (
	daily = []section{
		{Overview, "概況", "Overview", access.View, false},
		{Inventory, "台帳", "Inventory", access.View, false},
		{Exposures, "露出", "Exposures", access.View, false},
		{Watch, "監視", "Watch", access.View, false},
		{Leaks, "流出照合", "Leaks", access.View, true},
		{Cases, "事案", "Cases", access.Read, true},
	}
	ground = []section{
		{Canaries, "おとり", "Canaries", access.View, true},
		{Sources, "データ源と予定", "Sources & schedule", access.View, false},
		{Audit, "操作記録", "Audit log", access.Audit, true},
		{Settings, "設定", "Settings", access.Manage, true},
		{Reference, "API", "API", access.Self, false},
	}
)

// Badge is a number behind an entry of the navigation. Hot asks for somebody's attention.
type Badge struct {
	N   int64
	Hot bool
}

// Badges are those of the navigation. What is not known, or is beyond the reader's scope, is left out.
type Badges map[Section]Badge

type navKey struct{}

// WithBadges lets pages of a request show badges in their navigation. count is asked once a page; it must be quick.
func WithBadges(ctx context.Context, count func(context.Context) Badges) context.Context {
	if count == nil {
		return ctx
	}
	return context.WithValue(ctx, navKey{}, count)
}

// entry is a section as a reader sees it.
type entry struct {
	Name, Href, Count string
	On, Hot           bool
}

// groups are the parts of the navigation, without what the reader may not see.
func (v *View) groups(ctx context.Context) (out [][]entry) {
	var counts Badges
	if count, ok := ctx.Value(navKey{}).(func(context.Context) Badges); ok {
		counts = count(ctx)
	}
	for _, part := range [][]section{daily, ground} {
		var es []entry
		for _, s := range part {
			if !v.Who.May(s.Needs) || s.Whole && !v.Who.Scope.All() {
				continue
			}
			e := entry{Name: v.Of(s.JA, s.EN), Href: "/" + string(s.Section), On: s.Section == v.Section}
			if c, ok := counts[s.Section]; ok {
				e.Count, e.Hot = report.Number(c.N), c.Hot && c.N > 0
			}
			es = append(es, e)
		}
		if len(es) > 0 {
			out = append(out, es)
		}
	}
	return out
}
