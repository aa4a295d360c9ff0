package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// FileName is the name of the file in the folder of a batch.
const FileName = "letters.journal"

// torn is how much at the end of a file may be half written: what one group is at most.
const torn = 64 << 10

// MostAtOnce is how many letters with their fates are one group at most: each takes some 110 bytes, and 16 for each further person.
const MostAtOnce = 400

// state is what is known of a person.
type state struct {
	fate    Fate
	bounced bool
}

// Journal is the journal of a batch. Any number of goroutines may use it at a time; one process has it open.
type Journal struct {
	file *os.File
	head Batch // the last one

	mu       sync.Mutex
	work     *sync.Cond // there is something to sync
	done     *sync.Cond // something was synced
	persons  map[Person]state
	also     map[Person][]Person // of letters to more than one: the others, by the first
	promised map[Person]bool     // by the first person, until the letter's fate is known
	boot     string              // of the last run's machine
	running  bool                // this run has promised
	counts   Counts
	sum      hash.Hash // of all that is written
	pending  []byte    // not written yet
	want     int64     // bytes handed over
	have     int64     // bytes that are synced
	wait     int       // goroutines that wait for it
	due      bool      // nobody waits, but it has waited long enough
	err      error     // nothing is written any more
	closed   bool
	ended    chan struct{}
}

// Open opens the journal in a folder, which is made; a new one begins with Begin. An error of class fault.Unreadable means that it is damaged.
func Open(dir string) (*Journal, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("make folder of letters: %w", err))
	}
	path := filepath.Join(dir, FileName)
	fresh := false
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		fresh = true
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("open journal: %w", err))
	}
	j := blank()
	j.file = f
	j.work, j.done = sync.NewCond(&j.mu), sync.NewCond(&j.mu)
	if err := j.load(fresh, dir); err != nil {
		_ = f.Close()
		return nil, err
	}
	go j.syncing()
	if err := j.settle(); err != nil {
		_ = j.Close()
		return nil, err
	}
	return j, nil
}

// Peek reads the journal in a folder without changing anything; another process may be writing it. Nothing can be written to what it returns. A
// folder without a journal gives nil.
func Peek(dir string) (*Journal, error) {
	f, err := os.Open(filepath.Join(dir, FileName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.As(fault.Unreadable, fmt.Errorf("open journal: %w", err))
	}
	defer f.Close()
	j := blank()
	if _, err := scan(f, j.sum, j.take); err != nil {
		return nil, err
	}
	if j.lost() {
		j.doubt()
	}
	j.err = fault.Errorf(fault.Usage, "write journal: it is only read")
	return j, nil
}

func blank() *Journal {
	return &Journal{persons: map[Person]state{}, also: map[Person][]Person{}, promised: map[Person]bool{}, sum: sha256.New(), ended: make(chan struct{})}
}

// load reads what is there, cuts off what was not written to its end, and leaves the file at its end.
func (j *Journal) load(fresh bool, dir string) error {
	size, err := scan(j.file, j.sum, j.take)
	if err != nil {
		return err
	}
	if err := j.file.Truncate(size); err != nil {
		return fmt.Errorf("open journal: %w", err)
	}
	if _, err := j.file.Seek(size, io.SeekStart); err != nil {
		return fmt.Errorf("open journal: %w", err)
	}
	if size > 0 {
		return j.file.Sync()
	}
	if _, err := j.file.WriteString(magic); err != nil {
		return fmt.Errorf("make journal: %w", err)
	}
	j.sum.Write([]byte(magic))
	if err := j.file.Sync(); err != nil {
		return fmt.Errorf("make journal: %w", err)
	}
	if fresh {
		syncDir(dir)
	}
	return nil
}

// syncDir makes the name of a new file last. Not every system lets a folder be synced.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}

// scan shows each record of a file and tells up to where it is whole. h, if it is not nil, hashes what is whole.
func scan(f io.Reader, h hash.Hash, show func(kind byte, content []byte) bool) (int64, error) {
	buf := make([]byte, 1<<20)
	at, n, end := int64(0), 0, false
	var in []byte
	damaged := func() error {
		return fault.Errorf(fault.Unreadable, "read journal: damaged at byte %d", at)
	}
	for begun := false; ; {
		if !end && len(in) < torn+2 {
			n = copy(buf, in)
			m, err := io.ReadFull(f, buf[n:])
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				end = true
			} else if err != nil {
				return 0, fault.As(fault.Unreadable, fmt.Errorf("read journal: %w", err))
			}
			in = buf[:n+m]
		}
		var kind byte
		var content []byte
		size := 0
		if !begun {
			if len(in) < len(magic) && bytes.HasPrefix([]byte(magic), in) {
				return 0, nil // the making of it was broken off
			}
			if !bytes.HasPrefix(in, []byte(magic)) {
				return 0, fault.Errorf(fault.Unreadable, "read journal: not a journal of letters")
			}
			begun, size = true, len(magic)
		} else if kind, content, size = next(in); size > 0 && !show(kind, content) {
			return 0, damaged()
		}
		if size == 0 {
			if !end || len(in) > torn {
				return 0, damaged()
			}
			return at, nil
		}
		if h != nil {
			h.Write(in[:size])
		}
		at += int64(size)
		in = in[size:]
	}
}

// Begin writes which batch it is, or that it goes on with another text.
func (j *Journal) Begin(b Batch) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	to, err := appendJSON(j.pending, typeBatch, b)
	if err != nil {
		return err
	}
	n := len(to) - len(j.pending)
	j.pending, j.head = to, b
	return j.sync(n)
}

// Batch is which batch it is; false if it was not begun.
func (j *Journal) Batch() (Batch, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.head, j.head.ID != ""
}

