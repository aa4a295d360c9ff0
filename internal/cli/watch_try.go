package cli

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// notifyCommands are those under watch about who is told.
func (a *app) notifyCommands() []*cobra.Command {
	var calls, waits, look keptFlags
	try := &cobra.Command{
		Use: "test-notify [NAME…]", Short: a.say("Send an invented alert to where alerts go, and say what became of it", "通知先に架空のアラートを送り、結果を示す"), Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error { return a.testNotify(c.Context(), args) },
	}
	h := &cobra.Command{
		Use: "hooks", Short: a.say("List the calls of containment hooks, rehearsed ones too", "封じ込めフックの呼び出し履歴（予行を含む）を一覧する"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.calls(c.Context(), &calls) },
	}
	o := &cobra.Command{
		Use: "outbox", Short: a.say("List what was not delivered: what waits, and what was given up", "未送信の通知（再送待ち・断念）を一覧する"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.outbox(c.Context(), &waits) },
	}
	for c, f := range map[*cobra.Command]*keptFlags{h: &calls, o: &waits} {
		c.Flags().StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text または json"))
	}
	return []*cobra.Command{try, h, o, a.lookupCommand(&look)}
}

// testNotify sends an invented alert to the sinks named, or to all. Hooks are not called.
func (a *app) testNotify(ctx context.Context, names []string) error {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return err
	}
	file, err := set.home.Read()
	if err != nil {
		return err
	}
	if len(file.Notify) == 0 {
		return fault.Errorf(fault.Usage, "watch test-notify: tsutsumi.yaml names nobody to notify")
	}
	chosen := map[string]bool{}
	for _, n := range names {
		chosen[n] = false
	}
	now := time.Now()
	for i := range file.Notify {
		c := &file.Notify[i]
		if _, named := chosen[c.Name]; len(names) > 0 && !named {
			continue
		}
		chosen[c.Name] = true
		if err := a.tryReceiver(ctx, set, file, c, now); err != nil {
			if fault.Of(err) == fault.Usage {
				return err
			}
			a.status = StatusError
			fmt.Fprintf(a.Out, a.say("%s (%s): not delivered: %v\n", "%s（%s）: 送信できません: %v\n"), c.Name, c.Type, err)
			continue
		}
		fmt.Fprintf(a.Out, a.say("%s (%s): delivered\n", "%s（%s）: 送信しました\n"), c.Name, c.Type)
	}
	for _, n := range names {
		if !chosen[n] {
			return fault.Errorf(fault.Usage, "watch test-notify: tsutsumi.yaml has nobody of the name %q to notify", n)
		}
	}
	return nil
}

// tryReceiver sends an invented alert, which says that it is a test, to a receiver.
func (a *app) tryReceiver(ctx context.Context, set *setup, file *config.File, c *config.Notify, now time.Time) error {
	s, err := a.sink(set, c)
	if err != nil {
		return err
	}
	lang := a.lang
	if c.Lang != "" {
		lang = c.Lang
	}
	zone := time.Local
	if file.Watch != nil && file.Watch.Zone != nil {
		zone = file.Watch.Zone
	}
	n, err := inWords(&watch.Delivery{Alert: "test", Body: invented(now), Revision: 1, Queued: now}, lang, zone)
	if err != nil {
		return err
	}
	n.Test = true
	n.Words.Title = map[bool]string{true: "【テスト】", false: "[test] "}[lang == "ja"] + n.Words.Title
	try, cancel := context.WithTimeout(ctx, notify.Patience)
	defer cancel()
	return s.Send(try, n)
}

// invented is an alert about nobody.
func invented(now time.Time) watch.Alert {
	people, rows := int64(1234), int64(1234)
	at := now.UTC().Truncate(time.Second)
	return watch.Alert{
		ID: hex.EncodeToString([]byte("test")) + fmt.Sprintf("%08x", uint32(now.Unix())), Detector: "people-read", Severity: watch.High, Principal: "t****#0000", Origin: "192.0.2.*#0000",
		Source: "test", Kinds: []pii.Kind{pii.PersonName, pii.EmailAddress}, People: &people, PeopleMin: &people, PeopleMax: &people, Rows: &rows, Accesses: 1234, First: at.Add(-time.Hour), Last: at, Confidence: 1, Changed: at,
		Story: []watch.Sentence{{Detector: "people-read", Rule: "test", First: at.Add(-time.Hour), Last: at, Text: watch.Text{
			EN: "This is a test of the way that alerts take. It is invented: nobody's data was read.", JA: "これは通知経路のテストです。内容は架空のもので、実際に読まれたデータはありません。"}}},
	}
}

// outbox lists what was not delivered.
func (a *app) outbox(ctx context.Context, f *keptFlags) error {
	inv, _, zone, err := a.keeping(ctx)
	if err != nil {
		return err
	}
	defer inv.Close()
	all, err := inv.Unsettled(ctx)
	if err != nil {
		return err
	}
	if f.format == "json" {
		enc := json.NewEncoder(a.Out)
		for i := range all {
			d := &all[i]
			if err := enc.Encode(map[string]any{"delivery": map[string]any{"to": d.To, "alert": d.Alert, "revision": d.Revision, "state": d.State, "tries": d.Tries, "queued": d.Queued, "next": d.Next, "error": d.Error}}); err != nil {
				return err
			}
		}
		return nil
	}
	if len(all) == 0 {
		fmt.Fprintln(a.Out, a.say("Everything was delivered", "未送信の通知はありません"))
	}
	for i := range all {
		d := &all[i]
		state := a.say("waits", "再送待ち")
		if d.State == watch.GivenUp {
			state = a.say("given up", "断念")
		}
		fmt.Fprintf(a.Out, "%s  %s  %s  %s %s  %s\n", d.Queued.In(zone).Format("2006-01-02 15:04"), d.To, d.Alert, state, a.say("tries ", "試行 ")+strconv.FormatInt(d.Tries, 10), d.Error)
	}
	return nil
}
