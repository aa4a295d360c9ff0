package builtin

import "github.com/tsutsumi-dev/tsutsumi/internal/source"

// stores are all else that answers with keys, entries or messages.
func stores() []source.Scheme { return nil }
