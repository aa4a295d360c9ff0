package inventory

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look/world"
)

// drawn is the map of storage and access; the numbers stand in the table below it.
func drawn(v *look.View, st *State) world.Map {
	m := world.Map{Label: v.Of("保管国とアクセス国の地図", "Map of where data is stored and from where it is reached")}
	unnamed := func(code string) bool {
		return code != "" && st.Register.Policy != nil && !st.Register.Policy.Names(code)
	}
	for i := range st.Countries {
		c := &st.Countries[i]
		if c.Code == "" {
			continue
		}
		if len(c.Systems) > 0 {
			n, least := number(c.Stored)
			m.Countries = append(m.Countries, world.Country{Code: c.Code, People: n, Least: least, Bad: unnamed(c.Code)})
		}
		for _, w := range c.Ways {
			f := &st.Found[w.Found]
			if f.System == nil || f.System.Country == "" {
				continue
			}
			n, _ := number(f.People)
			m.Flows = append(m.Flows, world.Flow{From: f.System.Country, To: c.Code, Who: strings.Join(w.Chain, " → "), People: n, Bad: unnamed(c.Code)})
		}
	}
	return m
}

// number is the one to show of persons, and whether it is a lower bound.
func number(p inventory.People) (n *int64, least bool) {
	if p.N != nil {
		return p.N, false
	}
	return p.Min, p.Min != nil
}
