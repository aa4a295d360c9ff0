package cli

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/evidence"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/vault"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	checks "github.com/tsutsumi-dev/tsutsumi/internal/exposure/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/claim"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
)

// gathering makes entries of a case out of what the flags name.
type gathering struct {
	*caseRoom
	f     *addFlags
	reg   *declared.Register
	out   []breach.Entry
	ids   int         // of evidence given so far
	match *leak.Match // the one that was named last
}

// gather makes evidence of what the flags name, in the vault and as entries to be recorded; nothing is recorded yet. f.st is the case to which it is
// added, nil where a new one begins with it.
func (r *caseRoom) gather(ctx context.Context, f *addFlags) ([]breach.Entry, error) {
	if err := f.evidenceCheck(); err != nil || !f.any() {
		return nil, err
	}
	reg, err := r.a.declared(r.set)
	if err != nil {
		return nil, err
	}
	g := &gathering{caseRoom: r, f: f, reg: reg}
	if f.st != nil {
		for i := range f.st.Evidence {
			var n int
			if _, err := fmt.Sscanf(f.st.Evidence[i].Body.ID, "E%d", &n); err == nil {
				g.ids = max(g.ids, n)
			}
		}
	}
	for _, step := range []struct {
		named []string
		do    func(context.Context, string) error
	}{{f.matches, g.matched}, {f.claims, g.claimed}, {f.alerts, g.alerted}, {f.exposures, g.exposed}, {f.inventory, g.held}, {f.suppliers, g.supplied}, {f.files, g.filed}, {f.answers, g.answered}} {
		for _, name := range step.named {
			if err := step.do(ctx, name); err != nil {
				return nil, err
			}
		}
	}
	if f.handed != nil {
		if err := g.handed(ctx, f.called, f.handed); err != nil {
			return nil, err
		}
	}
	if len(f.notice) > 0 {
		if err := g.noticed(ctx, f.notice); err != nil {
			return nil, err
		}
	}
	return g.out, g.words(ctx)
}

// put records what a piece of evidence gives, its persons and its record in the vault. One of the same thing as before (an alert that grew) takes its place.
func (g *gathering) put(ctx context.Context, f *evidence.Found) error {
	a := &f.Added
	id := ""
	if g.f.st != nil {
		f.Settle(g.f.st.Now)
		for i := range g.f.st.Evidence {
			if e := &g.f.st.Evidence[i].Body; a.Ref != "" && e.Sort == a.Sort && e.Ref == a.Ref && a.Ref != askRef {
				id = e.ID
			}
		}
	}
	if id == "" {
		g.ids++
		id = fmt.Sprintf("E%d", g.ids)
	}
	for _, p := range f.Persons {
		set, err := vault.PutPersons(ctx, g.vault, p)
		if err != nil {
			return err
		}
		if p.All {
			if set.People, err = g.everybody(p.Store); err != nil {
				return err
			}
		}
		a.Persons = append(a.Persons, set)
	}
	if len(f.Record) > 0 {
		sum, size, err := g.vault.Put(ctx, bytes.NewReader(f.Record))
		if err != nil {
			return err
		}
		a.SHA256, a.Size, a.Kept = sum, size, true
	}
	f.Number(id)
	for _, n := range f.Notes {
		fmt.Fprintf(g.a.Err, "%s: %s\n", id, n.Of(g.a.lang))
	}
	g.out = append(g.out, breach.Entry{Body: *a, Secret: f.Secret})
	return nil
}

// askRef is the Ref of answers of the logs, of which each is one of its own.
const askRef = "watch --ask"

// everybody is how many persons an index has, those who left among them.
func (g *gathering) everybody(store string) (int64, error) {
	stores, done, err := g.a.indices(g.set, []string{store})
	if err != nil {
		return 0, err
	}
	defer done()
	return stores[0].Index.Meta().Rows, nil
}

