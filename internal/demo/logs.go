package demo

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

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
	if err := os.MkdirAll(config, 0o700); err != nil {
		return fmt.Errorf("make folder of the configuration: %w", err)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	list, err := os.ReadDir(abs)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("# What an invented organisation declares; every network is one that nobody has.\nwatch:\n  zone: Asia/Tokyo\n  logs:\n")
	for _, f := range list {
		if f.Name() != "complaints.csv" {
			fmt.Fprintf(&b, "    - {target: %q}\n", filepath.ToSlash(filepath.Join(abs, f.Name())))
		}
	}
	b.WriteString("  networks:\n")
	for _, n := range month.Networks() {
		kind := map[string]string{"isp": "", "tor": "anonymising"}
		k, other := kind[n.Kind]
		if !other {
			k = n.Kind
		}
		fmt.Fprintf(&b, "    - {name: %q, ranges: [%q], kind: %q, country: %s}\n", n.Owner, n.Prefix, k, n.Country)
	}
	if len(list) > 0 {
		b.WriteString("  leave: [leave.csv]\n  indicators: [closed.csv]\n")
	}
	if _, err := os.Stat(filepath.Join(abs, "complaints.csv")); err == nil {
		fmt.Fprintf(&b, "  complaints: [%q]\n", filepath.ToSlash(filepath.Join(abs, "complaints.csv")))
	}
	b.WriteString("  mappings: [")
	for i, name := range sorted(month.Mappings()) {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name)
		if err := os.WriteFile(filepath.Join(config, name), []byte(month.Mappings()[name]), 0o600); err != nil {
			return err
		}
	}
	b.WriteString("]\n")
	var leave, closed strings.Builder
	c := csv.NewWriter(&leave)
	_ = c.Write([]string{"account", "from", "to"})
	for _, l := range w.Leaves() {
		_ = c.Write([]string{l.Login, l.From.Format(time.DateOnly), l.To.Format(time.DateOnly)})
	}
	c.Flush()
	c = csv.NewWriter(&closed)
	_ = c.Write([]string{"type", "value", "name", "case"})
	for _, i := range w.Indicators() {
		_ = c.Write([]string{i.Kind, i.Value, "closed case", i.Case})
	}
	c.Flush()
	for name, text := range map[string]string{"tsutsumi.yaml": b.String(), "leave.csv": leave.String(), "closed.csv": closed.String()} {
		if err := os.WriteFile(filepath.Join(config, name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("write the configuration: %w", err)
		}
	}
	return nil
}

func sorted(m map[string]string) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
