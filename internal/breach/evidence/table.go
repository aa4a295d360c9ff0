package evidence

import (
	_ "embed" // the tables
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

//go:embed detectors.txt
var detectorsText string

//go:embed doors.txt
var doorsText string

//go:embed causes.txt
var causesText string

// suggestion is a line of the tables: what a rule or a door suggests.
type suggestion struct {
	open                                   string // of doors
	wrongful, illegal, viewed, credentials law.Truth
	cause                                  string // "" none
}

// cause is a cause that evidence suggests.
type cause struct {
	manner string // "" none
	text   law.Text
}

// The tables, read when the program starts; a line that is wrong stops it, and every test with it.
var (
	causes    = readCauses(causesText)
	detectors = readTable(detectorsText, 2, false)
	doors     = readTable(doorsText, 1, true)
)

var truths = map[string]law.Truth{"-": law.Unknown, "suspected": law.Suspected, "yes": law.Yes}

// readTable reads a table by the first so many columns.
func readTable(table string, keys int, open bool) map[string]suggestion {
	out := map[string]suggestion{}
	for n, line := range strings.Split(table, "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || f[0][0] == '#' {
			continue
		}
		wrong := func(what string) { panic(fmt.Sprintf("evidence: line %d of a table: %s", n+1, what)) }
		rest := f[min(keys, len(f)):]
		var s suggestion
		if open && len(rest) > 0 {
			s.open, rest = rest[0], rest[1:]
		}
		if len(rest) != 5 {
			wrong("columns")
		}
		for i, to := range []*law.Truth{&s.wrongful, &s.illegal, &s.viewed, &s.credentials} {
			t, ok := truths[rest[i]]
			if !ok {
				wrong(rest[i])
			}
			*to = t
		}
		if rest[4] != "-" {
			if s.cause = rest[4]; causes[s.cause].text == (law.Text{}) {
				wrong(s.cause)
			}
		}
		key := strings.Join(f[:keys], " ")
		if _, twice := out[key]; twice {
			wrong(key + " again")
		}
		out[key] = s
	}
	return out
}

func readCauses(table string) map[string]cause {
	out := map[string]cause{}
	for n, line := range strings.Split(table, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "|")
		if len(f) != 4 {
			panic(fmt.Sprintf("evidence: line %d of the causes", n+1))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		out[f[0]] = cause{strings.TrimPrefix(f[1], "-"), text(f[2], f[3])}
	}
	return out
}

// because adds a cause that the piece speaks for, with the words of the manner that go with it.
func (f *Found) because(id string, why law.Text) {
	f.ground(id, why, false)
	manner := causes[id].manner
	if manner == "" {
		return
	}
	for i := range f.Added.Facts {
		if o := &f.Added.Facts[i]; o.Name == breach.Manner {
			for _, have := range o.Value.Set {
				if have == manner {
					return
				}
			}
			o.Value.Set = append(o.Value.Set, manner)
			return
		}
	}
	f.fact(breach.Manner, breach.Value{Set: []string{manner}}, why.EN, why.JA)
}

// ground adds what speaks for a cause, or against it. Causes that compete stand side by side; none is left out for another.
func (f *Found) ground(id string, why law.Text, against bool) {
	g := breach.Ground{Text: why}
	for i := range f.Added.Causes {
		if c := &f.Added.Causes[i]; c.ID == id {
			if against {
				c.Against = append(c.Against, g)
			} else {
				c.For = append(c.For, g)
			}
			return
		}
	}
	c := breach.Cause{ID: id, Text: causes[id].text, Status: breach.Asserted}
	if against {
		c.Against = []breach.Ground{g}
	} else {
		c.For = []breach.Ground{g}
	}
	f.Added.Causes = append(f.Added.Causes, c)
}

// CauseText is what a cause is called that evidence suggests, by its ID.
func CauseText(id string) (law.Text, bool) {
	c, ok := causes[id]
	return c.text, ok
}
