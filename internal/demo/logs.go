package demo

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month"
)

// LogOptions say what month an invented organisation has.
type LogOptions struct {
	Seed                       uint64
	Employees, Customers, Days int // 0: 100, 5,000 and 30
	// Incidents are what happens in it, by name; "all" is everything, none is an ordinary month. Scale is their size: 1 as they were.
	Incidents []string
	Scale     float64
}

// Logs writes an invented organisation's logs into dir, which must not exist or be empty, and what its owner would declare of it into
// config, as tsutsumi.yaml. truth, unless "", is a file for what happens in them.
func Logs(ctx context.Context, dir, config, truth string, o LogOptions) error {
	if err := empty(dir); err != nil {
		return err
	}
	if o.Employees == 0 {
		o.Employees = 100
	}
	if o.Customers == 0 {
		o.Customers = 5000
	}
	m := month.Options{Employees: o.Employees, Customers: o.Customers, Days: o.Days, Scale: o.Scale}
	for _, i := range month.Incidents(o.Scale) {
		if slices.Contains(o.Incidents, i.Name) || slices.Contains(o.Incidents, "all") {
			m.Incidents = append(m.Incidents, i)
		}
	}
	w := month.New(o.Seed, m)
	var files []*os.File
	var writers []*bufio.Writer
	var first error
	truths, err := w.Write(func(log string) io.Writer {
		f, err := os.OpenFile(filepath.Join(dir, log), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			first = errors.Join(first, err)
			return nil
		}
		b := bufio.NewWriterSize(stopping{ctx, f}, 1<<20)
		files, writers = append(files, f), append(writers, b)
		return b
	})
	err = errors.Join(first, err)
	for i := range files {
		err = errors.Join(err, writers[i].Flush(), files[i].Close())
	}
	if err != nil {
		return fmt.Errorf("write invented logs: %w", err)
	}
	if truth != "" {
		b, err := json.MarshalIndent(truths, "", " ")
		if err == nil {
			err = os.WriteFile(truth, append(b, '\n'), 0o600)
		}
		if err != nil {
			return fmt.Errorf("write what happens: %w", err)
		}
	}
	return declare(w, dir, config)
}

// stopping is a writer that fails when the context ends.
type stopping struct {
	ctx context.Context
	w   io.Writer
}

func (s stopping) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(b)
}

func empty(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("make folder for invented logs: %w", err))
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) > 0 {
		return fault.Errorf(fault.Usage, "make invented logs: %s is not empty", dir)
	}
	return nil
}

// declare writes what the organisation would declare: its logs, networks and accounts, days of leave, and a closed case.
func declare(w *month.World, dir, config string) error {
	abs, err := filepath.Abs(dir)
	if err == nil {
		err = os.MkdirAll(config, 0o700)
	}
	if err != nil {
		return fmt.Errorf("make folder of the configuration: %w", err)
	}
	for name, text := range w.Files(filepath.ToSlash(abs)) {
		if name == "watch.yaml" {
			name, text = "tsutsumi.yaml", text+declared(w)
		}
		if err := os.WriteFile(filepath.Join(config, name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("write the configuration: %w", err)
		}
	}
	return nil
}

// declared are the stores that the logs name, as they would be declared: with the countries from which they may be accessed.
func declared(w *month.World) string {
	var b strings.Builder
	b.WriteString("sources:\n")
	named := map[string]bool{}
	for _, h := range w.Holdings() {
		if named[h.Store] || !plainName.MatchString(h.Store) {
			continue
		}
		named[h.Store] = true
		abroad := strings.Join(month.Declared()[1:], ", ")
		fmt.Fprintf(&b, "  - {name: %s, target: \"postgres://db.example.jp/%[1]s\", country: %s, contractors: [{name: 海外拠点, country: %[2]s, access: [%s]}]}\n", h.Store, month.Declared()[0], abroad)
	}
	return b.String()
}

// plainName is what a source may be called.
var plainName = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)
