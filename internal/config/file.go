package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// FileName is the name of the file in the configuration folder.
const FileName = "tsutsumi.yaml"

// maxFile is the greatest size of the file in bytes.
const maxFile = 1 << 20

// File is tsutsumi.yaml: what the owner tells about himself. Its zero value is valid and says nothing. docs/config.md
// describes it.
type File struct {
	// Domains are the owner's e-mail domains, in lower case; the first is where planted persons have their addresses.
	Domains []string
	// Assets are what of ours a dump's text may name.
	Assets []Asset
	// Published is what we publish ourselves.
	Published Published
	// Sources are the places that hold personal data, Policy what is declared to the persons; nil if nothing is.
	Sources []Source
	Policy  *Policy
	// Watch is what is declared for the watching of logs; nil if nothing is.
	Watch *Watch
	// Notify is where alerts go, Hooks what is to be done on them.
	Notify []Notify
	Hooks  []Hook
	// Console is what is declared of the console; nil if nothing is.
	Console *Console
	// Case is what cases and their documents need to know of the owner; nil if nothing is declared.
	Case *Case
	// Uploads bounds the dumps that are handed over to the console; nil if nothing is declared.
	Uploads *Uploads
	// Store is where the inventory is kept; nil if in the home.
	Store *Store
}

// The types of assets.
const (
	Host   = "host"
	Bucket = "bucket"
	URL    = "url"
	KeyID  = "key" // the name of a key, never the key
	ID     = "id"
)

// Asset is something of ours and the literals by which a text names it.
type Asset struct {
	Name   string
	Type   string
	Values []string // hosts and buckets in lower case
}

// Published is what everybody can read of us, so that a dump of nothing else need not come from a store of ours.
type Published struct {
	Kinds   []pii.Kind
	Columns []string
}

// None tells that nothing is declared.
func (p *Published) None() bool { return len(p.Kinds) == 0 && len(p.Columns) == 0 }

// Has tells whether values of the kind, or of the column called so, are published.
func (p *Published) Has(kind pii.Kind, column string) bool {
	for _, k := range p.Kinds {
		if k == kind {
			return true
		}
	}
	for _, c := range p.Columns {
		if column != "" && c == column {
			return true
		}
	}
	return false
}

// written is the file as it is written; names of its sections stand here.
type written struct {
	Domains   []string       `yaml:"domains"`
	Assets    []writtenAsset `yaml:"assets"`
	Published struct {
		Kinds   []string `yaml:"kinds"`
		Columns []string `yaml:"columns"`
	} `yaml:"published"`
	Sources []writtenSource `yaml:"sources"`
	Policy  *writtenPolicy  `yaml:"policy"`
	Watch   *writtenWatch   `yaml:"watch"`
	Notify  []writtenNotify `yaml:"notify"`
	Hooks   []writtenHook   `yaml:"hooks"`
	Case    *writtenCase    `yaml:"case"`
	Console *writtenConsole `yaml:"console"`
	Uploads *writtenUploads `yaml:"uploads"`
	Store   *writtenStore   `yaml:"store"`
}

type writtenAsset struct {
	Name   string   `yaml:"name"`
	Type   string   `yaml:"type"`
	Value  string   `yaml:"value"`
	Values []string `yaml:"values"`
}

// Read reads tsutsumi.yaml. Where there is none, the File is empty.
func (h Home) Read() (*File, error) {
	path := filepath.Join(h.Config, FileName)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &File{}, nil
	}
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read configuration: %w", err))
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fault.As(fault.Usage, fmt.Errorf("read configuration: %w", err))
	}
	return Decode(path, text)
}

