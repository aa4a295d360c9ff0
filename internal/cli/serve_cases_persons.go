package cli

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/desk"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/cases"
)

// Ask answers whoever stands at the desk. The value is kept nowhere.
func (d caseDesk) Ask(ctx context.Context, id string, value []byte) (*desk.Answer, []law.Text, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, nil, err
	}
	events, st, err := r.open(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	d.h.cases.asking.Lock()
	defer d.h.cases.asking.Unlock()
	reg, closed, err := r.a.register(r.caseRoom, st)
	if err != nil {
		return nil, nil, err
	}
	defer closed()
	ans, err := r.a.deskAnswer(ctx, r.caseRoom, events, st, reg, desk.Usual.Each, value)
	if err != nil {
		return nil, nil, r.plain(err)
	}
	return &ans, adviceFor(ans.Kinds), nil
}

// Post is how far the letters of a case are, and what it takes to send them.
func (d caseDesk) Post(ctx context.Context, id string) (*cases.Post, error) {
	r, err := d.room(ctx)
	if err != nil {
		return nil, err
	}
	_, st, err := r.open(ctx, id)
	if err != nil {
		return nil, err
	}
	p := &cases.Post{Two: two(r.caseRoom, breach.ActSend)}
	sources, err := d.h.sources(ctx)
	if err != nil {
		return nil, err
	}
	for i := range sources {
		p.Sources = append(p.Sources, sources[i].Name)
	}
	if p.Of, err = r.sending(st, "ja"); fault.Of(err) == fault.Usage {
		p.Lacks = r.plain(err).Error()
	} else if err != nil {
		return nil, err
	}
	p.Allowed = p.Of != "" && st.Allowed(breach.ActSend, p.Of, r.about) == nil
	all, err := journal.Batches(r.noticeDir(st.ID))
	if err != nil {
		return nil, err
	}
	for _, name := range all {
		b, err := r.batch(filepath.Join(r.noticeDir(st.ID), name), st, name)
		if err != nil {
			return nil, err
		}
		p.Batches = append(p.Batches, r.batchTold(b, st))
	}
	return p, nil
}

func (r *askedRoom) batchTold(b *jsonBatch, st *breach.State) cases.Batch {
	x := cases.Batch{Batch: b.Batch, Channel: b.Channel, Persons: b.Sent + b.Failed + b.Uncertain + b.Later, Sent: b.Sent, Failed: b.Failed, Uncertain: b.Uncertain, Later: b.Later, Bounced: b.Bounced, Without: b.Without, Intact: b.Whole}
	for i := range st.Notices {
		if n := &st.Notices[i].Body; n.Batch == b.Batch {
			x.Persons = max(x.Persons, n.Persons)
		}
	}
	if b.First != nil {
		x.First, x.Last = b.First.In(r.zone).Format("2006-01-02 15:04"), b.Last.In(r.zone).Format("2006-01-02 15:04")
	}
	return x
}

// sending is what is decided on before letters go out by e-mail: the batch, and what its letters say.
func (r *askedRoom) sending(st *breach.State, lang string) (string, error) {
	n := &notifying{caseRoom: r.caseRoom, f: &notifyFlags{channel: "email", lang: lang}, st: st, batch: &notice.Batch{Case: st.ID}}
	var err error
	if n.letters, err = r.letters(n.f, st); err != nil {
		return "", err
	}
	if n.server, err = r.mailServer(n.f); err != nil {
		return "", err
	}
	if len(st.Affected().Sets) == 0 {
		return "", fault.Errorf(fault.Usage, "%s", r.a.say("no person of the case is known by fingerprint: add a match, or a source of the inventory that has a people index", "本人が特定されていません。照合結果、又は照合用索引のある台帳を証拠に追加してください"))
	}
	return n.of, n.called()
}

// Sample is a letter to an invented person, of all that the case knows of anybody.
func (d caseDesk) Sample(ctx context.Context, id, lang string) (subject, text string, err error) {
	r, err := d.room(ctx)
	if err != nil {
		return "", "", err
	}
	_, st, err := r.open(ctx, id)
	if err != nil {
		return "", "", err
	}
	l, err := r.letters(&notifyFlags{channel: "email", lang: lang}, st)
	if err != nil {
		return "", "", r.plain(err)
	}
	kinds := sampleKinds(st)
	to := sampleRecipient(lang, kinds)
	var t notice.Texts
	if err := l.Write(&t, lang, to.Name, kinds); err != nil {
		return "", "", err
	}
	return string(t.Subject), string(t.Text), nil
}

// Send starts sending, or goes on.
func (d caseDesk) Send(ctx context.Context, id, source, lang string) (job queue.Job, err error) {
	r, err := d.room(ctx)
	if err != nil {
		return job, err
	}
	_, st, err := r.open(ctx, id)
	if err != nil {
		return job, err
	}
	if !st.Closed.IsZero() {
		return job, web.Bad("終結した事案です。再開してから送信してください。", "The case is closed: open it again first.")
	}
	all, err := d.h.sources(ctx)
	if err != nil {
		return job, err
	}
	if !slices.ContainsFunc(all, func(s config.Source) bool { return s.Name == source }) {
		return job, web.Bad("宛先のデータ源を選んでください。", "Choose where the recipients stand.")
	}
	of, err := r.sending(st, lang)
	if err != nil {
		return job, r.plain(err)
	}
	if st.Allowed(breach.ActSend, of, r.about) != nil {
		return job, web.Bad("送信には2名の承認が必要です。", "Two users must decide before anything is sent.")
	}
	if d.h.bench == nil {
		return job, &web.Error{Status: 503, JA: "処理を実行する仕組みが動いていません。", EN: "Nothing runs work here."}
	}
	args, err := json.Marshal(lettersArgs{Recipients: []string{source}, Lang: lang})
	if err != nil {
		return job, err
	}
	return d.h.bench.Start(ctx, queue.Order{Kind: queue.Letters, Subject: st.ID, Args: args, By: r.by})
}
