package breach

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Seal seals what only those entitled may read, for an event of the case (config.Secrets.Seal("case")). nil, or nothing in it, is nil.
func Seal(aead cipher.AEAD, id string, s *Secret) ([]byte, error) {
	if s == nil || len(s.Indicators) == 0 {
		return nil, nil
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	n := aead.NonceSize()
	out := make([]byte, n, n+len(plain)+aead.Overhead())
	rand.Read(out)
	if out = aead.Seal(out, out, plain, sealedFor(id)); len(out) > MaxSealed {
		return nil, fault.Errorf(fault.Usage, "seal: larger than %d MiB", MaxSealed>>20)
	}
	return out, nil
}

// Open is what was sealed with the event; nil if nothing was. What another key sealed, or for another case, is fault.Unreadable.
func (e *Event) Open(aead cipher.AEAD) (*Secret, error) {
	if len(e.Sealed) == 0 {
		return nil, nil
	}
	bad := fault.Errorf(fault.Unreadable, "open what is sealed in event %d of case %s: sealed by another key, or damaged", e.Seq, e.Case)
	n := aead.NonceSize()
	if len(e.Sealed) < n {
		return nil, bad
	}
	plain, err := aead.Open(nil, e.Sealed[:n:n], e.Sealed[n:], sealedFor(e.Case))
	if err != nil {
		return nil, bad
	}
	var s Secret
	if json.Unmarshal(plain, &s) != nil {
		return nil, bad
	}
	return &s, nil
}

func sealedFor(id string) []byte { return []byte("tsutsumi case " + id) }