// Fate is what became of the letter to a person, and whether it came back.
func (j *Journal) Fate(p Person) (f Fate, bounced bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	s := j.persons[p]
	return s.fate, s.bounced
}

// Intend writes that letters are about to be sent, and returns once that will last: whatever happens to the program if they were promised, else
// whatever happens to the machine too. If it fails, none may be sent.
func (j *Journal) Intend(letters ...*Letter) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	before, promised := len(j.pending), true
	for _, l := range letters {
		promised = promised && j.promised[l.Persons[0]]
		j.pending = appendLetter(j.pending, typeIntent, l)
		j.intended(l)
	}
	n := len(j.pending) - before
	if !promised {
		return j.sync(n)
	}
	j.want += int64(n)
	j.flush()
	for j.want-j.have > unsynced && j.err == nil { // what a power failure may tear must not be more than is taken for torn
		if err := j.sync(0); err != nil {
			return err
		}
	}
	j.work.Signal()
	return j.err
}

// Wrote writes, in one write, that letters were about to be handed over and what became of them, and returns once that lasts. They are at
// most MostAtOnce, so that what a failing machine tears of it is taken for torn and not for damage.
func (j *Journal) Wrote(letters []*Letter, fates []Outcome) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	before := len(j.pending)
	for i, l := range letters {
		j.pending = appendLetter(j.pending, typeIntent, l)
		j.intended(l)
		j.pending = appendOutcome(j.pending, typeFate, &fates[i])
		j.fated(&fates[i])
	}
	return j.sync(len(j.pending) - before)
}

// Done writes what became of letters. It lasts once another Intend, a Flush or a Close returned.
func (j *Journal) Done(outcomes ...Outcome) error {
	return j.add(typeFate, outcomes)
}

// Bounced writes that letters came back. It lasts after Flush.
func (j *Journal) Bounced(outcomes ...Outcome) error {
	return j.add(typeBounce, outcomes)
}

func (j *Journal) add(kind byte, outcomes []Outcome) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	before := len(j.pending)
	for i := range outcomes {
		j.pending = appendOutcome(j.pending, kind, &outcomes[i])
		if kind == typeFate {
			j.fated(&outcomes[i])
		} else {
			j.bounced(&outcomes[i])
		}
	}
	j.want += int64(len(j.pending) - before)
	j.work.Signal()
	return j.err
}

// Mark writes a mark and returns the hash of the file up to and with it, which an event of the case may hold.
func (j *Journal) Mark(at time.Time) (string, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	to, err := appendJSON(j.pending, typeMark, map[string]any{"at": at.UTC(), "sent": j.counts.Sent})
	if err != nil {
		return "", err
	}
	j.want += int64(len(to) - len(j.pending))
	j.pending = to
	j.flush() // so that nothing comes behind the mark
	sum := hex.EncodeToString(j.sum.Sum(nil))
	return sum, j.sync(0)
}

// Flush returns once all that was written lasts.
func (j *Journal) Flush() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.sync(0)
}

// sync waits until n more bytes, and all before, are synced. The mutex is held.
func (j *Journal) sync(n int) error {
	j.want += int64(n)
	upTo := j.want
	j.wait++
	j.work.Signal()
	for j.have < upTo && j.err == nil {
		j.done.Wait()
	}
	j.wait--
	return j.err
}

// lazy is how long what nobody waits for may wait to be synced; unsynced how much of it there may be, in bytes.
const (
	lazy     = 200 * time.Millisecond
	unsynced = torn / 2
)

// flush writes what is there, so that it outlives the program. The mutex is held.
func (j *Journal) flush() {
	if j.err != nil || len(j.pending) == 0 {
		return
	}
	if _, err := j.file.Write(j.pending); err != nil {
		j.err = fault.As(fault.Unavailable, fmt.Errorf("write journal of letters: %w", err))
		j.done.Broadcast()
		return
	}
	j.sum.Write(j.pending)
	j.pending = j.pending[:0]
}

// syncing is the goroutine that writes and syncs what is there as one group, again and again.
func (j *Journal) syncing() {
	defer close(j.ended)
	j.mu.Lock()
	defer j.mu.Unlock()
	for {
		for j.have == j.want && !j.closed {
			j.work.Wait()
		}
		if j.have == j.want || j.err != nil {
			return
		}
		if idle := func() bool { return j.wait == 0 && !j.due && !j.closed && j.want-j.have < unsynced/2 }; idle() {
			wake := time.AfterFunc(lazy, func() {
				j.mu.Lock()
				defer j.mu.Unlock()
				j.due = true
				j.work.Signal()
			})
			for idle() {
				j.work.Wait()
			}
			wake.Stop()
		}
		j.due = false
		j.flush()
		upTo := j.want
		j.mu.Unlock()
		err := j.file.Sync()
		j.mu.Lock()
		switch {
		case j.err != nil:
		case err != nil:
			j.err = fault.As(fault.Unavailable, fmt.Errorf("write journal of letters: %w", err))
		default:
			j.have = upTo
		}
		j.done.Broadcast()
	}
}

// Close writes what is left and closes the file.
func (j *Journal) Close() error {
	j.mu.Lock()
	if j.running && j.err == nil { // what was promised and not begun is not sent any more
		before := len(j.pending)
		j.pending = appendEnd(j.pending)
		j.want += int64(len(j.pending) - before)
	}
	j.closed = true
	j.work.Signal()
	j.mu.Unlock()
	<-j.ended
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.file.Close(); err != nil && j.err == nil {
		j.err = fmt.Errorf("close journal: %w", err)
	}
	err := j.err
	if err == nil {
		j.err = fault.Errorf(fault.Usage, "write journal: closed")
	}
	return err
}
