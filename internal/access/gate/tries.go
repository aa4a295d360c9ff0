package gate

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
)

// The bounds of trying.
const (
	maxKept      = 20_000 // names and addresses that are remembered
	freeAccount  = 5      // wrong tries at an account before it has to wait
	freeAddress  = 20     // from an address
	firstWait    = 15 * time.Second
	longestWait  = 15 * time.Minute
	forgetAfter  = time.Hour // without a wrong try
	perSecondAll = 20        // tries of everybody together
)

// tries remembers wrong tries by account and by address, each at most so many; what was tried longest ago is forgotten first.
type tries struct {
	mu    sync.Mutex
	now   func() time.Time
	of    map[string]*tried
	pace  map[string]*rate.Limiter
	since time.Time // when pace was begun
	all   *rate.Limiter
}

type tried struct {
	wrong int
	last  time.Time
	until time.Time
}

func newTries(now func() time.Time) *tries {
	return &tries{now: now, of: map[string]*tried{}, pace: map[string]*rate.Limiter{}, all: rate.NewLimiter(perSecondAll, 3*perSecondAll)}
}

// Wait is an answer to who tried too often: when he may try again.
type Wait struct{ For time.Duration }

func (w *Wait) Error() string { return "tried too often; wait " + w.For.Round(time.Second).String() }

// may tells whether somebody may try now, and counts the try against the pace of his address and of all.
func (t *tries) may(account, address string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	var until time.Time
	for _, k := range keys(account, address) {
		if x := t.of[k]; x != nil && x.until.After(until) {
			until = x.until
		}
	}
	if until.After(now) {
		return &Wait{until.Sub(now)}
	}
	if now.Sub(t.since) > time.Hour || len(t.pace) >= maxKept { // a limiter that is begun anew has its whole burst; that is little
		t.pace, t.since = map[string]*rate.Limiter{}, now
	}
	l := t.pace[address]
	if l == nil {
		l = rate.NewLimiter(1, 20)
		t.pace[address] = l
	}
	if !l.AllowN(now, 1) || !t.all.AllowN(now, 1) {
		return &Wait{2 * time.Second}
	}
	return nil
}

// wrong counts a wrong try.
func (t *tries) wrong(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	for i, k := range keys(account, address) {
		x := t.of[k]
		if x == nil || now.Sub(x.last) > forgetAfter {
			t.room()
			x = &tried{}
			t.of[k] = x
		}
		x.wrong++
		x.last = now
		if free := []int{freeAccount, freeAddress}[i]; x.wrong >= free {
			x.until = now.Add(min(longestWait, firstWait<<min(10, x.wrong-free)))
		}
	}
}

// right forgets the wrong tries at an account. Those of the address stay: who has one account must not be freed to try others.
func (t *tries) right(account string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.of, keys(account, "")[0])
}

// room makes room for one more.
func (t *tries) room() {
	if len(t.of) < maxKept {
		return
	}
	oldest, at := "", time.Time{}
	n := 0
	for k, x := range t.of { // of some, in the order of chance: the oldest of 64 is old enough
		if at.IsZero() || x.last.Before(at) {
			oldest, at = k, x.last
		}
		if n++; n == 64 {
			break
		}
	}
	delete(t.of, oldest)
}

func keys(account, address string) [2]string {
	return [2]string{"account " + access.ID(account), "address " + address}
}

// Address is where a request comes from, as far as tries are counted: an IPv4 address, or a network of IPv6 such as one house has.
func Address(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	a, err := netip.ParseAddr(host)
	if err != nil {
		return "?"
	}
	if a = a.Unmap().WithZone(""); a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
