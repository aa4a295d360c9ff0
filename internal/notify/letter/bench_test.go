//go:build unix

package letter

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"syscall"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/journal"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

var howMany = flag.Int("letters", 20_000, "letters of BenchmarkDeliver")

// real is a letter as a case has it: the built-in templates, about items, with its journal.
type real struct {
	n       int
	letters *notice.Letters
	log     *journal.Journal
	texts   *notice.Texts
	person  journal.Person
	kinds   notice.Kinds
}

func (r *real) Write(m *Mail) error {
	r.texts = &notice.Texts{Subject: m.Subject, Text: m.Text, Page: m.Page}
	if err := r.letters.Write(r.texts, "ja", "見本 太郎", r.kinds); err != nil {
		return err
	}
	m.To, m.Name, m.Lang, m.ID = "taro@example.jp", "見本 太郎", "ja", hex.EncodeToString(r.person[:])
	m.Subject, m.Text, m.Page = r.texts.Subject, r.texts.Text, r.texts.Page
	return nil
}

func (r *real) Intend(hash [32]byte, at time.Time) error {
	return r.log.Intend(&journal.Letter{Persons: []journal.Person{r.person}, Row: int64(r.n), Lang: "ja", Hash: hash, At: at})
}

func (r *real) Done(o Outcome) error {
	f := journal.Sent
	if o.Fate != Sent {
		f = journal.Uncertain
	}
	return r.log.Done(journal.Outcome{Person: r.person, Fate: f, Reply: o.Reply, Status: o.Status, At: o.At})
}

func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkDeliver writes letters, keeps their journal and hands them over to a server in a process of its own over ten connections with
// STARTTLS: go test -run '^$' -bench Deliver -benchtime 1x -letters 1000000.
func BenchmarkDeliver(b *testing.B) {
	text := func(ja string) breach.Value { return breach.Value{Text: &law.Text{JA: ja, EN: ja}} }
	var events []breach.Event
	for i, body := range []breach.Body{breach.Opened{Title: "x"},
		breach.Stated{Fact: breach.Fact{Name: breach.Outline, Value: text("当社の会員サイトのサーバーが外部からの不正アクセスを受け、会員情報の一部が閲覧されました。"), Status: breach.Asserted, Source: "E1"}}} {
		events = append(events, breach.Event{Case: "2026-0007", Seq: int64(i + 1), At: time.Now(), By: "dpo", Body: body})
	}
	st, err := breach.Fold(events)
	if err != nil {
		b.Fatal(err)
	}
	letters, err := notice.NewLetters(nil, &notice.Said{State: st, Owner: &config.Case{Name: "株式会社つつみ商店", Phone: "0120-000-000"}, Zone: time.UTC, Now: time.Now()}, false)
	if err != nil {
		b.Fatal(err)
	}
	var kinds notice.Kinds
	for _, k := range []pii.Kind{pii.PersonName, pii.EmailAddress, pii.PhoneNumber, pii.PasswordHash} {
		kinds = kinds.Add(k)
	}
	s, counted := apart(b)
	s.Connections, s.Silence = MostConnections, time.Minute
	b.ResetTimer()
	sent := 0
	before := used()
	for b.Loop() {
		j, err := journal.Open(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		err = s.Deliver(b.Context(), func(_ context.Context, put func(Job) error) error {
			for n := 0; n < *howMany; {
				var jobs []*real
				var list []*journal.Letter
				for ; n < *howMany && len(jobs) < journal.Ahead; n++ {
					r := &real{n: n, letters: letters, log: j, kinds: kinds}
					binary.BigEndian.PutUint64(r.person[8:], uint64(n+1))
					jobs, list = append(jobs, r), append(list, &journal.Letter{Persons: []journal.Person{r.person}, Row: int64(n), Lang: "ja", At: time.Now()})
				}
				if err := j.Promise(list); err != nil {
					return err
				}
				for _, r := range jobs {
					if err := put(r); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		if c := j.Counts(); c.Sent != int64(*howMany) {
			b.Fatalf("%+v", c)
		}
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
		sent += *howMany
	}
	if n := counted(); n != sent {
		b.Fatalf("the server has %d letters of %d", n, sent)
	}
	b.ReportMetric(float64(sent)/b.Elapsed().Seconds(), "letters/s")
	b.ReportMetric(float64(sent)/(used()-before).Seconds(), "letters/cpu-s")
}
