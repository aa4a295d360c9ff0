package cli

import (
	"context"
	"crypto/cipher"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/watched"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
)

// keptFlags are the flags of what is done with alerts that were found.
type keptFlags struct {
	all, reveal    bool
	reason, until  string
	detector, who  string
	format, output string
}

// keptCommands are those under watch that read no log.
func (a *app) keptCommands() []*cobra.Command {
	var list, show, ack, quiet keptFlags
	l := &cobra.Command{
		Use: "list", Short: a.say("List the alerts found so far", "これまでのアラートを一覧する"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.alerts(c.Context(), &list) },
	}
	l.Flags().BoolVar(&list.all, "all", false, a.say("acknowledged and silenced ones too", "確認済み・抑止中のものも示す"))
	s := &cobra.Command{
		Use: "show ID", Short: a.say("Show an alert", "アラートを表示する"), Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.alert(c.Context(), &show, args[0]) },
	}
	s.Flags().BoolVar(&show.reveal, "reveal", false, a.say("who and from where, in clear", "利用者と接続元をマスクせずに示す"))
	k := &cobra.Command{
		Use: "ack ID…", Short: a.say("Acknowledge alerts: they were looked into", "アラートを確認済みにする"), Args: cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.acknowledge(c.Context(), &ack, args) },
	}
	k.Flags().StringVar(&ack.reason, "reason", "", a.say("what it was", "確認した内容"))
	q := &cobra.Command{
		Use: "silence", Short: a.say("Tell no alerts of a detector about somebody for a time", "特定の検知・利用者のアラート通知を一定期間抑止する"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.silence(c.Context(), &quiet) },
	}
	q.Flags().StringVar(&quiet.detector, "detector", "", a.say("the detector (people-read, …)", "検知の種類（people-read など）"))
	q.Flags().StringVar(&quiet.who, "principal", "", a.say("whom it is about, as alerts show it (t****#1234)", "対象の利用者（アラートに表示される形。t****#1234）"))
	q.Flags().StringVar(&quiet.until, "for", "", a.say("how long: 24h, 7d", "期間（24h、7d）"))
	q.Flags().StringVar(&quiet.reason, "reason", "", a.say("why", "理由"))
	var cat keptFlags
	e := &cobra.Command{
		Use: "detectors", Short: a.say("List what is looked for, from what on it is told, and why", "検知の一覧（何を・どこから・なぜ通知するか）"), Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.catalogue(&cat) },
	}
	for c, f := range map[*cobra.Command]*keptFlags{l: &list, s: &show, e: &cat} {
		c.Flags().StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text または json"))
		c.Flags().StringVarP(&f.output, "output", "o", "", a.say("file for the report instead of standard output", "レポートの出力先（既定は標準出力）"))
	}
	return []*cobra.Command{l, s, k, q, e}
}

// catalogue tells what is looked for.
func (a *app) catalogue(f *keptFlags) error {
	all := builtin.All(&watch.Settings{Stores: watch.NewStores()})
	return a.writing(f.output, func(w io.Writer) error {
		if f.format == "json" {
			return watched.CatalogueJSON(w, a.lang, all)
		}
		return watched.Catalogue(w, a.reportOptions(), all)
	})
}

// keeping opens what alerts are kept in.
func (a *app) keeping(ctx context.Context) (*store.Store, *setup, *time.Location, error) {
	set, err := a.setup(&engineFlags{min: 0.7})
	if err != nil {
		return nil, nil, nil, err
	}
	file, err := set.home.Read()
	if err != nil {
		return nil, nil, nil, err
	}
	zone := time.Local
	if file.Watch != nil && file.Watch.Zone != nil {
		zone = file.Watch.Zone
	}
	inv, err := a.store(ctx, set)
	return inv, set, zone, err
}

// alertSeal is what principals and addresses of alerts are sealed with.
func (a *app) alertSeal(set *setup) (cipher.AEAD, error) {
	secrets, err := config.Load(set.home, a.env)
	if err != nil {
		return nil, err
	}
	return secrets.Seal("alerts")
}

