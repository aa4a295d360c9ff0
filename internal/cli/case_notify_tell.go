package cli

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/bounce"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// jsonBatch is what became of a batch, as the stream has it.
type jsonBatch struct {
	Case      string     `json:"case"`
	Batch     string     `json:"batch"`
	Channel   string     `json:"channel"`
	Sent      int64      `json:"sent"`
	Failed    int64      `json:"failed"`
	Uncertain int64      `json:"uncertain"`
	Later     int64      `json:"later"`
	Bounced   int64      `json:"bounced"`
	Without   *int64     `json:"without"`
	First     *time.Time `json:"first"`
	Last      *time.Time `json:"last"`
	// Whole: what the events of the case say of the journal is true of it; null: they say nothing.
	Whole *bool   `json:"journal_intact"`
	Rows  []int64 `json:"uncertain_rows"` // of the recipients
}

// tellCounts says what became of the letters of a run.
func (n *notifying) tellCounts(id string, c *journal.Counts, without int64) error {
	rows, err := uncertain(n.dir)
	if err != nil {
		return err
	}
	b := &jsonBatch{Case: n.st.ID, Batch: id, Channel: n.f.channel, Sent: c.Sent, Failed: c.Failed, Uncertain: c.Uncertain, Later: c.Later, Bounced: c.Bounced, Without: &without, Rows: rows}
	b.times(c)
	return n.tellBatch(n.f, b)
}

func (b *jsonBatch) times(c *journal.Counts) {
	if !c.First.IsZero() {
		b.First, b.Last = &c.First, &c.Last
	}
}

// uncertain are the rows of the letters whose fate is not known.
func uncertain(dir string) ([]int64, error) {
	open, err := journal.Uncertainties(dir)
	if err != nil {
		return nil, err
	}
	rows := []int64{}
	for d := range maps.Values(open) {
		rows = append(rows, d.Row)
	}
	slices.Sort(rows)
	return rows, nil
}

func (r *caseRoom) tellBatch(f *notifyFlags, b *jsonBatch) error {
	if f.format == "json" {
		return json.NewEncoder(r.a.Out).Encode(map[string]any{"batch": b})
	}
	p := report.NewPage(r.a.Out, r.a.reportOptions())
	sent := p.Of("送信済み", "sent")
	if b.Channel == "post" {
		sent = p.Of("印刷用に書き出し済み", "written for the post")
	}
	p.Line(p.Paint(report.Bold, fmt.Sprintf(p.Of("通知 %s：%s %s通", "Notice %s: %[3]s %[2]s"), b.Batch, sent, report.Number(b.Sent))))
	for _, l := range []struct {
		n     int64
		ja    string
		en    string
		grave bool
	}{
		{b.Failed, "サーバーが拒否", "refused by the server for good", true},
		{b.Later, "受け付けられず（次回あらためて送信）", "not taken (the next run sends them)", true},
		{b.Uncertain, "送信結果が不明", "whose fate is uncertain", true},
		{b.Bounced, "戻ってきたもの", "came back", true},
	} {
		if l.n > 0 {
			p.Ends(report.Yellow, "  "+p.Of(l.ja, l.en), report.Number(l.n))
		}
	}
	if b.Without != nil && *b.Without > 0 {
		p.Ends(report.Yellow, "  "+p.Of("宛先のない本人", "persons of the case without a recipient"), report.Number(*b.Without))
	}
	if b.First != nil {
		p.Line(p.Paint(report.Dim, fmt.Sprintf(p.Of("  最初 %s・最後 %s", "  the first at %s, the last at %s"), b.First.In(r.zone).Format(time.DateTime), b.Last.In(r.zone).Format(time.DateTime))))
	}
	if len(b.Rows) > 0 {
		shown := b.Rows[:min(len(b.Rows), 100)]
		p.Wrap(report.Yellow, fmt.Sprintf(p.Of("送信結果が不明な行（宛先一覧の行番号）: %v。届いていないと分かった場合などに限り、--resend-uncertain で再送します。", "Rows of the recipients whose letter is uncertain: %v. --resend-uncertain sends these again; they have the same Message-ID."), shown), 2)
	}
	if b.Whole != nil && !*b.Whole {
		p.Wrap(report.Red, p.Of("送信記録が、事案に記録されたハッシュと一致しません。", "The journal is not what the events of the case say it was."), 2)
	}
	return p.Flush()
}

