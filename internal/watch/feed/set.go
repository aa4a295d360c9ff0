package feed

import (
	"context"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/elastic"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/asked"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/file"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/lane"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

// Set is what a Spec names: the feeds that are there, and those that appear later.
type Set struct {
	env    *reading.Env
	cancel context.CancelFunc
	wake   chan struct{}

	files *file.Finder
	hubs  []*lane.Hub
	trial []trial // of which is not known yet what they are
	all   []Feed

	mu  sync.Mutex
	new []Feed
}

// trial is a feed that is handed out once it is known what its log is.
type trial interface {
	Feed
	Try() (settled bool)
}

// Open begins to read what spec names. An error is of class Usage; what is not there, or cannot be read, is told.
func Open(ctx context.Context, spec Spec, o Options) (*Set, error) {
	if len(spec.Targets) == 0 {
		return nil, fault.Errorf(fault.Usage, "read logs: none is named")
	}
	if spec.Parser != "" && !slices.ContainsFunc(o.Parsers, func(p event.Parser) bool { return p.Name() == spec.Parser }) {
		return nil, fault.Errorf(fault.Usage, "read logs: there is no parser %q", spec.Parser)
	}
	sealer, err := reading.NewSealer(o.Key)
	if err != nil {
		return nil, err
	}
	s := &Set{wake: make(chan struct{}, 1)}
	s.env = &reading.Env{Spec: spec, O: o, Sealer: sealer, Appear: s.appear, Stir: s.stir}
	s.env.Ctx, s.cancel = context.WithCancel(ctx)
	s.files = file.NewFinder(s.env)
	for _, t := range spec.Targets {
		if err := s.open(t); err != nil {
			_ = s.Close()
			return nil, err
		}
	}
	return s, nil
}

func (s *Set) open(target string) error {
	scheme, _, url := strings.Cut(strings.ToLower(target), "://")
	product, _, _ := strings.Cut(scheme, "+")
	switch {
	case target == "":
		return fault.Errorf(fault.Usage, "read logs: an empty name")
	case target == "-":
		return s.stdin()
	case url && product == "syslog":
		return s.hub(lane.Receive(s.env, target))
	case url && scheme == "journald":
		return s.hub(lane.Journal(s.env, target))
	case url && product == "splunk":
		return s.ask(asked.Splunk(s.env, target))
	case url && slices.Contains(elastic.Scheme.Names, scheme):
		return s.ask(asked.Elastic(s.env, target))
	case file.Piped(target):
		return s.take(target, func() (io.Reader, error) { return os.Open(target) })
	}
	s.files.Add(target)
	return nil
}

// stdin takes standard input: a file that it is redirected from is read as a file.
func (s *Set) stdin() error {
	in := s.env.O.Stdin
	if in == nil {
		return fault.Errorf(fault.Usage, "read logs: there is no standard input")
	}
	if path := file.Redirected(in); path != "" {
		s.files.Add(path)
		return nil
	}
	return s.take("-", func() (io.Reader, error) { return in, nil })
}

func (s *Set) take(name string, open func() (io.Reader, error)) error {
	f, err := file.Take(s.env, name, open)
	if err == nil {
		s.trial, s.all = append(s.trial, f), append(s.all, f)
	}
	return err
}

func (s *Set) hub(h *lane.Hub, err error) error {
	if err == nil {
		s.hubs = append(s.hubs, h)
	}
	return err
}

func (s *Set) ask(a *asked.Asked, err error) error {
	if err == nil {
		s.trial, s.all = append(s.trial, a), append(s.all, a)
	}
	return err
}

// appear hands a feed out by New.
func (s *Set) appear(f Feed) {
	s.mu.Lock()
	s.new = append(s.new, f)
	s.mu.Unlock()
	s.stir()
}

// stir ends a Wait.
func (s *Set) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// New are the feeds that appeared since it was called last: at first all that are there. Where logs are not followed it waits until
// it is known what comes by a stream or a search, and what a journal holds, as far as that is read ahead. It is for one goroutine.
func (s *Set) New() []Feed {
	s.files.Find()
	for {
		s.trial = slices.DeleteFunc(s.trial, trial.Try)
		if s.env.O.Follow || len(s.trial) == 0 && !slices.ContainsFunc(s.hubs, (*lane.Hub).Gathers) || s.Wait(s.env.Ctx) != nil {
			break
		}
	}
	s.mu.Lock()
	out := s.new
	s.new = nil
	s.mu.Unlock()
	s.all = append(s.all, out...)
	return out
}

// Over tells that no more feeds will appear than New has handed out or will at once: where logs are not followed, and all that
// sends them has ended. It is for the goroutine that calls New.
func (s *Set) Over() bool {
	if s.env.O.Follow && (s.files.Any() || len(s.hubs) > 0) || len(s.trial) > 0 {
		return false
	}
	for _, h := range s.hubs {
		if !h.Over() {
			return false
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.new) == 0
}

// Addrs are where the set listens, in the order of its targets.
func (s *Set) Addrs() []string {
	var out []string
	for _, h := range s.hubs {
		if a := h.Addr(); a != "" {
			out = append(out, a)
		}
	}
	return out
}

// Wait returns when something new may have come, at the latest after Options.Poll, or with the error of the context.
func (s *Set) Wait(ctx context.Context) error {
	t := time.NewTimer(max(s.env.Poll(), time.Millisecond))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.env.Ctx.Done():
		return s.env.Ctx.Err()
	case <-s.wake:
	case <-t.C:
	}
	return nil
}

// Close ends the reading of all feeds.
func (s *Set) Close() error {
	s.cancel()
	for _, h := range s.hubs {
		h.Stop()
	}
	var first error
	for _, f := range s.all {
		if err := f.Close(); err != nil && first == nil {
			first = err
		}
	}
	s.files.Close()
	return first
}
