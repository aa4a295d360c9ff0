// Package demo makes the invented company that shows it all: 株式会社つつみ商事, a mail-order house with a personnel
// office, salespeople, a call centre, developers, a warehouse, customers abroad, and backups nobody remembers.
//
// Nobody in it exists. What it holds, and where, is known to the byte, so that the same folder serves as a first look,
// as a benchmark and as a labelled corpus.
package demo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// Options say what is made. The zero value is the demonstration as it is shown.
type Options struct {
	Seed   uint64 // 0 is a seed like any other
	People int    // customers; 20,000 if 0
	Labels string // file that takes the truth, one label a line; "" for none
	Values bool   // keep the planted values in the Result, for the zero-data test
}

// Result tells what was made.
type Result struct {
	Dir    string
	Files  int
	People int   // distinct persons of whom something is written
	Labels int   // planted values
	Bytes  int64 // of all files
	Values []synth.Value
}

// Run makes the company's files in dir, which must not exist or be empty. An empty dir means a new temporary folder.
func Run(ctx context.Context, dir string, o Options) (Result, error) {
	dir, err := fresh(dir)
	if err != nil {
		return Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	truth, err := synth.Estate(dir, synth.Options{Seed: o.Seed, People: o.People, Values: o.Values})
	if err != nil {
		return Result{}, fmt.Errorf("make the demonstration in %q: %w", dir, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "README.txt"), []byte(readme), 0o644); err != nil {
		return Result{}, fmt.Errorf("write the read-me: %w", err)
	}
	if o.Labels != "" {
		if err := writeTo(o.Labels, truth.WriteLabels); err != nil {
			return Result{}, err
		}
	}
	r := Result{Dir: dir, Files: truth.Files + 1, People: truth.People, Labels: len(truth.Labels), Values: truth.Values}
	r.Bytes, err = sizeOf(dir)
	return r, err
}

const readme = `株式会社つつみ商事 / Tsutsumi Shoji K.K.

このフォルダーの会社、人物、番号はすべて架空のものです。tsutsumi demo が作りました。
The company, the people and the numbers in this folder are invented. They were made by "tsutsumi demo".

  01_人事部        personnel: rolls, salaries, health checks, individual numbers
  02_営業部        sales: customer lists, minutes, mail
  03_お客様相談室  call centre: notes, complaints
  04_通販          mail order: members, payments, dumps of databases
  05_開発          development: code, secrets, logs, test data
  06_海外          abroad: China, Taiwan, Korea, United States
  07_調査資料      a sample that looks like a leaked police file
  08_物流          warehouse: nobody's data, though it looks like it
  09_バックアップ  backups: an old PC, archives
`

// Large makes files for benchmarks in dir, which must not exist or be empty: rows records of the Shanghai shape and of a
// Japanese customer table, and source code and a log of about the same size. It returns their paths.
func Large(ctx context.Context, dir string, rows int, seed uint64) ([]string, error) {
	dir, err := fresh(dir)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, f := range []struct {
		name string
		do   func(io.Writer) error
	}{
		{"shanghai.ndjson", func(w io.Writer) error { return synth.WriteShanghai(w, rows, seed) }},
		{"customers.csv", func(w io.Writer) error { return synth.WriteJapaneseCSV(w, rows, seed, "utf-8") }},
		{"code.go", func(w io.Writer) error { return synth.WriteCode(w, rows*8, seed) }},
		{"app.log", func(w io.Writer) error { return synth.WriteLog(w, rows*4, seed) }},
	} {
		path := filepath.Join(dir, f.name)
		if err := writeTo(path, func(w io.Writer) error { return f.do(stopper{ctx, w}) }); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// stopper ends a stream when the context ends.
type stopper struct {
	ctx context.Context
	w   io.Writer
}

func (s stopper) Write(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}

// fresh makes dir, and refuses one that holds something.
func fresh(dir string) (string, error) {
	if dir == "" {
		d, err := os.MkdirTemp("", "tsutsumi-demo-")
		if err != nil {
			return "", fmt.Errorf("make a temporary folder: %w", err)
		}
		return d, nil
	}
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", fmt.Errorf("make folder %q: %w", dir, err)
		}
	case err != nil:
		return "", fault.As(fault.Usage, fmt.Errorf("open folder %q: %w", dir, err))
	case len(entries) > 0:
		return "", fault.Errorf(fault.Usage, "make the demonstration in %q: the folder is not empty", dir)
	}
	return dir, nil
}

func writeTo(path string, do func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("make file %q: %w", path, err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("write %q: %w", path, e)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := do(w); err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	return w.Flush()
}

func sizeOf(dir string) (int64, error) {
	var n int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		i, err := d.Info()
		if err == nil {
			n += i.Size()
		}
		return err
	})
	return n, err
}
