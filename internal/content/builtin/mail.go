package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/html"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/mail"
)

// mailAndHTML are the documents of mail and web.
func mailAndHTML() []content.Format {
	return []content.Format{mail.Mbox{}, mail.Message{}, html.Format{}}
}
