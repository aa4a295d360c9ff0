package engine_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// broken is a detector with a defect.
type broken struct{}

func (broken) Kind() pii.Kind          { return pii.AuthToken }
func (broken) Trigger() detect.Trigger { return detect.Trigger{Literals: []string{"BOOM"}} }
func (broken) MaxLen() int             { return 4 }
func (broken) Judge(c *detect.Candidate) (detect.Match, bool) {
	panic("secret: " + string(c.Text))
}

// A detector that panics costs its block, not the run; what the panic says is told to nobody.
func TestADefectIsOneBlocks(t *testing.T) {
	key, err := pii.NewKey(make([]byte, pii.KeySize), "test")
	if err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.Config{Detectors: append(detectors.All(), broken{}), Key: key, Workers: 2})
	g := &gathered{}
	r := e.NewReader(g, "test")
	line := "mail taro@example.com\n"
	data := strings.Repeat(line, 300) + "BOOM\n" + strings.Repeat(line, 300)
	for _, name := range []string{"a.txt", "b.txt"} {
		p := &content.Part{Name: name, Form: content.Text}
		if name == "b.txt" {
			data = line
		}
		if err := r.Part(context.Background(), p, text.NewBlocksSize(strings.NewReader(data), 2000)); err != nil {
			t.Fatal(err)
		}
	}
	if len(g.parts) != 2 {
		t.Fatalf("%d parts", len(g.parts))
	}
	if err := g.parts[0].Err; fault.Of(err) != fault.Unreadable || strings.Contains(err.Error(), "secret") {
		t.Errorf("got error %v", err)
	}
	if g.parts[1].Err != nil {
		t.Errorf("the next part fails too: %v", g.parts[1].Err)
	}
	if len(g.hits) < 400 {
		t.Errorf("only %d of 601 addresses found around the defect", len(g.hits))
	}
}
