package feed

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/journal"
)

// journaled is the journal of systemd. It keeps itself, so a mark needs its cursor only.
type journaled struct {
	set  *Set
	opts journal.Options
}

// journal reads journald://, or journald:///folder of the journal's files.
func (s *Set) journal(target string) error {
	t, err := source.Parse(target)
	if err != nil {
		return err
	}
	if err := t.Only("unit", "namespace"); err != nil {
		return err
	}
	if t.Host != "" {
		return fault.Errorf(fault.Usage, "open target: journald://…: it is of this machine; have another's journal sent by syslog")
	}
	j := &journaled{s, journal.Options{Units: t.Query["unit"], Namespace: t.Query.Get("namespace"), Directory: strings.TrimRight(t.Path, "/"), Since: s.o.Since, Follow: s.o.Follow}}
	name := "journald"
	if j.opts.Namespace != "" {
		name += "+" + clean([]byte(j.opts.Namespace))
	}
	if j.opts.Directory != "" {
		name += ":" + s.o.label(j.opts.Directory)
	}
	s.start(name, j)
	return nil
}

// begin implements origin.
func (j *journaled) begin(*hub, place) {}

// run implements origin.
func (j *journaled) run(ctx context.Context, from place, give func(message) error) error {
	o := j.opts
	o.After = from.cursor
	return journal.Read(ctx, o, func(e *journal.Entry) error {
		return give(message{
			log:   clean(e.Host) + "/" + clean(e.Program),
			text:  bytes.Clone(e.Line),
			at:    place{ord: [2]uint64{e.Time, e.Seq}, cursor: string(e.Cursor)},
			time:  time.UnixMicro(int64(e.Time)),
			store: string(e.Host),
		})
	})
}

// forget implements origin.
func (j *journaled) forget(place) error { return nil }

// close implements origin.
func (j *journaled) close() error { return nil }
