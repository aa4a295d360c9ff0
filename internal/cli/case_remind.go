package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/deadline"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// remindFlags are the flags of case remind.
type remindFlags struct {
	caseFlags
	every  time.Duration
	once   bool
	list   bool
	to     []string
	format string
}

func (a *app) caseRemind() *cobra.Command {
	var f remindFlags
	c := &cobra.Command{
		Use:   "remind",
		Short: a.say("Remind of what is due, through the receivers of tsutsumi.yaml", "期限の前に、tsutsumi.yaml の通知先へリマインダーを送る"),
		Long: a.say(`Reminds of duties, answers that others owe, and tasks: as long before as case.remind of tsutsumi.yaml says (72h, 24h, 3h),
and when it is late. Each is told once for a due day, whatever is killed meanwhile; a due day that moved is told anew.
Run it once by a timer, or let it run with --every. Sinks for findings (ocsf) are not told.`,
			`義務・照会の回答・タスクの期限を、tsutsumi.yaml の case.remind（既定は 72h・24h・3h 前）と期限超過時に知らせます。
同じ期限日について同じ知らせは一度だけ送り、期限日が変われば改めて送ります。途中で強制終了しても重複しません。
タイマーから1回実行するか、--every で常駐させます。検出結果用の通知先（ocsf）には送りません。`),
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.remind(c.Context(), &f) },
	}
	a.caseFlags(c, &f.caseFlags)
	fl := c.Flags()
	fl.DurationVar(&f.every, "every", 0, a.say("go on, and look that often (10m)", "常駐し、この間隔で確認する（10m など）"))
	fl.BoolVar(&f.once, "once", false, a.say("look once (the default)", "1回だけ確認する（既定）"))
	fl.BoolVar(&f.list, "list", false, a.say("list the reminders that were given or wait", "送信済み・送信待ちのリマインダーを一覧する"))
	fl.StringSliceVar(&f.to, "to", nil, a.say("only these receivers (default: all)", "この通知先に限る（既定: すべて）"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	return c
}

func (a *app) remind(ctx context.Context, f *remindFlags) error {
	switch {
	case f.every != 0 && (f.once || f.every < time.Minute):
		return fault.Errorf(fault.Usage, "--every: %s", a.say("1m or longer, and not with --once", "1m 以上を指定してください（--once とは併用できません）"))
	case f.format != "text" && f.format != "json":
		return textOrJSON(f.format)
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	if f.list {
		return a.tellReminders(ctx, r, f.format)
	}
	m, err := a.reminding(r, f.to)
	if err != nil {
		return err
	}
	if f.every == 0 {
		return m.once(ctx)
	}
	return m.every(ctx, f.every)
}

// reminding sends reminders to receivers.
type reminding struct {
	a        *app
	r        *caseRoom
	before   []time.Duration
	to       []string
	couriers *notify.Couriers
	box      *store.Reminders

	mu      sync.Mutex
	said    map[string]string
	givenUp int
}

// reminding makes the receivers of tsutsumi.yaml, some or all that take reminders.
func (a *app) reminding(r *caseRoom, only []string) (*reminding, error) {
	m := &reminding{a: a, r: r, box: r.db.Reminders(), said: map[string]string{}}
	var err error
	if m.before, err = deadline.Parse(r.about.Remind); err != nil {
		return nil, r.set.home.Fault(r.about.Line, "case: "+err.Error())
	}
	m.couriers = &notify.Couriers{Outbox: m.box, Now: r.now, Told: m.failed}
	for _, name := range only {
		if !slices.ContainsFunc(r.file.Notify, func(n config.Notify) bool { return n.Name == name && n.Type != "ocsf" }) {
			return nil, fault.Errorf(fault.Usage, "case remind: %s", fmt.Sprintf(a.say("tsutsumi.yaml has no receiver %q that takes reminders", "tsutsumi.yaml にリマインダーを受け取れる通知先 %q はありません"), name))
		}
	}
	for i := range r.file.Notify {
		c := &r.file.Notify[i]
		if c.Type == "ocsf" || len(only) > 0 && !slices.Contains(only, c.Name) {
			continue
		}
		s, err := a.sink(r.set, c)
		if err != nil {
			return nil, err
		}
		lang := a.lang
		if c.Lang != "" {
			lang = c.Lang
		}
		m.to = append(m.to, c.Name)
		m.couriers.Add(c.Name, 0, func(ctx context.Context, d *watch.Delivery) error {
			n, err := reminderNotice(d, lang, r.zone)
			if err != nil {
				return err
			}
			return s.Send(ctx, n)
		})
	}
	if len(m.to) == 0 {
		return nil, fault.Errorf(fault.Usage, "case remind: %s", a.say("tsutsumi.yaml names nobody to notify", "tsutsumi.yaml に通知先がありません"))
	}
	return m, nil
}

// reminderNotice is a reminder in words.
func reminderNotice(d *watch.Delivery, lang string, zone *time.Location) (*notify.Notice, error) {
	var m deadline.Reminder
	if err := json.Unmarshal(d.Note, &m); err != nil {
		return nil, fault.Errorf(fault.Refused, "the reminder in the outbox is damaged")
	}
	w := m.Words(lang, zone)
	line, err := json.Marshal(map[string]any{"reminder": map[string]any{"id": d.Alert, "case": m.Case, "due_id": m.ID, "sort": m.Sort, "threshold": m.Threshold,
		"title": w.Title, "at": m.At, "last_day": m.LastDay, "at_once": m.AtOnce, "undecided": m.Undecided}})
	if err != nil {
		return nil, err
	}
	n := &notify.Notice{Reminder: &notify.Reminder{ID: d.Alert, Case: m.Case, Due: m.At, Severity: severityOf(&m)}, Revision: d.Revision, Lang: lang, Line: line, At: d.Queued, Version: version(),
		Words: notify.Words{Title: w.Title, Story: w.Story}}
	for _, f := range w.Facts {
		n.Words.Facts = append(n.Words.Facts, notify.Fact{Name: f[0], Value: f[1]})
	}
	return n, nil
}

// severityOf is how grave a reminder is: a duty of the law more than a task, and the more the less time is left.
func severityOf(m *deadline.Reminder) watch.Severity {
	s := watch.Medium
	switch d, _ := time.ParseDuration(m.Threshold); {
	case m.Threshold == deadline.Late, m.Threshold == deadline.Now:
		s = watch.Critical
	case d <= 24*time.Hour:
		s = watch.High
	}
	if m.Sort != deadline.Duty || m.Undecided {
		s--
	}
	return s
}

// queue queues what somebody is to be reminded of now.
func (m *reminding) queue(ctx context.Context) error {
	ids, err := m.r.ledger.Cases(ctx)
	if err != nil {
		return err
	}
	var list []store.Reminder
	var about []string
	now := m.r.now()
	for _, id := range ids {
		due, closed, err := m.r.deadlines(ctx, id)
		if err != nil {
			return err
		}
		if closed {
			continue
		}
		for _, d := range deadline.Remind(due, m.before, now) {
			body, err := json.Marshal(&d)
			if err != nil {
				return err
			}
			about = append(about, d.Case+"."+d.ID)
			list = append(list, store.Reminder{ID: d.Key(), About: d.Case + "." + d.ID, Body: body})
		}
	}
	_, err = m.box.Post(ctx, list, about, m.to, now)
	return err
}

// once looks once, and waits for what is on its way.
func (m *reminding) once(ctx context.Context) error {
	if err := m.queue(ctx); err != nil {
		return err
	}
	m.couriers.Start(context.WithoutCancel(ctx))
	m.close(ctx)
	return ctx.Err()
}

// every goes on until it is told to end. What cannot be read now is told, and tried again the next time.
func (m *reminding) every(ctx context.Context, pause time.Duration) error {
	m.couriers.Start(context.WithoutCancel(ctx))
	defer m.close(ctx)
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		err := m.queue(ctx)
		switch {
		case errors.Is(err, context.Canceled):
			return nil
		case fault.Of(err) == fault.Unavailable:
			fmt.Fprintf(m.a.Err, "tsutsumi: %v\n", err)
		case err != nil:
			return err
		}
		m.couriers.Wake()
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// close waits for what is on its way, at most delivering; then it says what could not be delivered.
func (m *reminding) close(ctx context.Context) {
	wait := delivering
	if ctx.Err() != nil {
		wait = interrupted
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer cancel()
	left := m.couriers.Flush(ctx)
	m.couriers.Close()
	for _, name := range m.to {
		if left[name] > 0 {
			fmt.Fprintf(m.a.Err, m.a.say("%s: %d not delivered yet; the next run of case remind tries again\n", "%s: 未送信 %d件（次回の case remind の実行時に再送します）\n"), name, left[name])
		}
	}
	if (len(left) > 0 || m.givenUp > 0) && m.a.status == StatusDone {
		m.a.status = StatusPartly
	}
}

// failed says what could not be delivered: once for each reason, and whatever was given up.
func (m *reminding) failed(d *watch.Delivery, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case d.State == watch.GivenUp:
		m.givenUp++
		fmt.Fprintf(m.a.Err, m.a.say("%s: reminder %s could not be delivered: %v\n", "%s: リマインダー %s を送信できませんでした: %v\n"), d.To, d.Alert, err)
	case m.said[d.To] != err.Error():
		m.said[d.To] = err.Error()
		fmt.Fprintf(m.a.Err, m.a.say("%s: not delivered yet, is tried again: %v\n", "%s: まだ送信できません（再試行します）: %v\n"), d.To, err)
	}
}

// tellReminders lists what was ever queued.
func (a *app) tellReminders(ctx context.Context, r *caseRoom, format string) error {
	all, err := r.db.Reminders().All(ctx)
	if err != nil {
		return err
	}
	if format == "json" {
		for _, d := range all {
			if err := a.one("reminder", map[string]any{"id": d.Alert, "to": d.To, "state": d.State, "tries": d.Tries, "queued": d.Queued, "error": d.Error}); err != nil {
				return err
			}
		}
		return nil
	}
	p := report.NewPage(a.Out, a.reportOptions())
	if len(all) == 0 {
		p.Line(p.Of("リマインダーはまだありません", "No reminders yet"))
	}
	states := map[watch.DeliveryState]string{watch.Waiting: p.Of("送信待ち", "waiting"), watch.Delivered: p.Of("送信済み", "delivered"), watch.GivenUp: p.Of("断念", "given up"), watch.Overtaken: p.Of("不要", "overtaken")}
	for _, d := range all {
		p.Ends(report.Plain, d.Queued.In(r.zone).Format("2006-01-02 15:04")+"  "+report.Clean(strings.ReplaceAll(d.Alert, ".", "  ")), d.To+"  "+states[d.State])
		if d.Error != "" {
			p.Line(p.Paint(report.Dim, "      "+report.Clean(d.Error)))
		}
	}
	return p.Flush()
}
