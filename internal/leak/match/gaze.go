package match

import (
	"bytes"
	"errors"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/asset"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/fact"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/genuine"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/person"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/seen"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/what"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// notes are what the aspects gathered, of one block or of all.
type notes struct {
	records  int64 // of tables; of running text, what stands close together
	unusable int64
	origin   *explained
	known    people.Set // the persons of matched rows
	what     *what.Survey
	persons  *person.Table
	genuine  *genuine.Judge
	assets   *asset.Counter
	canaries *canaries
	recycled *seen.Comparer
}

func newNotes(r *run) *notes {
	return &notes{origin: newExplained(r.o.Stores), what: &what.Survey{}, persons: person.New(), genuine: genuine.New(),
		assets: r.assets.Fork(), canaries: newCanaries(&r.o.Planted), recycled: seen.New()}
}

func (n *notes) merge(o *notes) {
	n.records += o.records
	n.unusable += o.unusable
	n.origin.merge(o.origin)
	n.known.Merge(&o.known)
	n.what.Merge(o.what)
	n.persons.Merge(o.persons)
	n.genuine.Merge(o.genuine)
	n.assets.Merge(o.assets)
	n.canaries.merge(o.canaries)
	n.recycled.Merge(o.recycled)
}

// gaze is the eye of a matching: it looks at the rows of one block at a time.
type gaze struct {
	r       *run
	notes   *notes
	facts   fact.Maker
	finders []*finder
	seen    []*sighting
	row     row.Record
	kinds   row.Kinds // of the row
	judged  []engine.Judged
	thin    bool // what tells genuine data is looked at in one person of four
}

// enough is how far into a part all records are looked at for whether they are genuine, in bytes: tens of thousands of
// records say as much of that as millions.
const enough = 16 << 20

func newGaze(r *run) *gaze {
	runKey := r.o.Engine.Run
	if runKey == nil {
		runKey = r.o.Engine.Key
	}
	g := &gaze{r: r, facts: fact.New(r.o.Engine.Key, runKey), seen: make([]*sighting, len(r.o.Stores))}
	for i := range r.o.Stores {
		g.finders = append(g.finders, newFinder(r.o.Stores[i].Index, len(r.o.Stores) == 1))
	}
	return g
}

// err is the first error of an index.
func (g *gaze) err() error {
	var errs []error
	for _, f := range g.finders {
		errs = append(errs, f.err)
	}
	return errors.Join(errs...)
}

// Block implements engine.Eye. Everything begins anew, so that a block shown twice counts once.
func (g *gaze) Block(p *content.Part, b *content.Block) {
	g.notes, g.thin = newNotes(g.r), b.Offset > enough
	own := b.Text[b.From:b.To]
	if !p.Form.Table() {
		g.notes.what.Text(own)
	}
	g.notes.assets.Block(g.r.part(p.Name), b)
	g.notes.canaries.text(own)
}

// Row implements engine.Eye.
func (g *gaze) Row(rec *content.Record, fields []string, found []engine.Judged) {
	n := g.notes
	n.records++
	g.trim(found)
	if g.row.All = nil; rec != nil {
		g.row.All = rec.Values
	}
	list := g.facts.Of(g.judged, g.row.All)
	g.fill(fields, list)
	if n := len(g.finders); n > 1 || n == 1 && !pointed(list) { // one store need not be told from others
		list = g.facts.Plain(g.judged, g.row.All)
	}
	if len(g.row.Values) == 0 {
		n.unusable++
	}
	n.what.Add(&g.row)
	n.persons.Add(&g.row)
	if !g.thin || g.row.Person&3 == 0 {
		n.genuine.Add(&g.row)
	}
	n.canaries.add(&g.row)
	n.recycled.Add(&g.row)
	if !recognisable(list) {
		return
	}
	n.origin.usable++
	for i, f := range g.finders {
		g.seen[i] = f.look(list)
	}
	if n.origin.add(g.seen, g.kinds) && len(g.finders) > 1 {
		n.known.Add(fact.Keys(list))
	}
}

// trim takes the blanks around values away.
func (g *gaze) trim(found []engine.Judged) {
	g.judged = append(g.judged[:0], found...)
	for i := range g.judged {
		g.judged[i].Text = bytes.TrimSpace(g.judged[i].Text)
	}
}

// fill makes the row that aspects look at.
func (g *gaze) fill(fields []string, list []fact.Fact) {
	r := &g.row
	r.Values, r.Fields, r.Person = r.Values[:0], fields, 0
	g.kinds = 0
	at := 0
	for i := range g.judged {
		j := &g.judged[i]
		if len(j.Text) > 0 {
			g.kinds |= 1 << (j.Kind & 63)
		}
		v := row.Value{Field: j.Field, Kind: j.Kind, Text: j.Text, Evidence: j.Evidence, Score: j.Score}
		switch {
		case fact.Telling(j.Kind) && len(j.Text) > 0: // facts come in the order of values
			v.Hash = list[at].Hash
			at++
		case j.Kind.Has(pii.Specific) && r.Person == 0: // its hash tells persons apart within this run and stays here
			r.Person, _ = g.facts.Hash(j.Kind, j.Text)
		}
		r.Values = append(r.Values, v)
	}
	if r.Person == 0 {
		if f := fact.Strongest(list); f != nil {
			r.Person = f.Hash
		}
	}
	g.kinds = g.kinds&personal | seenAtAll
}

// recognisable tells whether something in the record could lead to a person.
func recognisable(list []fact.Fact) bool {
	for i := range list {
		if points(&list[i]) || list[i].Made >= fact.Born || list[i].Kind == pii.StreetAddress {
			return true
		}
	}
	return false
}
