package web

import (
	"bytes"
	"context"
	"iter"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

const (
	sampledFiles = 8
	sampledBytes = 4 << 20 // of a file
)

// sample looks whose data some files hold: the first of them, from their beginnings. What is read is judged and forgotten.
func (l *visit) sample(ctx context.Context, names []string) *exposure.Behind {
	if l.Visit.Look == nil || !l.Plan("sample", l.at(names[0])) {
		return nil
	}
	b, err := l.Visit.Look(ctx, &taken{l, names[:min(len(names), sampledFiles)]})
	if err != nil {
		return nil
	}
	if len(names) > sampledFiles {
		b.Sampled = true
	}
	return &b
}

// taken is a few files of a web server as a source.
type taken struct {
	l     *visit
	names []string
}

// Name implements source.Source.
func (s *taken) Name() string { return s.l.base.String() }

// Units implements source.Source.
func (s *taken) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		for _, n := range s.names {
			if !yield(source.Unit{Name: n, Size: -1}, nil) {
				return
			}
		}
	}
}

// Open implements source.Source.
func (s *taken) Open(ctx context.Context, u source.Unit) (*source.Body, error) {
	a, err := s.l.Get(ctx, s.l.at(u.Name), sampledBytes)
	if err != nil {
		return nil, err
	}
	if !a.OK() {
		return nil, fault.Errorf(fault.Unreadable, "read %q: the server answers %d", u.Name, a.StatusCode)
	}
	r := bytes.NewReader(a.Text)
	return &source.Body{
		Body:    content.Body{Name: u.Name, Size: int64(len(a.Text)), R: r, At: r},
		Changed: func() bool { return a.Cut },
		Close:   func() error { return nil },
	}, nil
}

// Close implements source.Source.
func (s *taken) Close() error { return nil }
