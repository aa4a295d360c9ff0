package config

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// Box seals small secrets for one purpose in the age format (https://age-encryption.org/v1), to an X25519 identity that is derived
// from the installation's key by HKDF (RFC 5869). What is sealed can be opened by this installation, or by the age program with what
// Identity writes, and by nobody who has the database alone.
type Box struct{ identity *age.X25519Identity }

// maxSealed is the greatest size of a secret in bytes.
const maxSealed = 64 << 10

// Box makes the box of a purpose ("sources").
func (s *Secrets) Box(purpose string) (*Box, error) {
	scalar, err := hkdf.Key(sha256.New, *s.own, nil, "tsutsumi age "+purpose, 32)
	if err != nil {
		return nil, err
	}
	id, err := age.ParseX25519Identity(strings.ToUpper(bech32("age-secret-key-", scalar)))
	if err != nil {
		return nil, errors.New("derive the identity of a box: the key does not do")
	}
	return &Box{id}, nil
}

// Seal encrypts a secret.
func (b *Box) Seal(secret string) ([]byte, error) {
	if len(secret) > maxSealed {
		return nil, errors.New("seal a secret: too long")
	}
	var out bytes.Buffer
	w, err := age.Encrypt(&out, b.identity.Recipient())
	if err != nil {
		return nil, fmt.Errorf("seal a secret: %w", err)
	}
	if _, err := io.WriteString(w, secret); err != nil {
		return nil, fmt.Errorf("seal a secret: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal a secret: %w", err)
	}
	return out.Bytes(), nil
}

// Open decrypts what Seal made.
func (b *Box) Open(sealed []byte) (string, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), b.identity)
	if err != nil {
		return "", errors.New("open a secret: sealed with another key, or damaged")
	}
	text, err := io.ReadAll(io.LimitReader(r, maxSealed+1))
	if err != nil || len(text) > maxSealed {
		return "", errors.New("open a secret: damaged")
	}
	return string(text), nil
}

// bech32 encodes bytes as BIP 173 does, in lower case and without its limit of length: the form in which age reads an identity.
func bech32(human string, data []byte) string {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	var five []byte // data in groups of five bits
	acc, bits := uint32(0), 0
	for _, c := range data {
		acc, bits = acc<<8|uint32(c), bits+8
		for bits >= 5 {
			bits -= 5
			five = append(five, byte(acc>>bits&31))
		}
	}
	if bits > 0 {
		five = append(five, byte(acc<<(5-bits)&31))
	}
	var sum []byte
	for _, c := range []byte(human) {
		sum = append(sum, c>>5)
	}
	sum = append(sum, 0)
	for _, c := range []byte(human) {
		sum = append(sum, c&31)
	}
	sum = append(append(sum, five...), 0, 0, 0, 0, 0, 0)
	check := polymod(sum) ^ 1
	out := []byte(human + "1")
	for _, v := range five {
		out = append(out, letters[v])
	}
	for i := range 6 {
		out = append(out, letters[check>>(5*(5-i))&31])
	}
	return string(out)
}

// polymod is the remainder by the generator of BIP 173.
func polymod(values []byte) uint32 {
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}
