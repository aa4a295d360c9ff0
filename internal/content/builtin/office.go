package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

// office are the documents of office programs and PDF.
func office() []content.Format { return nil }
