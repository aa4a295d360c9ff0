package journal

import (
	"bytes"
	"maps"
	"os"
	"slices"
	"strings"
	"time"
)

// Ahead is for how many letters at a time Promise is worth its sync.
const Ahead = 128

// run begins a run that promises.
type run struct {
	Boot string    `json:"boot"` // of the machine: as long as it is the same, all that was written is there, synced or not
	At   time.Time `json:"at"`
}

// booted tells which start of the machine this is; "" if it does not tell.
var booted = func() string {
	b, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// Promise writes that letters may be sent from now on, and returns once that lasts. What is promised is intended without a sync of its
// own: if the program is killed, what it wrote is there all the same; if the machine fails, what was promised and has no fate is
// uncertain. On a machine that does not tell its starts apart nothing is promised.
func (j *Journal) Promise(letters []*Letter) error {
	boot := booted()
	if boot == "" || len(letters) == 0 {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	before := len(j.pending)
	if !j.running {
		to, err := appendJSON(j.pending, typeRun, run{boot, letters[0].At.UTC()})
		if err != nil {
			return err
		}
		j.pending, j.running, j.boot = to, true, boot
		clear(j.promised)
	}
	for _, l := range letters {
		j.pending = appendLetter(j.pending, typePromise, l)
		j.promise(l)
	}
	return j.sync(len(j.pending) - before)
}

// lost tells that the machine failed in a run that had promised: what it wrote last may be gone.
func (j *Journal) lost() bool { return len(j.promised) > 0 && j.boot != booted() }

// settle ends what a run that did not end by itself had promised: uncertain if the machine failed, else not begun.
func (j *Journal) settle() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.promised) == 0 {
		return nil
	}
	before := len(j.pending)
	if j.lost() {
		for i, p := range j.doubt() {
			j.pending = appendOutcome(j.pending, typeFate, &Outcome{Person: p, Fate: Uncertain})
			if i%500 == 499 { // a group is never more than what may be torn; broken off here, the rest is found promised again
				if err := j.sync(len(j.pending) - before); err != nil {
					return err
				}
				before = len(j.pending)
			}
		}
	}
	clear(j.promised)
	j.pending = appendEnd(j.pending)
	return j.sync(len(j.pending) - before)
}

// doubt makes all that is promised uncertain, whatever its fate was before, and returns whose letters they are.
func (j *Journal) doubt() []Person {
	list := slices.SortedFunc(maps.Keys(j.promised), func(a, b Person) int { return bytes.Compare(a[:], b[:]) })
	for _, p := range list {
		j.fated(&Outcome{Person: p, Fate: Uncertain})
	}
	return list
}
