package relief

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

//go:embed measures.yaml
var measuresFile []byte

// Who does a measure.
const (
	Company = "company"
	Person  = "person" // the person alone can; the company says so, helps and pays
)

// Measure is what can be done for persons whose data were lost.
type Measure struct {
	ID    string
	Who   string
	Kind  pii.Kind // whose loss it answers
	When  []When   // one of them holds
	Harm  []string // the rules of docs/harm.md that it wards off
	Days  int      // by when it is proposed, from the day of proposing
	What  law.Text
	How   law.Text
	Count law.Text // which list tells who has it done
	Source
}

// Leftover is what may be left of a breach, and is to be hunted.
type Leftover struct {
	ID   string
	When []When
	What law.Text
	How  law.Text
}

// When is one way in which something is called for. What is not given is not asked.
type When struct {
	Any        []pii.Kind   // one of these was lost
	With       [][]pii.Kind // of the same person also one of each
	Kinds      []pii.Kind   // one of these was lost, whoever's it is
	Facts      []string     // one of these holds or is suspected
	Manner     []string     // one of the case's
	Indicators []string     // one of these types is known of the case
}

// Source is where it stands that something can be done so. Verified: it was read there; else by way of others.
type Source struct {
	Title, URL string
	Verified   bool
}

// book is the data file.
type book struct {
	measures  []Measure
	leftovers []Leftover
}

type written struct {
	Measures []struct {
		ID, Who, Kind string
		When          []writtenWhen
		Harm          []string
		Days          int
		What, How     law.Text
		Count         law.Text
		Source        Source
	}
	Leftovers []struct {
		ID        string
		When      []writtenWhen
		What, How law.Text
	}
}

type writtenWhen struct {
	Any, Kinds, Facts, Manner, Indicators []string
	With                                  [][]string
}

// known reads the file that comes with the program; what is wrong with it is a programmer's mistake.
var known = sync.OnceValue(func() *book {
	b, err := read(measuresFile)
	if err != nil {
		panic(err)
	}
	return b
})

func read(file []byte) (*book, error) {
	var w written
	dec := yaml.NewDecoder(bytes.NewReader(file))
	dec.KnownFields(true)
	if err := dec.Decode(&w); err != nil {
		return nil, fmt.Errorf("read measures: %w", err)
	}
	b := &book{}
	for _, m := range w.Measures {
		kind, ok := pii.Parse(m.Kind)
		when, err := whens(m.When)
		if !ok || err != nil || m.ID == "" || m.Who != Company && m.Who != Person || m.Days <= 0 || m.Source.Title == "" || m.What.EN == "" || m.What.JA == "" {
			return nil, fmt.Errorf("read measures: %q is not complete", m.ID)
		}
		b.measures = append(b.measures, Measure{m.ID, m.Who, kind, when, m.Harm, m.Days, m.What, m.How, m.Count, m.Source})
	}
	for _, l := range w.Leftovers {
		when, err := whens(l.When)
		if err != nil || l.ID == "" || l.What.EN == "" || l.What.JA == "" {
			return nil, fmt.Errorf("read measures: leftover %q is not complete", l.ID)
		}
		b.leftovers = append(b.leftovers, Leftover{l.ID, when, l.What, l.How})
	}
	return b, nil
}

func whens(list []writtenWhen) ([]When, error) {
	if len(list) == 0 {
		return nil, fmt.Errorf("nothing calls for it")
	}
	var out []When
	for _, w := range list {
		t := When{Facts: w.Facts, Manner: w.Manner, Indicators: w.Indicators}
		var err error
		if t.Any, err = kinds(w.Any); err == nil {
			t.Kinds, err = kinds(w.Kinds)
		}
		for _, g := range w.With {
			group, e := kinds(g)
			if e != nil {
				err = e
			}
			t.With = append(t.With, group)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

func kinds(names []string) (out []pii.Kind, err error) {
	for _, n := range names {
		k, ok := pii.Parse(n)
		if !ok {
			return nil, fmt.Errorf("no kind %q", n)
		}
		out = append(out, k)
	}
	return out, nil
}

// Measures lists the measures that the program knows, in the order in which they are proposed.
func Measures() []Measure { return slices.Clone(known().measures) }

// Find gives a measure by its ID.
func Find(id string) (*Measure, bool) {
	list := known().measures
	i := slices.IndexFunc(list, func(m Measure) bool { return m.ID == id })
	if i < 0 {
		return nil, false
	}
	return &list[i], true
}
