package leak

import "github.com/tsutsumi-dev/tsutsumi/internal/people/index"

// Store is a people index that a dump is laid beside, by the name of the store that it was made of.
type Store struct {
	Name  string
	Index *index.Index
}
