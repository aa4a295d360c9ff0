package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// cases makes known what was seen in cases that are closed: whoever was in once knows the way. It counts from when the case was contained or,
// failing that, closed: what an old log has of the case itself is no return.
func (w *watching) cases(ctx context.Context, s *watch.Settings) error {
	secrets, err := config.Load(w.set.home, w.a.env)
	if err != nil {
		return err
	}
	key, err := secrets.Signer("case")
	if err != nil {
		return err
	}
	seal, err := secrets.Seal("case")
	if err != nil {
		return err
	}
	db, err := w.a.store(ctx, w.set)
	if err != nil {
		return err
	}
	defer db.Close()
	ledger := db.Ledger(key, seal, w.set.home.Heads())
	all, err := ledger.Cases(ctx)
	if err != nil {
		return err
	}
	for _, id := range all {
		events, err := ledger.Events(ctx, id)
		if err == nil {
			var found []watch.Indicator
			found, err = leftBehind(events, func(e *breach.Event) (*breach.Secret, error) { return e.Open(seal) })
			s.Known.Indicators = append(s.Known.Indicators, found...)
		}
		if err != nil { // the logs are watched all the same
			w.unread = append(w.unread, watched.Unread{Name: fmt.Sprintf(w.a.say("case %s", "事案 %s"), id), Error: err.Error(), Class: fault.Unreadable.String()})
		}
	}
	return nil
}

// leftBehind are the indicators of a closed case; none of one that is open.
func leftBehind(events []breach.Event, open func(*breach.Event) (*breach.Secret, error)) ([]watch.Indicator, error) {
	st, err := breach.Fold(events)
	if err != nil || st.Closed.IsZero() || st.Indicators == 0 {
		return nil, err
	}
	over := st.Closed
	if n := len(st.Contained); n > 0 { // the last step
		over = st.Contained[0].Body.At.At
		for i := range n {
			over = later(over, st.Contained[i].Body.At.At)
		}
	}
	var out []watch.Indicator
	for i := range events {
		secret, err := open(&events[i])
		if err != nil {
			return out, err
		}
		if secret == nil {
			continue
		}
		for _, x := range secret.Indicators {
			out = append(out, watch.Indicator{Type: x.Type, Value: x.Value, Name: x.Name, Case: st.ID, Since: later(x.Since, over).UnixMicro(), Until: until64(x.Until)})
		}
	}
	return out, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func until64(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
