package cli

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// The bounds of a sample of what stands open: enough to tell whose it is, little to take.
const (
	sampleUnits   = 40
	sampleRecords = 1000    // of a unit
	sampleBytes   = 2 << 20 // of a unit
	sampleTime    = time.Minute
)

// sampler looks whose data a source holds, without keeping any of it.
type sampler struct {
	engine  *engine.Engine
	formats []content.Format
	limits  content.Limits
	temp    string
}

// look reads the beginnings of a source's first units.
func (s *sampler) look(ctx context.Context, src source.Source) (exposure.Behind, error) {
	ctx, cancel := context.WithTimeout(ctx, sampleTime)
	defer cancel()
	t := &taken{b: exposure.Behind{Kinds: map[pii.Kind]int64{}, Sampled: true, Set: &people.Set{}}}
	var first error
	n := 0
	for u, err := range src.Units(ctx) {
		if err == nil {
			if n++; n > sampleUnits {
				t.more = true
				break
			}
			err = s.unit(ctx, src, u, t)
		}
		if err != nil && first == nil {
			first = err
		}
		if ctx.Err() != nil {
			break
		}
	}
	if t.b.Records == 0 && first != nil {
		return t.b, first
	}
	if !t.b.Set.Empty() {
		n := t.b.Set.Count().N
		t.b.People = &n
	}
	t.b.Sampled = t.more || first != nil
	return t.b, nil
}

func (s *sampler) unit(ctx context.Context, src source.Source, u source.Unit, t *taken) error {
	body, err := src.Open(ctx, u)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	short := &short{r: body.R, left: sampleBytes, records: sampleRecords, lines: body.Known != nil && body.Known.Form.Table()}
	b := body.Body
	b.R, b.At = short, nil
	if !short.lines {
		b.At = body.At // an archive is read where it stands
		if b.At != nil {
			b.R = body.R
		}
	}
	reader := s.engine.NewReader(t, "")
	w := &content.Walk{Handler: reader, Formats: s.formats, Limits: s.limits, TempDir: s.temp}
	err = w.Run(ctx, b)
	if err == nil {
		err = reader.Close()
	}
	t.more = t.more || short.cut
	return err
}

// taken is what a sample tells.
type taken struct {
	b    exposure.Behind
	more bool
}

// Hits implements engine.Sink.
func (t *taken) Hits(*engine.Part, []string, []engine.Hit) error { return nil }

// Done implements engine.Sink.
func (t *taken) Done(p *engine.Part) error {
	t.b.Records += p.Records
	for i := range p.Tallies {
		t.b.Kinds[p.Tallies[i].Kind] += p.Tallies[i].Values
	}
	t.b.Set.Merge(&p.People)
	return nil
}

// Skip implements engine.Sink.
func (t *taken) Skip(_ string, _ int64, err error) {
	if fault.Of(err) != fault.Skipped {
		t.more = true
	}
}

// resolver finds addresses as the system does.
func resolver() exposure.Resolver { return net.DefaultResolver }

// short ends a unit's bytes early: at the end of a line, once there are so many, and in any case after so many bytes.
type short struct {
	r       io.Reader
	left    int64
	records int
	lines   bool
	cut     bool
	done    bool
}

func (s *short) Read(p []byte) (int, error) {
	if s.done || s.left <= 0 {
		if !s.done {
			s.done = true
			n, _ := s.r.Read(make([]byte, 1))
			s.cut = s.cut || n > 0
		}
		return 0, io.EOF
	}
	n, err := s.r.Read(p[:min(int64(len(p)), s.left)])
	s.left -= int64(n)
	if !s.lines {
		return n, err
	}
	for i, c := range p[:n] {
		if c != '\n' {
			continue
		}
		if s.records--; s.records < 0 { // the first may be a header
			s.left, s.cut = 0, s.cut || i+1 < n
			return i + 1, nil
		}
	}
	return n, err
}
