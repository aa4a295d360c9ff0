package stay

import (
	"context"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/walk"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// maxListed is how many values a list may have: more do not fit into memory beside all else.
const maxListed = 4 << 20

// List are those who left, as keyed hashes that live in memory only: of the column that tells them apart, and of what leads
// to a person of itself (an e-mail address, a telephone number).
type List struct {
	key     string
	hashes  map[uint64]struct{}
	Records int64
	Without int64 // records without the key
	Fields  []string
	Skipped []leak.Skip
}

func (l *List) has(h uint64) bool {
	_, ok := l.hashes[h]
	return ok
}

// List reads a list of who left; key is the column that tells them apart.
func (r *Reader) List(ctx context.Context, src source.Source, key string) (*List, error) {
	t := &lister{taker: taker{r: r, o: Options{Key: key}, shown: map[string]bool{}}, list: &List{key: key, hashes: map[uint64]struct{}{}}}
	if err := walk.Source(ctx, src, r.Engine, r.Formats, r.Limits, r.TempDir, t); err != nil {
		return nil, err
	}
	t.list.Fields, t.list.Skipped = t.fields, t.skipped
	if t.list.Records > 0 && t.list.Without == t.list.Records {
		return nil, fault.Errorf(fault.Usage, "read who left: no record has the column that key names")
	}
	return t.list, nil
}

// lister is the sink of a list.
type lister struct {
	taker
	list *List
}

// listing is its eye.
type listing struct {
	gaze
	hashes  []uint64
	without int64
}

// Eye implements engine.EyeSink.
func (t *lister) Eye() engine.Eye {
	return &listing{gaze: *t.taker.Eye().(*gaze)}
}

// Block implements engine.Eye.
func (e *listing) Block(p *content.Part, b *content.Block) {
	e.gaze.Block(p, b)
	e.hashes, e.without = e.hashes[:0], 0
}

// Row implements engine.Eye.
func (e *listing) Row(rec *content.Record, fields []string, found []engine.Judged) {
	if e.text || rec == nil {
		return
	}
	e.rows++
	if len(fields) > len(e.fields) {
		e.fields = append(e.fields, fields[len(e.fields):]...)
	}
	if e.at.fields != len(fields) {
		e.find(fields)
	}
	key := value(rec, e.at.key)
	if len(key) == 0 {
		e.without++
		return
	}
	e.hashes = append(e.hashes, e.id(key))
	facts := e.facts.Of(found, rec.Values)
	for i := range facts {
		if leads(&facts[i]) {
			e.hashes = append(e.hashes, facts[i].Hash)
		}
	}
}

// Seen implements engine.EyeSink.
func (t *lister) Seen(_ *engine.Part, eye engine.Eye) error {
	e := eye.(*listing)
	if e.text {
		return nil
	}
	t.list.Records += e.rows
	t.list.Without += e.without
	for _, h := range e.hashes {
		t.list.hashes[h] = struct{}{}
	}
	if len(t.list.hashes) > maxListed {
		return fault.Errorf(fault.Refused, "read who left: more than %d values", maxListed)
	}
	for _, name := range e.fields {
		if len(t.fields) < maxFields && !t.shown[name] {
			t.shown[name] = true
			t.fields = append(t.fields, t.r.Engine.Name(name))
		}
	}
	return nil
}
