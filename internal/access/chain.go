package access

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Outcome is what became of what somebody wanted.
type Outcome string

// The outcomes.
const (
	Done    Outcome = "done"
	Refused Outcome = "refused" // he may not, or it cannot be meant
	Failed  Outcome = "failed"
	Begun   Outcome = "begun" // an entry with the same request tells how it ended
)

// OutcomeOf is the outcome that a status of HTTP tells.
func OutcomeOf(status int) Outcome {
	switch {
	case status < 400:
		return Done
	case status < 500:
		return Refused
	}
	return Failed
}

// Entry is one line of the audit log: a change, or a look at what is masked. It holds no datum: who is an account, and what was typed by
// people passed the detectors.
type Entry struct {
	Seq     int64     // from 1, without a gap
	At      time.Time // µs
	Who     string    // an account; "schedule", "command", "setup", or "" for nobody who is known
	Via     string    // "session", "token NAME", or "" where neither is needed
	Act     string
	Object  string
	Outcome Outcome
	Status  int    // of HTTP; 0 where there is none
	Request string // by which entries of one request are known
	Hash    [32]byte
}

// chainForm is what every hash begins with: the version of the form.
const chainForm = "tsutsumi-audit-1"

// Sum is the hash of an entry that follows one with the hash prev.
func (e *Entry) Sum(prev [32]byte) [32]byte {
	var b bytes.Buffer
	text := func(s string) {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(s)))
		b.WriteString(s)
	}
	text(chainForm)
	b.Write(prev[:])
	for _, n := range []int64{e.Seq, e.At.UnixMicro(), int64(e.Status)} {
		_ = binary.Write(&b, binary.BigEndian, n)
	}
	for _, s := range []string{e.Who, e.Via, e.Act, e.Object, string(e.Outcome), e.Request} {
		text(s)
	}
	return sha256.Sum256(b.Bytes())
}

// Short is the beginning of a hash, as pages show it.
func (e *Entry) Short() string { return hex.EncodeToString(e.Hash[:6]) }

// Head is what an audit log held last, signed and kept apart from it: by it is seen that its end is missing.
type Head struct {
	Seq  int64
	Hash [32]byte
	// First is the entry before the first that is kept, when older ones were erased because their time was over; 0 is none.
	First     int64
	FirstHash [32]byte
	// Lost is noted when the end was missing while more was to be recorded: it is told from then on.
	Lost []Loss
}

// Loss is an end that was not there any more.
type Loss struct {
	Seq  int64 // 0: the head itself was missing
	Hash [32]byte
	At   time.Time // when it was noticed
}

const headForm = "tsutsumi-audit-head-1"

// EncodeHead writes a head, signed.
func EncodeHead(h *Head, key ed25519.PrivateKey) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nlast %d %x\nfirst %d %x\n", headForm, h.Seq, h.Hash, h.First, h.FirstHash)
	for _, l := range h.Lost {
		fmt.Fprintf(&b, "lost %d %x %d\n", l.Seq, l.Hash, l.At.UnixMicro())
	}
	fmt.Fprintf(&b, "signature %x\n", ed25519.Sign(key, b.Bytes()))
	return b.Bytes()
}

// DecodeHead reads what EncodeHead wrote. What was changed, or signed by another key, is fault.Unreadable; what a newer version wrote
// is fault.Usage.
func DecodeHead(text []byte, public ed25519.PublicKey) (*Head, error) {
	bad := fault.Errorf(fault.Unreadable, "read head of the audit log: damaged, or signed by another key")
	first, _, _ := strings.Cut(string(text), "\n")
	if first != headForm && strings.HasPrefix(first, "tsutsumi-audit-head-") {
		return nil, fault.Errorf(fault.Usage, "read head of the audit log: written by a newer version")
	}
	at := bytes.LastIndex(text, []byte("\nsignature ")) + 1
	if at <= 0 || len(public) != ed25519.PublicKeySize {
		return nil, bad
	}
	sig, err := hex.DecodeString(strings.TrimSuffix(string(text[at+len("signature "):]), "\n"))
	if err != nil || !ed25519.Verify(public, text[:at], sig) {
		return nil, bad
	}
	h := &Head{}
	for _, line := range strings.Split(string(text[:at]), "\n")[1:] {
		var sum []byte
		var l Loss
		var us int64
		switch {
		case line == "":
			continue
		case scan(line, "last %d %x", &h.Seq, &sum):
			copy(h.Hash[:], sum)
		case scan(line, "first %d %x", &h.First, &sum):
			copy(h.FirstHash[:], sum)
		case scan(line, "lost %d %x %d", &l.Seq, &sum, &us):
			copy(l.Hash[:], sum)
			l.At = time.UnixMicro(us).UTC()
			h.Lost = append(h.Lost, l)
		default:
			return nil, bad
		}
	}
	return h, nil
}

