// Package bundle packs a case so that somebody without this program can prove what was known when: the events in the form that was
// hashed and signed, the public key, the documents, the evidence, a list of hashes, and how to check all that with sha256sum and openssl.
//
// The same case gives the same bytes: there is no clock in a bundle, and files stand in the order of their names.
package bundle

import (
	"archive/zip"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

// tail is what stands behind the signed bytes of an event's canonical form: its hash and its signature.
const (
	hashSize      = sha256.Size
	signatureSize = ed25519.SignatureSize
)

// Bundle is what is packed.
type Bundle struct {
	Case      string
	Events    []breach.Event
	Public    ed25519.PublicKey
	Documents []File
	Evidence  []File
	// Withheld are documents and pieces of evidence that are not packed, because they hold personal data or were not kept; their hashes are told.
	Withheld []Withheld
	// Secrets are what was sealed of events, by their numbers; nil: it stays sealed.
	Secrets map[int64]*breach.Secret
}

// File is a file of a bundle. Open is called once.
type File struct {
	Name   string // within its folder, slashes; it is not trusted to be fit for one
	SHA256 string // that it must have; "" is not checked
	Open   func() (io.ReadCloser, error)
}

// Withheld is a document or a piece of evidence without its content.
type Withheld struct {
	ID     string `json:"id"` // E2, or the name of a document
	SHA256 string `json:"sha256,omitempty"`
	Size   int64  `json:"size,omitempty"`
	Why    string `json:"why"` // personal, missing
}

// The reasons to withhold.
const (
	Personal = "personal" // it holds personal data; --reveal packs it
	Missing  = "missing"  // it was not kept
)

type manifest struct {
	Form     string     `json:"form"` // tsutsumi case bundle 1
	Case     string     `json:"case"`
	Events   int        `json:"events"`
	Head     string     `json:"head"` // hash of the last event
	At       time.Time  `json:"at"`   // when it was recorded
	Key      string     `json:"key"`  // public, hexadecimal
	Files    []entry    `json:"files"`
	Withheld []Withheld `json:"withheld,omitempty"`
}

type entry struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

//go:embed README.md
var readme []byte

//go:embed README.ja.md
var readmeJA []byte

//go:embed verify.sh
var verify []byte

// packer writes the files of a bundle and notes their hashes.
type packer struct {
	z    *zip.Writer
	at   time.Time
	list []entry
}

// Write packs a bundle. A file whose content is not what its hash says is an error: nothing changed is packed as proof.
func Write(w io.Writer, b *Bundle) error {
	if len(b.Events) == 0 {
		return fmt.Errorf("pack case %q: no events", b.Case)
	}
	last := &b.Events[len(b.Events)-1]
	p := &packer{z: zip.NewWriter(w), at: last.At.UTC()}
	if err := p.all(b); err != nil {
		return fmt.Errorf("pack case %q: %w", b.Case, err)
	}
	m := manifest{Form: "tsutsumi case bundle 1", Case: b.Case, Events: len(b.Events), Head: hex.EncodeToString(last.Hash[:]), At: last.At.UTC(), Key: hex.EncodeToString(b.Public), Withheld: b.Withheld}
	m.Files = slices.Clone(p.list)
	text, err := json.MarshalIndent(m, "", "  ")
	if err == nil {
		err = p.bytes("manifest.json", append(text, '\n'))
	}
	if err == nil {
		var sums bytes.Buffer
		for _, e := range p.list {
			fmt.Fprintf(&sums, "%s  %s\n", e.SHA256, e.Path)
		}
		err = p.bytes("SHA256SUMS", sums.Bytes())
	}
	if err == nil {
		err = p.z.Close()
	}
	if err != nil {
		return fmt.Errorf("pack case %q: %w", b.Case, err)
	}
	return nil
}

func (p *packer) all(b *Bundle) error {
	for _, f := range []struct {
		name string
		text []byte
	}{{"README.ja.md", readmeJA}, {"README.md", readme}, {"verify.sh", verify}} {
		if err := p.bytes(f.name, f.text); err != nil {
			return err
		}
	}
	if err := p.files("documents", b.Documents); err != nil {
		return err
	}
	if err := p.events(b); err != nil {
		return err
	}
	if err := p.files("evidence", b.Evidence); err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(b.Public)
	if err != nil {
		return fmt.Errorf("write public key: %w", err)
	}
	if err := p.bytes("public.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})); err != nil {
		return err
	}
	return p.secrets(b)
}

// events writes each event twice: as it was hashed and signed, and one line of JSON to be read.
func (p *packer) events(b *Bundle) error {
	var lines bytes.Buffer
	for i := range b.Events {
		e := &b.Events[i]
		whole, err := breach.Encode(e)
		if err != nil {
			return err
		}
		cut := len(whole) - hashSize - signatureSize
		if cut < 0 {
			return fmt.Errorf("event %d: too short", e.Seq)
		}
		name := fmt.Sprintf("events/%06d", e.Seq)
		if err := p.bytes(name+".event", whole[:cut]); err != nil {
			return err
		}
		if err := p.bytes(name+".sig", whole[cut+hashSize:]); err != nil {
			return err
		}
		if err := Line(&lines, e); err != nil {
			return err
		}
	}
	return p.bytes("events.jsonl", lines.Bytes())
}

// Line writes an event as one line of JSON, under one key. What is sealed is told as present only.
func Line(w io.Writer, e *breach.Event) error {
	type readable struct {
		Case   string      `json:"case"`
		Seq    int64       `json:"seq"`
		At     time.Time   `json:"at"`
		By     string      `json:"by"`
		Type   breach.Type `json:"type"`
		Body   breach.Body `json:"body"`
		Sealed bool        `json:"sealed,omitempty"`
		Prev   string      `json:"prev"`
		Before string      `json:"before"`
		Hash   string      `json:"hash"`
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]readable{"event": {e.Case, e.Seq, e.At.UTC(), e.By, e.Body.Type(), e.Body, len(e.Sealed) > 0, hex.EncodeToString(e.Prev[:]), hex.EncodeToString(e.Before[:]), hex.EncodeToString(e.Hash[:])}})
}