// noticeStatus tells what became of all letters of a case.
func (r *caseRoom) noticeStatus(f *notifyFlags, st *breach.State) error {
	all, err := journal.Batches(r.noticeDir(st.ID))
	if err != nil {
		return err
	}
	if len(all) == 0 && f.format == "text" {
		_, err := fmt.Fprintln(r.a.Out, r.a.say("Nobody was told yet.", "まだ通知していません。"))
		return err
	}
	for _, id := range all {
		b, err := r.batch(filepath.Join(r.noticeDir(st.ID), id), st, id)
		if err != nil {
			return err
		}
		if err := r.tellBatch(f, b); err != nil {
			return err
		}
	}
	return nil
}

// batch is what became of a batch, as its journal in a folder tells it.
func (r *caseRoom) batch(dir string, st *breach.State, id string) (*jsonBatch, error) {
	j, err := journal.Peek(dir)
	if err != nil {
		return nil, err
	}
	head, _ := j.Batch()
	c := j.Counts()
	b := &jsonBatch{Case: st.ID, Batch: id, Channel: head.Channel, Sent: c.Sent, Failed: c.Failed, Uncertain: c.Uncertain, Later: c.Later, Bounced: c.Bounced}
	b.times(&c)
	if b.Rows, err = uncertain(dir); err != nil {
		return nil, err
	}
	return b, r.intact(dir, st, b)
}

// intact lays a journal beside what the last event of the case says of it.
func (r *caseRoom) intact(dir string, st *breach.State, b *jsonBatch) error {
	for i := range st.Notices {
		n := &st.Notices[i].Body
		if n.Batch != b.Batch {
			continue
		}
		b.Without = &n.Without
		if n.Journal == "" {
			continue
		}
		same := false
		if err := journal.Read(dir, journal.Reader{Mark: func(sum string) { same = same || sum == n.Journal }}); err != nil {
			return err
		}
		if b.Whole = &same; !same {
			r.a.status = StatusError
		}
	}
	return nil
}

