// Package builtin lists the documents that are part of the program.
package builtin

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/asia"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/board"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/europe"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/japan"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/public"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/story"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Catalogue lists every form, Japan's first.
func Catalogue() []legal.Form {
	return slices.Concat(
		japan.Forms(),
		europe.Forms(),
		asia.Forms(),
		public.Forms(),
		board.Forms(),
		story.Forms(),
	)
}

// Draft makes a document of the catalogue by its form's ID. There being none is fault.Usage.
func Draft(form string, in *legal.Input, lang string) (*paper.Document, error) {
	f, err := legal.Find(Catalogue(), form)
	if err != nil {
		return nil, err
	}
	return f.Draft(in, lang), nil
}
