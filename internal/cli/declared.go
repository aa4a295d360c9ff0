package cli

import (
	"context"
	"iter"
	"path/filepath"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/register"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// declared is the register of tsutsumi.yaml, with its places as the inventory names them.
func (a *app) declared(set *setup) (*declared.Register, error) {
	f, err := set.home.Read()
	if err != nil {
		return nil, err
	}
	reg, err := declared.New(f, set.home.Fault)
	if err != nil {
		return nil, err
	}
	name := set.engine(false).Name
	reg.Locate(func(target string) string { return name(sourceName(placed(set, target))) })
	return reg, nil
}

// placed is a declared target as it is opened: a path that is not absolute counts from the folder of tsutsumi.yaml.
func placed(set *setup, target string) string {
	if strings.Contains(target, "://") || filepath.IsAbs(target) {
		return target
	}
	return filepath.Join(set.home.Config, target)
}

// sourceName is what a source calls itself.
func sourceName(target string) string {
	if strings.Contains(target, "://") {
		if t, err := source.Parse(target); err == nil {
			return t.Name()
		}
		return target
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real
	}
	return filepath.ToSlash(filepath.Clean(target))
}

// registerState lays the inventory beside what is declared.
func (a *app) registerState(ctx context.Context, set *setup, inv *store.Store) (*register.State, error) {
	reg, err := a.declared(set)
	if err != nil {
		return nil, err
	}
	states, err := inv.Sources(ctx)
	if err != nil {
		return nil, err
	}
	return register.Gather(reg, states, func(f inventory.Filter) iter.Seq2[inventory.Holding, error] { return inv.Parts(ctx, f) })
}
