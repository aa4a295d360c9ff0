package config

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
)

// Signer signs for one purpose ("case"): Ed25519 under a key derived from the secret by HKDF (RFC 5869). Whoever has the public key can
// check what was signed, and whoever has the key file can sign.
func (s *Secrets) Signer(purpose string) (ed25519.PrivateKey, error) {
	seed, err := hkdf.Key(sha256.New, *s.own, nil, "tsutsumi sign "+purpose, ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	return ed25519.NewKeyFromSeed(seed), nil
}