func (g *gathering) matched(ctx context.Context, id string) error {
	path, err := g.a.keptPath(g.set, id)
	if err != nil {
		return err
	}
	var k kept
	if err := readMatch(path, &k); err != nil {
		return err
	}
	g.match = &k.Match
	if len(g.f.claims) > 0 && g.has(breach.FromMatch, k.Match.ID) {
		return nil // it is there, and the claim is laid beside it
	}
	var persons []*breach.Persons
	for _, o := range k.Match.Origin { // in the order of their share
		if s, ok := k.Persons[o.Store]; ok {
			persons = append(persons, s.persons(o.Store))
		}
	}
	found, err := evidence.Match(&k.Match, persons, g.reg)
	if err != nil {
		return err
	}
	return g.put(ctx, found)
}

func (g *gathering) has(sort, ref string) bool {
	if g.f.st == nil {
		return false
	}
	for i := range g.f.st.Evidence {
		if e := &g.f.st.Evidence[i].Body; e.Sort == sort && e.Ref == ref {
			return true
		}
	}
	return false
}

func (g *gathering) claimed(ctx context.Context, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("read claim: %w", err))
	}
	c, err := claim.Read(text, g.set.engine(false).Name)
	if err != nil {
		return err
	}
	found, err := evidence.Claim(c, g.match)
	if err != nil {
		return err
	}
	return g.put(ctx, found)
}

func (g *gathering) alerted(ctx context.Context, id string) error {
	all, err := g.db.Alerts(ctx)
	if err != nil {
		return err
	}
	k, err := find(all, id)
	if err != nil {
		return err
	}
	var clear *watch.Clear
	if len(k.Sealed) > 0 {
		seal, err := g.a.alertSeal(g.set)
		if err != nil {
			return err
		}
		if c, err := story.Open(&k.Alert, seal); err == nil {
			clear = &c
		}
	}
	found, err := evidence.Alert(k, clear, g.systemOf(k.Source))
	if err != nil {
		return err
	}
	return g.put(ctx, found)
}

// systemOf is the declared system that an alert calls so: as the inventory's place is called, or by its own name.
func (g *gathering) systemOf(called string) *declared.System {
	var best *declared.System
	long := 0
	for i := range g.reg.Systems {
		s := &g.reg.Systems[i]
		for _, name := range []string{s.Name, shortStore(s.Place, ""), s.Place} {
			rest, ok := strings.CutPrefix(called, name)
			if name != "" && ok && (rest == "" || rest[0] == ':' || rest[0] == '/') && len(name) > long {
				best, long = s, len(name)
			}
		}
	}
	return best
}

func (g *gathering) exposed(ctx context.Context, key string) error {
	all, err := g.db.Doors(ctx)
	if err != nil {
		return err
	}
	k, err := knownDoor(all, key)
	if err != nil {
		return err
	}
	var entry *exposure.Entry
	for _, c := range checks.All() {
		for _, e := range c.Catalogue() {
			if e.ID == k.ID {
				entry = &e
			}
		}
	}
	if entry == nil {
		entry = &exposure.Entry{ID: k.ID, Title: exposure.Text{EN: k.ID, JA: k.ID}}
	}
	behind, whole, err := g.behind(ctx, k)
	if err != nil {
		return err
	}
	found, err := evidence.Exposure(k, entry, behind, whole, g.reg.Of(k.Target, k.Object))
	if err != nil {
		return err
	}
	if len(g.f.answers) > 0 { // what the logs say of it goes with it
		for _, path := range g.f.answers {
			answer, err := readAnswer(path)
			if err != nil {
				return err
			}
			found.Unviewed(answer, k.First, later(k.Last, k.Closed))
		}
	}
	return g.put(ctx, found)
}