func (a *app) alerts(ctx context.Context, f *keptFlags) error {
	inv, _, zone, err := a.keeping(ctx)
	if err != nil {
		return err
	}
	defer inv.Close()
	kept, err := inv.Alerts(ctx)
	if err != nil {
		return err
	}
	silences, err := inv.Silences(ctx)
	if err != nil {
		return err
	}
	var out []watch.Kept
	for _, k := range kept {
		if k.State == watch.Open && silenced(silences, &k.Alert, time.Now()) {
			k.State = watch.Silenced
		}
		if f.all || k.State == watch.Open {
			out = append(out, k)
		}
	}
	return a.writing(f.output, func(w io.Writer) error {
		if f.format == "json" {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			for i := range out {
				if err := enc.Encode(watched.KeptLine(&out[i], a.lang)); err != nil {
					return err
				}
			}
			return nil
		}
		return watched.List(w, a.reportOptions(), zone, out, len(kept)-len(out))
	})
}

func silenced(all []watch.Silence, a *watch.Alert, now time.Time) bool {
	for i := range all {
		if all[i].Covers(a, now) {
			return true
		}
	}
	return false
}

// find is the alert whose ID begins so.
func find(all []watch.Kept, id string) (*watch.Kept, error) {
	var found *watch.Kept
	for i := range all {
		if strings.HasPrefix(all[i].ID, id) && len(id) >= 4 {
			if found != nil {
				return nil, fault.Errorf(fault.Usage, "several alerts have an ID that begins with %q", id)
			}
			found = &all[i]
		}
	}
	if found == nil {
		return nil, fault.Errorf(fault.Usage, "there is no alert with the ID %q", id)
	}
	return found, nil
}

func (a *app) alert(ctx context.Context, f *keptFlags, id string) error {
	inv, set, zone, err := a.keeping(ctx)
	if err != nil {
		return err
	}
	defer inv.Close()
	all, err := inv.Alerts(ctx)
	if err != nil {
		return err
	}
	k, err := find(all, id)
	if err != nil {
		return err
	}
	var clear *watch.Clear
	if f.reveal {
		seal, err := a.alertSeal(set)
		if err != nil {
			return err
		}
		c, err := story.Open(&k.Alert, seal)
		if err != nil {
			return fault.As(fault.Usage, err)
		}
		clear = &c
	}
	return a.writing(f.output, func(w io.Writer) error {
		if f.format == "json" {
			line := watched.KeptLine(k, a.lang)
			line.Clear = clear
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			return enc.Encode(line)
		}
		return watched.Show(w, a.reportOptions(), zone, k, clear)
	})
}

func (a *app) acknowledge(ctx context.Context, f *keptFlags, ids []string) error {
	inv, _, _, err := a.keeping(ctx)
	if err != nil {
		return err
	}
	defer inv.Close()
	all, err := inv.Alerts(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		k, err := find(all, id)
		if err != nil {
			return err
		}
		if err := inv.Decide(ctx, k.ID, watch.Kept{State: watch.Acknowledged, By: who(), Reason: f.reason, At: time.Now()}); err != nil {
			return err
		}
		fmt.Fprintf(a.Out, a.say("%s acknowledged\n", "%s を確認済みにしました\n"), k.ID)
	}
	return nil
}

func (a *app) silence(ctx context.Context, f *keptFlags) error {
	d, ok := config.Interval(f.until)
	switch {
	case !ok:
		return fault.Errorf(fault.Usage, "--for %q: how long, as 24h or 7d", f.until)
	case f.reason == "":
		return fault.Errorf(fault.Usage, "--reason: a silence needs one")
	case f.detector == "" && f.who == "":
		return fault.Errorf(fault.Usage, "--detector or --principal: what is not to be told")
	}
	inv, _, zone, err := a.keeping(ctx)
	if err != nil {
		return err
	}
	defer inv.Close()
	now := time.Now()
	s := watch.Silence{Detector: f.detector, Principal: f.who, Until: now.Add(d), By: who(), Reason: f.reason, Made: now}
	if err := inv.Silence(ctx, s); err != nil {
		return err
	}
	fmt.Fprintf(a.Out, a.say("silenced until %s\n", "%s まで通知を抑止します\n"), s.Until.In(zone).Format("2006-01-02 15:04"))
	return nil
}
