// Package known reads bodies that say themselves what part they are: rows that a source wrote out of a database.
package known

import (
	"context"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
)

// Format is the content.Format of such bodies. It stands first in the list: what is known need not be guessed.
type Format struct{}

// Name is the format's word.
func (Format) Name() string { return "known" }

// Match takes what is known and nothing else.
func (Format) Match(h *content.Head) content.Certainty {
	if h.Known {
		return content.Magic
	}
	return content.No
}

// Read hands out the part.
func (Format) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	p := *b.Known
	if p.Name == "" {
		p.Name = b.Name
	}
	if p.Size == 0 {
		p.Size = b.Size
	}
	var blocks content.Blocks
	switch p.Form {
	case content.CSV:
		blocks = csv.NewBlocks(b.R, &p)
	case content.NDJSON, content.Copy: // a line each
		blocks = ndjson.NewBlocks(b.R)
	default:
		blocks = text.NewBlocks(b.R)
	}
	return w.Part(ctx, &p, blocks)
}