// knownDoor is the one whose key begins so, or of which there is only one of that name.
func knownDoor(all []exposure.Known, key string) (*exposure.Known, error) {
	var found *exposure.Known
	for i := range all {
		if k := &all[i]; len(key) >= 4 && strings.HasPrefix(k.Key, key) || k.ID == key {
			if found != nil {
				return nil, fault.Errorf(fault.Usage, "several exposures are called %q: name one by its key (exposure --format json)", key)
			}
			found = k
		}
	}
	if found == nil {
		return nil, fault.Errorf(fault.Usage, "there is no exposure %q", key)
	}
	return found, nil
}

// behind is whose data the inventory knows behind a door: at its object or, where it knows nothing there, of the whole target.
func (g *gathering) behind(ctx context.Context, k *exposure.Known) (*exposure.Behind, bool, error) {
	label := g.set.engine(false).Name
	for _, p := range []exposure.Place{{Source: k.Target, Place: k.Object}, {Source: k.Target}} {
		b, looked, err := exposure.At(ctx, g.db, label, p)
		if err != nil {
			return nil, false, err
		}
		if looked {
			return &b, p.Place == "" && k.Object != "", nil
		}
	}
	return &exposure.Behind{}, false, nil
}

func (g *gathering) filed(ctx context.Context, path string) error {
	file, err := os.Open(path)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("read file: %w", err))
	}
	defer file.Close()
	return g.handed(ctx, filepath.Base(path), file)
}

// handed is a file that somebody handed over.
func (g *gathering) handed(ctx context.Context, called string, file io.Reader) error {
	at, err := g.atTyped(g.f)
	if err != nil {
		return err
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.As(fault.Unreadable, fmt.Errorf("read file: %w", err))
	}
	whole := io.MultiReader(bytes.NewReader(head[:n]), file)
	var sum string
	var size int64
	if g.f.keep {
		sum, size, err = g.vault.PutSealed(ctx, whole)
	} else {
		h := sha256.New()
		size, err = io.Copy(h, whole)
		sum = hex.EncodeToString(h.Sum(nil))
	}
	if err != nil {
		return fmt.Errorf("read file: %w", err)
	}
	name := g.set.engine(false).Name(called)
	return g.put(ctx, evidence.File(name, http.DetectContentType(head[:n]), sum, size, g.f.keep, g.a.typed(g.caseRoom, g.f.from), at))
}

func (g *gathering) answered(ctx context.Context, path string) error {
	a, err := readAnswer(path)
	if err != nil {
		return err
	}
	var system *declared.System
	for _, s := range a.Stores {
		if system = g.systemOf(s); system != nil {
			break
		}
	}
	found, err := evidence.Logs(a, system, g.now())
	if err != nil {
		return err
	}
	return g.put(ctx, found)
}

// readAnswer reads what watch --ask --format json wrote.
func readAnswer(path string) (*evidence.Answer, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read answer: %w", err))
	}
	for line := range bytes.Lines(text) {
		var l struct {
			Answer *evidence.Answer `json:"answer"`
		}
		if json.Unmarshal(line, &l) == nil && l.Answer != nil {
			return l.Answer, nil
		}
	}
	return nil, fault.Errorf(fault.Usage, "read answer: not what watch --ask --format json writes")
}

// words are what people say.
func (g *gathering) words(ctx context.Context) error {
	if g.f.tip == "" && g.f.statement == "" {
		return nil
	}
	at, err := g.atTyped(g.f)
	if err != nil {
		return err
	}
	from := g.a.typed(g.caseRoom, g.f.from)
	if g.f.tip != "" {
		when := at
		if when.At.IsZero() {
			when = breach.Moment{At: g.now().UTC().Truncate(time.Second), Precision: breach.Second}
		}
		if err := g.put(ctx, evidence.Tip(g.a.typed(g.caseRoom, g.f.tip), from, when)); err != nil {
			return err
		}
	}
	if g.f.statement != "" {
		return g.put(ctx, evidence.Statement(g.a.typed(g.caseRoom, g.f.statement), from, at))
	}
	return nil
}
