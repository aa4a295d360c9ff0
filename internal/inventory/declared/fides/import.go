package fides

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The bounds of a file.
const (
	maxFile    = 32 << 20
	maxThings  = 1_000_000 // datasets, collections, fields, systems, contractors
	maxDepth   = 16        // of fields in fields, and of contractors' contractors
	maxText    = 300       // characters of a text that goes on
	maxSystems = config.MaxSources
)

// Is tells whether a text looks like a file of Fides: YAML with datasets or systems on top.
func Is(text []byte) bool {
	return !bytes.ContainsRune(text, 0) && top.Match(text)
}

var top = regexp.MustCompile(`(?m)^["']?(dataset|system)["']?[ \t]*:`)

// Import reads a file of Fides, ours or another's: what it does not know it passes over. An error names a line or the
// number of an entry, never a value.
func Import(r io.Reader) (*Document, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, fault.As(fault.Unreadable, fmt.Errorf("read Fides file: %w", err))
	}
	if len(text) > maxFile {
		return nil, fault.Errorf(fault.Refused, "read Fides file: larger than %d bytes", maxFile)
	}
	var f fileYAML
	if err := decode(text, &f); err != nil {
		return nil, err
	}
	if len(f.System) > maxSystems {
		return nil, fault.Errorf(fault.Usage, "read Fides file: more than %d systems", maxSystems)
	}
	m := &importer{doc: &Document{Register: &declared.Register{}}, named: map[string]bool{}}
	for i := range f.Dataset {
		m.dataset(&f.Dataset[i])
	}
	for i := range f.System {
		m.at = fmt.Sprintf("system %d", i+1)
		m.system(&f.System[i])
	}
	m.at = "x_tsutsumi"
	for i := range f.X {
		if p := f.X[i].Policy; p != nil && m.doc.Register.Policy == nil {
			m.doc.Register.Policy = m.policy(p)
		}
	}
	m.references(f.System)
	if m.count > maxThings {
		m.fail("too many entries")
	}
	if m.err != nil {
		return nil, m.err
	}
	return m.doc, nil
}

func decode(text []byte, out *fileYAML) error {
	var root yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(text))
	switch err := d.Decode(&root); {
	case errors.Is(err, io.EOF):
		return fault.Errorf(fault.Usage, "read Fides file: empty")
	case err != nil:
		return atLine(err, "not YAML")
	}
	// Aliases can make a small text endless, and Fides writes none.
	if n := alias(&root, 0); n != nil {
		return fault.Errorf(fault.Usage, "read Fides file: line %d: anchors and aliases are not supported, nor is such depth", n.Line)
	}
	if err := root.Decode(out); err != nil {
		return atLine(err, "something else is expected here")
	}
	if len(out.Dataset)+len(out.System) == 0 {
		return fault.Errorf(fault.Usage, "read Fides file: neither datasets nor systems")
	}
	return nil
}

var lineIn = regexp.MustCompile(`line (\d+)`)

// atLine keeps of the library's text, which quotes what it read, the line only.
func atLine(err error, what string) error {
	if m := lineIn.FindStringSubmatch(err.Error()); m != nil {
		if n, e := strconv.Atoi(m[1]); e == nil {
			return fault.Errorf(fault.Usage, "read Fides file: line %d: %s", n, what)
		}
	}
	return fault.Errorf(fault.Usage, "read Fides file: %s", what)
}

func alias(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || depth > 8*maxDepth {
		return n
	}
	for _, c := range n.Content {
		if a := alias(c, depth+1); a != nil {
			return a
		}
	}
	return nil
}

type importer struct {
	doc   *Document
	named map[string]bool
	at    string
	count int
	err   error
}

func (m *importer) fail(what string) {
	if m.err == nil {
		m.err = fault.Errorf(fault.Usage, "read Fides file: %s: %s", m.at, what)
	}
}

// text is what of a foreign text goes on: printable, and not endless.
func text(s string) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) && r != '\u3000' || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s))
	if rs := []rune(s); len(rs) > maxText {
		s = strings.TrimSpace(string(rs[:maxText]))
	}
	return s
}

