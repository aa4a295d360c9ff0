package breach

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Heads are what a ledger held last, signed and kept apart from it (in the configuration folder): by it is seen that events
// are missing at the end, or whole cases.
type Heads struct {
	Place int64    // of the event recorded last: of all events, how many there are
	Head  [32]byte // its hash
	Cases []Head   // each case's last event, by number
	// Lost is what was missed in the past: a ledger that was set back is told even after new events were recorded.
	Lost []Loss
}

// Head is the last event of a case.
type Head struct {
	Case string
	Seq  int64
	Hash [32]byte
}

// Loss is something that was not there when the heads were to be renewed: the last event of a case that had been recorded, or, Case
// "", the heads themselves.
type Loss struct {
	Head
	At time.Time // when it was noticed, µs
}

// headsForm is the first line of the file.
const headsForm = "tsutsumi-case-heads-1"

// MaxHeads is the greatest size of the file in bytes.
const MaxHeads = 16 << 20

// Of is the head of a case; nil if there is none.
func (h *Heads) Of(id string) *Head {
	for i := range h.Cases {
		if h.Cases[i].Case == id {
			return &h.Cases[i]
		}
	}
	return nil
}

// Numbers are those of all cases that were recorded, lost ones too.
func (h *Heads) Numbers() []string {
	var out []string
	for _, c := range h.Cases {
		out = append(out, c.Case)
	}
	for _, l := range h.Lost {
		if l.Case != "" {
			out = append(out, l.Case)
		}
	}
	return out
}

// Lose notes something that is not there.
func (h *Heads) Lose(l Loss) {
	if !slices.ContainsFunc(h.Lost, func(x Loss) bool { return x.Head == l.Head }) {
		h.Lost = append(h.Lost, l)
	}
}

// Add moves the heads on by the event at a place.
func (h *Heads) Add(place int64, id string, seq int64, hash [32]byte) {
	h.Place, h.Head = place, hash
	if c := h.Of(id); c != nil {
		c.Seq, c.Hash = seq, hash
		return
	}
	h.Cases = append(h.Cases, Head{id, seq, hash})
}

// EncodeHeads writes the heads, signed.
func EncodeHeads(h *Heads, key ed25519.PrivateKey) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nlast %d %x\n", headsForm, h.Place, h.Head)
	cases := slices.Clone(h.Cases)
	slices.SortFunc(cases, func(a, b Head) int { return strings.Compare(a.Case, b.Case) })
	for _, c := range cases {
		fmt.Fprintf(&b, "case %s %d %x\n", c.Case, c.Seq, c.Hash)
	}
	for _, l := range h.Lost {
		id := l.Case
		if id == "" {
			id = "-"
		}
		fmt.Fprintf(&b, "lost %s %d %x %d\n", id, l.Seq, l.Hash, l.At.UnixMicro())
	}
	fmt.Fprintf(&b, "signature %x\n", ed25519.Sign(key, b.Bytes()))
	return b.Bytes()
}

// DecodeHeads reads what EncodeHeads wrote. What was changed or signed by another key is fault.Unreadable; what a newer version
// wrote is ErrNewer.
func DecodeHeads(text []byte, public ed25519.PublicKey) (*Heads, error) {
	first, _, _ := strings.Cut(string(text), "\n")
	if first != headsForm && strings.HasPrefix(first, "tsutsumi-case-heads-") {
		return nil, fmt.Errorf("read heads of cases: %w", ErrNewer)
	}
	at := bytes.LastIndex(text, []byte("\nsignature ")) + 1
	if at <= 0 || len(public) != ed25519.PublicKeySize {
		return nil, badHeads()
	}
	sig, err := hex.DecodeString(strings.TrimSuffix(string(text[at+len("signature "):]), "\n"))
	if err != nil || !ed25519.Verify(public, text[:at], sig) {
		return nil, badHeads()
	}
	h := &Heads{}
	for i, line := range strings.Split(strings.TrimSuffix(string(text[:at]), "\n"), "\n") {
		f := strings.Fields(line)
		ok := false
		switch {
		case i == 0:
			ok = line == headsForm
		case len(f) == 0:
		case f[0] == "last" && len(f) == 3:
			h.Place, ok = whole(f[1])
			ok = ok && hash(&h.Head, f[2])
		case f[0] == "case" && len(f) == 4:
			var c Head
			c, ok = headOf(f[1:])
			h.Cases = append(h.Cases, c)
		case f[0] == "lost" && len(f) == 5:
			var l Loss
			l.Head, ok = headOf(f[1:])
			us, good := whole(f[4])
			l.At, ok = time.UnixMicro(us).UTC(), ok && good
			h.Lost = append(h.Lost, l)
		}
		if !ok {
			return nil, badHeads()
		}
	}
	return h, nil
}

func badHeads() error {
	return fault.Errorf(fault.Unreadable, "read heads of cases: damaged, or signed by another key")
}

func headOf(f []string) (h Head, ok bool) {
	if h.Case = f[0]; h.Case == "-" {
		h.Case = ""
	}
	h.Seq, ok = whole(f[1])
	return h, ok && hash(&h.Hash, f[2])
}

func whole(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n >= 0
}

func hash(to *[32]byte, s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && copy(to[:], b) == 32 && len(b) == 32
}
