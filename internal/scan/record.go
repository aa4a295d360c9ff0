package scan

import (
	"context"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
)

const (
	commitUnits = 1000
	commitEvery = 200 * time.Millisecond
)

// recorder commits units in groups: each 200 ms or 1,000 units. A kill redoes at most that.
type recorder struct {
	inv    inventory.Inventory
	run    string
	cancel context.CancelCauseFunc

	mu    sync.Mutex
	units []inventory.Unit
	same  map[string][]string
	n     int
	err   error
	wake  chan struct{}
	quit  chan struct{}
	done  chan struct{}
}

func newRecorder(inv inventory.Inventory, run string, cancel context.CancelCauseFunc) *recorder {
	r := &recorder{inv: inv, run: run, cancel: cancel, same: map[string][]string{}, wake: make(chan struct{}, 1),
		quit: make(chan struct{}), done: make(chan struct{})}
	go r.loop()
	return r
}

func (r *recorder) record(u inventory.Unit) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.units = append(r.units, u)
	r.count()
	return r.err
}

func (r *recorder) seen(source, unit string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.same[source] = append(r.same[source], unit)
	r.count()
}

func (r *recorder) count() {
	if r.n++; r.n >= commitUnits {
		select {
		case r.wake <- struct{}{}:
		default:
		}
	}
}

func (r *recorder) loop() {
	defer close(r.done)
	tick := time.NewTicker(commitEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-r.wake:
		case <-r.quit:
			r.commit()
			return
		}
		r.commit()
	}
}

// commit writes what was gathered. It does not follow the run's context: what is done is recorded even if the run is
// stopped.
func (r *recorder) commit() {
	r.mu.Lock()
	units, same := r.units, r.same
	r.units, r.same, r.n = nil, map[string][]string{}, 0
	failed := r.err != nil
	r.mu.Unlock()
	if failed || len(units) == 0 && len(same) == 0 {
		return
	}
	err := r.inv.Record(context.Background(), r.run, units)
	for src, names := range same {
		if err == nil {
			err = r.inv.Seen(context.Background(), r.run, src, names)
		}
	}
	if err != nil {
		r.mu.Lock()
		r.err = err
		r.mu.Unlock()
		r.cancel(err)
	}
}

func (r *recorder) close() error {
	close(r.quit)
	<-r.done
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}
