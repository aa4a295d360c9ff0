package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	docs "github.com/tsutsumi-dev/tsutsumi/internal/content/office"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/opendoc"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/pdf"
)

// office are the documents of office programs and PDF.
func office() []content.Format {
	return []content.Format{docs.Word{}, docs.Slides{}, opendoc.Format{}, pdf.Format{}}
}
