package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
)

// Params are those of argon2id (RFC 9106).
type Params struct {
	Memory  uint32 // KiB
	Time    uint32
	Threads uint8
}

// Standard is what passwords are hashed with: 64 MiB, the second choice of RFC 9106 section 4.
var Standard = Params{64 << 10, 3, 4}

// most is more than any hash of ours asks for: one that was put into the database by somebody cannot take the machine's memory.
var most = Params{256 << 10, 10, 16}

// The bounds of a password, in characters and in bytes.
const (
	MinPassword = 12
	MaxPassword = 1024
)

// common are words that lists of stolen passwords begin with, and ours: a password that is made of one of them and digits is none.
var common = []string{"password", "passw0rd", "tsutsumi", "administrator", "qwertyuiop", "letmein", "welcome", "パスワード", "0123456789", "1234567890", "abcdefghijkl"}

// Weak tells whether a password is one that is guessed first; what remains beside the known words is too short.
func Weak(password, name string) bool {
	if utf8.RuneCountInString(password) < MinPassword || len(password) > MaxPassword {
		return true
	}
	rest := ID(password)
	for _, w := range append(common, ID(name)) {
		if w != "" {
			rest = strings.ReplaceAll(rest, w, "")
		}
	}
	kinds := map[rune]bool{}
	for _, c := range rest {
		kinds[c] = true
	}
	return len(kinds) < 5
}

// Hash makes the text of a password, in the form of PHC strings.
func Hash(password string, p Params, random io.Reader) (string, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("make a salt: %w", err)
	}
	sum := argon2.IDKey([]byte(password), salt, p.Time, p.Memory, p.Threads, 32)
	enc := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Time, p.Threads, enc(salt), enc(sum)), nil
}

// Verify tells whether a password is the one of which the text was made. A text that is none fits nothing.
func Verify(password, text string) bool {
	p, salt, want, ok := parse(text)
	if !ok || len(password) > MaxPassword {
		return false
	}
	sum := argon2.IDKey([]byte(password), salt, p.Time, p.Memory, p.Threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(sum, want) == 1
}

// Outdated tells whether a text was made with other parameters than these.
func Outdated(text string, p Params) bool {
	have, _, _, ok := parse(text)
	return !ok || have != p
}

func parse(text string) (p Params, salt, sum []byte, ok bool) {
	f := strings.Split(text, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" || f[2] != "v="+strconv.Itoa(argon2.Version) {
		return p, nil, nil, false
	}
	if _, err := fmt.Sscanf(f[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Time, &p.Threads); err != nil {
		return p, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(f[4])
	if err == nil {
		sum, err = base64.RawStdEncoding.DecodeString(f[5])
	}
	good := p.Memory >= 8*uint32(p.Threads) && p.Memory <= most.Memory && p.Time >= 1 && p.Time <= most.Time && p.Threads >= 1 && p.Threads <= most.Threads
	return p, salt, sum, err == nil && good && len(salt) >= 8 && len(sum) >= 16 && len(sum) <= 64
}

// Secret makes a random text of n bytes that can stand in a URL and a cookie.
func Secret(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: https://pkg.go.dev/crypto/rand#Read
	return base64.RawURLEncoding.EncodeToString(b)
}
