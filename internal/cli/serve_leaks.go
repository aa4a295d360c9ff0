package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/claim"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/custody"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/seen"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/leaks"
)

// leakRooms is the room of dumps.
func (h *house) leakRooms() []web.Room {
	l := h.file.Uploads.Limits()
	return []web.Room{leaks.Room{Desk: leakDesk{h}, Log: h.db, Quota: l.Quota, Used: h.dumps.room.Used, Keep: l.Keep}}
}

// leakDesk is what the room of dumps wants of the program.
type leakDesk struct{ h *house }

// Matches implements leaks.Desk.
func (d leakDesk) Matches(ctx context.Context, before string, limit int) ([]leaks.Head, error) {
	if err := d.h.renewVerdicts(ctx); err != nil {
		return nil, err
	}
	rows, err := d.h.db.Verdicts(ctx, before, limit)
	if err != nil {
		return nil, err
	}
	out := make([]leaks.Head, len(rows))
	for i, r := range rows {
		if json.Unmarshal(r.Body, &out[i]) != nil {
			out[i] = leaks.Head{Dump: r.ID, Unreadable: true}
		}
		out[i].ID = r.ID
	}
	return out, nil
}

// renewVerdicts makes the heads of matchings that the list has none of yet, whoever judged them, and drops those of matchings that were
// erased. What stands in the folder decides.
func (h *house) renewVerdicts(ctx context.Context) error {
	h.dumps.mu.Lock()
	defer h.dumps.mu.Unlock()
	info, err := os.Stat(matches(h.set))
	if err != nil {
		return nil // there are none yet
	}
	if info.ModTime().Equal(h.dumps.listed) && h.now().Sub(info.ModTime()) > 2*time.Second {
		return nil
	}
	names, err := keptNames(h.set)
	if err != nil {
		return err
	}
	known, err := h.db.VerdictIDs(ctx)
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, id := range names {
		if _, there := slices.BinarySearch(known, id); there {
			continue
		}
		head := leaks.Head{ID: id, Dump: id, Unreadable: true}
		if m, err := readKept(filepath.Join(matches(h.set), id+".json")); err == nil {
			head = leaks.HeadOf(m)
		}
		body, err := json.Marshal(head)
		if err != nil {
			return err
		}
		if err := h.db.KeepVerdict(ctx, id, body); err != nil {
			return err
		}
	}
	for _, id := range known {
		if _, there := slices.BinarySearch(names, id); !there {
			if err := h.db.ForgetVerdict(ctx, id); err != nil {
				return err
			}
		}
	}
	h.dumps.listed = info.ModTime()
	return nil
}

