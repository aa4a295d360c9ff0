package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func states(t *testing.T, r *store.Reminders) map[string]string {
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

// Reminders: each is queued once for good, however often and from how many processes; a tighter one takes the place of one that waits; what
// is not due any more is not told; whoever was killed with one in hand leaves it to the next when the lease ends.
func Reminders(t *testing.T, db Database) {
	s := db.Open(t)
	r := s.Reminders()
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	far := store.Reminder{ID: "c.x.72h.2026-12-04", About: "c.x", Body: []byte(`{"n":1}`)}
	near := store.Reminder{ID: "c.x.24h.2026-12-04", About: "c.x", Body: []byte(`{"n":2}`)}
	other := store.Reminder{ID: "c.y.72h.2026-12-04", About: "c.y", Body: []byte(`{"n":3}`)}
	to := []string{"dpo", "soc"}
	var wg sync.WaitGroup
	var mu sync.Mutex
	total := 0
	for range 4 {
		wg.Go(func() {
			again := db.Open(t)
			n, err := again.Reminders().Post(t.Context(), []store.Reminder{far, other}, []string{"c.x", "c.y"}, to, now)
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
	if n, err := r.Post(t.Context(), []store.Reminder{near}, []string{"c.x"}, to, now.AddDate(0, 0, 2)); n != 2 || err != nil {
		t.Error(n, err)
	}
	want := map[string]string{"dpo " + far.ID: "delivered", "soc " + far.ID: "overtaken", "dpo " + other.ID: "overtaken", "soc " + other.ID: "overtaken", "dpo " + near.ID: "waiting", "soc " + near.ID: "waiting"}
	if d := cmp.Diff(want, states(t, r)); d != "" {
		t.Error(d)
	}
	if n, next, err := r.Waiting(t.Context(), "soc"); n != 1 || err != nil || !next.Equal(now.AddDate(0, 0, 2)) {
		t.Error(n, next, err)
	}
	if n, err := r.Post(t.Context(), []store.Reminder{far, near, other}, []string{"c.x", "c.y"}, to, now.AddDate(0, 0, 3)); n != 0 || err != nil {
		t.Error("told again", n, err)
	}
}
