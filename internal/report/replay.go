package report

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// maxLine bounds a line of a saved stream. The longest are units with many fields.
const maxLine = 64 << 20

// Replay reads a saved stream and hands its messages to h in order. A line that is not of the stream is a usage error,
// as is a stream that does not end with its summary: the scan it was saved from did not end.
func Replay(r io.Reader, h scan.Handler) error {
	p := &replayer{h: h}
	br := bufio.NewReaderSize(r, 256<<10)
	for n := int64(1); ; n++ {
		line, err := readLine(br)
		if err != nil && !errors.Is(err, io.EOF) {
			return fault.Errorf(fault.Usage, "replay line %d: %w", n, err)
		}
		end := err != nil
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := p.line(n, line); err != nil {
				return err
			}
		}
		if end {
			break
		}
	}
	if err := p.flush(); err != nil {
		return err
	}
	if !p.done {
		return fault.Errorf(fault.Usage, "replay: the stream ends without its summary")
	}
	return nil
}

func readLine(br *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		b, err := br.ReadSlice('\n')
		if err == nil && line == nil {
			return b, nil
		}
		if line = append(line, b...); len(line) > maxLine {
			return nil, errors.New("longer than 64 MiB")
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// replayer gathers the findings of a part, so that handlers get them many at a time.
type replayer struct {
	h    scan.Handler
	ref  scan.PartRef
	fs   []scan.Finding
	done bool
}

func (p *replayer) line(n int64, b []byte) error {
	var l lineIn
	if err := json.Unmarshal(b, &l); err != nil {
		return fault.Errorf(fault.Usage, "replay line %d: not a line of the stream", n)
	}
	if p.done {
		return fault.Errorf(fault.Usage, "replay line %d: the stream goes on behind its summary", n)
	}
	if l.Finding != nil {
		return p.finding(n, l.Finding)
	}
	if err := p.flush(); err != nil {
		return err
	}
	switch {
	case l.Config != nil:
		return p.h.Config(l.Config)
	case l.Unit != nil:
		return p.h.Unit(l.Unit.unit())
	case l.Summary != nil:
		p.done = true
		return p.h.Summary(l.Summary.summary())
	}
	return fault.Errorf(fault.Usage, "replay line %d: not a line of the stream", n)
}

func (p *replayer) finding(n int64, l *findingLine) error {
	ref := scan.PartRef{Source: l.Source, Part: l.Unit}
	if ref != p.ref || len(p.fs) >= 512 {
		if err := p.flush(); err != nil {
			return err
		}
		p.ref = ref
	}
	f := scan.Finding{
		Kind: l.Kind, Record: l.Record, Field: l.Field, Line: l.Line, Start: l.Start, End: l.End, Place: l.Place,
		Likelihood: l.Likelihood, Mask: []byte(l.Mask), Why: evidence(l.Why),
	}
	id, err := hex.DecodeString(l.ID)
	if err != nil || len(id) != len(f.ID) {
		return fault.Errorf(fault.Usage, "replay line %d: not a finding's id", n)
	}
	copy(f.ID[:], id)
	p.fs = append(p.fs, f)
	return nil
}

func (p *replayer) flush() error {
	if len(p.fs) == 0 {
		return nil
	}
	err := p.h.Findings(&p.ref, p.fs)
	p.fs = p.fs[:0]
	return err
}
