package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/content"

func documents() []content.Format { return append(office(), mailAndHTML()...) }
