package leak

import "github.com/tsutsumi-dev/tsutsumi/internal/people/index"

// Store is a people index that a dump is laid beside.
type Store struct {
	Name  string
	Index *index.Index
}