// Match implements leaks.Desk.
func (d leakDesk) Match(_ context.Context, id string) (*leak.Match, error) {
	names, err := keptNames(d.h.set)
	if err != nil || !slices.Contains(names, id) { // never a path of somebody's making
		return nil, err
	}
	m, err := readKept(filepath.Join(matches(d.h.set), id+".json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return m, err
}

// Forget implements leaks.Desk.
func (d leakDesk) Forget(ctx context.Context, id, by string) error {
	m, err := d.Match(ctx, id)
	if err != nil || m == nil {
		return err
	}
	if err := os.Remove(filepath.Join(matches(d.h.set), id+".json")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := seen.Forget(d.h.set.home.Data, id); err != nil && fault.Of(err) != fault.Usage { // it need not be remembered
		return err
	}
	if err := d.h.db.ForgetVerdict(ctx, id); err != nil {
		return err
	}
	of, err := d.h.db.DumpOf(ctx, id)
	if err != nil || of == nil {
		return err
	}
	return d.h.db.Handled(ctx, custody.Handling{Dump: of.ID, At: d.h.now(), By: by, Act: custody.Forget, Size: of.Size, Sum: of.Sum, Why: id})
}

// Live implements leaks.Desk.
func (d leakDesk) Live(ctx context.Context) ([]leaks.Dump, error) {
	all, err := d.h.db.LiveDumps(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]leaks.Dump, len(all))
	for i := range all {
		if out[i], err = d.standing(ctx, &all[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Dump implements leaks.Desk.
func (d leakDesk) Dump(ctx context.Context, id string) (*leaks.Dump, error) {
	one, err := d.h.db.Dump(ctx, id)
	if err != nil || one == nil {
		return nil, err
	}
	out, err := d.standing(ctx, one)
	return &out, err
}

func (d leakDesk) standing(ctx context.Context, of *custody.Dump) (leaks.Dump, error) {
	out := leaks.Dump{Dump: *of}
	out.Received, _ = d.h.dumps.room.Received(of.ID)
	if d.h.bench == nil || of.State != custody.Held {
		return out, nil
	}
	jobs, err := d.h.bench.Jobs(ctx, queue.Filter{Kind: queue.Match, Subject: of.ID, Limit: 1})
	if err == nil && len(jobs) > 0 {
		out.Job = &jobs[0]
	}
	return out, err
}

// handing is the record of a dump that somebody hands over.
func (d leakDesk) handing(in *leaks.Handed) (custody.Dump, error) {
	now := d.h.now()
	safe := d.h.set.engine(false).Name
	name := path.Base(strings.ReplaceAll(content.SafeName(in.Name), `\`, "/"))
	if r := []rune(name); len(r) > 200 {
		name = string(r[len(r)-200:]) // its end says what it is
	}
	out := custody.Dump{ID: runID(now), Name: safe(name), Way: custody.Uploaded, Size: in.Size, State: custody.Receiving, Remember: in.Remember, By: in.By, Made: now, Changed: now, Once: in.Once}
	if len(in.Claim) > 0 {
		text, err := safeClaim(in.Claim, safe)
		if err != nil {
			return out, err
		}
		out.Claim = text
	}
	return out, nil
}

// safeClaim checks a claim, and makes what is free text in it safe to keep.
func safeClaim(text []byte, safe func(string) string) ([]byte, error) {
	c, err := claim.Read(text, safe)
	if err != nil {
		return nil, err
	}
	var raw map[string]any
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, fault.Errorf(fault.Usage, "read claim: not JSON")
	}
	for k, v := range map[string]string{"seller": c.Seller, "place": c.Place} {
		if v != "" {
			raw[k] = v
		}
	}
	return json.Marshal(raw)
}

// Receive implements leaks.Desk. What is written down stays written down though the sender goes away.
func (d leakDesk) Receive(ctx context.Context, in leaks.Handed, body io.Reader) (*leaks.Dump, error) {
	h, keep := d.h, context.WithoutCancel(ctx)
	dump, err := d.handing(&in)
	if err != nil {
		return nil, err
	}
	old, err := h.db.AddDump(keep, dump, custody.Handling{Dump: dump.ID, At: dump.Made, By: in.By, Act: custody.Began, Size: in.Size})
	if err != nil {
		return nil, err
	}
	if old != nil {
		return d.Dump(keep, old.ID)
	}
	err = d.receive(keep, &dump, body)
	if err != nil {
		act := custody.Broke
		if c := fault.Of(err); c == fault.Refused || c == fault.Unavailable {
			act = custody.Refuse
		}
		return nil, errors.Join(err, h.dumpDropped(keep, dump.ID, act, in.By, reasonOf(act, err)))
	}
	if _, err := h.judge(keep, dump.ID, in.By); err != nil {
		return nil, errors.Join(err, h.dumpDropped(keep, dump.ID, custody.NotJudged, ourselves, ""))
	}
	return d.Dump(keep, dump.ID)
}

// reasonOf is why a dump was refused; of one that broke off, nothing more is known.
func reasonOf(act custody.Act, err error) string {
	if act == custody.Refuse {
		return err.Error()
	}
	return ""
}

func (d leakDesk) receive(ctx context.Context, dump *custody.Dump, body io.Reader) error {
	w, err := d.h.dumps.room.Begin(dump.ID, dump.Size)
	if err != nil {
		return err
	}
	defer w.Abort()
	buf := make([]byte, 256<<10)
	for {
		n, rerr := body.Read(buf)
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return err
			}
		}
		if errors.Is(rerr, io.EOF) {
			break
		}
		if rerr != nil {
			return fault.Errorf(fault.Unreadable, "receive dump: broken off")
		}
		if !d.h.dumps.room.Awaited(dump.ID) {
			return fault.Errorf(fault.Unreadable, "receive dump: cancelled")
		}
	}
	size, sum, err := w.Finish()
	if err != nil {
		return err
	}
	if size == 0 {
		return errors.Join(web.Bad("ファイルが空です。", "The file is empty."), d.h.dumps.room.Drop(dump.ID))
	}
	now := d.h.now()
	dump.Size, dump.Sum, dump.State, dump.Changed = size, sum, custody.Held, now
	moved, err := d.h.db.MoveDump(ctx, custody.Receiving, *dump, custody.Handling{Dump: dump.ID, At: now, By: dump.By, Act: custody.Received, Size: size, Sum: sum})
	if err == nil && !moved {
		err = fault.Errorf(fault.Unreadable, "receive dump: cancelled")
	}
	return err
}

// Choose implements leaks.Desk.
func (d leakDesk) Choose(ctx context.Context, in leaks.Handed, target string) (*leaks.Dump, error) {
	dump, err := d.handing(&in)
	if err != nil {
		return nil, err
	}
	dump.Name = d.h.set.engine(false).Name(dumpName(target))
	if dump, err = d.h.choose(ctx, dump, target); err != nil {
		if fault.Of(err) == fault.Internal || fault.Of(err) == fault.Unreadable {
			return nil, web.Bad("その場所は開けません。パスまたは URL を確かめてください。", "Nothing can be opened there. Check the path or the URL.")
		}
		return nil, err
	}
	if _, err := d.h.judge(ctx, dump.ID, in.By); err != nil {
		return nil, errors.Join(err, d.h.dumpDropped(ctx, dump.ID, custody.NotJudged, ourselves, ""))
	}
	return d.Dump(ctx, dump.ID)
}

// Drop implements leaks.Desk.
func (d leakDesk) Drop(ctx context.Context, id, by string) error {
	if d.h.bench != nil {
		jobs, err := d.h.bench.Jobs(ctx, queue.Filter{Kind: queue.Match, Subject: id, Limit: 5})
		if err != nil {
			return err
		}
		for _, j := range jobs {
			if !j.State.Ended() {
				if err := d.h.bench.Cancel(ctx, j.ID, by); err != nil {
					return err
				}
			}
		}
	}
	return d.h.dumpDropped(ctx, id, custody.Cancel, by, "")
}