// Decode reads the text of a configuration. name stands in errors, which tell the line and never a value.
func Decode(name string, text []byte) (*File, error) {
	d := decoder{name: name}
	if len(text) > maxFile {
		return nil, d.fail(0, "longer than 1 MiB")
	}
	var w written
	if err := d.decode(text, &w); err != nil {
		return nil, err
	}
	f := &File{}
	for i, s := range w.Domains {
		s, ok := Domain(s)
		if !ok {
			return nil, d.fail(d.line("domains", i), "not a domain")
		}
		f.Domains = append(f.Domains, s)
	}
	if err := d.assets(&w, f); err != nil {
		return nil, err
	}
	for i, s := range w.Published.Kinds {
		k, ok := pii.Parse(s)
		if !ok || k == pii.None {
			return nil, d.fail(d.line("published", "kinds", i), "no such kind; `tsutsumi kinds` lists them")
		}
		f.Published.Kinds = append(f.Published.Kinds, k)
	}
	for i, s := range w.Published.Columns {
		if s == "" || !printable(s) {
			return nil, d.fail(d.line("published", "columns", i), "a column needs a name of printable characters")
		}
		f.Published.Columns = append(f.Published.Columns, s)
	}
	if err := d.sources(&w, f); err != nil {
		return nil, err
	}
	if err := d.policy(&w, f); err != nil {
		return nil, err
	}
	if err := d.watch(&w, f); err != nil {
		return nil, err
	}
	if err := d.notify(&w, f); err != nil {
		return nil, err
	}
	if err := d.hooks(&w, f); err != nil {
		return nil, err
	}
	if err := d.cases(&w, f); err != nil {
		return nil, err
	}
	if err := d.console(&w, f); err != nil {
		return nil, err
	}
	if err := d.uploads(&w, f); err != nil {
		return nil, err
	}
	if err := d.store(&w, f); err != nil {
		return nil, err
	}
	return f, nil
}

// Fault is an error at a line of tsutsumi.yaml, for what only others can check.
func (h Home) Fault(line int, what string) error {
	return (&decoder{name: filepath.Join(h.Config, FileName)}).fail(line, what)
}

// decoder keeps the tree of the text beside what is decoded from it, to tell lines.
type decoder struct {
	name        string
	root        yaml.Node
	contractors int // so far
}

func (d *decoder) fail(line int, what string) error {
	if line <= 0 {
		return fault.Errorf(fault.Usage, "read configuration: %s: %s", d.name, what)
	}
	return fault.Errorf(fault.Usage, "read configuration: %s:%d: %s", d.name, line, what)
}

// decode reads text strictly into out, which has only strings, numbers, lists and structs.
func (d *decoder) decode(text []byte, out any) error {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	switch err := dec.Decode(&d.root); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return d.fail(lineOf(err), "not YAML")
	}
	if err := dec.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return d.fail(0, "more than one document")
	}
	// Aliases can make a small text endless, and nobody needs them here.
	if n := alias(&d.root); n != nil {
		return d.fail(n.Line, "anchors and aliases are not supported")
	}
	dec = yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	err := dec.Decode(out)
	var te *yaml.TypeError
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return nil
	case errors.As(err, &te) && len(te.Errors) > 0 && unknownField.MatchString(te.Errors[0]):
		return d.fail(lineOf(err), "unknown key")
	case errors.As(err, &te) && len(te.Errors) > 0 && twice.MatchString(te.Errors[0]):
		return d.fail(lineOf(err), "the same key twice")
	}
	return d.fail(lineOf(err), "something else is expected here (text, a list, or keys and values)")
}

// The library's texts quote what it read; only their line and sort go on.
var (
	lineIn       = regexp.MustCompile(`line (\d+)`)
	unknownField = regexp.MustCompile(`^line \d+: field .* not found in type \S+$`)
	twice        = regexp.MustCompile(`^line \d+: mapping key .* already defined at line \d+$`)
)

func lineOf(err error) int {
	if m := lineIn.FindStringSubmatch(err.Error()); m != nil {
		n, _ := strconv.Atoi(m[1])
		return n
	}
	return 0
}

func alias(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return n
	}
	for _, c := range n.Content {
		if a := alias(c); a != nil {
			return a
		}
	}
	return nil
}

// line is where the value under these keys and indexes stands, or the last of them that is there.
func (d *decoder) line(path ...any) int {
	n := &d.root
	if n.Kind == yaml.DocumentNode && len(n.Content) == 1 {
		n = n.Content[0]
	}
	for _, p := range path {
		next := (*yaml.Node)(nil)
		switch p := p.(type) {
		case int:
			if n.Kind == yaml.SequenceNode && p < len(n.Content) {
				next = n.Content[p]
			}
		case string:
			for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == p {
					next = n.Content[i+1]
				}
			}
		}
		if next == nil {
			break
		}
		n = next
	}
	return n.Line
}