// bounces reads messages that came back and notes them.
func (r *caseRoom) bounces(ctx context.Context, f *notifyFlags, st *breach.State) error {
	back := map[string]bounce.Message{} // by the letter
	sorts := map[bounce.Sort]int64{}
	unread, err := bounce.Read(f.bounces, func(m bounce.Message) error {
		sorts[m.Sort]++
		for _, id := range m.IDs {
			if was, ok := back[id]; !ok || m.Sort == bounce.Failed && was.Sort != bounce.Failed {
				back[id] = bounce.Message{Sort: m.Sort, Status: m.Status}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	all, err := journal.Batches(r.noticeDir(st.ID))
	if err != nil {
		return err
	}
	matched, fresh := int64(0), int64(0)
	for _, id := range all {
		m, n, err := r.bounced(ctx, st, id, back)
		if err != nil {
			return err
		}
		matched, fresh = matched+m, fresh+n
	}
	return r.tellBounces(f, st, sorts, unread, matched, fresh)
}

// bounced notes what came back of a batch: how many letters, and of how many it was not known.
func (r *caseRoom) bounced(ctx context.Context, st *breach.State, id string, back map[string]bounce.Message) (matched, fresh int64, err error) {
	dir := filepath.Join(r.noticeDir(st.ID), id)
	join := notice.NewJoiner(nil, r.set.config.Key, st.ID)
	var found []journal.Outcome
	channel := ""
	at := r.now().UTC()
	err = journal.Read(dir, journal.Reader{
		Batch: func(b *journal.Batch) { channel = b.Channel },
		Letter: func(l *journal.Letter) {
			m, ok := back[join.LetterID(id, l.Persons[0])]
			fate := map[bounce.Sort]journal.Fate{bounce.Failed: journal.Failed, bounce.Delayed: journal.Later}[m.Sort]
			if ok && fate != journal.None && !slices.ContainsFunc(found, func(o journal.Outcome) bool { return o.Person == l.Persons[0] }) {
				found = append(found, journal.Outcome{Person: l.Persons[0], Fate: fate, Status: m.Status, At: at})
			}
		},
	})
	if err != nil || len(found) == 0 {
		return 0, 0, err
	}
	unlock, err := lock(filepath.Join(dir, "lock"))
	if err != nil {
		return 0, 0, err
	}
	defer unlock()
	j, err := journal.Open(dir)
	if err != nil {
		return 0, 0, err
	}
	var news []journal.Outcome
	for _, o := range found {
		if o.Fate != journal.Failed {
			continue
		}
		matched++
		if _, known := j.Fate(o.Person); !known {
			news = append(news, o)
		}
	}
	if err = j.Bounced(news...); err == nil && len(news) > 0 {
		var sum string
		if sum, err = j.Mark(r.now()); err == nil {
			err = r.noteBounced(ctx, st, id, channel, j, sum)
		}
	}
	if e := j.Close(); err == nil {
		err = e
	}
	return matched, int64(len(news)), err
}

func (r *caseRoom) noteBounced(ctx context.Context, st *breach.State, id, channel string, j *journal.Journal, sum string) error {
	c := j.Counts()
	body := breach.Noticed{Batch: id, Channel: channel, Persons: c.Sent + c.Failed + c.Uncertain}
	for i := range st.Notices {
		if st.Notices[i].Body.Batch == id {
			body = st.Notices[i].Body
		}
	}
	body.Sent, body.Failed, body.Uncertain, body.Bounced, body.First, body.Last, body.Journal = c.Sent, c.Failed, c.Uncertain, c.Bounced, c.First, c.Last, sum
	return r.note(ctx, st.ID, body)
}

func (r *caseRoom) tellBounces(f *notifyFlags, st *breach.State, sorts map[bounce.Sort]int64, unread, matched, fresh int64) error {
	if f.format == "json" {
		return json.NewEncoder(r.a.Out).Encode(map[string]any{"bounces": map[string]any{"case": st.ID, "failed": sorts[bounce.Failed], "delayed": sorts[bounce.Delayed], "delivered": sorts[bounce.Delivered],
			"replies": sorts[bounce.Answered], "not_understood": sorts[bounce.Strange], "foreign": sorts[bounce.Foreign], "unreadable": unread, "letters": matched, "new": fresh}})
	}
	p := report.NewPage(r.a.Out, r.a.reportOptions())
	p.Line(p.Paint(report.Bold, fmt.Sprintf(p.Of("戻ってきた通知 %s通（うち新たに%s通）", "%s letters came back, %s of them not known before"), report.Number(matched), report.Number(fresh))))
	for _, l := range []struct {
		sort   bounce.Sort
		ja, en string
	}{{bounce.Failed, "不達の知らせ", "reports that a letter did not arrive"}, {bounce.Delayed, "遅延の知らせ（まだ不達ではない）", "reports of a delay, which is no failure yet"}, {bounce.Delivered, "到達の知らせ", "reports of delivery"},
		{bounce.Answered, "自動返信", "automatic replies"}, {bounce.Strange, "内容を判別できないもの", "not understood: look at them"}, {bounce.Foreign, "この通知と無関係のもの", "about no letter of this case"}} {
		if n := sorts[l.sort]; n > 0 {
			p.Ends(report.Dim, "  "+p.Of(l.ja, l.en), report.Number(n))
		}
	}
	if unread > 0 {
		r.a.status = StatusPartly
		p.Ends(report.Yellow, "  "+p.Of("読めなかったもの", "could not be read"), report.Number(unread))
	}
	return p.Flush()
}

// proof tells when, and with which letter, a person was told.
func (r *caseRoom) proof(f *notifyFlags, st *breach.State, args []string) error {
	if f.proof != "-" {
		args = []string{f.proof}
	}
	value, err := r.a.value(args)
	if err != nil {
		return err
	}
	cast, done, err := r.cast(st)
	if err != nil {
		return err
	}
	defer done()
	join := notice.NewJoiner(cast, r.set.config.Key, st.ID)
	persons, kinds, err := join.Persons(value)
	if err != nil {
		return err
	}
	p := report.NewPage(r.a.Out, r.a.reportOptions())
	enc := json.NewEncoder(r.a.Out)
	if len(persons) == 0 {
		if f.format == "json" {
			return enc.Encode(map[string]any{"proof": map[string]any{"case": st.ID, "concerned": false}})
		}
		p.Line(p.Of("この値の本人は、事案の対象に含まれていません。", "Nobody with this value is concerned by the case."))
		return p.Flush()
	}
	all, err := journal.Batches(r.noticeDir(st.ID))
	if err != nil {
		return err
	}
	found := 0
	for _, id := range all {
		proofs, err := journal.Proofs(filepath.Join(r.noticeDir(st.ID), id), persons...)
		if err != nil {
			return err
		}
		for i := range proofs {
			found++
			if f.format == "json" {
				err = enc.Encode(map[string]any{"proof": jsonProof(st, id, join, &proofs[i], kinds)})
			} else {
				r.tellProof(p, id, join, &proofs[i])
			}
			if err != nil {
				return err
			}
		}
	}
	if found == 0 {
		if f.format == "json" {
			return enc.Encode(map[string]any{"proof": map[string]any{"case": st.ID, "concerned": true, "kinds": kinds.List(), "fate": journal.None.String()}})
		}
		p.Line(p.Of("事案の対象ですが、まだ通知していません。", "Concerned by the case, and not told yet."))
	}
	if f.format == "json" {
		return nil
	}
	return p.Flush()
}

func jsonProof(st *breach.State, batch string, join *notice.Joiner, p *journal.Proof, kinds notice.Kinds) map[string]any {
	out := map[string]any{"case": st.ID, "concerned": true, "batch": batch, "kinds": kinds.List(), "fate": p.Fate.Fate.String(), "reply": p.Fate.Reply, "status": p.Fate.Status, "at": p.At, "row": p.Row,
		"message_id": join.LetterID(batch, p.Persons[0]), "sha256": hex.EncodeToString(p.Hash[:]), "content": p.Content, "bounced": nil}
	if p.Bounce != nil {
		out["bounced"] = map[string]any{"at": p.Bounce.At, "status": p.Bounce.Status}
	}
	return out
}

func (r *caseRoom) tellProof(p *report.Page, batch string, join *notice.Joiner, f *journal.Proof) {
	fate := map[journal.Fate][2]string{journal.Sent: {"送信済み", "sent"}, journal.Failed: {"サーバーが拒否", "refused by the server"}, journal.Later: {"未送信（サーバーが受け付けず）", "not sent: the server did not take it"}, journal.Uncertain: {"送信結果が不明", "its fate is uncertain"}}[f.Fate.Fate]
	p.Line(p.Paint(report.Bold, fmt.Sprintf("%s  %s  %s", batch, f.At.In(r.zone).Format(time.RFC3339), p.Of(fate[0], fate[1]))))
	if f.Fate.Reply > 0 {
		p.Line(fmt.Sprintf(p.Of("  サーバーの応答  %d %s（%s）", "  the server said  %d %s at %s"), f.Fate.Reply, f.Fate.Status, f.Fate.At.In(r.zone).Format(time.RFC3339)))
	}
	p.Line("  Message-ID  " + join.LetterID(batch, f.Persons[0]))
	if f.Hash != [32]byte{} {
		p.Line("  SHA-256  " + hex.EncodeToString(f.Hash[:]))
	}
	p.Line(p.Paint(report.Dim, p.Of("  文面  ", "  what it said  ")+f.Content))
	if f.Bounce != nil {
		p.Line(p.Paint(report.Yellow, fmt.Sprintf(p.Of("  %s に戻ってきました %s", "  came back, noted at %s %s"), f.Bounce.At.In(r.zone).Format(time.RFC3339), f.Bounce.Status)))
	}
}
