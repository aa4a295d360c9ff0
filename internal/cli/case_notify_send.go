package cli

import (
	"cmp"
	"context"
	"fmt"
	netmail "net/mail"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/letter"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// How letters go where nothing is said: in a second, and at a time.
const (
	usualRate        = 10
	usualConnections = 4
)

// mailServer is the server of tsutsumi.yaml by which letters go.
func (r *caseRoom) mailServer(f *notifyFlags) (*letter.Server, error) {
	c := r.about.Letters
	if c == nil {
		return nil, fault.Errorf(fault.Usage, "case notify: %s", r.a.say("tsutsumi.yaml names no mail server: case: letters: {host, from, …}", "tsutsumi.yaml の case: letters: に送信サーバー（host、from など）を設定してください"))
	}
	wrong := func(what string) error { return r.set.home.Fault(c.Line, what) }
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return nil, wrong("from: an address of e-mail")
	}
	address, ok := notice.ParseAddress([]byte(from.Address))
	if !ok {
		return nil, wrong("from: an address of e-mail")
	}
	s := &letter.Server{Host: c.Host, Port: c.Port, Transport: c.Transport, Local: c.Local(), User: c.User, Now: r.now, Rate: cmp.Or(f.rate, float64(r.about.Rate), usualRate), Connections: min(cmp.Or(r.about.Connections, usualConnections), letter.MostConnections)}
	s.From = (&netmail.Address{Name: from.Name, Address: string(address)}).String()
	s.Domain = string(address[strings.LastIndexByte(string(address), '@')+1:])
	if r.about.Email != "" && r.about.Email != from.Address {
		reply, ok := notice.ParseAddress([]byte(r.about.Email))
		if !ok {
			return nil, wrong("email: an address of e-mail")
		}
		s.ReplyTo = string(reply)
	}
	if s.Sender = string(address); r.about.Bounces != "" {
		to, ok := notice.ParseAddress([]byte(r.about.Bounces))
		if !ok {
			return nil, wrong("bounces: an address of e-mail")
		}
		s.Sender = string(to)
	}
	if s.Port == 0 {
		s.Port = map[string]int{"tls": 465, "none": 25}[c.Transport]
		if s.Port == 0 {
			s.Port = 587
		}
	}
	if s.Password, err = r.set.home.Referred(r.a.env, c.Password, "password", c.Line); err != nil {
		return nil, err
	}
	ca := ""
	if c.CA != "" {
		ca = placed(r.set, c.CA)
	}
	if s.TLS, err = post.Trust(ca); err != nil {
		return nil, wrong(err.Error())
	}
	if s.Helo, _ = os.Hostname(); s.Helo == "" || strings.ContainsFunc(s.Helo, func(c rune) bool {
		return c != '.' && c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z')
	}) {
		s.Helo = "localhost"
	}
	return s, nil
}

// sending is a letter on its way to the server.
type sending struct {
	n    *notifying
	to   *notice.Addressee
	sent *atomic.Int64
}

// Write implements letter.Job.
func (s *sending) Write(m *letter.Mail) error {
	t := notice.Texts{Subject: m.Subject, Text: m.Text, Page: m.Page}
	if err := s.n.letters.Write(&t, s.to.Lang, s.to.Name, s.to.Kinds); err != nil {
		return err
	}
	m.To, m.Lang, m.ID, m.Subject, m.Text, m.Page = string(s.to.Email), s.to.Lang, s.to.ID, t.Subject, t.Text, t.Page
	if s.to.Header {
		m.Name = s.to.Name
	}
	return nil
}

// Intend implements letter.Job.
func (s *sending) Intend(hash [32]byte, at time.Time) error {
	return s.n.batch.Journal.Intend(&journal.Letter{Persons: s.to.Persons, Row: s.to.Row, Lang: s.to.Lang, Hash: hash, At: at})
}

// Done implements letter.Job.
func (s *sending) Done(o letter.Outcome) error {
	if o.Fate != letter.Later { // that one may come again
		s.sent.Add(1)
	}
	fate := map[letter.Fate]journal.Fate{letter.Sent: journal.Sent, letter.Failed: journal.Failed, letter.Later: journal.Later, letter.Unknown: journal.Uncertain}[o.Fate]
	return s.n.batch.Journal.Done(journal.Outcome{Person: s.to.Persons[0], Fate: fate, Reply: o.Reply, Status: o.Status, At: o.At})
}

// every is after how long the case is told how far the letters are.
const every = 5 * time.Minute

