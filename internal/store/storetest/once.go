package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// writers is how many processes are at it at once.
const writers = 6

// atOnce does f with writers stores of one database.
func atOnce(t *testing.T, db Database, f func(w int, s *store.Store) error) {
	t.Helper()
	var wg sync.WaitGroup
	for w := range writers {
		s := db.Open(t)
		wg.Go(func() {
			if err := f(w, s); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

// OutboxAtOnce: one alert that several post is told once, and each delivery is claimed by one of several who send.
func OutboxAtOnce(t *testing.T, db Database) {
	s := db.Open(t)
	receivers := []watch.Receiver{to(watch.Low, true, "hook:x")}
	var mu sync.Mutex
	queued := 0
	atOnce(t, db, func(_ int, s *store.Store) error {
		for i := range 20 {
			a := alertOf(fmt.Sprint("a", i), watch.High, 5)
			n, err := s.PostAlerts(context.Background(), []watch.Alert{a}, []watch.Alert{a}, receivers)
			if err != nil {
				return err
			}
			mu.Lock()
			queued += n
			mu.Unlock()
		}
		return nil
	})
	if queued != 20 {
		t.Errorf("%d deliveries of 20 alerts were queued", queued)
	}
	claimed := map[string]int{}
	now := time.Now().Add(time.Second)
	atOnce(t, db, func(_ int, s *store.Store) error {
		for {
			d, err := s.Claim(context.Background(), "hook:x", now, time.Hour)
			if err != nil || d == nil {
				return err
			}
			mu.Lock()
			claimed[d.Alert]++
			mu.Unlock()
		}
	})
	for a, n := range claimed {
		if n != 1 {
			t.Errorf("%s was claimed %d times", a, n)
		}
	}
	if len(claimed) != 20 {
		t.Errorf("%d of 20 were claimed", len(claimed))
	}
	if n, _, err := s.Waiting(t.Context(), "hook:x"); n != 20 || err != nil {
		t.Error(n, err)
	}
}

// RemindersAtOnce: each reminder is queued once and claimed by one.
func RemindersAtOnce(t *testing.T, db Database) {
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	var list []store.Reminder
	var about []string
	for i := range 12 {
		about = append(about, fmt.Sprint("c", i))
		list = append(list, store.Reminder{ID: fmt.Sprint("c", i, ".72h"), About: about[i], Body: []byte("{}")})
	}
	var mu sync.Mutex
	queued, claimed := 0, map[string]int{}
	atOnce(t, db, func(_ int, s *store.Store) error {
		n, err := s.Reminders().Post(context.Background(), list, about, []string{"dpo"}, now)
		mu.Lock()
		queued += n
		mu.Unlock()
		return err
	})
	atOnce(t, db, func(_ int, s *store.Store) error {
		for {
			d, err := s.Reminders().Claim(context.Background(), "dpo", now, time.Hour)
			if err != nil || d == nil {
				return err
			}
			mu.Lock()
			claimed[d.Alert]++
			mu.Unlock()
		}
	})
	if queued != len(list) || len(claimed) != len(list) {
		t.Errorf("%d queued, %d claimed, of %d", queued, len(claimed), len(list))
	}
	for id, n := range claimed {
		if n != 1 {
			t.Errorf("%s was claimed %d times", id, n)
		}
	}
}

// SilencesAtOnce: of several who silence the same, one remains, and it is one of theirs.
func SilencesAtOnce(t *testing.T, db Database) {
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	mine := func(w int) watch.Silence {
		return watch.Silence{Detector: "canary", Principal: "t****#1234", Until: at.Add(time.Duration(w) * time.Hour), By: fmt.Sprint("w", w), Reason: fmt.Sprint("r", w), Made: at}
	}
	atOnce(t, db, func(w int, s *store.Store) error {
		for range 10 {
			if err := s.Silence(context.Background(), mine(w)); err != nil {
				return err
			}
		}
		return nil
	})
	got, err := db.Open(t).Silences(t.Context())
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	for w := range writers {
		if cmp.Equal(mine(w), got[0]) {
			return
		}
	}
	t.Errorf("made of several: %+v", got[0])
}

// UnitsAtOnce: several record the same units, which are whole, whoever comes last.
func UnitsAtOnce(t *testing.T, db Database) {
	s := db.Open(t)
	begin(t, s, "r1", "dir")
	atOnce(t, db, func(w int, s *store.Store) error {
		for round := range 4 {
			var us []inventory.Unit
			for i := range 10 { // in another order each time: nobody must wait for each other
				us = append(us, Unit("dir", fmt.Sprint((i*(w+round+1)+w)%11)))
			}
			if err := s.Record(context.Background(), "r1", us); err != nil {
				return err
			}
		}
		return nil
	})
	for i := range 11 {
		want := Unit("dir", fmt.Sprint(i))
		got, err := s.Load(t.Context(), "dir", fmt.Sprint(i))
		must(t, err)
		if d := cmp.Diff(want, got, opts); d != "" {
			t.Error(d)
		}
	}
}
