package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/evidence"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
)

// held is what the inventory has of a source, or of a part of it.
func (g *gathering) held(ctx context.Context, name string) error {
	source, part, err := g.sourceOf(ctx, name)
	if err != nil {
		return err
	}
	var parts []inventory.Holding
	for h, err := range g.db.Parts(ctx, inventory.Filter{Source: source}) {
		if err != nil {
			return err
		}
		if part == "" || liesIn(part, &h) {
			parts = append(parts, h)
		}
	}
	if len(parts) == 0 {
		return fault.Errorf(fault.Usage, "--inventory: %s", g.a.say("there is no such part in the inventory; inventory list names them", "台帳にその対象はありません。inventory list で確認できます"))
	}
	system := g.reg.Of(source, part)
	of, err := g.indexOf(system)
	if err != nil {
		return err
	}
	called := shortStore(source, part)
	if system != nil && part == "" {
		called = system.Name
	}
	found, err := evidence.Inventory(called, parts, part == "", system, of)
	if err != nil {
		return err
	}
	return g.put(ctx, found)
}

// liesIn tells whether a part is the one named, a piece of it, or lies in it.
func liesIn(name string, h *inventory.Holding) bool {
	for _, have := range []string{h.Place, h.Name, h.Unit} {
		if rest, ok := strings.CutPrefix(have, name); ok && have != "" && (rest == "" || rest[0] == '/' || strings.HasPrefix(rest, "!/")) {
			return true
		}
	}
	return false
}

// sourceOf takes SOURCE/PART apart: a source is called as the inventory or the register does.
func (g *gathering) sourceOf(ctx context.Context, name string) (source, part string, err error) {
	states, err := g.db.Sources(ctx)
	if err != nil {
		return "", "", err
	}
	called := map[string]string{}
	for _, s := range states {
		called[s.Source], called[shortStore(s.Source, "")] = s.Source, s.Source
	}
	for i := range g.reg.Systems {
		s := &g.reg.Systems[i]
		for _, st := range states {
			if s.Place == strings.TrimRight(st.Source, "/") {
				called[s.Name], called[placed(g.set, s.Target)] = st.Source, st.Source
			}
		}
	}
	long := -1
	for c, s := range called {
		if rest, ok := strings.CutPrefix(name, c); ok && (rest == "" || rest[0] == '/') && len(c) > long {
			source, part, long = s, strings.TrimPrefix(rest, "/"), len(c)
		}
	}
	if long < 0 {
		if abs, err := filepath.Abs(name); err == nil && abs != name && !strings.Contains(name, "://") {
			return g.sourceOf(ctx, filepath.ToSlash(abs))
		}
		return "", "", fault.Errorf(fault.Usage, "--inventory: %s", g.a.say("there is no such source in the inventory; inventory list names them", "台帳にその対象はありません。inventory list で確認できます"))
	}
	return source, part, nil
}

// indexOf is the people index of a declared system, nil if there is none.
func (g *gathering) indexOf(system *declared.System) (*evidence.Store, error) {
	if system == nil {
		return nil, nil
	}
	dir, err := g.set.home.People()
	if err != nil {
		return nil, err
	}
	names, err := indexNames(dir)
	if err != nil || !slices.Contains(names, system.Index) {
		return nil, err
	}
	stores, done, err := g.a.indices(g.set, []string{system.Index})
	if err != nil {
		return nil, err
	}
	defer done()
	return &evidence.Store{Name: system.Index, Meta: stores[0].Index.Meta()}, nil
}

// supplied is the notice of a supplier, with the persons whom it names.
func (g *gathering) supplied(ctx context.Context, path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("read notice: %w", err))
	}
	n, err := g.readNotice(text)
	if err != nil {
		return err
	}
	ids, store := g.f.ids, g.f.store
	if ids == "" && n.IDs != "" {
		if ids = n.IDs; !filepath.IsAbs(ids) {
			ids = filepath.Join(filepath.Dir(path), ids)
		}
	}
	if store == "" {
		store = n.Store
	}
	var who *evidence.IDs
	if ids != "" {
		if who, err = g.named(ids, store, n); err != nil {
			return err
		}
	}
	found, err := evidence.Supplier(n, who, g.reg.System(n.System), g.now())
	if err != nil {
		return err
	}
	return g.put(ctx, found)
}

func (g *gathering) readNotice(text []byte) (*evidence.Notice, error) {
	return evidence.ReadNotice(text, func(s string) string { return g.a.typed(g.caseRoom, s) }, g.zone)
}

// noticed is the notice of a supplier that came without persons.
func (g *gathering) noticed(ctx context.Context, text []byte) error {
	n, err := g.readNotice(text)
	if err != nil {
		return err
	}
	found, err := evidence.Supplier(n, nil, g.reg.System(n.System), g.now())
	if err != nil {
		return err
	}
	return g.put(ctx, found)
}

// named looks up the persons whom a file names. The file is read, and nothing of it kept.
func (g *gathering) named(path, store string, n *evidence.Notice) (*evidence.IDs, error) {
	var only []string
	if store != "" {
		only = []string{store}
	}
	stores, done, err := g.a.indices(g.set, only)
	if err != nil {
		return nil, err
	}
	defer done()
	if len(stores) == 0 {
		return nil, fault.Errorf(fault.Usage, "--ids: %s", g.a.say("there is no people index to look them up in; people snapshot makes one", "照合用索引がありません。people snapshot で作成してください"))
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read identifiers: %w", err))
	}
	defer file.Close()
	return evidence.Find(stores, g.set.config.Key, io.Reader(file), n.Kinds)
}
