// Package file reads logs that stand in files, packed, rotated and growing, and those that come as a stream: standard input, pipes.
package file

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/text"
)

// Finder finds the files that targets name, and has a feed for each log that they are of.
type Finder struct {
	env   *reading.Env
	paths []string
	logs  map[string]*files // by stem; of the goroutine that calls Find

	mu     sync.Mutex // of the looks; feeds ask for them
	groups map[string][]text.Found
	gen    uint64
	next   time.Time
	told   map[string]bool
}

// NewFinder makes a finder of no files.
func NewFinder(env *reading.Env) *Finder {
	return &Finder{env: env, logs: map[string]*files{}, told: map[string]bool{}}
}

// Add adds a target: a path, a glob, a folder.
func (s *Finder) Add(target string) { s.paths = append(s.paths, target) }

// Any tells whether there is a target.
func (s *Finder) Any() bool { return len(s.paths) > 0 }

// Find makes feeds of logs that have files now and had none before; it is for one goroutine. Where logs are not followed it looks once.
func (s *Finder) Find() {
	if len(s.paths) == 0 || !s.env.O.Follow && s.gen > 0 {
		return
	}
	s.look("", s.gen == 0)
	s.mu.Lock()
	keys := slices.Sorted(maps.Keys(s.groups))
	s.mu.Unlock()
	for _, key := range keys {
		f := s.logs[key]
		if f == nil {
			f = newFiles(s.env, s.env.Label(key))
			f.finder, f.key = s, key
			s.logs[key] = f
		} else if f.known {
			continue
		}
		if !f.known {
			if err := f.advance(); err != nil && !errors.Is(err, watch.ErrIdle) {
				f.again = false
			}
		}
		if f.known {
			s.env.Appear(f)
		}
	}
}

// newFiles makes a feed that goes on from the mark of its log, if there is one.
func newFiles(env *reading.Env, name string) *files {
	f := &files{env: env, log: env.Log(name)}
	f.led.sealer, f.seen = env.Sealer, map[text.Stamp]bool{}
	if m := env.O.Marks[name]; len(m) > 0 {
		if err := f.restore(m); err != nil {
			env.Tell(name, err)
		}
	}
	return f
}

// look is the files of a log as they stand, and the number of the look: no older than Poll, unless a new one is asked for.
func (s *Finder) look(key string, again bool) ([]text.Found, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.env.Now()
	if again || s.gen == 0 || s.env.O.Follow && !now.Before(s.next) {
		s.next = now.Add(s.env.Poll())
		s.gen++
		l := text.NewLook(s.once)
		for _, p := range s.paths {
			err := l.Target(p)
			if s.env.O.Follow && fault.Of(err) == fault.Unreadable && errors.Is(err, os.ErrNotExist) {
				if err = nil; s.gen == 1 {
					err = fault.As(fault.Unavailable, errAwaited)
				}
			}
			s.once(p, err)
		}
		s.groups = l.Groups()
	}
	return slices.Clone(s.groups[key]), s.gen
}

var errAwaited = errors.New("not there yet")

// once tells of a path once.
func (s *Finder) once(path string, err error) {
	if err != nil && !s.told[path] {
		s.told[path] = true
		s.env.Tell(s.env.Label(filepath.ToSlash(path)), err)
	}
}

// Close gives files back that no feed reads that was handed out.
func (s *Finder) Close() {
	for _, f := range s.logs {
		_ = f.Close()
	}
}
