package store

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func states(t *testing.T, r *Reminders) map[string]string {
	t.Helper()
	all, err := r.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range all {
		out[d.To+" "+d.Alert] = string(d.State)
	}
	return out
}

// TestReminders: each is queued once for good, however often and from how many processes; a tighter one takes the place of one that waits; what
// is not due any more is not told; whoever was killed with one in hand leaves it to the next when the lease ends.
func TestReminders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r := s.Reminders()
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	far := Reminder{"c.x.72h.2026-12-04", "c.x", []byte(`{"n":1}`)}
	near := Reminder{"c.x.24h.2026-12-04", "c.x", []byte(`{"n":2}`)}
	other := Reminder{"c.y.72h.2026-12-04", "c.y", []byte(`{"n":3}`)}
	to := []string{"dpo", "soc"}
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for range 4 {
		wg.Go(func() {
			again, err := Open(t.Context(), path)
			if err != nil {
				t.Error(err)
				return
			}
			defer again.Close()
			n, err := again.Reminders().Post(t.Context(), []Reminder{far, other}, []string{"c.x", "c.y"}, to, now)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			total += n
			mu.Unlock()
		})
	}
	wg.Wait()
	if total != 4 {
		t.Errorf("%d queued, of 4", total)
	}
	d, err := r.Claim(t.Context(), "dpo", now, time.Minute)
	if err != nil || d == nil || d.Alert != far.ID || string(d.Note) != `{"n":1}` || d.Tries != 1 {
		t.Fatalf("%+v %v", d, err)
	}
	// Killed here: nobody has it within the lease, then it is tried again.
	second, _ := r.Claim(t.Context(), "dpo", now.Add(59*time.Second), time.Minute)
	if second == nil || second.Alert != other.ID {
		t.Fatalf("%+v", second)
	}
	if d, _ = r.Claim(t.Context(), "dpo", now.Add(time.Minute), time.Minute); d == nil || d.Alert != far.ID || d.Tries != 2 {
		t.Fatalf("%+v", d)
	}
	d.State, d.Settled = watch.Delivered, now
	if err := r.Settle(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Post(t.Context(), []Reminder{near}, []string{"c.x"}, to, now.AddDate(0, 0, 2)); n != 2 || err != nil {
		t.Error(n, err)
	}
	want := map[string]string{"dpo " + far.ID: "delivered", "soc " + far.ID: "overtaken", "dpo " + other.ID: "overtaken", "soc " + other.ID: "overtaken", "dpo " + near.ID: "waiting", "soc " + near.ID: "waiting"}
	if d := cmp.Diff(want, states(t, r)); d != "" {
		t.Error(d)
	}
	if n, next, err := r.Waiting(t.Context(), "soc"); n != 1 || err != nil || !next.Equal(now.AddDate(0, 0, 2)) {
		t.Error(n, next, err)
	}
	if n, err := r.Post(t.Context(), []Reminder{far, near, other}, []string{"c.x", "c.y"}, to, now.AddDate(0, 0, 3)); n != 0 || err != nil {
		t.Error("told again", n, err)
	}
}
