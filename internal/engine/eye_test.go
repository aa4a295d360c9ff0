package engine_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// watcher is a sink with eyes.
type watcher struct {
	gathered
	rows []string
}

type eye struct{ rows []string }

func (e *eye) Block(*content.Part, *content.Block) { e.rows = e.rows[:0] }

func (e *eye) Row(rec *content.Record, fields []string, found []engine.Judged) {
	s := ""
	if rec != nil {
		s = fmt.Sprintf("%d values:", len(rec.Values))
	}
	for _, j := range found {
		s += fmt.Sprintf(" %v=%s", j.Kind, j.Text)
	}
	e.rows = append(e.rows, s)
}

func (w *watcher) Eye() engine.Eye { return &eye{} }

func (w *watcher) Seen(p *engine.Part, e engine.Eye) error {
	w.rows = append(w.rows, e.(*eye).rows...)
	return nil
}

// TestEyeSeesEachRecordOnce: however the text is cut and whoever judges it, the records come once and in order, with what the
// tallies count.
func TestEyeSeesEachRecordOnce(t *testing.T) {
	var csvText, nd, log bytes.Buffer
	if err := synth.WriteJapaneseCSV(&csvText, 3000, 1, "utf-8"); err != nil {
		t.Fatal(err)
	}
	if err := synth.WriteShanghai(&nd, 2000, 1); err != nil {
		t.Fatal(err)
	}
	if err := synth.WriteLog(&log, 2000, 1); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		form content.Form
		data []byte
	}{{content.CSV, csvText.Bytes()}, {content.NDJSON, nd.Bytes()}, {content.Log, log.Bytes()}} {
		t.Run(c.form.String(), func(t *testing.T) {
			look := func(size, workers int) *watcher {
				w := &watcher{}
				r := newEngine(t, workers).NewReader(w, "test")
				p := content.Part{Name: "x", Form: c.form, Comma: ','}
				if err := r.Part(context.Background(), &p, blocksOf(&p, c.data, size)); err != nil {
					t.Fatal(err)
				}
				if err := r.Close(); err != nil {
					t.Fatal(err)
				}
				return w
			}
			whole := look(1<<20, 1)
			if c.form.Table() && int64(len(whole.rows)) != whole.parts[0].Records {
				t.Errorf("%d rows of %d records were shown", len(whole.rows), whole.parts[0].Records)
			}
			if len(whole.rows) < 1000 {
				t.Errorf("only %d rows were shown", len(whole.rows))
			}
			if d := cmp.Diff(whole.rows, look(1<<20, 4).rows); d != "" {
				t.Errorf("four workers show other rows: %.500s", d)
			}
		})
	}
}
