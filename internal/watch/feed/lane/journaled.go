package lane

import (
	"bytes"
	"context"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
)

// journaled is the journal of systemd. It keeps itself, so a mark needs its cursor only.
type journaled struct{ opts journal.Options }

// Journal reads journald://, or journald:///folder of the journal's files.
func Journal(env *reading.Env, target string) (*Hub, error) {
	t, err := source.Parse(target)
	if err != nil {
		return nil, err
	}
	if err := t.Only("unit", "namespace"); err != nil {
		return nil, err
	}
	if t.Host != "" {
		return nil, fault.Errorf(fault.Usage, "open target: journald://…: it is of this machine; have another's journal sent by syslog")
	}
	j := &journaled{journal.Options{Units: t.Query["unit"], Namespace: t.Query.Get("namespace"), Directory: strings.TrimRight(t.Path, "/"), Since: env.O.Since, Follow: env.O.Follow}}
	name := "journald"
	if j.opts.Namespace != "" {
		name += "+" + reading.Clean([]byte(j.opts.Namespace))
	}
	if j.opts.Directory != "" {
		name += ":" + env.Label(j.opts.Directory)
	}
	return start(env, name, j), nil
}

// begin implements origin.
func (j *journaled) begin(*Hub, place) {}

// run implements origin.
func (j *journaled) run(ctx context.Context, from place, give func(message) error) error {
	o := j.opts
	o.After = from.cursor
	return journal.Read(ctx, o, func(e *journal.Entry) error {
		return give(message{
			log:   reading.Clean(e.Host) + "/" + reading.Clean(e.Program),
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
