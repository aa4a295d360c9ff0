package config

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The forms of a key file: the secret itself, or wrapped by a passphrase (argon2id, 64 MiB, 3 passes, 1 thread, then
// XChaCha20-Poly1305).
const (
	bareKey    = "tsutsumi-key-1"
	wrappedKey = "tsutsumi-key-1-argon2id"
)

// Secrets are the 32 secret bytes of this installation and, if there is one, of the team.
type Secrets struct{ own, team *[]byte }

// Load finds the key, and makes one on first use: TSUTSUMI_KEY_FILE, the systemd credential "tsutsumi-key", then the
// file "key" of the configuration folder. TSUTSUMI_TEAM_KEY_FILE, or "team-key" beside the key, is shared by those who share baselines.
func Load(h Home, env Getenv) (*Secrets, error) {
	path := env("TSUTSUMI_KEY_FILE")
	given := path != ""
	if dir := env("CREDENTIALS_DIRECTORY"); !given && dir != "" {
		if p := filepath.Join(dir, "tsutsumi-key"); exists(p) {
			path, given = p, true
		}
	}
	if path == "" {
		path = filepath.Join(h.Config, "key")
	}
	if !given {
		if err := private(path); err != nil {
			return nil, fault.As(fault.Usage, fmt.Errorf("read key: %w", err))
		}
	}
	own, err := read(path, env)
	if errors.Is(err, fs.ErrNotExist) && !given {
		own, err = create(path)
	}
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read key: %w", err))
	}
	s := &Secrets{own: &own}
	team := env("TSUTSUMI_TEAM_KEY_FILE")
	if team == "" {
		if team = filepath.Join(h.Config, "team-key"); !exists(team) {
			return s, nil
		}
	}
	b, err := read(team, env)
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read team key: %w", err))
	}
	s.team = &b
	return s, nil
}