func scan(line, form string, to ...any) bool {
	n, err := fmt.Sscanf(line, form, to...)
	return err == nil && n == len(to)
}

// The codes of problems of an audit log.
const (
	ChangedFound = "changed" // an entry is not what was recorded, or its hash does not follow from the one before
	GapFound     = "gap"     // entries are missing, or stand in another order
	CutFound     = "cut"     // the end is missing
	HeadFound    = "head"    // the head is missing or damaged, or was
)

// Problem is something that is wrong with an audit log.
type Problem struct {
	Code string
	Seq  int64 // where; of GapFound the first that is missing; 0 is the whole log
}

// Report is what a check of an audit log found.
type Report struct {
	Entries     int64
	First, Last int64 // entries; First > 1 when older ones were erased because their time was over
	Head        [32]byte
	Key         string // by which the head is signed, hex
	Problems    []Problem
}

// Whole tells that nothing is wrong.
func (r *Report) Whole() bool { return len(r.Problems) == 0 }

// Check goes over entries in their order.
type Check struct {
	Report Report
	prev   [32]byte
	seen   map[int64][32]byte
	head   *Head
}

// maxProblems is how many problems are told one by one.
const maxProblems = 100

// NewCheck begins a check against a head; nil where there is none.
func NewCheck(h *Head) *Check {
	c := &Check{head: h, seen: map[int64][32]byte{}}
	if h != nil {
		c.Report.Last, c.prev = h.First, h.FirstHash
		for _, l := range h.Lost {
			c.seen[l.Seq] = [32]byte{}
		}
		c.seen[h.Seq] = [32]byte{}
	}
	return c
}

// Add takes the next entry as it stands in the log.
func (c *Check) Add(e *Entry) {
	r := &c.Report
	r.Entries++
	if r.First == 0 {
		r.First = e.Seq
	}
	if e.Seq != r.Last+1 {
		c.tell(GapFound, r.Last+1) // what it followed is not there to be held against
	} else if e.Sum(c.prev) != e.Hash {
		c.tell(ChangedFound, e.Seq)
	}
	c.prev, r.Last, r.Head = e.Hash, e.Seq, e.Hash
	if _, asked := c.seen[e.Seq]; asked {
		c.seen[e.Seq] = e.Hash
	}
}

func (c *Check) tell(code string, seq int64) {
	if len(c.Report.Problems) < maxProblems {
		c.Report.Problems = append(c.Report.Problems, Problem{code, seq})
	}
}

// End holds the log against its head; damaged tells that there is one that cannot be read.
func (c *Check) End(damaged bool) *Report {
	r := &c.Report
	if c.head == nil {
		if damaged || r.Entries > 0 {
			c.tell(HeadFound, 0)
		}
		return r
	}
	if c.head.Seq > c.head.First && c.seen[c.head.Seq] != c.head.Hash {
		c.tell(CutFound, c.head.Seq)
	}
	for _, l := range c.head.Lost {
		switch {
		case l.Seq == 0:
			c.tell(HeadFound, 0)
		case l.Seq > c.head.First && c.seen[l.Seq] != l.Hash:
			c.tell(CutFound, l.Seq)
		}
	}
	return r
}

// Filter chooses entries of an audit log. The zero Filter is all.
type Filter struct {
	Who, Act     string
	Outcome      Outcome
	Since, Until time.Time // Until is left out itself
	Before       int64     // only entries before this place
	Limit        int       // 0 is 100
}
