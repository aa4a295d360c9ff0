package feed

import (
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/elastic"
)

// Set is what a Spec names: the feeds that are there, and those that appear later.
type Set struct {
	ctx    context.Context
	cancel context.CancelFunc
	spec   Spec
	o      Options
	sealer *sealer
	paths  []string
	wake   chan struct{}

	mu     sync.Mutex // of the looks; feeds ask for them
	groups map[string][]found
	gen    uint64
	next   time.Time
	told   map[string]bool

	logs    map[string]*files // of New, which one goroutine calls
	all     []Feed
	hubs    []*hub
	streams []*files // of which is not known yet what they are
	asked   []*asked // the same

	fresh sync.Mutex
	new   []Feed
}

// appear hands a feed out by New.
func (s *Set) appear(f Feed) {
	s.fresh.Lock()
	s.new = append(s.new, f)
	s.fresh.Unlock()
	s.stir()
}

// stir ends a Wait.
func (s *Set) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Open begins to read what spec names. An error is of class Usage; what is not there, or cannot be read, is told.
func Open(ctx context.Context, spec Spec, o Options) (*Set, error) {
	s := &Set{spec: spec, o: o, told: map[string]bool{}, logs: map[string]*files{}, wake: make(chan struct{}, 1)}
	if len(spec.Targets) == 0 {
		return nil, fault.Errorf(fault.Usage, "read logs: none is named")
	}
	if spec.Parser != "" && !slices.ContainsFunc(o.Parsers, func(p event.Parser) bool { return p.Name() == spec.Parser }) {
		return nil, fault.Errorf(fault.Usage, "read logs: there is no parser %q", spec.Parser)
	}
	var err error
	if s.sealer, err = newSealer(o.Key); err != nil {
		return nil, err
	}
	s.ctx, s.cancel = context.WithCancel(ctx)
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
	switch {
	case target == "":
		return fault.Errorf(fault.Usage, "read logs: an empty name")
	case target == "-":
		return s.stdin()
	case url && strings.HasPrefix(scheme, "syslog+"):
		return s.receive(target)
	case url && scheme == "journald":
		return s.journal(target)
	case url && (product(scheme) == "splunk"):
		return s.splunk(target)
	case url && slices.Contains(elastic.Scheme.Names, scheme):
		return s.elastic(target)
	case piped(target):
		return s.stream(target, func() (io.Reader, error) { return os.Open(target) })
	}
	s.paths = append(s.paths, target)
	return nil
}

func product(scheme string) string {
	name, _, _ := strings.Cut(scheme, "+")
	return name
}

// New are the feeds that appeared since it was called last: at first all that are there. Where logs are not followed it waits until
// it is known what comes by a stream or a search, and what a journal holds, as far as that is read ahead. It is for one goroutine.
func (s *Set) New() []Feed {
	if len(s.paths) > 0 && (s.o.Follow || s.gen == 0) {
		s.files()
	}
	for {
		s.streams = slices.DeleteFunc(s.streams, (*files).tryLive)
		s.asked = slices.DeleteFunc(s.asked, (*asked).try)
		if s.o.Follow || len(s.streams)+len(s.asked) == 0 && !slices.ContainsFunc(s.hubs, (*hub).gathers) || s.Wait(s.ctx) != nil {
			break
		}
	}
	s.fresh.Lock()
	out := s.new
	s.new = nil
	s.fresh.Unlock()
	s.all = append(s.all, out...)
	return out
}

// Over tells that no more feeds will appear than New has handed out or will at once: where logs are not followed, and all that
// sends them has ended. It is for the goroutine that calls New.
func (s *Set) Over() bool {
	if s.o.Follow && len(s.paths)+len(s.hubs) > 0 || len(s.streams)+len(s.asked) > 0 {
		return false
	}
	for _, h := range s.hubs {
		h.mu.Lock()
		over := h.over
		h.mu.Unlock()
		if !over {
			return false
		}
	}
	s.fresh.Lock()
	defer s.fresh.Unlock()
	return len(s.new) == 0
}

// files makes feeds of logs that have files now.
func (s *Set) files() {
	s.look("", s.gen == 0)
	s.mu.Lock()
	keys := slices.Sorted(maps.Keys(s.groups))
	s.mu.Unlock()
	for _, key := range keys {
		f := s.logs[key]
		if f == nil {
			f = &files{ctx: s.ctx, set: s, key: key, log: Log{Name: s.o.label(key), Parser: s.spec.Parser, Store: s.spec.Store, Zone: s.spec.Zone}}
			f.led.key, f.seen = s.sealer.names, map[stamp]bool{}
			s.logs[key] = f
			if m := s.o.Marks[f.log.Name]; len(m) > 0 {
				if err := f.restore(m); err != nil {
					s.o.tell(f.log.Name, err)
				}
			}
		} else if f.known {
			continue
		}
		if !f.known {
			if err := f.advance(); err != nil && !errors.Is(err, ErrIdle) {
				f.again = false
			}
		}
		if f.known {
			s.appear(f)
		}
	}
}

// look is the files of a log as they stand, and the number of the look: no older than Poll, unless a new one is asked for.
func (s *Set) look(key string, again bool) ([]found, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.now()
	if again || s.gen == 0 || s.o.Follow && !now.Before(s.next) {
		s.next = now.Add(s.o.poll())
		s.gen++
		l := &look{o: &s.o, dirs: map[string][]os.DirEntry{}, have: map[string]bool{}, out: map[string][]found{}, tell: s.once}
		for _, p := range s.paths {
			if err := l.target(p); err != nil {
				if s.o.Follow && fault.Of(err) == fault.Unreadable && errors.Is(err, os.ErrNotExist) {
					err = nil
					if s.gen == 1 {
						err = fault.As(fault.Unavailable, errAwaited)
					}
				}
				s.once(p, err)
			}
		}
		s.groups = l.groups()
	}
	return slices.Clone(s.groups[key]), s.gen
}

var errAwaited = errors.New("not there yet")

// once tells of a path once.
func (s *Set) once(path string, err error) {
	if err != nil && !s.told[path] {
		s.told[path] = true
		s.o.tell(s.o.label(filepath.ToSlash(path)), err)
	}
}

// know finds out what a log is by its head.
func (s *Set) know(head []byte, o event.Options) (sniff.Choice, bool) {
	return know(head, s.spec.Parser, s.o.Parsers, o)
}

// options are those of a text's parser.
func (f *files) options(t *text) event.Options {
	return event.Options{Zone: f.log.Zone, Store: f.log.Store, Now: t.modified().UnixMicro()}
}

// one is the parser that the log has.
func (f *files) one() []event.Parser { return []event.Parser{f.dec.choice.Parser} }

// Wait returns when something new may have come, at the latest after Options.Poll, or with the error of the context.
func (s *Set) Wait(ctx context.Context) error {
	t := time.NewTimer(max(s.o.poll(), time.Millisecond))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ctx.Done():
		return s.ctx.Err()
	case <-s.wake:
	case <-t.C:
	}
	return nil
}

// Close ends the reading of all feeds.
func (s *Set) Close() error {
	s.cancel()
	var first error
	for _, h := range s.hubs {
		h.stop()
	}
	for _, f := range s.all {
		if err := f.Close(); err != nil && first == nil {
			first = err
		}
	}
	for _, f := range s.logs {
		_ = f.Close()
	}
	return first
}
