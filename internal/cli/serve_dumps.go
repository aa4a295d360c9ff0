package cli

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/claim"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// ourselves is who the handling log names where nobody in particular did it.
const ourselves = "tsutsumi"

// handed is a dump that was handed over, for one matching.
type handed struct {
	// Source reads it. Close gives it back; nothing is deleted by that.
	source.Source
	Name     string // for match.Run
	Claim    *claim.Claim
	Remember bool
	Size     int64 // bytes; -1 unknown
	By       string
	// Match is the matching that it gave already, where a former try got so far; the Source is nil then.
	Match string
}

// dump opens what was uploaded or chosen under an ID (the Subject of a queue.Match). Whoever judges calls dumpJudged when the verdict is
// kept, and nothing after an error that is tried again; the matching's ID should be one that a second try of the same job has too.
// fault.Unreadable: it is not there any more (of a former process, cancelled, expired) and has to be handed over again: nothing that
// trying again would help.
func (h *house) dump(ctx context.Context, id string) (*handed, error) {
	d, err := h.db.Dump(ctx, id)
	if err != nil {
		return nil, err
	}
	if d == nil {
		return nil, fault.Errorf(fault.Unreadable, "match: %s", h.a.say("there is no such dump", "その流出データはありません"))
	}
	out := &handed{Name: d.Name, Remember: d.Remember, Size: d.Size, By: d.By, Match: d.Match}
	if len(d.Claim) > 0 {
		if out.Claim, err = claim.Read(d.Claim, h.set.engine(false).Name); err != nil {
			return nil, err
		}
	}
	switch {
	case d.State == custody.Judged:
		return out, nil
	case d.State != custody.Held:
		return nil, h.handOverAgain()
	case d.Way == custody.Chosen:
		out.Source, err = h.chosen(ctx, d)
	default:
		if out.Source, err = h.dumps.room.Source(id, d.Name); fault.Of(err) == fault.Unreadable {
			err = h.handOverAgain()
		}
	}
	return out, err
}

func (h *house) handOverAgain() error {
	return fault.Errorf(fault.Unreadable, "match: %s", h.a.say("the dump is not kept any more; hand it over again", "流出データは保管されていません。もう一度アップロードしてください"))
}

// dumpJudged deletes a dump whose verdict is kept, and writes both into the log of handlings.
func (h *house) dumpJudged(ctx context.Context, id, match string) error {
	d, err := h.db.Dump(ctx, id)
	if err != nil || d == nil || d.State != custody.Held {
		return err
	}
	now := h.now()
	d.State, d.Match, d.Changed = custody.Judged, match, now
	did := []custody.Handling{{Dump: id, At: now, By: ourselves, Act: custody.Judge, Size: d.Size, Sum: d.Sum, Why: match}}
	if d.Way == custody.Uploaded {
		if err := h.dumps.room.Drop(id); err != nil {
			return err
		}
		did = append(did, custody.Handling{Dump: id, At: now, By: ourselves, Act: custody.Delete, Size: d.Size, Sum: d.Sum})
	}
	_, err = h.db.MoveDump(ctx, custody.Held, *d, did...)
	return err
}

// dumpDropped deletes a dump that will not be judged: its job was cancelled, or it failed for good. why is in words without a datum.
func (h *house) dumpDropped(ctx context.Context, id string, act custody.Act, by, why string) error {
	d, err := h.db.Dump(ctx, id)
	if err != nil || d == nil || d.State != custody.Held && d.State != custody.Receiving {
		return err
	}
	from, now := d.State, h.now()
	d.State, d.Changed = custody.Dropped, now
	if act == custody.Lose {
		d.State = custody.Lost
	}
	did := []custody.Handling{{Dump: id, At: now, By: by, Act: act, Size: d.Size, Sum: d.Sum, Why: why}}
	if d.Way == custody.Uploaded {
		if err := h.dumps.room.Drop(id); err != nil {
			return err
		}
		if act != custody.Lose {
			did = append(did, custody.Handling{Dump: id, At: now, By: ourselves, Act: custody.Delete, Size: d.Size, Sum: d.Sum})
		}
	}
	_, err = h.db.MoveDump(ctx, from, *d, did...)
	return err
}

