package mask

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// File writes a copy of the file in to out, which takes its name only once it is whole.
func File(ctx context.Context, o Options, in, out string) (Report, error) {
	return file(ctx, o, in, out, o.rename(filepath.Base(in)))
}

func file(ctx context.Context, o Options, in, out, name string) (Report, error) {
	f, err := os.Open(in)
	if err != nil {
		return Report{}, fault.As(fault.Unreadable, fmt.Errorf("mask: %w", err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Report{}, fault.As(fault.Unreadable, fmt.Errorf("mask %q: %w", name, err))
	}
	if there, err := os.Stat(out); err == nil {
		if os.SameFile(info, there) {
			return Report{}, fault.Errorf(fault.Usage, "mask %q: the copy would take the place of the original", name)
		}
		if there.IsDir() {
			return Report{}, fault.Errorf(fault.Usage, "mask %q: %q is a folder", name, out)
		}
	}
	var r Report
	err = Whole(out, info.Mode().Perm(), func(w io.Writer) error {
		r, err = Copy(ctx, o, name, f, w)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	return r, nil
}

// Whole lets write fill a temporary file beside path, which takes the path's name once write ends well.
func Whole(path string, perm fs.FileMode, write func(io.Writer) error) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".tsutsumi-mask-")
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write copy: %w", err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name()))
		}
	}()
	if err = write(tmp); err != nil {
		return err
	}
	if err = tmp.Chmod(perm); err != nil {
		return fmt.Errorf("write copy: %w", err)
	}
	if err = tmp.Sync(); err != nil {
		return fmt.Errorf("write copy: %w", err)
	}
	if err := tmp.Close(); err != nil {
		return errors.Join(fmt.Errorf("write copy: %w", err), os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return errors.Join(fmt.Errorf("write copy: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}

// Tree copies the files below the folder in to out, which must be new or empty. What cannot be copied is left out and
// told to left; links and devices are left out too. Names of files that tell of a person are masked as well.
func Tree(ctx context.Context, o Options, in, out string, left func(name string, err error)) (Report, error) {
	var total Report
	if err := fresh(in, out); err != nil {
		return total, err
	}
	err := filepath.WalkDir(in, func(path string, d fs.DirEntry, err error) error {
		if e := ctx.Err(); e != nil {
			return e
		}
		rel, e := filepath.Rel(in, path)
		if e != nil {
			return e
		}
		rel = o.rename(rel) // names of files are data too
		if err != nil {
			left(rel, fault.As(fault.Unreadable, err))
			return nil
		}
		to := filepath.Join(out, rel)
		switch {
		case d.IsDir():
			if err := os.MkdirAll(to, 0o755); err != nil {
				return fmt.Errorf("write copy: %w", err)
			}
			return nil
		case !d.Type().IsRegular():
			left(rel, fault.Errorf(fault.Skipped, "mask %q: a link or a device", rel))
			return nil
		}
		r, err := file(ctx, o, path, to, filepath.ToSlash(rel))
		switch class := fault.Of(err); {
		case err == nil:
			total.Add(r)
		case ctx.Err() != nil, class == fault.Internal, class == fault.Usage:
			return err
		default:
			left(rel, err)
		}
		return nil
	})
	return total, err
}

// fresh makes the folder out, which must not lie in the folder in and hold nothing.
func fresh(in, out string) error {
	from, err := filepath.Abs(in)
	if err != nil {
		return fmt.Errorf("mask: %w", err)
	}
	to, err := filepath.Abs(out)
	if err != nil {
		return fmt.Errorf("mask: %w", err)
	}
	if to == from || strings.HasPrefix(to, from+string(filepath.Separator)) {
		return fault.Errorf(fault.Usage, "mask: the copy %q would lie in the original", out)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write copy: %w", err))
	}
	names, err := os.ReadDir(out)
	if err != nil {
		return fault.As(fault.Usage, fmt.Errorf("write copy: %w", err))
	}
	if len(names) > 0 {
		return fault.Errorf(fault.Usage, "mask: %q holds files already; name a new or empty folder", out)
	}
	return nil
}

// rename masks the parts of a path that tell of a person; the extension stays.
func (o *Options) rename(rel string) string {
	parts := strings.Split(filepath.ToSlash(rel), "/")
	for i, p := range parts {
		ext := filepath.Ext(p)
		stem := strings.TrimSuffix(p, ext)
		if safe := o.Engine.Name(stem); safe != stem {
			parts[i] = strings.ReplaceAll(safe, "*", "_") + ext
		}
	}
	return filepath.FromSlash(strings.Join(parts, "/"))
}

// Stream writes a copy of a stream to out, which takes its name only once it is whole.
func Stream(ctx context.Context, o Options, in io.Reader, out string) (Report, error) {
	var r Report
	err := Whole(out, 0o644, func(w io.Writer) (err error) {
		r, err = Copy(ctx, o, "-", in, w)
		return err
	})
	return r, err
}
