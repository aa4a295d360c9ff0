package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/tally"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// renewer works digests out: for the server, and for a command that changed what they tell of.
type renewer struct {
	db    *store.Store
	reg   *declared.Register
	marks map[string]store.RunMark
	now   time.Time
}

// newRenewer looks at what there is.
func newRenewer(ctx context.Context, db *store.Store, reg *declared.Register, now time.Time) (*renewer, error) {
	marks, err := db.RunMarks(ctx)
	return &renewer{db: db, reg: reg, marks: marks, now: now}, err
}

// mark is what the digest of a source would be made from now.
func (r *renewer) mark(source string) string {
	sum := sha256.New()
	at := strings.TrimRight(source, "/")
	for i := range r.reg.Systems {
		if s := &r.reg.Systems[i]; s.Place != "" && (strings.HasPrefix(at, s.Place) || strings.HasPrefix(s.Place, at)) {
			fmt.Fprintf(sum, "%s\x00%s\x00%s\x00%s\x00", s.Name, s.Place, s.Owner, s.Country)
		}
	}
	return "1." + r.marks[source].String() + "." + hex.EncodeToString(sum.Sum(nil)[:6])
}

// stale lists the sources whose digests do not tell what is recorded: those that were scanned since, and those that are new.
func (r *renewer) stale(ds []shelf.Digest) []string {
	var out []string
	for source := range r.marks {
		i := slices.IndexFunc(ds, func(d shelf.Digest) bool { return d.Source == source })
		if i < 0 || ds[i].Mark != r.mark(source) {
			out = append(out, source)
		}
	}
	slices.Sort(out)
	return out
}

// one works a source out.
func (r *renewer) one(ctx context.Context, source string) (err error) {
	w, err := r.db.NewShelf(ctx, source)
	if err != nil {
		return err
	}
	mark := r.mark(source) // what comes meanwhile makes it stale again
	t, err := tally.Make(r.db.Parts(ctx, inventory.Filter{Source: source}), tally.Options{
		Declared: func(part string) (string, string, string) {
			if s := r.reg.Of(source, part); s != nil {
				return s.Name, s.Owner, s.Country
			}
			return "", "", ""
		},
		Add: func(row *shelf.Row) error { return w.Add(ctx, row) },
	})
	if err != nil {
		return err
	}
	t.Digest.Mark, t.Digest.At = mark, r.now
	return w.Finish(ctx, &t.Digest, r.day(), t.People, t.Index, t.Names, t.Systems)
}

// day is the day whose numbers these are.
func (r *renewer) day() string { return r.now.Format(time.DateOnly) }

// together adds all sources up.
func (r *renewer) together(ctx context.Context) error {
	ds, err := r.db.Digests(ctx)
	if err != nil {
		return err
	}
	var parts []shelf.Digest
	gen := int64(0)
	for i := range ds {
		if ds[i].Source != "" {
			parts = append(parts, ds[i])
		} else {
			gen = ds[i].Gen
		}
	}
	set, err := union(ctx, r.db, parts)
	if err != nil {
		return err
	}
	all := tally.Together(parts, set)
	all.Gen, all.Mark, all.At = gen+1, gens(parts), r.now
	return r.db.KeepDigest(ctx, &all, r.day())
}

// gens tells which generations several digests are of.
func gens(ds []shelf.Digest) string {
	sum := sha256.New()
	for i := range ds {
		fmt.Fprintf(sum, "%s\x00%d\x00", ds[i].Source, ds[i].Gen)
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}

// union is everybody in several sources.
func union(ctx context.Context, db *store.Store, ds []shelf.Digest) (*people.Set, error) {
	all := &people.Set{}
	for i := range ds {
		if err := mergeKept(ctx, db, all, &ds[i], "people"); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// mergeKept adds a set that was kept with a digest.
func mergeKept(ctx context.Context, db *store.Store, to *people.Set, d *shelf.Digest, what string) error {
	pieces, err := db.ShelfPieces(ctx, d.Source, d.Gen, what)
	if err != nil {
		return err
	}
	if set := bytes.Join(pieces, nil); len(set) > 0 {
		if err := to.MergeEncoded(set); err != nil {
			return fmt.Errorf("read persons of a source: %w", err)
		}
	}
	return nil
}

// renew works the digest of a source out anew, and what is told of all together; "" is of all sources that changed. It is what a digest
// job does.
func (h *house) renew(ctx context.Context, source string) error {
	h.shelves.renewing.Lock()
	defer h.shelves.renewing.Unlock()
	reg, err := h.register(ctx)
	if err != nil {
		return err
	}
	r, err := newRenewer(ctx, h.db, reg, h.now())
	if err != nil {
		return err
	}
	list := []string{source}
	if source == "" {
		ds, err := h.db.Digests(ctx)
		if err != nil {
			return err
		}
		list = r.stale(ds)
	}
	for _, s := range list {
		if err := r.one(ctx, s); err != nil {
			return err
		}
	}
	defer h.shelves.forget()
	return r.together(ctx)
}

// doDigest works digests out anew.
func (h *house) doDigest(ctx context.Context, j *queue.Job, _ func(queue.Progress)) (json.RawMessage, error) {
	return nil, h.renew(ctx, j.Subject)
}

// register is what is declared, in tsutsumi.yaml and in the console, with its places as the inventory names them.
func (h *house) register(ctx context.Context) (*declared.Register, error) {
	f, err := h.set.home.Read()
	if err != nil {
		return nil, err
	}
	places, err := h.db.Places(ctx)
	if err != nil {
		return nil, err
	}
	return registerOf(h.set, f, places, h.label)
}

// registerOf is the register of a configuration with what was added in the console.
func registerOf(set *setup, f *config.File, places []store.Place, label func(string) string) (*declared.Register, error) {
	all := *f
	var err error
	if all.Sources, err = merged(f, places); err != nil {
		return nil, err
	}
	reg, err := declared.New(&all, set.home.Fault)
	if err != nil {
		return nil, err
	}
	reg.Locate(func(target string) string { return label(sourceName(placed(set, target))) })
	return reg, nil
}

// label makes a name what the inventory calls it.
func (h *house) label(name string) string {
	h.shelves.naming.Do(func() { h.shelves.name = h.set.engine(false).Name })
	return h.shelves.name(name)
}

// shelves is what the server remembers of what it read.
type shelves struct {
	renewing sync.Mutex
	naming   sync.Once
	name     func(string) string

	mu      sync.Mutex
	looked  time.Time // when digests and marks were last read
	digests []shelf.Digest
	marks   map[string]store.RunMark
	stale   []string
	working bool // sources are worked out in the background
	indexes map[string]ofGen[*shelf.Index]
	names   map[string]ofGen[[][]byte]
	unions  map[string]shelf.Digest
	lands   map[string]*heldState
}

// ofGen is something of a generation.
type ofGen[T any] struct {
	gen int64
	is  T
}

// forget makes the next page look again.
func (s *shelves) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.looked = time.Time{}
}

// markOf changes with whatever is declared.
func markOf(reg *declared.Register) string {
	b, err := json.Marshal(reg)
	if err != nil { // nothing in it cannot be written
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
