package gate

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// The second factor: RFC 6238 with what every application understands.
const (
	step       = 30 * time.Second
	skew       = 1 // steps before and after
	recoveries = 10
)

var codes = totp.ValidateOpts{Period: uint(step / time.Second), Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// NewSecret makes a secret for a second factor and the address that a QR code holds. Nothing is kept before Enrol.
func (g *Gate) NewSecret(name string) (secret, address string, err error) {
	k, err := totp.Generate(totp.GenerateOpts{Issuer: "Tsutsumi", AccountName: name, Period: codes.Period, Digits: codes.Digits, Algorithm: codes.Algorithm, Rand: rand.Reader, SecretSize: 20})
	if err != nil {
		return "", "", fmt.Errorf("make a second factor: %w", err)
	}
	return k.Secret(), k.URL(), nil
}

// Pack seals a secret that was made for somebody, so that the form for the first code can carry it; Unpack opens it.
func (g *Gate) Pack(name, secret string) (string, error) {
	nonce := make([]byte, g.seal.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	ends := g.now().Add(15 * minute).Unix()
	return hex.EncodeToString(g.seal.Seal(nonce, nonce, fmt.Appendf(nil, "%d %s", ends, secret), []byte("enrol "+access.ID(name)))), nil
}

func (g *Gate) unpack(name, text string) (secret string, ok bool) {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) < g.seal.NonceSize() {
		return "", false
	}
	n := g.seal.NonceSize()
	plain, err := g.seal.Open(nil, b[:n], b[n:], []byte("enrol "+access.ID(name)))
	var ends int64
	if err != nil {
		return "", false
	}
	if _, err := fmt.Sscanf(string(plain), "%d %s", &ends, &secret); err != nil || g.now().Unix() > ends {
		return "", false
	}
	return secret, true
}

// Enrol gives an account the second factor whose secret was packed, if the code shows that his device has it. It returns the codes for
// recovery, which are shown once.
func (g *Gate) Enrol(ctx context.Context, name, packed, code string) ([]string, error) {
	secret, ok := g.unpack(name, packed)
	if !ok {
		return nil, fault.Errorf(fault.Usage, "set up a second factor: the form is too old; begin again")
	}
	at, ok := g.fits(code, secret, 0)
	if !ok {
		return nil, ErrWrong
	}
	nonce := make([]byte, g.seal.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	sealed := g.seal.Seal(nonce, nonce, []byte(secret), []byte("totp "+access.ID(name)))
	plain, hashed := recoveryCodes()
	err := g.store.ChangeAccount(ctx, name, func(a *access.Account) error {
		if len(a.TOTP) > 0 {
			return fault.Errorf(fault.Changed, "set up a second factor: there is one")
		}
		a.TOTP, a.Step, a.Recovery = sealed, at, hashed
		return nil
	})
	return plain, err
}

// Renew makes new codes for recovery; the former ones end.
func (g *Gate) Renew(ctx context.Context, name string) ([]string, error) {
	plain, hashed := recoveryCodes()
	err := g.store.ChangeAccount(ctx, name, func(a *access.Account) error {
		if len(a.TOTP) == 0 {
			return fault.Errorf(fault.Usage, "make codes for recovery: there is no second factor")
		}
		a.Recovery = hashed
		return nil
	})
	return plain, err
}

// Unenrol takes an account's second factor away.
func (g *Gate) Unenrol(ctx context.Context, name string) error {
	return g.store.ChangeAccount(ctx, name, func(a *access.Account) error {
		a.TOTP, a.Step, a.Recovery = nil, 0, nil
		return nil
	})
}

// Confirm tells whether a signed-in person's code, or his password where he has no second factor, is right: asked before what matters most.
func (g *Gate) Confirm(ctx context.Context, name, remote, proof string) error {
	a, err := g.store.Account(ctx, name)
	if err != nil {
		return err
	}
	if a == nil {
		return ErrWrong
	}
	address := Address(remote)
	if err := g.tries.may(name, address); err != nil {
		return err
	}
	if len(a.TOTP) > 0 {
		err = g.useCode(ctx, name, proof)
	} else {
		var right bool
		if right, err = g.check(ctx, proof, a.Password); err == nil && !right {
			err = ErrWrong
		}
	}
	if err != nil {
		g.tries.wrong(name, address)
	}
	return err
}

// useCode uses up a code of an account: none can be used twice, by however many at once.
func (g *Gate) useCode(ctx context.Context, name, code string) error {
	code = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, access.ID(code))
	return g.store.ChangeAccount(ctx, name, func(a *access.Account) error {
		if len(a.TOTP) == 0 || len(code) > 64 {
			return ErrWrong
		}
		n := g.seal.NonceSize()
		if len(a.TOTP) < n {
			return fault.Errorf(fault.Unreadable, "check a code: the secret is damaged")
		}
		secret, err := g.seal.Open(nil, a.TOTP[:n], a.TOTP[n:], []byte("totp "+a.ID()))
		if err != nil {
			return fault.Errorf(fault.Unreadable, "check a code: the secret was sealed with another key")
		}
		if at, ok := g.fits(code, string(secret), a.Step); ok {
			a.Step = at
			return nil
		}
		sum := recoveryHash(code)
		if i := slices.Index(a.Recovery, sum); i >= 0 {
			a.Recovery = slices.Delete(a.Recovery, i, i+1)
			return nil
		}
		return ErrWrong
	})
}

// fits tells of which step a code is, if it is one of now and of none that was used.
func (g *Gate) fits(code, secret string, used int64) (int64, bool) {
	now := g.now().Unix() / int64(step/time.Second)
	for d := int64(-skew); d <= skew; d++ {
		at := now + d
		want, err := totp.GenerateCodeCustom(secret, time.Unix(at*int64(step/time.Second), 0), codes)
		if err == nil && at > used && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at, true
		}
	}
	return 0, false
}

// recoveryCodes are codes of 80 bits: a fast hash of them cannot be turned round.
func recoveryCodes() (plain, hashed []string) {
	enc := base32.StdEncoding.WithPadding(base32.NoPadding)
	for range recoveries {
		b := make([]byte, 10)
		_, _ = rand.Read(b)
		s := strings.ToLower(enc.EncodeToString(b))
		plain = append(plain, s[:4]+"-"+s[4:8]+"-"+s[8:12]+"-"+s[12:])
		hashed = append(hashed, recoveryHash(s))
	}
	return plain, hashed
}

func recoveryHash(code string) string {
	sum := sha256.Sum256([]byte("recovery " + code))
	return hex.EncodeToString(sum[:])
}
