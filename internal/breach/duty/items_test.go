package duty

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
)

// TestItems: what every item of every rule needs is said, and no other.
func TestItems(t *testing.T) {
	b, err := book.Open()
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, r := range b.Rules {
		for _, i := range r.Items {
			used[i.ID] = true
			if _, ok := needs[i.ID]; !ok {
				t.Errorf("%s: what item %s needs is not said", r.ID, i.ID)
			}
		}
	}
	for id := range needs {
		if !used[id] {
			t.Errorf("no rule has an item %s", id)
		}
	}
}
