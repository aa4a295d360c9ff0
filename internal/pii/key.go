package pii

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// Key is the secret under which values are recognised again. Whoever has it and an index can enumerate small domains
// such as phone numbers; it stands apart from the data and is in no backup.
type Key struct {
	block  *cipher.Block // behind a pointer, so that no verb prints it
	k1, k2 *[16]byte
	id     string
}

// NewKey makes a key from 32 secret bytes. purpose separates uses ("fingerprint", "team", "run") of the same secret.
func NewKey(secret []byte, purpose string) (*Key, error) {
	if len(secret) != KeySize {
		return nil, fmt.Errorf("key: %d bytes instead of %d", len(secret), KeySize)
	}
	raw, err := hkdf.Key(sha256.New, secret, nil, "tsutsumi "+purpose, 32+8)
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	block, err := aes.NewCipher(raw[:16])
	if err != nil {
		return nil, fmt.Errorf("derive key: %w", err)
	}
	k := &Key{block: &block, id: hex.EncodeToString(raw[32:])}
	k.k1, k.k2 = subkeys(block)
	return k, nil
}

// ID names the key without telling anything of it: 16 hexadecimal digits.
func (k *Key) ID() string { return k.id }

// String is the key's ID.
func (k *Key) String() string { return "key " + k.id }

// GoString keeps %#v from printing the key.
func (k *Key) GoString() string { return k.String() }

// subkeys are K1 and K2 of RFC 4493, section 2.3.
func subkeys(b cipher.Block) (k1, k2 *[16]byte) {
	var l [16]byte
	b.Encrypt(l[:], l[:])
	k1 = double(&l)
	return k1, double(k1)
}

func double(in *[16]byte) *[16]byte {
	hi, lo := binary.BigEndian.Uint64(in[:8]), binary.BigEndian.Uint64(in[8:])
	carry := hi >> 63
	hi = hi<<1 | lo>>63
	lo <<= 1
	if carry == 1 {
		lo ^= 0x87
	}
	out := new([16]byte)
	binary.BigEndian.PutUint64(out[:8], hi)
	binary.BigEndian.PutUint64(out[8:], lo)
	return out
}

// Fingerprint is 16 bytes of AES-CMAC (RFC 4493) over a normalisation class and a normalised value.
type Fingerprint [16]byte

// Hasher makes fingerprints. Each goroutine has its own.
type Hasher struct {
	block  cipher.Block
	k1, k2 [16]byte
	x      [16]byte
	norm   []byte
}

// Hasher returns a hasher under k.
func (k *Key) Hasher() *Hasher {
	return &Hasher{block: *k.block, k1: *k.k1, k2: *k.k2}
}

// Fingerprint normalises value by the class and returns its fingerprint. It allocates nothing once it is warm.
// The caller asks Keeps(kind) first.
func (h *Hasher) Fingerprint(class Class, value []byte) Fingerprint {
	h.norm = append(h.norm[:0], byte(class))
	h.norm = Normalize(h.norm, class, value)
	return h.sum()
}

// Hash is the first eight bytes of the fingerprint, by which persons are counted.
func (h *Hasher) Hash(class Class, value []byte) uint64 {
	f := h.Fingerprint(class, value)
	return binary.LittleEndian.Uint64(f[:])
}

// Sum is the fingerprint of bytes as they stand, under a domain that no class uses.
func (h *Hasher) Sum(data ...[]byte) Fingerprint {
	h.norm = append(h.norm[:0], 0xff)
	for _, d := range data {
		h.norm = binary.AppendUvarint(h.norm, uint64(len(d)))
		h.norm = append(h.norm, d...)
	}
	return h.sum()
}

// sum is the CMAC of h.norm, behind which it writes padding.
func (h *Hasher) sum() Fingerprint {
	last := &h.k1
	if n := len(h.norm); n == 0 || n%16 != 0 {
		h.norm = append(h.norm, padding[:16-n%16]...)
		last = &h.k2
	}
	data := h.norm
	h.x = [16]byte{}
	for len(data) > 16 {
		xor(&h.x, data)
		h.block.Encrypt(h.x[:], h.x[:])
		data = data[16:]
	}
	xor(&h.x, data)
	xor(&h.x, last[:])
	h.block.Encrypt(h.x[:], h.x[:])
	return h.x
}

// padding fills a block up to its end.
var padding = [16]byte{0x80}

func xor(x *[16]byte, d []byte) {
	_ = d[15]
	binary.LittleEndian.PutUint64(x[:8], binary.LittleEndian.Uint64(x[:8])^binary.LittleEndian.Uint64(d[:8]))
	binary.LittleEndian.PutUint64(x[8:], binary.LittleEndian.Uint64(x[8:])^binary.LittleEndian.Uint64(d[8:16]))
}

// Keeps tells whether a fingerprint of the kind may be stored: never of a My Number, which would itself be one in law
// (Number Act Art. 2(8)), nor of domains so small that a fingerprint is no secret, nor of credentials.
func (k Kind) Keeps() bool {
	return !k.Any(Specific|TinyDomain|Credential|Secrecy) && k.Info().Class != ClassNone
}