func (p *packer) secrets(b *Bundle) error {
	seqs := make([]int64, 0, len(b.Secrets))
	for seq := range b.Secrets {
		seqs = append(seqs, seq)
	}
	slices.Sort(seqs)
	for _, seq := range seqs {
		text, err := json.MarshalIndent(b.Secrets[seq], "", "  ")
		if err != nil {
			return err
		}
		if err := p.bytes(fmt.Sprintf("revealed/%06d.json", seq), append(text, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func (p *packer) files(folder string, files []File) error {
	used := map[string]bool{}
	files = slices.Clone(files)
	for i := range files {
		files[i].Name = Fit(files[i].Name)
	}
	slices.SortStableFunc(files, func(a, b File) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.SHA256, b.SHA256)
	})
	for _, f := range files {
		name := f.Name
		for n := 2; used[strings.ToLower(name)]; n++ {
			name = fmt.Sprintf("%d-%s", n, f.Name)
		}
		used[strings.ToLower(name)] = true
		if err := p.file(folder+"/"+name, f); err != nil {
			return err
		}
	}
	return nil
}

// Fit is a name that is a file's on every system and no path: what is not a letter, a digit or one of .-_ becomes _.
func Fit(name string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			return r
		}
		return '_'
	}, name)
	if len(out) > 120 {
		out = out[len(out)-120:]
	}
	if out = strings.TrimLeft(out, ".-"); out == "" {
		return "file"
	}
	return out
}

func (p *packer) file(path string, f File) error {
	r, err := f.Open()
	if err != nil {
		return fmt.Errorf("open %q: %w", path, err)
	}
	defer r.Close()
	w, sum, err := p.begin(path)
	if err != nil {
		return err
	}
	n, err := io.Copy(io.MultiWriter(w, sum), r)
	if err != nil {
		return fmt.Errorf("copy %q: %w", path, err)
	}
	got := hex.EncodeToString(sum.Sum(nil))
	if f.SHA256 != "" && f.SHA256 != got {
		return fmt.Errorf("copy %q: its content is not what was recorded", path)
	}
	p.list = append(p.list, entry{path, got, n})
	return nil
}

func (p *packer) begin(path string) (io.Writer, hash.Hash, error) {
	w, err := p.z.CreateHeader(&zip.FileHeader{Name: path, Method: zip.Deflate, Modified: p.at})
	if err != nil {
		return nil, nil, fmt.Errorf("write %q: %w", path, err)
	}
	return w, sha256.New(), nil
}

func (p *packer) bytes(path string, text []byte) error {
	w, sum, err := p.begin(path)
	if err != nil {
		return err
	}
	if _, err := io.MultiWriter(w, sum).Write(text); err != nil {
		return fmt.Errorf("write %q: %w", path, err)
	}
	p.list = append(p.list, entry{path, hex.EncodeToString(sum.Sum(nil)), int64(len(text))})
	return nil
}
