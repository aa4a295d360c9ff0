// Package ooxml opens the zip packages that office programs write and reads their XML as a stream of tokens.
package ooxml

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// OLE is the mark of the older binary files, in which encrypted packages are wrapped, too.
const OLE = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// Is tells whether a body is a package of the given folder ("xl") or, where its beginning does not show the folder, by
// one of the endings.
func Is(h *content.Head, folder string, endings ...string) bool {
	if !bytes.HasPrefix(h.Bytes, []byte("PK\x03\x04")) {
		return false
	}
	for _, f := range []string{"word/", "xl/", "ppt/"} {
		if named(h.Bytes, f) {
			return f == folder+"/"
		}
	}
	return ends(h.Name, endings)
}

// named looks for a zip entry whose name begins like this.
func named(b []byte, name string) bool {
	for {
		i := bytes.Index(b, []byte(name))
		if i < 0 {
			return false
		}
		if i >= 30 && string(b[i-30:i-26]) == "PK\x03\x04" {
			return true
		}
		b = b[i+1:]
	}
}

func ends(name string, endings []string) bool {
	ext := strings.ToLower(path.Ext(name))
	for _, e := range endings {
		if ext == e {
			return true
		}
	}
	return false
}

// IsOLE tells whether a body is an older binary file with one of the endings.
func IsOLE(h *content.Head, endings ...string) bool {
	return bytes.HasPrefix(h.Bytes, []byte(OLE)) && ends(h.Name, endings)
}

// RefuseOLE is the error of a file in the older binary form. An encrypted package is told by the name of its stream.
func RefuseOLE(name string, at io.ReaderAt, size int64) error {
	wide := make([]byte, 0, 34)
	for _, c := range "EncryptedPackage" {
		wide = append(wide, byte(c), 0)
	}
	buf := make([]byte, 1<<20)
	n, _ := at.ReadAt(buf, 0)
	tail := make([]byte, 1<<20)
	k, _ := at.ReadAt(tail, max(0, size-int64(len(tail))))
	if bytes.Contains(buf[:n], wide) || bytes.Contains(tail[:k], wide) {
		return fault.Errorf(fault.Unreadable, "read %q: encrypted with a password", name)
	}
	return fault.Errorf(fault.Unreadable, "read %q: old Office format; saved again as .docx, .xlsx or .pptx it can be read", name)
}

// Package is an open package.
type Package struct {
	name   string
	files  map[string]*zip.File
	order  []string
	limits content.Limits
	size   int64
	out    int64
}

// maxFiles is the greatest number of files in a package.
const maxFiles = 100_000

// Open opens the package that b holds. What is read of it counts against the limits.
func Open(b content.Body, at io.ReaderAt, size int64, limits content.Limits) (*Package, error) {
	z, err := zip.NewReader(at, size)
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "open %q: %w", b.Name, err)
	}
	if len(z.File) > maxFiles {
		return nil, fault.Errorf(fault.Refused, "open %q: more than %d files inside", b.Name, maxFiles)
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
	p := &Package{name: b.Name, files: map[string]*zip.File{}, limits: limits, size: size}
	for _, f := range z.File {
		name := strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")
		if f.Flags&1 != 0 {
			return nil, fault.Errorf(fault.Unreadable, "open %q: encrypted", b.Name)
		}
		if p.files[name] == nil {
			p.order = append(p.order, name)
		}
		p.files[name] = f
	}
	return p, nil
}

// Names lists the files in the package's order.
func (p *Package) Names() []string { return p.order }

// Has tells whether the file is there.
func (p *Package) Has(name string) bool { return p.files[name] != nil }

// Packed is the packed size of a file.
func (p *Package) Packed(name string) int64 { return int64(p.files[name].CompressedSize64) }

// Size is the unpacked size of a file, as the package tells it.
func (p *Package) Size(name string) int64 { return int64(p.files[name].UncompressedSize64) }

// File opens a file of the package.
func (p *Package) File(name string) (io.ReadCloser, error) {
	f := p.files[name]
	if f == nil {
		return nil, fault.Errorf(fault.Unreadable, "read %q: lacks %q", p.name, name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read %q: open %q: %w", p.name, name, err)
	}
	return &metered{p: p, ReadCloser: r}, nil
}

// metered refuses bombs.
type metered struct {
	p *Package
	io.ReadCloser
}

func (m *metered) Read(b []byte) (int, error) {
	n, err := m.ReadCloser.Read(b)
	p := m.p
	p.out += int64(n)
	if p.out > p.limits.Total || p.out > 16<<20 && p.out/max(p.size, 1) > p.limits.Ratio {
		return 0, fault.Errorf(fault.Refused, "unpack %q: more than %d bytes from each packed byte", p.name, p.limits.Ratio)
	}
	if err != nil && err != io.EOF {
		err = fault.Errorf(fault.Unreadable, "unpack %q: %w", p.name, err)
	}
	return n, err
}

// Rel is a relationship of a file of the package.
type Rel struct{ ID, Type, Target string }

// Rels are the relationships of the file; targets are names in the package.
func (p *Package) Rels(name string) []Rel {
	dir, base := path.Split(name)
	r, err := p.File(dir + "_rels/" + base + ".rels")
	if err != nil {
		return nil
	}
	defer r.Close()
	var out []Rel
	s := NewScanner(r)
	for s.Next() && len(out) < maxFiles {
		if s.Kind != Start || string(s.Name) != "Relationship" {
			continue
		}
		t := s.Attr("Target")
		if strings.HasPrefix(t, "/") {
			t = t[1:]
		} else {
			t = path.Join(dir, t)
		}
		out = append(out, Rel{ID: s.Attr("Id"), Type: path.Base(s.Attr("Type")), Target: t})
	}
	return out
}
