package salesforce

import (
	"archive/zip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Bounds of an export.
const (
	maxFile  = 64 << 20
	maxTotal = 1 << 30
	maxFiles = 200_000
)

// readExport reads a folder or a zip of metadata. Files that cannot be read are errors of their own; the rest goes on.
func readExport(ctx context.Context, name string) (*org, error) {
	fsys, done, err := open(name)
	if err != nil {
		return nil, err
	}
	defer done()
	o := newOrg()
	var errs []error
	left, files := int64(maxTotal), 0
	err = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			errs = append(errs, fault.Errorf(fault.Unreadable, "read metadata: a folder cannot be listed"))
			return nil //nolint:nilerr // told beside the rest, which goes on
		}
		if d.IsDir() {
			if d.Name() == "node_modules" || d.Name() == ".git" || d.Name() == ".sfdx" {
				return fs.SkipDir
			}
			return nil
		}
		kind, _ := kindOf(p)
		if kind == "" || !d.Type().IsRegular() {
			return nil
		}
		if files++; files > maxFiles || left <= 0 {
			return fault.Errorf(fault.Refused, "read metadata: more than an export holds")
		}
		body, err := read(fsys, p)
		left -= int64(len(body))
		if err == nil {
			err = o.add(p, body)
		}
		if err != nil {
			errs = append(errs, fault.Errorf(fault.Unreadable, "read metadata: %s cannot be read as XML", path.Base(p)))
		}
		return nil
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return o, errors.Join(append(errs, err)...)
}

func open(name string) (fs.FS, func(), error) {
	st, err := os.Stat(name)
	if err != nil {
		return nil, nil, fault.Errorf(fault.Unreadable, "open export: %w", errors.Unwrap(err))
	}
	if st.IsDir() {
		return os.DirFS(name), func() {}, nil
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, nil, fault.Errorf(fault.Unreadable, "open export: neither a folder nor a zip")
	}
	return z, func() { _ = z.Close() }, nil
}

func read(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	body, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(body) > maxFile {
		err = errors.New("too large")
	}
	return body, err
}

// looksLike tells whether a path is an export, by what stands in it.
func looksLike(name string) bool {
	st, err := os.Stat(name)
	if err != nil {
		return false
	}
	if st.IsDir() {
		for _, p := range []string{"sfdx-project.json", "force-app", "package.xml", "profiles", "unpackaged/package.xml"} {
			if _, err := os.Stat(filepath.Join(name, filepath.FromSlash(p))); err == nil {
				return p != "package.xml" && p != "profiles" || hasKind(name)
			}
		}
		return false
	}
	if !strings.EqualFold(filepath.Ext(name), ".zip") {
		return false
	}
	z, err := zip.OpenReader(name)
	if err != nil {
		return false
	}
	defer func() { _ = z.Close() }()
	found := false
	for i, f := range z.File {
		kind, _ := kindOf(f.Name)
		found = found || kind == ".profile" || kind == ".object" || kind == ".sharingRules"
		if found || i > 5000 {
			break
		}
	}
	return found
}

// hasKind tells whether a folder's own folders hold files of an export: profiles/ alone may be anything's.
func hasKind(name string) bool {
	for _, pattern := range []string{"profiles/*.profile*", "objects/*.object", "sharingRules/*.sharingRules*", "*.profile"} {
		if m, err := filepath.Glob(filepath.Join(name, filepath.FromSlash(pattern))); err == nil && len(m) > 0 {
			return true
		}
	}
	return false
}
