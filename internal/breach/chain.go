package breach

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The codes of problems.
const (
	GapFound     = "gap"        // a number is not there
	HashFound    = "hash"       // the content is not what was hashed
	LinkFound    = "link"       // it does not follow the one before
	SignFound    = "signature"  // it was not signed by this installation
	OrderFound   = "order"      // it is earlier than the one before, or stands elsewhere than it says
	MissingFound = "missing"    // events that were recorded are not there
	HeadsFound   = "heads"      // the file of heads is not there, or was changed
	UnreadFound  = "unreadable" // it cannot be read
)

// Sign links an event to the one before in its case and to the one recorded last in any case, and signs it.
func Sign(e *Event, prev, before [32]byte, key ed25519.PrivateKey) error {
	e.Prev, e.Before = prev, before
	body, err := EncodeBody(e.Body)
	if err != nil {
		return err
	}
	e.Hash = sha256.Sum256(e.signed(nil, body))
	e.Signature = ed25519.Sign(key, e.Hash[:])
	return nil
}

// digest is the hash that the event should have.
func (e *Event) digest() ([32]byte, error) {
	body, err := EncodeBody(e.Body)
	if err != nil {
		return [32]byte{}, err
	}
	return sha256.Sum256(e.signed(make([]byte, 0, len(body)+len(e.Sealed)+256), body)), nil
}

// Follows tells what is wrong with an event as the one after prev (nil: as the first) of its case; "" nothing. It looks at
// numbers, times and the links, and believes Hash.
func (e *Event) Follows(prev *Event) string {
	var hash [32]byte
	var seq int64
	if prev != nil {
		hash, seq = prev.Hash, prev.Seq
		if prev.Case != e.Case {
			return OrderFound
		}
	}
	switch {
	case e.Seq > seq+1:
		return GapFound
	case e.Seq < seq+1:
		return OrderFound
	case e.Prev != hash:
		return LinkFound
	case prev != nil && !e.At.After(prev.At):
		return OrderFound
	}
	return ""
}

// Genuine tells what is wrong with an event in itself: its hash, its signature; "" nothing.
func (e *Event) Genuine(public ed25519.PublicKey) string {
	hash, err := e.digest()
	switch {
	case err != nil:
		return UnreadFound
	case hash != e.Hash:
		return HashFound
	case len(public) != ed25519.PublicKeySize || !ed25519.Verify(public, e.Hash[:], e.Signature):
		return SignFound
	}
	return ""
}

// Verify checks the events of one case against each other and against the public key. That events are missing at the end,
// it cannot see: a ledger can.
func Verify(events []Event, public ed25519.PublicKey) []Problem {
	var out []Problem
	var prev *Event
	for i := range events {
		e := &events[i]
		for _, code := range []string{e.Genuine(public), e.Follows(prev)} {
			if code != "" {
				out = append(out, Problem{Case: e.Case, Seq: e.Seq, Code: code})
			}
		}
		prev = e
	}
	return out
}

// Number is the number of a case: 2026-0007.
func Number(year, n int) string { return fmt.Sprintf("%04d-%04d", year, n) }

// ParseNumber takes the number of a case apart.
func ParseNumber(id string) (year, n int, ok bool) {
	y, s, ok := strings.Cut(id, "-")
	if !ok || len(y) != 4 || len(s) < 4 || len(s) > 9 {
		return 0, 0, false
	}
	year, err1 := strconv.Atoi(y)
	n, err2 := strconv.Atoi(s)
	if err1 != nil || err2 != nil || n < 1 || Number(year, n) != id {
		return 0, 0, false
	}
	return year, n, true
}

// SortNumbers sorts cases by their numbers; what is none comes last.
func SortNumbers(ids []string) {
	slices.SortFunc(ids, func(a, b string) int {
		ya, na, oka := ParseNumber(a)
		yb, nb, okb := ParseNumber(b)
		switch {
		case !oka || !okb:
			if oka != okb {
				if oka {
					return -1
				}
				return 1
			}
			return strings.Compare(a, b)
		case ya != yb:
			return ya - yb
		}
		return na - nb
	})
}
