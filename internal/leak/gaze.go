package leak

import (
	"bytes"
	"errors"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// notes are what the aspects gathered, of one block or of all.
type notes struct {
	records  int64 // of tables; of running text, what stands close together
	unusable int64
	origin   *explained
	known    people.Set // the persons of matched rows
	what     *what
	persons  *persons
	genuine  *genuine
	assets   *assets
	canaries *canaries
	recycled *recycled
}

func newNotes(r *run) *notes {
	return &notes{origin: newExplained(r.o.Stores), what: &what{}, persons: newPersons(), genuine: newGenuine(),
		assets: r.assets.fork(), canaries: newCanaries(&r.o.Planted), recycled: newRecycled()}
}

func (n *notes) merge(o *notes) {
	n.records += o.records
	n.unusable += o.unusable
	n.origin.merge(o.origin)
	n.known.Merge(&o.known)
	n.what.merge(o.what)
	n.persons.merge(o.persons)
	n.genuine.merge(o.genuine)
	n.assets.merge(o.assets)
	n.canaries.merge(o.canaries)
	n.recycled.merge(o.recycled)
}

// gaze is the eye of a matching: it looks at the rows of one block at a time.
type gaze struct {
	r       *run
	notes   *notes
	facts   facts
	finders []*finder
	seen    []*sighting
	row     row
	judged  []engine.Judged
}

func newGaze(r *run) *gaze {
	runKey := r.o.Engine.Run
	if runKey == nil {
		runKey = r.o.Engine.Key
	}
	g := &gaze{r: r, facts: newFacts(r.o.Engine.Key, runKey), seen: make([]*sighting, len(r.o.Stores))}
	for i := range r.o.Stores {
		g.finders = append(g.finders, newFinder(r.o.Stores[i].Index))
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
	g.notes = newNotes(g.r)
	own := b.Text[b.From:b.To]
	if !p.Form.Table() {
		g.notes.what.text(own)
	}
	g.notes.assets.block(g.r.part(p.Name), b)
	g.notes.canaries.text(own)
}

// Row implements engine.Eye.
func (g *gaze) Row(rec *content.Record, fields []string, found []engine.Judged) {
	n := g.notes
	n.records++
	g.trim(found)
	if g.row.all = nil; rec != nil {
		g.row.all = rec.Values
	}
	list := g.facts.of(g.judged, g.row.all)
	g.fill(fields, list)
	if len(g.finders) > 0 {
		list = g.facts.plain(g.judged, g.row.all)
	}
	if len(g.row.values) == 0 {
		n.unusable++
	}
	n.what.add(&g.row)
	n.persons.add(&g.row)
	n.genuine.add(&g.row)
	n.canaries.add(&g.row)
	n.recycled.add(&g.row)
	if !recognisable(list) {
		return
	}
	n.origin.usable++
	for i, f := range g.finders {
		g.seen[i] = f.look(list)
	}
	if n.origin.add(g.seen) {
		n.known.Add(keysOf(list))
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
func (g *gaze) fill(fields []string, list []fact) {
	r := &g.row
	r.values, r.fields, r.person = r.values[:0], fields, 0
	at := 0
	for i := range g.judged {
		j := &g.judged[i]
		v := value{field: j.Field, kind: j.Kind, text: j.Text, evidence: j.Evidence, score: j.Score}
		switch {
		case telling(j.Kind) && len(j.Text) > 0: // facts come in the order of values
			v.hash = list[at].hash
			at++
		case j.Kind.Has(pii.Specific) && r.person == 0: // its hash tells persons apart within this run and stays here
			r.person, _ = g.facts.hash(j.Kind, j.Text)
		}
		r.values = append(r.values, v)
	}
	if r.person == 0 {
		if f := strongest(list); f != nil {
			r.person = f.hash
		}
	}
}

// recognisable tells whether something in the record could lead to a person.
func recognisable(list []fact) bool {
	for i := range list {
		if points(&list[i]) || list[i].made >= born || list[i].kind == pii.StreetAddress {
			return true
		}
	}
	return false
}
