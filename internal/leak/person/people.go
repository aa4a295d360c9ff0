package person

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/region"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
)

// adult is the age of majority (民法4条).
const adult = 18

// People fills the counts of children, decades and regions: each person once.
func (p *Table) People(s *row.Scene, m *leak.Match) {
	var births, placed, then, now int64
	decades, homes := map[int]int64{}, make([]int64, len(region.All))
	for one := range p.table.All() {
		if one.home != 0 {
			placed++
			homes[one.home]++
		}
		if one.birth == 0 {
			continue
		}
		births++
		if y, ok := one.birth.year(s.Taken); ok {
			decades[y/10*10]++
		}
		then += under(one.birth, s.Taken, s.Taken)
		now += under(one.birth, &s.Now, s.Taken)
	}
	scale := p.table.Scale
	m.People.Births, m.People.Placed = scale(births), scale(placed)
	m.People.MinorsThen, m.People.MinorsNow = nil, nil
	if births > 0 && s.Taken != nil {
		n := scale(then)
		m.People.MinorsThen = &n
	}
	if births > 0 && (s.Taken != nil || p.dated()) {
		n := scale(now)
		m.People.MinorsNow = &n
	}
	m.People.Decades = []leak.Year{}
	for _, y := range slices.Sorted(maps.Keys(decades)) {
		m.People.Decades = append(m.People.Decades, leak.Year{Year: y, Records: scale(decades[y])})
	}
	m.People.Regions = []leak.Region{}
	for i, n := range homes {
		if n > 0 {
			m.People.Regions = append(m.People.Regions, leak.Region{Country: region.All[i].Country, Name: region.All[i].Name, People: scale(n)})
		}
	}
	slices.SortStableFunc(m.People.Regions, func(a, b leak.Region) int { return cmp.Compare(b.People, a.People) })
}

// under is 1 for a person who is not of age on the day.
func under(b birth, on, taken *time.Time) int64 {
	if on == nil {
		return 0
	}
	if age, ok := b.age(*on, taken); ok && age >= 0 && age < adult {
		return 1
	}
	return 0
}

// dated tells whether the date of birth of anybody is known.
func (p *Table) dated() bool {
	for one := range p.table.All() {
		if _, _, _, ok := one.birth.date(); ok {
			return true
		}
	}
	return false
}
