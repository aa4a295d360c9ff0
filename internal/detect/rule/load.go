package rule

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The limits of what a user may write.
const (
	maxFile    = 1 << 20
	maxRules   = 1000
	maxPattern = 1024
	maxLiteral = 64
)

type file struct {
	Rules []entry `yaml:"rules"`
}

type entry struct {
	ID          string   `yaml:"id"`
	Kind        string   `yaml:"kind"`
	Name        string   `yaml:"name"`
	Description Text     `yaml:"description"`
	Literal     string   `yaml:"literal"`
	Fold        bool     `yaml:"fold"`
	Pattern     string   `yaml:"pattern"`
	Keywords    []string `yaml:"keywords"`
	Validator   string   `yaml:"validator"`
	Examples    struct {
		Match   []string `yaml:"match"`
		NoMatch []string `yaml:"nomatch"`
	} `yaml:"examples"`
}

// Load reads every *.yaml and *.yml of a folder in the order of their names. Whatever is wrong with a file is a
// fault.Usage that names it; a file that cannot be read is fault.Unreadable.
func Load(fsys fs.FS) ([]detect.Detector, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read rules: %w", err)
	}
	var out []detect.Detector
	seen := map[string]string{}
	for _, e := range entries {
		ext := path.Ext(e.Name())
		if e.IsDir() || ext != ".yaml" && ext != ".yml" {
			continue
		}
		data, err := read(fsys, e.Name())
		if err != nil {
			return nil, err
		}
		rules, err := Parse(data)
		if err != nil {
			return nil, fault.Errorf(fault.Usage, "rules %q: %w", e.Name(), err)
		}
		for _, r := range rules {
			if first, ok := seen[r.id]; ok {
				return nil, fault.Errorf(fault.Usage, "rules %q: rule %q stands in %q too", e.Name(), r.id, first)
			}
			seen[r.id] = e.Name()
			out = append(out, r)
		}
		if len(out) > maxRules {
			return nil, fault.Errorf(fault.Usage, "rules %q: more than %d rules", e.Name(), maxRules)
		}
	}
	return out, nil
}

func read(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "open rules %q: %w", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read rules %q: %w", name, err)
	}
	if len(data) > maxFile {
		return nil, fault.Errorf(fault.Usage, "rules %q: larger than %d bytes", name, maxFile)
	}
	return data, nil
}

