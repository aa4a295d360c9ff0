package run

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/story"
)

// listed is a log whose events are times in µs, with a name each.
type listed struct {
	log   watch.Log
	times []int64
	next  int
	fail  int // the record that cannot be read
}

func (l *listed) Log() *watch.Log { return &l.log }

func (l *listed) Next(e *event.Event, at *watch.Position) error {
	if l.next == len(l.times) {
		return io.EOF
	}
	n := l.next
	l.next++
	if n == l.fail && n > 0 {
		l.fail = 0
		return errors.New("broken")
	}
	e.Time, e.Action, e.Outcome = l.times[n], event.Read, event.Success
	e.Actor, e.Object = fmt.Appendf(nil, "%s-%d", l.log.Name, n), []byte("/members/1")
	*at = watch.Position{Offset: int64(n), Line: int64(n + 1)}
	return nil
}

func (l *listed) Mark() []byte         { return binary.AppendUvarint(nil, uint64(l.next)) }
func (l *listed) Counts() watch.Counts { return watch.Counts{Lines: int64(l.next)} }
func (l *listed) File(uint32) string   { return l.log.Name }
func (l *listed) Close() error         { return nil }

// witness writes down what it sees; Same order, same Late, same Ticks.
type witness struct {
	seen []string
	stop func(n int)
}

func (w *witness) About() *watch.About { return &watch.About{Name: "witness"} }
func (w *witness) See(a *watch.Access, _ watch.Out) {
	w.seen = append(w.seen, fmt.Sprintf("%s %d %v", a.Actor, a.At/1e6, a.Late))
	if w.stop != nil {
		w.stop(len(w.seen))
	}
}
func (w *witness) Tick(now int64, _ watch.Out) { w.seen = append(w.seen, fmt.Sprint("tick ", now)) }
func (w *witness) Save(e *watch.Encoder)       { e.Text(strings.Join(w.seen, "\n")) }
func (w *witness) Load(d *watch.Decoder) error {
	if t := d.Text(); t != "" {
		w.seen = strings.Split(t, "\n")
	}
	return nil
}

// logs makes three logs of an hour, each a little out of order; one has a time of next year, one a time far before.
func logs() []watch.Feed {
	r := rand.New(rand.NewPCG(5, 6))
	base := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC).UnixMicro()
	var out []watch.Feed
	for i, name := range []string{"a", "b", "c"} {
		l := &listed{log: watch.Log{Name: name}}
		for n := range 3000 {
			at := base + int64(n)*(900_000+int64(i)*250_000) + r.Int64N(3_000_000)
			switch {
			case i == 1 && n == 700:
				at += int64(365 * 24 * time.Hour / time.Microsecond)
			case i == 2 && n == 900:
				at -= 1800e6
			}
			l.times = append(l.times, at)
		}
		l.fail = 100 * i
		out = append(out, l)
	}
	return out
}

func options(w *witness) Options {
	s := &watch.Settings{Secret: 9, Stores: watch.NewStores()}
	d := []watch.Detector{w}
	return Options{Settings: s, Detectors: d, Book: story.NewBook(s, d), Now: func() time.Time { return time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC) }}
}

func TestOrder(t *testing.T) {
	var w witness
	r := New(logs(), options(&w))
	res, err := r.Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if res.Events != 3*3000-2 {
		t.Error(res.Events)
	}
	last, late, ticks := int64(0), 0, 0
	for _, s := range w.seen {
		var who, is string
		var at int64
		if strings.HasPrefix(s, "tick") {
			ticks++
			continue
		}
		_, _ = fmt.Sscan(s, &who, &at, &is)
		if is == "true" {
			late++
		} else if at < last {
			t.Fatalf("%s after %d", s, last)
		} else {
			last = at
		}
	}
	if late != 1 || res.Logs[2].Late != 1 || res.Logs[1].Forged != 1 || len(res.Logs[1].Errors) != 1 || len(res.Logs[2].Errors) != 1 || ticks < 50 {
		t.Error(late, ticks, res.Logs)
	}
}

// TestResume: broken off anywhere and gone on from what was kept, a run sees the same, everything once.
func TestResume(t *testing.T) {
	var whole witness
	if _, err := New(logs(), options(&whole)).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 12 {
		cut := 1 + r.IntN(len(whole.seen)*9/10)
		ctx, cancel := context.WithCancel(t.Context())
		var state []byte
		var w witness
		o := options(&w)
		w.stop = func(n int) {
			if n >= cut {
				cancel()
			}
		}
		o.Keep = func(b []byte) error { state = slices.Clone(b); return nil }
		if _, err := New(logs(), o).Do(ctx); !errors.Is(err, context.Canceled) {
			t.Fatal(cut, err)
		}
		cancel()
		s, err := ReadState(state)
		if err != nil {
			t.Fatal(err)
		}
		feeds := logs()
		for _, f := range feeds {
			l := f.(*listed)
			n, _ := binary.Uvarint(s.Marks[l.log.Name])
			l.next = int(n)
		}
		var again witness
		next := New(feeds, options(&again))
		if err := next.Resume(s); err != nil {
			t.Fatal(err)
		}
		if _, err := next.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(whole.seen, again.seen); d != "" {
			t.Fatalf("broken off at %d: %s", cut, d)
		}
	}
}

// TestSkew: what a clock that is behind wrote is put where it belongs.
func TestSkew(t *testing.T) {
	base := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC).UnixMicro()
	right := &listed{log: watch.Log{Name: "a"}, times: []int64{base, base + 60e6, base + 120e6}}
	behind := &listed{log: watch.Log{Name: "b", Skew: 3600e6}, times: []int64{base - 3570e6, base - 3510e6}}
	var w witness
	res, err := New([]watch.Feed{right, behind}, options(&w)).Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range w.seen {
		if !strings.HasPrefix(s, "tick") {
			got = append(got, strings.Fields(s)[0])
		}
	}
	if d := cmp.Diff([]string{"a-0", "b-0", "a-1", "b-1", "a-2"}, got); d != "" || res.Logs[1].Late != 0 {
		t.Error(d, res.Logs)
	}
}

func FuzzReadState(f *testing.F) {
	var w witness
	var e watch.Encoder
	New(logs(), options(&w)).save(&e)
	f.Add(e.Buf)
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := ReadState(b); err == nil {
			var w witness
			_ = New(logs(), options(&w)).Resume(s)
		}
	})
}

type counting struct{ listed }

func (l *counting) Next(e *event.Event, at *watch.Position) error {
	if l.next == len(l.times) {
		return io.EOF
	}
	e.Time, e.Action, e.Outcome = l.times[l.next], event.Read, event.Success
	e.Actor, e.Object, e.Client = []byte("tanaka"), []byte("/members/10234/card"), []byte("Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
	for range 10 {
		e.Raw = append(e.Raw, event.Field{Name: "cs-uri-stem", Value: e.Object})
	}
	*at = watch.Position{Offset: int64(l.next), Line: int64(l.next + 1)}
	l.next++
	return nil
}

// BenchmarkRun is what it costs to put an event in order and make an access of it.
func BenchmarkRun(b *testing.B) {
	l := &counting{listed{log: watch.Log{Name: "a"}}}
	for n := range b.N {
		l.times = append(l.times, int64(n+1)*1000)
	}
	s := &watch.Settings{Secret: 9, Stores: watch.NewStores()}
	b.ResetTimer()
	if _, err := New([]watch.Feed{l}, Options{Settings: s, Book: story.NewBook(s, nil), Now: time.Now}).Do(b.Context()); err != nil {
		b.Fatal(err)
	}
}