// HasKey tells whether the key is there that Load would find; it makes none.
func HasKey(h Home, env Getenv) bool {
	if env("TSUTSUMI_KEY_FILE") != "" {
		return true
	}
	if dir := env("CREDENTIALS_DIRECTORY"); dir != "" && exists(filepath.Join(dir, "tsutsumi-key")) {
		return true
	}
	return exists(filepath.Join(h.Config, "key"))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Fingerprints is the key under which persons are counted and values recognised.
func (s *Secrets) Fingerprints() (*pii.Key, error) { return pii.NewKey(*s.own, "fingerprint") }

// Team is the key of findings' IDs: the team's, or this installation's.
func (s *Secrets) Team() (*pii.Key, error) {
	if s.team != nil {
		return pii.NewKey(*s.team, "team")
	}
	return pii.NewKey(*s.own, "team")
}

// Canaries is the key from which planted persons are invented: only this installation can invent them again.
func (s *Secrets) Canaries() (*pii.Key, error) { return pii.NewKey(*s.own, "canary") }

// ForRun is a key that lives as long as the process: My Numbers are counted under it and nothing of them stays.
func ForRun() (*pii.Key, error) {
	secret := make([]byte, pii.KeySize)
	rand.Read(secret)
	return pii.NewKey(secret, "run")
}

// create makes a key file that only its owner reads. Of two processes that try, one wins and both use its key.
func create(path string) ([]byte, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	secret := make([]byte, pii.KeySize)
	rand.Read(secret)
	tmp, err := os.CreateTemp(filepath.Dir(path), ".key-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	_, err = fmt.Fprintf(tmp, "%s %s\n", bareKey, base64.StdEncoding.EncodeToString(secret))
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err != nil {
		return nil, err
	}
	switch err := os.Link(tmp.Name(), path); {
	case err == nil:
		return secret, nil
	case errors.Is(err, fs.ErrExist):
		return read(path, func(string) string { return "" })
	}
	return secret, os.Rename(tmp.Name(), path)
}

// maxKey is the greatest size of a key file in bytes.
const maxKey = 4 << 10

// slurp reads a small file, whatever the path leads to.
func slurp(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err == nil {
		defer f.Close()
		var text []byte
		if text, err = io.ReadAll(io.LimitReader(f, maxKey+1)); err == nil {
			return text, nil
		}
	}
	var p *fs.PathError
	if errors.As(err, &p) {
		return nil, p.Err
	}
	return nil, err
}

// private checks that nobody but its owner reads the key file that the program keeps itself. Files that the environment
// names are their giver's: containers mount them with modes of their own.
func private(path string) error {
	st, err := os.Stat(path)
	if err == nil && runtime.GOOS != "windows" && st.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("others than its owner may read or write %q: chmod 600 it", path)
	}
	return nil
}

func read(path string, env Getenv) ([]byte, error) {
	text, err := slurp(path)
	if err != nil {
		return nil, err
	}
	if len(text) > maxKey {
		return nil, errors.New("not a key file")
	}
	parts := strings.Fields(string(text))
	switch {
	case len(parts) == 2 && parts[0] == bareKey:
		secret, err := base64.StdEncoding.DecodeString(parts[1])
		if err != nil || len(secret) != pii.KeySize {
			return nil, errors.New("the key file is damaged")
		}
		return secret, nil
	case len(parts) == 3 && parts[0] == wrappedKey:
		return unwrap(parts[1], parts[2], env)
	}
	return nil, errors.New("not a key file")
}

// Wrap writes the secret of a bare key file under a passphrase.
func Wrap(file, passphrase []byte) ([]byte, error) {
	parts := strings.Fields(string(file))
	if len(parts) != 2 || parts[0] != bareKey {
		return nil, fault.Errorf(fault.Usage, "wrap key: not a bare key file")
	}
	secret, err := base64.StdEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "wrap key: the key file is damaged")
	}
	salt := make([]byte, 16+chacha20poly1305.NonceSizeX)
	rand.Read(salt)
	aead, err := stretch(passphrase, salt[:16])
	if err != nil {
		return nil, err
	}
	box := aead.seal(salt[16:], secret)
	b64 := base64.StdEncoding.EncodeToString
	return []byte(wrappedKey + " " + b64(salt) + " " + b64(box) + "\n"), nil
}

type box struct {
	seal func(nonce, plain []byte) []byte
	open func(nonce, sealed []byte) ([]byte, error)
}

func stretch(passphrase, salt []byte) (*box, error) {
	aead, err := chacha20poly1305.NewX(argon2.IDKey(passphrase, salt, 3, 64<<10, 1, chacha20poly1305.KeySize))
	if err != nil {
		return nil, fmt.Errorf("wrap key: %w", err)
	}
	return &box{
		seal: func(n, p []byte) []byte { return aead.Seal(nil, n, p, []byte(wrappedKey)) },
		open: func(n, s []byte) ([]byte, error) { return aead.Open(nil, n, s, []byte(wrappedKey)) },
	}, nil
}

func unwrap(salt64, box64 string, env Getenv) ([]byte, error) {
	salt, err1 := base64.StdEncoding.DecodeString(salt64)
	sealed, err2 := base64.StdEncoding.DecodeString(box64)
	if err1 != nil || err2 != nil || len(salt) != 16+chacha20poly1305.NonceSizeX {
		return nil, errors.New("the key file is damaged")
	}
	file := env("TSUTSUMI_PASSPHRASE_FILE")
	if file == "" {
		return nil, errors.New("the key is wrapped by a passphrase: set TSUTSUMI_PASSPHRASE_FILE")
	}
	pass, err := slurp(file)
	if err != nil {
		return nil, errors.New("the passphrase file cannot be read")
	}
	b, err := stretch(bytes.TrimRight(pass, "\r\n"), salt[:16])
	if err != nil {
		return nil, err
	}
	secret, err := b.open(salt[16:], sealed)
	if err != nil {
		return nil, errors.New("the passphrase does not open the key")
	}
	return secret, nil
}
