package allow

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The limits of a list.
const (
	maxFile    = 1 << 20
	maxEntries = 10000
)

// List is a list of what is let pass. A nil List lets nothing pass. It is safe for use by many goroutines.
type List struct {
	byValue []entry            // by kind, path and pattern
	byID    map[string][]entry // by the finding's id
}

type entry struct {
	kind    pii.Kind // None: every kind
	path    glob     // nil: every path
	pattern glob     // nil: every value
}

type file struct {
	Allow []line `yaml:"allow"`
}

type line struct {
	Kind    string `yaml:"kind"`
	Path    string `yaml:"path"`
	Pattern string `yaml:"pattern"`
	ID      string `yaml:"id"`
	Reason  string `yaml:"reason"`
}

// Load reads a list from a file. What is wrong with it is a fault.Usage that names the file and the entry.
func Load(path string) (*List, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "open allow list: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read allow list: %w", err)
	}
	if len(data) > maxFile {
		return nil, fault.Errorf(fault.Usage, "allow list %q: larger than %d bytes", path, maxFile)
	}
	l, err := Parse(data)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "allow list %q: %w", path, err)
	}
	return l, nil
}

// Parse reads a list. Unknown fields are refused, and entries that let everything or a single value in clear pass.
func Parse(data []byte) (*List, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var f file
	if err := dec.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		// The error may quote a value; where it is wrong is all that may be told.
		return nil, fault.Errorf(fault.Usage, "not a list of kind, path, pattern, id and reason%s", where(err))
	}
	if len(f.Allow) > maxEntries {
		return nil, fault.Errorf(fault.Usage, "more than %d entries", maxEntries)
	}
	l := &List{byID: map[string][]entry{}}
	for i := range f.Allow {
		if err := l.add(&f.Allow[i]); err != nil {
			return nil, fault.Errorf(fault.Usage, "entry %d: %w", i+1, err)
		}
	}
	return l, nil
}

// where takes "line N" out of a YAML error.
func where(err error) string {
	s := err.Error()
	i := strings.Index(s, "line ")
	if i < 0 {
		return ""
	}
	j := i + len("line ")
	for j < len(s) && '0' <= s[j] && s[j] <= '9' {
		j++
	}
	return " (" + s[i:j] + ")"
}

func (l *List) add(e *line) error {
	var n entry
	var err error
	if e.Kind != "" {
		var ok bool
		if n.kind, ok = pii.Parse(e.Kind); !ok || n.kind == pii.None {
			return errors.New("unknown kind (tsutsumi kinds lists them)")
		}
	}
	if e.Path != "" {
		p := strings.ReplaceAll(e.Path, `\`, "/")
		if n.path, err = compilePath(p); err != nil {
			return err
		}
	}
	if e.Pattern != "" {
		if !strings.ContainsAny(e.Pattern, "*?") || strings.Trim(e.Pattern, "*?") == "" {
			return errors.New("a pattern needs a wildcard and something beside it; name a single value by its finding's id")
		}
		if n.pattern, err = compile(e.Pattern, false); err != nil {
			return err
		}
	}
	switch {
	case strings.TrimSpace(e.Reason) == "":
		return errors.New("reason is missing")
	case e.ID != "" && !validID(e.ID):
		return errors.New("id must be 8 to 64 hexadecimal digits, as a finding's id")
	case e.ID != "" && e.Pattern != "":
		return errors.New("either id or pattern")
	case e.ID != "":
		id := strings.ToLower(e.ID)
		l.byID[id] = append(l.byID[id], n)
	case e.Path == "" && e.Pattern == "":
		return errors.New("needs a path, a pattern or an id; a kind alone is switched off in the configuration")
	default:
		l.byValue = append(l.byValue, n)
	}
	return nil
}

func validID(id string) bool {
	if len(id) < 8 || len(id) > 64 {
		return false
	}
	for i := range len(id) {
		if b := id[i] | 0x20; !('0' <= id[i] && id[i] <= '9' || 'a' <= b && b <= 'f') {
			return false
		}
	}
	return true
}

// Allows tells whether a value of a kind in a part of this path is let pass. It allocates nothing.
func (l *List) Allows(kind pii.Kind, path string, value []byte) bool {
	if l == nil {
		return false
	}
	for i := range l.byValue {
		e := &l.byValue[i]
		if e.takes(kind, path) && (e.pattern == nil || e.pattern.matchBytes(value)) {
			return true
		}
	}
	return false
}

// AllowsID tells whether the finding with this id, of this kind and in a part of this path, is let pass.
func (l *List) AllowsID(kind pii.Kind, path, id string) bool {
	if l == nil || len(l.byID) == 0 {
		return false
	}
	es := l.byID[id]
	for i := range es {
		if es[i].takes(kind, path) {
			return true
		}
	}
	return false
}

func (e *entry) takes(kind pii.Kind, path string) bool {
	return (e.kind == pii.None || e.kind == kind) && (e.path == nil || e.path.matchString(path))
}