// Parse reads one file of rules. Unknown fields are refused, and rules whose own examples fail.
func Parse(data []byte) ([]*Rule, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	var f file
	if err := dec.Decode(&f); err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.As(fault.Usage, plain(err))
	}
	if err := dec.Decode(new(file)); !errors.Is(err, io.EOF) {
		return nil, fault.Errorf(fault.Usage, "more than one document")
	}
	if len(f.Rules) > maxRules {
		return nil, fault.Errorf(fault.Usage, "more than %d rules", maxRules)
	}
	var out []*Rule
	for i := range f.Rules {
		e := &f.Rules[i]
		r, err := e.compile()
		if err == nil {
			err = e.prove(r)
		}
		if err != nil {
			if e.ID != "" && validID(e.ID) {
				return nil, fault.Errorf(fault.Usage, "rule %q: %w", e.ID, err)
			}
			return nil, fault.Errorf(fault.Usage, "rule %d: %w", i+1, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// plain takes what a YAML error quotes out of it: it may be an example's text.
func plain(err error) error {
	s := err.Error()
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '`')
		if i < 0 {
			break
		}
		j := strings.IndexByte(s[i+1:], '`')
		if j < 0 {
			s = s[:i]
			break
		}
		b.WriteString(s[:i])
		s = strings.TrimPrefix(s[i+j+2:], " ")
	}
	return errors.New(strings.ReplaceAll(b.String()+s, "\n", ";"))
}

func (e *entry) compile() (*Rule, error) {
	r := &Rule{id: e.ID, name: e.Name, description: e.Description, literal: e.Literal, fold: e.Fold, validator: e.Validator}
	if !validID(e.ID) {
		return nil, errors.New("id must be 1 to 64 of a-z, 0-9 and -")
	}
	var ok bool
	if r.kind, ok = pii.Parse(e.Kind); !ok || r.kind == pii.None {
		return nil, errors.New("unknown kind (tsutsumi kinds lists them)")
	}
	if err := checkLiteral(e.Literal); err != nil {
		return nil, err
	}
	if r.fold {
		r.literal = strings.Map(lowerRune, e.Literal)
	}
	if e.Pattern == "" || len(e.Pattern) > maxPattern {
		return nil, fmt.Errorf("pattern must be 1 to %d bytes", maxPattern)
	}
	var err error
	if r.re, err = regexp.Compile(e.Pattern); err != nil {
		return nil, errors.New("pattern is no RE2 expression")
	}
	r.group = max(0, r.re.SubexpIndex("value"))
	for _, k := range e.Keywords {
		if k == "" || len(k) > keyword {
			return nil, fmt.Errorf("keywords must be 1 to %d bytes", keyword)
		}
		r.keywords = append(r.keywords, strings.Map(lowerRune, k))
	}
	r.evidence = detect.Shape | detect.Prefix | detect.Rare | detect.Label
	if len(r.keywords) > 0 {
		r.evidence |= detect.Structure
	}
	var more detect.Evidence
	if r.validate, more, err = validatorOf(e.Validator); err != nil {
		return nil, err
	}
	r.evidence |= more
	return r, nil
}

func lowerRune(c rune) rune {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func validID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for i := range len(id) {
		if b := id[i]; !('a' <= b && b <= 'z' || '0' <= b && b <= '9' || b == '-') {
			return false
		}
	}
	return true
}

// checkLiteral wants at least three bytes, and of other scripts at least two characters: one alone is everywhere.
func checkLiteral(l string) error {
	switch {
	case len(l) < 3 || len(l) > maxLiteral:
		return fmt.Errorf("literal must be 3 to %d bytes", maxLiteral)
	case !utf8.ValidString(l) || strings.ContainsAny(l, "\n\r\x00"):
		return errors.New("literal must be text on one line")
	case utf8.RuneCountInString(l) < 2:
		return errors.New("literal must be at least two characters")
	case strings.TrimSpace(l) == "" || strings.Count(l, l[:1]) == len(l) && strings.ContainsAny(l[:1], "-=*#_./ "):
		return errors.New("literal stands in every text")
	}
	return nil
}

// prove runs the rule over its own examples.
func (e *entry) prove(r *Rule) error {
	if len(e.Examples.Match) == 0 || len(e.Examples.NoMatch) == 0 {
		return errors.New("examples need at least one match and one nomatch")
	}
	for i, s := range e.Examples.Match {
		if !r.Finds([]byte(s)) {
			return fmt.Errorf("example match %d is not found", i+1)
		}
	}
	for i, s := range e.Examples.NoMatch {
		if r.Finds([]byte(s)) {
			return fmt.Errorf("example nomatch %d is found", i+1)
		}
	}
	return nil
}

// Finds tells whether the rule finds something in text.
func (r *Rule) Finds(text []byte) bool {
	c := detect.Candidate{Text: text, Hi: len(text)}
	for i := 0; i+len(r.literal) <= len(text); i++ {
		if !at(text[i:], r.literal, r.fold) {
			continue
		}
		c.Start, c.End = i, i+len(r.literal)
		if _, ok := r.Judge(&c); ok {
			return true
		}
	}
	return false
}

// Hash identifies what the rules among ds find, whatever their order: sixteen bytes in hex, or "" if there are none. It
// is part of a job's identity: other rules mean that a unit is to be read again.
func Hash(ds []detect.Detector) string {
	var ids []string
	for _, d := range ds {
		if r, ok := d.(*Rule); ok {
			ids = append(ids, fmt.Sprintf("%q %s %q %q %v %q %q %s", r.id, r.kind, r.name, r.literal, r.fold, r.re.String(), r.keywords, r.validator))
		}
	}
	if len(ids) == 0 {
		return ""
	}
	sort.Strings(ids)
	h := sha256.Sum256([]byte(strings.Join(ids, "\n")))
	return hex.EncodeToString(h[:16])
}
