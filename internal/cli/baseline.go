package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// baseline is a file of the IDs of known findings, a line each, under the ID of the team key. An ID is made of part, kind
// and value: an edit elsewhere does not change it, another value on the same line has another.
type baseline struct {
	path   string
	key    string
	known  map[string]bool
	found  map[string]bool
	update bool
}

const baselineHead = "# tsutsumi baseline 1 key "

func openBaseline(path, key string, update bool) (*baseline, error) {
	b := &baseline{path: path, key: key, known: map[string]bool{}, found: map[string]bool{}, update: update}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && update {
		return b, nil
	}
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read baseline: %w", err))
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for n := 0; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		switch {
		case n == 0:
			got, ok := strings.CutPrefix(line, baselineHead)
			if !ok {
				return nil, fault.Errorf(fault.Usage, "read baseline: not a baseline")
			}
			if got != key {
				return nil, fault.Errorf(fault.Usage, "read baseline: made with team key %s, this is %s", got, key)
			}
		case line != "" && !strings.HasPrefix(line, "#"):
			id, _, _ := strings.Cut(line, " ")
			b.known[id] = true
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read baseline: %w", err))
	}
	return b, nil
}

// save writes what was found, if asked to.
func (b *baseline) save() error {
	if !b.update {
		return nil
	}
	ids := make([]string, 0, len(b.found))
	for id := range b.found {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	tmp, err := os.CreateTemp(filepath.Dir(b.path), ".baseline-")
	if err != nil {
		return fmt.Errorf("write baseline: %w", err)
	}
	_, err = fmt.Fprintf(tmp, "%s%s\n%s", baselineHead, b.key, strings.Join(append(ids, ""), "\n"))
	if e := tmp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(tmp.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), b.path)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fmt.Errorf("write baseline: %w", err)
	}
	return nil
}

// filter lets new findings through only.
func (b *baseline) filter(h scan.Handler) scan.Handler { return &filtered{Handler: h, b: b} }

type filtered struct {
	scan.Handler
	b    *baseline
	left []scan.Finding
	// fresh counts the new findings of the part on its way, by field and kind.
	fresh map[freshKey]int64
	total int64
}

type freshKey struct {
	source, part, field string
	kind                uint8
}

func (f *filtered) Findings(p *scan.PartRef, fs []scan.Finding) error {
	f.left = f.left[:0]
	if f.fresh == nil {
		f.fresh = map[freshKey]int64{}
	}
	for i := range fs {
		id := fmt.Sprintf("%x", fs[i].ID)
		f.b.found[id] = true
		if f.b.known[id] || f.b.update {
			continue
		}
		f.fresh[freshKey{p.Source, p.Part, fs[i].Field, uint8(fs[i].Kind)}]++
		f.left = append(f.left, fs[i])
	}
	if len(f.left) == 0 {
		return nil
	}
	return f.Handler.Findings(p, f.left)
}

// Unit leaves fields without new findings out of the part.
func (f *filtered) Unit(u *scan.Unit) error {
	own := *u
	own.Fields = nil
	for _, fd := range u.Fields {
		k := freshKey{u.Source, u.Name, fd.Name, uint8(fd.Kind)}
		if n := f.fresh[k]; n > 0 {
			fd.Values, fd.Valid = n, min(fd.Valid, n)
			own.Fields = append(own.Fields, fd)
			delete(f.fresh, k)
			f.total += n
		}
	}
	return f.Handler.Unit(&own)
}

// Summary counts what was let through.
func (f *filtered) Summary(s *scan.Summary) error {
	own := *s
	own.Findings = f.total
	return f.Handler.Summary(&own)
}