func texts(in []string) (out []string) {
	for _, s := range in {
		if s = text(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (m *importer) dataset(y *datasetYAML) {
	d := Dataset{Key: text(y.Key), Name: cmp.Or(text(y.Name), text(y.Key))}
	for i := range y.Collections {
		c := &y.Collections[i]
		m.count++
		out := Collection{Name: text(c.Name)}
		if c.X != nil {
			out.People = c.X.People
		}
		m.fields(c.Fields, "", 0, &out)
		d.Collections = append(d.Collections, out)
	}
	m.count++
	m.doc.Datasets = append(m.doc.Datasets, d)
}

// fields reads fields; those within a field are told by their path.
func (m *importer) fields(in []fieldYAML, path string, depth int, out *Collection) {
	if depth > maxDepth {
		return
	}
	for i := range in {
		y := &in[i]
		if m.count++; m.count > maxThings {
			return
		}
		f := Field{Name: path + text(y.Name)}
		if len(y.Fields) > 0 {
			m.fields(y.Fields, f.Name+".", depth+1, out)
		}
		m.kinds(y, &f)
		if len(f.Kinds)+len(f.Other) > 0 {
			out.Fields = append(out.Fields, f)
		}
	}
}

// kinds are a field's kinds: ours where it tells them, otherwise what its categories mean.
func (m *importer) kinds(y *fieldYAML, f *Field) {
	said := map[string]bool{}
	if y.X != nil {
		if y.X.Text {
			f.Name = ""
		}
		for _, name := range y.X.Kinds {
			if k, ok := pii.Parse(name); ok && k != pii.None && !slices.Contains(f.Kinds, k) {
				f.Kinds = append(f.Kinds, k)
				said[Category(k)] = true
			}
		}
	}
	for _, key := range texts(y.Categories) {
		if said[key] {
			continue
		}
		if k, ok := Kind(key); !ok {
			f.Other = append(f.Other, key)
		} else if !slices.Contains(f.Kinds, k) {
			f.Kinds = append(f.Kinds, k)
		}
	}
}

func (m *importer) system(y *systemYAML) {
	m.count++
	s := declared.System{Name: m.name(y.Key), Owner: text(y.Department)}
	if s.Owner == "Not defined" { // what Fides writes where nobody does
		s.Owner = ""
	}
	s.Index = s.Name
	for i := range y.Declarations {
		d := &y.Declarations[i]
		if r, ok := config.ParseRetention(d.Retention); ok && s.Retention == nil {
			s.Retention = &r
		}
		s.Legal = cmp.Or(s.Legal, text(d.Basis))
		s.Purposes = append(s.Purposes, cmp.Or(d.Name, d.Use))
		s.Subjects = append(s.Subjects, d.Subjects...)
	}
	s.Purposes, s.Subjects = texts(s.Purposes), texts(s.Subjects)
	if codes := m.countries(y.ThirdCountry); len(codes) > 0 {
		s.Contractors = []declared.Contractor{{Name: "third_country_transfers", Access: codes}}
	}
	if y.X != nil {
		m.extra(y.X, &s)
	}
	m.doc.Register.Systems = append(m.doc.Register.Systems, s)
}

// extra takes our own words in the place of what Fides' keys say.
func (m *importer) extra(x *registerYAML, s *declared.System) {
	s.Target, s.Country, s.Legal, s.Purposes, s.Subjects = m.target(x.Target), m.country(x.Country), text(x.Legal), texts(x.Purposes), texts(x.Subjects)
	s.Development, s.Key = x.Development, text(x.IDColumn)
	s.Contractors = m.chain(x.Contractors, 1)
	if x.Index != "" {
		s.Index = identifier(x.Index)
	}
	if x.CopyOf != "" {
		s.CopyOf = identifier(x.CopyOf)
	}
	if s.Retention = nil; x.Retention != nil {
		r, ok := config.ParseRetention(x.Retention.Keep)
		if !ok {
			m.fail("x_tsutsumi: a time to keep: 5y, 90d")
		}
		r.From = text(x.Retention.From)
		s.Retention = &r
	}
	for _, name := range x.Expected {
		if k, ok := pii.Parse(name); ok && k != pii.None {
			s.Expected = append(s.Expected, k)
		}
	}
	for _, w := range x.Withdrawn {
		s.Withdrawn = append(s.Withdrawn, config.Withdrawn{Target: m.target(w.Target), Key: text(w.Key), Column: text(w.Column), Values: texts(w.Values)})
	}
	if _, ok := config.Interval(x.Schedule); ok {
		s.Schedule = x.Schedule
	}
}

// target is a path or a URL; a password in it is an error.
func (m *importer) target(s string) string {
	s = text(s)
	if strings.Contains(s, "://") {
		u, err := url.Parse(s)
		if err != nil {
			m.fail("x_tsutsumi: a target: not a URL")
		} else if _, given := u.User.Password(); given {
			m.fail("x_tsutsumi: a password stands in a URL")
		}
	}
	return s
}

func (m *importer) country(s string) string {
	if s == "" {
		return ""
	}
	code, ok := country.Parse(s)
	if !ok {
		m.fail("no such country")
	}
	return code
}

func (m *importer) countries(in []string) (out []string) {
	for _, s := range in {
		out = append(out, m.country(s))
	}
	return out
}

func (m *importer) chain(in []contractorYAML, depth int) (out []declared.Contractor) {
	if depth > maxDepth/2 {
		m.fail("contractors more than 8 deep")
		return nil
	}
	for i := range in {
		c := &in[i]
		m.count++
		out = append(out, declared.Contractor{Name: text(c.Name), Country: m.country(c.Country), Access: m.countries(c.Access), Purpose: text(c.Purpose), Contractors: m.chain(c.Contractors, depth+1)})
	}
	return out
}

func (m *importer) policy(y *policyYAML) *declared.Policy {
	p := &declared.Policy{Home: cmp.Or(m.country(y.Home), declared.Home), Countries: m.countries(y.Countries), Contractors: texts(y.Contractors), Purposes: texts(y.Purposes)}
	if u, err := url.Parse(y.URL); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.User == nil {
		p.URL = text(y.URL)
	}
	return p
}

// references tells the datasets which system refers to them.
func (m *importer) references(systems []systemYAML) {
	called := map[string][]*Dataset{}
	for k := range m.doc.Datasets {
		d := &m.doc.Datasets[k]
		called[d.Key] = append(called[d.Key], d)
	}
	for i := range systems {
		refs := slices.Clone(systems[i].References)
		for k := range systems[i].Declarations {
			refs = append(refs, systems[i].Declarations[k].References...)
		}
		for _, ref := range refs {
			for _, d := range called[ref] {
				d.System = cmp.Or(d.System, m.doc.Register.Systems[i].Name)
			}
			delete(called, ref) // they are told
		}
	}
}

// name is a system's name, unlike all others.
func (m *importer) name(key string) string {
	name := cmp.Or(identifier(key), "system")
	out := name
	for n := 2; m.named[out]; n++ {
		out = name[:min(len(name), 58)] + "-" + strconv.Itoa(n)
	}
	m.named[out] = true
	return out
}

// identifier makes a name that tsutsumi.yaml takes.
func identifier(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-', r == '_':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, s)
	s = strings.TrimLeft(s, "-_")
	return s[:min(len(s), 64)]
}
