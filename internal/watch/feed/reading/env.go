// Package reading is what the kinds of feeds have in common: how a Set has them read, how records become events, and how marks
// are written and sealed.
package reading

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/spool"
)

// Env is what a Set has its feeds read with.
type Env struct {
	Ctx    context.Context
	Spec   Spec
	O      Options
	Sealer *Sealer
	// Appear hands out a feed whose log is known now. Stir ends a wait for something new. Both may be called by any goroutine.
	Appear func(watch.Feed)
	Stir   func()
}

// Now is the clock.
func (v *Env) Now() time.Time {
	if v.O.Now != nil {
		return v.O.Now()
	}
	return time.Now()
}

// Tell tells what could not be read, with the name of its log.
func (v *Env) Tell(log string, err error) {
	if v.O.Tell != nil && err != nil {
		v.O.Tell(log, err)
	}
}

// Label makes a name fit to be shown.
func (v *Env) Label(name string) string {
	if v.O.Label != nil {
		return v.O.Label(name)
	}
	return name
}

// Poll is how often files are looked at; 0 is each time.
func (v *Env) Poll() time.Duration {
	switch {
	case v.O.Poll == 0:
		return DefaultPoll
	case v.O.Poll < 0:
		return 0
	}
	return v.O.Poll
}

// Named puts the name of a file, fit to be shown, before an error.
func (v *Env) Named(path string, err error) error {
	return fault.As(fault.Of(err), fmt.Errorf("read %q: %w", v.Label(path), err))
}

// Log is a log of a name that is fit to be shown, of which the rest is as the Spec has it.
func (v *Env) Log(name string) watch.Log {
	return watch.Log{Name: name, Parser: v.Spec.Parser, Store: v.Spec.Store, Zone: v.Spec.Zone}
}

// Know finds out what a log is by its head.
func (v *Env) Know(head []byte, o event.Options) (sniff.Choice, bool) {
	return know(head, v.Spec.Parser, v.O.Parsers, o)
}

// Spool opens the spool of what name stands for. Without a key or a folder it keeps in memory.
func (v *Env) Spool(name string) (*spool.Spool, error) {
	limit := v.O.SpoolLimit
	if limit == 0 {
		limit = DefaultSpool
	}
	if v.O.Spool == "" || len(v.O.Key) == 0 {
		return spool.Open("", nil, limit)
	}
	id := binary.BigEndian.AppendUint64(nil, v.Sealer.Hash([]byte("spool "+name)))
	return spool.Open(filepath.Join(v.O.Spool, hex.EncodeToString(id)), v.O.Key, limit)
}

// Pause waits, or returns the error of the context.
func Pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Sample puts records together to know their log by: each on one line.
func Sample(texts [][]byte) []byte {
	var head []byte
	for _, text := range texts {
		at := len(head)
		head = append(append(head, text...), '\n')
		for i := range text {
			if c := head[at+i]; c == '\n' || c == '\r' {
				head[at+i] = ' '
			}
		}
		if len(head) >= sniff.Head {
			break
		}
	}
	return head[:min(len(head), sniff.Head)]
}

// Clean makes a name out of what somebody sent: short, and without anything that steers a terminal.
func Clean(s []byte) string {
	s = bytes.ToValidUTF8(s[:min(len(s), 64)], []byte("?"))
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f && r < 0xa0 || r == '/' || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '_'
		}
		return r
	}, string(s))
}
