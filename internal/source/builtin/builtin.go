// Package builtin lists every source that is part of the program.
package builtin

import (
	"context"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/file"
)

// All lists the schemes in the order of their names.
func All() []source.Scheme {
	var out []source.Scheme
	out = append(out, histories()...)
	out = append(out, databases()...)
	out = append(out, documents()...)
	out = append(out, stores()...)
	slices.SortFunc(out, func(a, b source.Scheme) int { return strings.Compare(a.Names[0], b.Names[0]) })
	return out
}

// Open turns a target into a source: a URL by its scheme, everything else as a path.
func Open(ctx context.Context, target string, o *source.Options) (source.Source, error) {
	if !strings.Contains(target, "://") {
		return file.Open(target, file.Options{All: o.All, Skip: o.Skip})
	}
	t, err := source.Parse(target)
	if err != nil {
		return nil, err
	}
	for _, s := range All() {
		if slices.Contains(s.Names, t.Scheme) {
			return s.Open(ctx, t, o)
		}
	}
	return nil, fault.Errorf(fault.Usage, "open target: %s:// is not supported", t.Scheme)
}
