package cli

import (
	"bytes"
	"context"
	"strings"
	"sync"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/dossier"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/cases"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/laws"
)

// caseKeeper is what the rooms of cases stand on: the room of the commands, opened once, and the briefs of all cases.
type caseKeeper struct {
	once   sync.Once
	base   *caseRoom
	err    error
	briefs briefs
	asking sync.Mutex // an index of persons answers one at a time
}

// caseDesk is the program as the room of cases sees it.
type caseDesk struct{ h *house }

var (
	_ cases.House   = caseDesk{}
	_ cases.Papers  = caseDesk{}
	_ cases.Letters = caseDesk{}
	_ cases.Desk    = caseDesk{}
)

// caseRooms are the rooms of cases and of laws.
func (h *house) caseRooms() []web.Room {
	d := caseDesk{h}
	return []web.Room{cases.Room{House: d, Papers: d, Letters: d, Desk: d}, laws.Room{}}
}

// caseBase is the room in which nobody is yet.
func (h *house) caseBase() (*caseRoom, error) {
	k := &h.cases
	k.once.Do(func() {
		set, err := h.a.setup(&engineFlags{min: typedFloor})
		if err != nil {
			k.err = err
			return
		}
		if k.base, k.err = h.a.roomOf(set, h.file); k.err != nil {
			return
		}
		k.base.secrets, k.base.now = h.secrets, h.now
		k.err = k.base.furnish(h.db)
	})
	return k.base, k.err
}

// asked is the room for whoever asks, in his language; what the commands would print is kept in out and told.
type askedRoom struct {
	*caseRoom
	out, told bytes.Buffer
}

func (d caseDesk) room(ctx context.Context) (*askedRoom, error) {
	base, err := d.h.caseBase()
	if err != nil {
		return nil, err
	}
	who := web.Of(ctx)
	r, a, n := &askedRoom{}, *d.h.a, *base
	a.lang, a.In, a.Out, a.Err = string(who.Lang), strings.NewReader(""), &r.out, &r.told
	n.a, n.by = &a, ""
	if who.Who != nil {
		n.by = who.Who.User
	}
	n.ledger = usersLedger{n.kept, n.known}
	r.caseRoom = &n
	return r, nil
}

// done is what the commands printed.
func (r *askedRoom) done(ctx context.Context, id string) (*cases.Done, error) {
	_, st, err := r.load(ctx, id)
	if err != nil {
		return nil, err
	}
	return &cases.Done{Case: st.ID, Seq: st.Events, Said: lines(r.out.String()), Told: lines(r.told.String())}, nil
}

func lines(s string) (out []string) {
	for l := range strings.Lines(s) {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// load reads the case of a number; there is no other name of it here.
func (r *askedRoom) open(ctx context.Context, id string) ([]breach.Event, *breach.State, error) {
	if _, _, ok := breach.ParseNumber(id); !ok {
		return nil, nil, web.Missing()
	}
	events, err := r.ledger.Events(ctx, id)
	if fault.Of(err) == fault.Usage {
		return nil, nil, web.Missing()
	}
	if err != nil {
		return nil, nil, err
	}
	st, err := breach.Fold(events)
	return events, st, err
}

// Case is a case as it stands, or stood.
func (d caseDesk) Case(ctx context.Context, id, at string) (*dossier.Case, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, err
	}
	events, st, err := r.open(ctx, id)
	if err != nil {
		return nil, err
	}
	now := r.now()
	if at != "" {
		if events, now, err = until(events, at, r.zone); err != nil {
			return nil, web.Bad("その時点の事案はありません。記録番号、又は 2026-12-04 や 2026-12-04 09:12 の形で指定してください。", "There is no such time of the case: give the number of an event, or 2026-12-04 or 2026-12-04 09:12.")
		}
		if st, err = breach.Fold(events); err != nil {
			return nil, err
		}
	}
	c := r.a.dossier(r.caseRoom, events, st, now)
	c.Past = at != ""
	return c, nil
}

// Open is what stands against closing a case.
func (d caseDesk) Open(ctx context.Context, id string) ([]string, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, err
	}
	events, st, err := r.open(ctx, id)
	if err != nil {
		return nil, err
	}
	open := r.a.openOf(r.a.dossier(r.caseRoom, events, st, r.now()))
	for i := range open { // a page has the duties beside it
		open[i] = strings.NewReplacer("（case show --duties で確認）", "", " (case show --duties)", "").Replace(open[i])
	}
	return open, nil
}

// Verify checks what was recorded.
func (d caseDesk) Verify(ctx context.Context, id string) (*breach.Report, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, err
	}
	if id != "" {
		if _, _, err := r.open(ctx, id); web.Status(err) == 404 {
			return nil, err
		}
	}
	rep, err := r.ledger.Verify(ctx, id)
	return &rep, err
}
