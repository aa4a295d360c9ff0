package breach

import (
	"fmt"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// TestManyRefuted: pieces that tell nothing of persons and were refuted, one by one, cost nothing; those that do tell are looked at once each time, with
// the number that then holds.
func TestManyRefuted(t *testing.T) {
	const n = 3000
	few, many := int64(7), int64(70)
	s := &State{Opened: time.Unix(0, 0).UTC(), Facts: map[string][]Source[Fact]{}}
	at := func(i int) time.Time { return time.Unix(int64(i)*3600, 0).UTC() }
	for i := range n {
		s.Evidence = append(s.Evidence, Source[Added]{Seq: int64(i + 1), At: at(i), Body: Added{ID: fmt.Sprintf("E%d", i+1), Sort: FromFile}})
		switch i {
		case 0:
			s.Evidence[i].Body.People.Likely = &few
		case 1:
			s.Evidence[i].Body.People.Likely = &many
		}
	}
	for i := 1; i < n; i++ {
		id := fmt.Sprintf("E%d", i+1)
		s.Facts[id] = []Source[Fact]{{Seq: int64(n + i + 1), At: at(n + i), Body: Fact{Name: id, Status: Refuted, Source: "u"}}}
	}
	begun := time.Now()
	f := s.LawFacts(nil)[law.People]
	if took := time.Since(begun); took > 5*time.Second {
		t.Errorf("%s for %d pieces", took, n)
	}
	if f.Likely == nil || *f.Likely != few || len(f.Earlier) == 0 || *f.Earlier[len(f.Earlier)-1].Likely != many {
		t.Errorf("people %+v", f)
	}
}
