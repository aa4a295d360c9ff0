package breach

import (
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// TestOnePersonIsNotTwo: where no users are named, one person who writes her name in another way is no second one; where they are, only those count.
func TestOnePersonIsNotTwo(t *testing.T) {
	yes := func(by string) Source[Decided] {
		return Source[Decided]{At: time.Unix(1, 0), By: by, Body: Decided{Act: ActClose, Choice: "yes"}}
	}
	for name, c := range map[string]struct {
		users []string
		by    []string
		ok    bool
	}{
		"twice":               {nil, []string{"sato", "sato"}, false},
		"in capitals":         {nil, []string{"sato", "Sato"}, false},
		"wide":                {nil, []string{"sato", "ｓａｔｏ"}, false},
		"with a space":        {nil, []string{"sato", "sato "}, false},
		"two":                 {nil, []string{"sato", "tanaka"}, true},
		"two of the users":    {[]string{"sato", "tanaka"}, []string{"sato", "tanaka"}, true},
		"one is none of them": {[]string{"sato", "tanaka"}, []string{"sato", "mallory"}, false},
	} {
		s := &State{}
		for _, by := range c.by {
			s.Decisions = append(s.Decisions, yes(by))
		}
		err := s.Allowed(ActClose, "", &config.Case{TwoPersons: []string{ActClose}, Users: c.users})
		if (err == nil) != c.ok || err != nil && fault.Of(err) != fault.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
}
