package config

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"

	"golang.org/x/crypto/chacha20poly1305"
)

// Seal is what seals data at rest for one purpose ("watch", "alerts"): XChaCha20-Poly1305 under a key derived from the secret by HKDF
// (RFC 5869). Whoever has home and key can open what was sealed.
func (s *Secrets) Seal(purpose string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, *s.own, nil, "tsutsumi seal "+purpose, chacha20poly1305.KeySize)
	if err != nil {
		return nil, err
	}
	return chacha20poly1305.NewX(key)
}
