package cli

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/hook"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
)

// hookTries is how often a hook that fails is called.
const hookTries = 5

// hooks adds the hooks of tsutsumi.yaml to the receivers. Each is called once for an alert.
func (n *notifier) hooks(set *setup, file *config.File, seal cipher.AEAD) error {
	for i := range file.Hooks {
		h, err := n.a.hook(set, &file.Hooks[i])
		if err != nil {
			return err
		}
		name := "hook:" + h.Name
		n.to = append(n.to, watch.Receiver{Name: name, Once: true, Wants: h.Wants})
		n.couriers.Add(name, h.Limit+5*time.Second, func(ctx context.Context, d *watch.Delivery) error { return n.call(ctx, h, d, seal) })
	}
	return nil
}

// hook makes a hook of what is declared.
func (a *app) hook(set *setup, c *config.Hook) (*hook.Hook, error) {
	known := watched.Detectors()
	for _, on := range c.On {
		if _, ok := watch.ParseSeverity(on); !ok && !slices.Contains(known, on) {
			return nil, set.home.Fault(c.Line, "on: severities, or detectors: "+strings.Join(known, ", "))
		}
	}
	to, err := set.home.Referred(a.env, c.URL, "url", c.Line)
	if err != nil {
		return nil, err
	}
	key, err := set.home.Referred(a.env, c.Key, "secret", c.Line)
	if err != nil {
		return nil, err
	}
	ca := c.CA
	if ca != "" {
		ca = placed(set, ca)
	}
	h, err := hook.New(*c, to, key, set.home.Config, ca, time.Now)
	if err != nil {
		return nil, set.home.Fault(c.Line, err.Error())
	}
	return h, nil
}

// called is what a hook is given.
type called struct {
	Hook     string   `json:"hook"`
	Alert    any      `json:"alert"`
	Clear    *clearly `json:"clear,omitempty"` // only where it is armed and asks for it
	Revision int64    `json:"revision"`
}

type clearly struct {
	Principal string   `json:"principal"`
	Origin    string   `json:"origin"`
	Accounts  []string `json:"accounts"` // acted on
}

// call calls a hook, or notes that it would have been called.
func (n *notifier) call(ctx context.Context, h *hook.Hook, d *watch.Delivery, seal cipher.AEAD) error {
	a := &d.Body
	c := &watch.Call{ID: rand.Text(), Hook: h.Name, Alert: a.ID, Revision: d.Revision, At: time.Now(), Armed: h.Armed, Does: h.Does(), Principal: a.Principal, Origin: a.Origin, Outcome: hook.Rehearsed, Status: -1}
	if !h.Armed {
		return n.inv.NoteCall(ctx, c)
	}
	in := called{Hook: h.Name, Alert: watched.KeptLine(&watch.Kept{Alert: *a}, n.a.lang).Alert, Revision: d.Revision}
	if h.Clear {
		clear, err := story.Open(a, seal)
		if err != nil {
			return fault.As(fault.Refused, err)
		}
		in.Clear = &clearly{clear.Principal, clear.Origin, append([]string{}, clear.Accounts...)}
	}
	text, err := json.Marshal(in)
	if err != nil {
		return fault.Errorf(fault.Refused, "write alert %s: %w", a.ID, err)
	}
	c.Outcome = hook.Begun
	if err := n.inv.NoteCall(ctx, c); err != nil { // what is not recorded is not done
		return err
	}
	c.Outcome, c.Status, err = h.Call(ctx, (&notify.Notice{Alert: a, Revision: d.Revision}).Key(), text)
	c.Took = time.Since(c.At)
	if e := n.inv.NoteCall(context.WithoutCancel(ctx), c); e != nil && err == nil {
		return e
	}
	if err != nil && d.Tries >= hookTries {
		return fault.Errorf(fault.Refused, "called %d times in vain: %w", d.Tries, err)
	}
	return err
}

// calls lists the calls of hooks.
func (a *app) calls(ctx context.Context, f *keptFlags) error {
	inv, _, zone, err := a.keeping(ctx)
	if err != nil {
		return err
	}
	defer inv.Close()
	calls, err := inv.Calls(ctx)
	if err != nil {
		return err
	}
	if f.format == "json" {
		enc := json.NewEncoder(a.Out)
		for i := range calls {
			c := &calls[i]
			line := map[string]any{"id": c.ID, "hook": c.Hook, "alert": c.Alert, "revision": c.Revision, "at": c.At, "armed": c.Armed, "does": c.Does, "principal": c.Principal, "origin": c.Origin, "outcome": c.Outcome, "took_ms": c.Took.Milliseconds()}
			if c.Status >= 0 {
				line["status"] = c.Status
			}
			if err := enc.Encode(map[string]any{"call": line}); err != nil {
				return err
			}
		}
		return nil
	}
	if len(calls) == 0 {
		fmt.Fprintln(a.Out, a.say("No hook was called", "フックの呼び出しはありません"))
		return nil
	}
	words := map[string]string{hook.Rehearsed: a.say("rehearsed (not armed: nothing was called)", "予行（armed でないため実行していません）"), hook.Begun: a.say("begun, end unknown", "開始（結果は不明）"),
		hook.Done: a.say("done", "完了"), hook.Failed: a.say("failed", "失敗"), hook.Timeout: a.say("broken off: too slow", "時間切れで中止")}
	for i := range calls {
		c := &calls[i]
		status := ""
		if c.Status > 0 {
			status = fmt.Sprintf(a.say(" (status %d)", "（状態 %d）"), c.Status)
		}
		whom := strings.Join(slices.DeleteFunc([]string{c.Principal, c.Origin}, func(s string) bool { return s == "" }), a.say(", ", "、"))
		fmt.Fprintf(a.Out, "%s  %s  %s  %s%s  %s  %s\n", c.At.In(zone).Format("2006-01-02 15:04:05"), c.Hook, c.Does, words[c.Outcome], status, c.Alert, whom)
	}
	return nil
}