// begin sends what the plan has, and tells the case when it begins, now and then, and at the end.
func (n *notifying) begin(ctx context.Context) error {
	j := n.batch.Journal
	if was, ok := j.Batch(); !ok || was.Content != n.content {
		err := j.Begin(journal.Batch{Case: n.st.ID, ID: n.batch.ID, Channel: n.f.channel, Content: n.content, Seq: n.st.Events, Key: n.set.config.Key.ID(), At: n.now().UTC()})
		if err != nil {
			return err
		}
	}
	if n.plan.Letters == 0 {
		return n.ended(ctx, nil)
	}
	if err := n.record(ctx); err != nil {
		return err
	}
	var handled atomic.Int64
	stop := n.progress(&handled)
	timer := time.NewTicker(every)
	over := make(chan struct{})
	told := make(chan struct{})
	go func() {
		defer close(told)
		for {
			select {
			case <-timer.C:
				_ = n.record(ctx) // the end tells again
			case <-over:
				return
			}
		}
	}()
	var err error
	if n.f.channel == "post" {
		err = n.write(ctx, &handled)
	} else {
		err = n.server.Deliver(ctx, func(ctx context.Context, put func(letter.Job) error) error {
			ahead := make([]*sending, 0, journal.Ahead)
			err := n.batch.Send(ctx, func(to *notice.Addressee) error {
				one := *to
				if ahead = append(ahead, &sending{n, &one, &handled}); len(ahead) < cap(ahead) {
					return nil
				}
				err := n.promised(ahead, put)
				ahead = ahead[:0]
				return err
			})
			if err != nil {
				return err
			}
			return n.promised(ahead, put)
		})
	}
	timer.Stop()
	close(over)
	<-told
	stop()
	return n.ended(ctx, err)
}

// promised puts letters on their way once the journal knows that they may be.
func (n *notifying) promised(letters []*sending, put func(letter.Job) error) error {
	list := make([]*journal.Letter, len(letters))
	for i, s := range letters {
		list[i] = &journal.Letter{Persons: s.to.Persons, Row: s.to.Row, Lang: s.to.Lang, At: n.now()}
	}
	if err := n.batch.Journal.Promise(list); err != nil {
		return err
	}
	for _, s := range letters {
		if err := put(s); err != nil {
			return err
		}
	}
	return nil
}

// ended tells what became of the letters.
func (n *notifying) ended(ctx context.Context, err error) error {
	if e := n.batch.Journal.Flush(); err == nil {
		err = e
	}
	if e := n.record(context.WithoutCancel(ctx)); err == nil {
		err = e
	}
	c := n.batch.Journal.Counts()
	if e := n.tellCounts(n.batch.ID, &c, n.plan.Without); err == nil {
		err = e
	}
	wrong := c.Failed + c.Uncertain + c.Later
	for r, k := range n.plan.Reasons {
		if r.Wrong() {
			wrong += k
		}
	}
	if err == nil && wrong+n.plan.Without > 0 {
		n.a.status = StatusPartly
	}
	return err
}

// record tells the case how far the letters are, and when the first person was told.
func (n *notifying) record(ctx context.Context) error {
	sum, err := n.batch.Journal.Mark(n.now())
	if err != nil {
		return err
	}
	c := n.batch.Journal.Counts()
	body := breach.Noticed{Batch: n.batch.ID, Channel: n.f.channel, Persons: c.Sent + c.Failed + c.Uncertain + max(0, n.plan.Letters-n.handled(&c)), Sent: c.Sent, Failed: c.Failed, Uncertain: c.Uncertain,
		Bounced: c.Bounced, Without: n.plan.Without, First: c.First, Last: c.Last, Journal: sum}
	return n.note(ctx, n.st.ID, body)
}

// handled is how many letters of the plan have a fate.
func (n *notifying) handled(c *journal.Counts) int64 {
	return c.Sent + c.Failed + c.Uncertain - n.plan.Told - n.plan.Reasons[notice.Refused] - n.plan.Reasons[notice.Doubtful]
}

// note adds what a batch came to to a case, and when the first persons were told, whatever others add to it meanwhile.
func (r *caseRoom) note(ctx context.Context, id string, body breach.Noticed) error {
	for try := 0; ; try++ {
		_, st, err := r.load(ctx, id)
		if err != nil {
			return err
		}
		entries := []breach.Entry{{Body: body}}
		if body.Sent > 0 && body.Channel == "email" && st.Now(breach.PersonsTold) == nil {
			at := body.First.Truncate(time.Second)
			entries = append(entries, breach.Entry{Body: breach.Stated{Fact: breach.Fact{Name: breach.PersonsTold, Value: breach.Value{Moment: &breach.Moment{At: at, Precision: breach.Second}}, Status: breach.Asserted,
				Source: "notice " + body.Batch, Why: law.Text{EN: "the first letter that the mail server took", JA: "送信サーバーが最初に受け付けた通知"}}}})
		}
		err = r.add(ctx, st, entries...)
		if fault.Of(err) != fault.Changed || try == 10 {
			return err
		}
	}
}

// progress shows on a terminal how far the letters are, or tells it whoever called.
func (n *notifying) progress(handled *atomic.Int64) (stop func()) {
	begun, end := time.Now(), func() {}
	show := func() { n.a.job.progress(handled.Load(), n.plan.Letters, "letters") }
	if n.a.job == nil {
		if _, tty := terminal(n.a.Err); !tty {
			return func() {}
		}
		show = func() {
			k := handled.Load()
			fmt.Fprintf(n.a.Err, n.a.say("\r%s of %s letters, %.0f a second ", "\r%s / %s通（毎秒%.0f通） "), report.Number(k), report.Number(n.plan.Letters), float64(k)/time.Since(begun).Seconds())
		}
		end = func() { fmt.Fprint(n.a.Err, "\r\x1b[K") }
	}
	quit, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		t := time.NewTicker(200 * time.Millisecond)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				show()
			case <-quit:
				end()
				return
			}
		}
	}()
	return func() { close(quit); <-done }
}
