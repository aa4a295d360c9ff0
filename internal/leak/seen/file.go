package seen

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
)

// A dump seen before is kept in a file of its own, people/seen/ID.seen in the home (docs/format/seen.md).
const (
	seenMagic  = "tsutsumi-seen-1\n"
	seenSuffix = ".seen"
	maxSeen    = 4 << 20 // bytes of a file
	maxHead    = 64 << 10
)

// seenHead is the head of a file: what is known of the dump, and how many hashes of each trait follow.
type seenHead struct {
	Dump
	Traits []seenTrait `json:"traits"`
}

type seenTrait struct {
	Trait    string `json:"trait"`
	Distinct int64  `json:"distinct"` // exact if it equals kept
	Kept     int    `json:"kept"`
	Most     string `json:"most,omitempty"` // hashes from here on were left out; hexadecimal, "" if none was
}

func seenDir(home string) string { return filepath.Join(home, "people", "seen") }

// Remember keeps a dump for later matchings: whole, or not at all. The same ID again replaces it.
func Remember(home string, s *Dump) (err error) {
	text, err := s.encode()
	if err != nil {
		return err
	}
	path, err := seenPath(home, s.ID)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("remember dump: %w", err))
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".seen-") // made with 0600
	if err != nil {
		return fmt.Errorf("remember dump: %w", err)
	}
	_, err = tmp.Write(text)
	if err == nil {
		err = tmp.Sync()
	}
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("remember dump: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}

// Remembered lists the dumps seen before, the newest first; what is kept of their values is read when it is compared.
// What cannot be used (damaged, of another key, of a newer version) is told in skipped and the rest goes on.
func Remembered(home, key string) (seen []Dump, skipped []leak.Skip, err error) {
	entries, err := os.ReadDir(seenDir(home))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read dumps seen before: %w", err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !strings.HasSuffix(e.Name(), seenSuffix) || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		path := filepath.Join(seenDir(home), e.Name())
		s, err := read(path)
		switch {
		case err == nil && s.Key != key:
			err = fault.Errorf(fault.Usage, "made with key %s, this is %s", content.SafeName(s.Key), key)
		case err == nil && s.ID+seenSuffix != e.Name():
			err = fault.Errorf(fault.Unreadable, "its name is not its ID")
		}
		if err != nil {
			skipped = append(skipped, leak.Skip{Name: "people/seen/" + content.SafeName(e.Name()), Error: err.Error(), Class: fault.Of(err).String()})
			continue
		}
		s.of, s.path = [traits]sketch{}, path
		seen = append(seen, *s)
	}
	slices.SortFunc(seen, func(a, b Dump) int {
		if c := b.When.Compare(a.When); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return seen, skipped, nil
}

// Forget takes away what is kept of a dump.
func Forget(home, id string) error {
	path, err := seenPath(home, id)
	if err != nil {
		return err
	}
	switch err := os.Remove(path); {
	case errors.Is(err, fs.ErrNotExist):
		return fault.Errorf(fault.Usage, "forget dump: no dump %s is remembered", id)
	case err != nil:
		return fmt.Errorf("forget dump: %w", err)
	}
	return nil
}

// seenPath is the file of an ID, which must not lead anywhere else.
func seenPath(home, id string) (string, error) {
	ok := id != "" && len(id) <= 100 && id[0] != '.'
	for i := range len(id) {
		c := id[i]
		ok = ok && ('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' || c == '-' || c == '_' || c == '.')
	}
	if !ok {
		return "", fault.Errorf(fault.Usage, "remember dump: not the ID of a match")
	}
	return filepath.Join(seenDir(home), id+seenSuffix), nil
}

func read(path string) (*Dump, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.As(fault.Unreadable, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSeen+1))
	if err != nil {
		return nil, fault.As(fault.Unreadable, err)
	}
	return decode(text)
}

func (s *Dump) encode() ([]byte, error) {
	head := seenHead{Dump: *s}
	for t := range s.of {
		sk := &s.of[t]
		sk.settle()
		one := seenTrait{Trait: traitNames[t], Distinct: sk.distinct(), Kept: len(sk.kept)}
		if sk.most != 0 {
			one.Most = fmt.Sprintf("%016x", sk.most)
		}
		head.Traits = append(head.Traits, one)
	}
	line, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("remember dump: %w", err)
	}
	if len(line) > maxHead {
		return nil, fault.Errorf(fault.Usage, "remember dump: its name is too long")
	}
	out := append([]byte(seenMagic), line...)
	out = append(out, '\n')
	for t := range s.of {
		for _, h := range s.of[t].kept {
			out = binary.LittleEndian.AppendUint64(out, h)
		}
	}
	return seal(out), nil
}

// seal puts the checksum behind.
func seal(body []byte) []byte {
	sum := sha256.Sum256(body)
	return append(body, sum[:]...)
}

var errSeen = fault.Errorf(fault.Unreadable, "damaged, or of a newer version")

func decode(text []byte) (*Dump, error) {
	if len(text) > maxSeen || len(text) < len(seenMagic)+sha256.Size || !bytes.HasPrefix(text, []byte(seenMagic)) {
		return nil, errSeen
	}
	body, sum := text[:len(text)-sha256.Size], text[len(text)-sha256.Size:]
	if want := sha256.Sum256(body); !bytes.Equal(sum, want[:]) {
		return nil, errSeen
	}
	line, rest, ok := bytes.Cut(body[len(seenMagic):], []byte("\n"))
	var head seenHead
	if !ok || len(line) > maxHead || json.Unmarshal(line, &head) != nil {
		return nil, errSeen
	}
	s := head.Dump
	// A checksum tells damage, not malice: what is shown is made safe again.
	s.ID, s.Name, s.Key = content.SafeName(s.ID), content.SafeName(s.Name), content.SafeName(s.Key)
	for _, t := range head.Traits {
		if t.Kept < 0 || t.Kept > sketchSize || 8*t.Kept > len(rest) {
			return nil, errSeen
		}
		sk := sketch{kept: make([]uint64, t.Kept), sort: t.Kept}
		for i := range sk.kept {
			sk.kept[i] = binary.LittleEndian.Uint64(rest[8*i:])
			if i > 0 && sk.kept[i] <= sk.kept[i-1] {
				return nil, errSeen
			}
		}
		if rest = rest[8*t.Kept:]; t.Most != "" {
			if n, err := fmt.Sscanf(t.Most, "%016x", &sk.most); n != 1 || err != nil || sk.most == 0 || t.Kept > 0 && sk.kept[t.Kept-1] >= sk.most {
				return nil, errSeen
			}
		}
		if i := slices.Index(traitNames[:], t.Trait); i >= 0 { // a later program's traits are left alone
			s.of[i] = sk
		}
	}
	if len(rest) > 0 {
		return nil, errSeen
	}
	return &s, nil
}