// dumpsKept is where dumps are while they are judged.
type dumpsKept struct {
	room *custody.Room
	seal cipher.AEAD // of where a chosen dump is

	mu     sync.Mutex
	listed time.Time // of the folder of matchings, when its list was made
}

// keepDumps makes room for dumps, and settles what a former process left: what was uploaded then cannot be read any more.
func (h *house) keepDumps(ctx context.Context) (err error) {
	l := h.file.Uploads.Limits()
	if h.dumps.room, _, err = custody.Open(filepath.Join(h.set.home.Data, "dumps"), custody.Limits{Quota: l.Quota, Free: l.Free, Keep: l.Keep}, h.now); err != nil {
		return err
	}
	if h.dumps.seal, err = h.secrets.Seal("dumps"); err != nil {
		return err
	}
	live, err := h.db.LiveDumps(ctx)
	if err != nil {
		return err
	}
	for i := range live {
		if live[i].Way == custody.Uploaded {
			if err := h.dumpDropped(ctx, live[i].ID, custody.Lose, ourselves, h.a.say("the process that held its key has ended", "復号鍵を保持していたプロセスが終了したため")); err != nil {
				return err
			}
		}
	}
	go h.dumpsUntil(ctx)
	return nil
}

// sweepDumps drops what waited for longer than it may.
func (h *house) sweepDumps(ctx context.Context) error {
	var err error
	for _, id := range h.dumps.room.Expired() {
		err = errors.Join(err, h.dumpDropped(ctx, id, custody.Expire, ourselves, ""))
	}
	return err
}

// judge has a dump matched.
func (h *house) judge(ctx context.Context, id, by string) (queue.Job, error) {
	if h.bench == nil {
		return queue.Job{}, fault.Errorf(fault.Unavailable, "match: %s", h.a.say("nothing works here yet", "処理を受け付けていません"))
	}
	return h.bench.Start(ctx, queue.Order{Kind: queue.Match, Subject: id, By: by})
}

// chosen opens a dump where it is.
func (h *house) chosen(ctx context.Context, d *custody.Dump) (source.Source, error) {
	n := h.dumps.seal.NonceSize()
	if len(d.Target) < n {
		return nil, h.handOverAgain()
	}
	target, err := h.dumps.seal.Open(nil, d.Target[:n], d.Target[n:], []byte(d.ID))
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "match: where the dump is cannot be read")
	}
	so := h.a.sourceOptions(h.set)
	so.All = true
	return h.a.openOne(ctx, string(target), so)
}

// choose takes a dump that is at a place which the program can read: too large to be uploaded.
func (h *house) choose(ctx context.Context, d custody.Dump, target string) (custody.Dump, error) {
	so := h.a.sourceOptions(h.set)
	so.All = true
	src, err := h.a.openOne(ctx, target, so)
	if err != nil {
		return d, err
	}
	if err := src.Close(); err != nil {
		return d, err
	}
	nonce := make([]byte, h.dumps.seal.NonceSize())
	rand.Read(nonce)
	d.Way, d.State, d.Size = custody.Chosen, custody.Held, -1
	d.Target = h.dumps.seal.Seal(nonce, nonce, []byte(target), []byte(d.ID))
	old, err := h.db.AddDump(ctx, d, custody.Handling{Dump: d.ID, At: d.Made, By: d.By, Act: custody.Chose, Size: -1})
	if err != nil {
		return d, err
	}
	if old != nil {
		return *old, nil
	}
	return d, nil
}

// dumpsUntil sweeps now and then until the context ends.
func (h *house) dumpsUntil(ctx context.Context) {
	for t := time.NewTicker(time.Minute); ; {
		select {
		case <-ctx.Done():
			t.Stop()
			return
		case <-t.C:
			if err := h.sweepDumps(ctx); err != nil {
				h.log.Error("dumps", "error", fmt.Sprint(err))
			}
		}
	}
}
