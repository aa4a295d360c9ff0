// Package walk takes a source through an engine, unit by unit. What reads whole sources needs it: a dump, a store.
package walk

import (
	"context"
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Source lets an engine judge every unit of a source for a sink.
func Source(ctx context.Context, src source.Source, e *engine.Engine, formats []content.Format, limits content.Limits, temp string, sink engine.Sink) error {
	for u, err := range src.Units(ctx) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			sink.Skip(u.Name, u.Size, err)
			continue
		}
		if err := unit(ctx, src, u, e, formats, limits, temp, sink); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func unit(ctx context.Context, src source.Source, u source.Unit, e *engine.Engine, formats []content.Format, limits content.Limits, temp string, sink engine.Sink) error {
	body, err := src.Open(ctx, u)
	if err != nil {
		sink.Skip(u.Name, u.Size, err)
		return nil
	}
	reader := e.NewReader(sink, "")
	w := &content.Walk{Handler: reader, Formats: formats, Limits: limits, TempDir: temp}
	err = w.Run(ctx, body.Body)
	if err == nil {
		err = reader.Close()
	}
	if body.Changed() {
		sink.Skip(u.Name, u.Size, fault.Errorf(fault.Changed, "read %q: changed while it was read", u.Name))
	}
	if e := body.Close(); e != nil && err == nil {
		sink.Skip(u.Name, u.Size, fault.As(fault.Unreadable, fmt.Errorf("close: %w", e)))
	}
	return err
}
