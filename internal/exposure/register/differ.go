package register

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Differences are the findings of a state, and what could not be told.
func Differences(st *State) ([]exposure.Finding, []Unknown) {
	d := &differ{st: st, policy: st.Register.Policy}
	if len(st.Register.Systems) == 0 {
		d.unknown("", "", NotRelevant, "", 0)
		return nil, d.unknowns
	}
	if d.policy == nil {
		d.unknown("", "", NoPolicy, "", 0)
	}
	for i := range st.Found {
		f := &st.Found[i]
		if f.System == nil {
			d.undeclared(f)
			continue
		}
		d.scanned(f)
		d.storage(f)
		d.accesses(f)
		d.purposes(f)
		d.kinds(f)
		d.read(f)
	}
	return d.findings, d.unknowns
}

type differ struct {
	st       *State
	policy   *declared.Policy
	findings []exposure.Finding
	unknowns []Unknown
}

func (d *differ) unknown(system, about, why, detail string, n int64) {
	d.unknowns = append(d.unknowns, Unknown{System: system, About: about, Why: why, Detail: detail, N: n})
}

// finding begins a finding of a system: all of its persons stand behind it.
func (d *differ) finding(id string, f *Found, object string, args map[string]string) *exposure.Finding {
	if args == nil {
		args = map[string]string{}
	}
	args["system"] = f.Name
	x := exposure.Finding{ID: id, Object: object, Args: args, From: exposure.Declared, Sample: behind(f)}
	if f.System == nil { // of a source that holds others' parts too, the rest
		x.Places = apart(id, object)
	}
	for _, s := range f.Sources {
		if f.System != nil {
			x.Places = append(x.Places, exposure.Place{Source: s, Place: inside(s, f.System.Place)})
		}
	}
	if len(x.Places) == 0 {
		x.Places = apart(id, object)
	}
	d.findings = append(d.findings, x)
	return &d.findings[len(d.findings)-1]
}

// some begins a finding that concerns some of a system's persons only.
func (d *differ) some(id string, f *Found, object string, n inventory.People, records int64, args map[string]string) *exposure.Finding {
	x := d.finding(id, f, object, args)
	x.Places = apart(id, object) // the inventory would tell all
	x.Sample = &exposure.Behind{People: number(n), Kinds: f.Kinds, Records: records, Sampled: n.N == nil && n.Min != nil}
	if r := d.st.Readings[f.Name]; r != nil && r.Sampled {
		x.Sample.Sampled = true
	}
	return x
}

// inside is the place of a system inside a source; "" if it is all of the source.
func inside(source, place string) string {
	rest, ok := strings.CutPrefix(place, strings.TrimRight(source, "/")+"/")
	if !ok {
		return ""
	}
	return rest
}

// apart is a place that no inventory has, of this finding alone: the number of its persons is its own.
func apart(id, object string) []exposure.Place {
	return []exposure.Place{{Source: With + ":" + id, Place: object}}
}

func behind(f *Found) *exposure.Behind {
	return &exposure.Behind{People: number(f.People), Kinds: f.Kinds, Records: f.Records, LastSeen: f.At, Sampled: f.Sampled || f.People.N == nil && f.People.Min != nil}
}

func number(p inventory.People) *int64 {
	if p.N != nil {
		return p.N
	}
	return p.Min
}

func (d *differ) undeclared(f *Found) {
	d.finding(UndeclaredSource, f, f.Name, nil)
}

func (d *differ) scanned(f *Found) {
	switch {
	case !f.Scanned:
		d.unknown(f.Name, "", NotScanned, "", 0)
	case f.Uncounted > 0:
		d.unknown(f.Name, "", Uncounted, "", f.Uncounted)
	}
}

func (d *differ) storage(f *Found) {
	code := f.System.Country
	switch {
	case code == "":
		d.unknown(f.Name, StorageCountry, NoCountry, "", 0)
	case d.policy == nil || d.policy.Names(code):
	default:
		x := d.finding(StorageCountry, f, f.Name, d.named(code))
		x.State = code
	}
}

// named are the arguments of a country that the policy does not name.
func (d *differ) named(code string) map[string]string {
	list := func(lang, none, sep string) string {
		var out []string
		for _, c := range d.policy.Countries {
			out = append(out, country.Name(c, lang))
		}
		if len(out) == 0 {
			return none
		}
		return strings.Join(out, sep)
	}
	return map[string]string{"country_en": country.Name(code, "en"), "country_ja": country.Name(code, "ja"),
		"named_en": list("en", "no country", ", "), "named_ja": list("ja", "なし", "、")}
}

// accesses tells the contractors' countries that the policy does not name, and the contractors themselves: those abroad
// always, those at home where the policy names contractors at all.
func (d *differ) accesses(f *Found) {
	told := map[string]bool{}
	for _, a := range f.System.Accesses() {
		chain := strings.Join(a.Chain, " → ")
		if a.Country == "" {
			d.unknown(f.Name, AccessCountry, NoAccess, chain, 0)
			continue
		}
		if d.policy == nil {
			continue
		}
		object := f.Name + " ← " + chain
		args := d.named(a.Country)
		args["contractor"], args["purpose_en"], args["purpose_ja"] = chain, purpose(a.Purpose, "not declared"), purpose(a.Purpose, "申告なし")
		args["draft_en"], args["draft_ja"] = purpose(a.Purpose, "[purpose]"), purpose(a.Purpose, "〔目的〕")
		if !d.policy.Names(a.Country) {
			x := d.finding(AccessCountry, f, object+" ("+a.Country+")", args)
			x.State = a.Country
		}
		abroad := a.Country != d.policy.Home
		last := a.Chain[len(a.Chain)-1]
		if !told[chain] && (abroad || len(d.policy.Contractors) > 0) && !holds(d.policy.Contractors, last) {
			told[chain] = true
			d.finding(Contractor, f, object, args)
		}
	}
}

func purpose(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

// holds tells whether a list names a text, whatever the width, case and blanks.
func holds(list []string, s string) bool {
	s = fold(s)
	return slices.ContainsFunc(list, func(l string) bool { return fold(l) == s })
}

func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(s)), ""))
}

func (d *differ) purposes(f *Found) {
	if d.policy == nil || len(d.policy.Purposes) == 0 {
		return
	}
	for _, p := range f.System.Purposes {
		if !holds(d.policy.Purposes, p) {
			d.finding(Purpose, f, f.Name+": "+p, map[string]string{"purpose": p})
		}
	}
}

// kinds tells what a system holds and should not.
func (d *differ) kinds(f *Found) {
	if len(f.System.Expected) == 0 {
		return
	}
	var odd []pii.Kind
	for k := range f.Kinds {
		if !slices.Contains(f.System.Expected, k) {
			odd = append(odd, k)
		}
	}
	if len(odd) == 0 {
		return
	}
	slices.SortFunc(odd, func(a, b pii.Kind) int { return cmp.Compare(a.String(), b.String()) })
	var en, ja, ids []string
	kinds, heavy := map[pii.Kind]int64{}, false
	for _, k := range odd {
		en, ja, ids = append(en, k.Info().EN), append(ja, k.Info().JA), append(ids, k.String())
		kinds[k] = f.Kinds[k]
		heavy = heavy || k.Any(pii.Special|pii.Specific|pii.Government|pii.Secrecy)
	}
	// How many of the persons these are of is not known; all of them would be told by the places.
	x := d.some(UnexpectedKind, f, f.Name, inventory.People{}, 0, map[string]string{"kinds_en": strings.Join(en, ", "), "kinds_ja": strings.Join(ja, "、")})
	x.Sample.Kinds, x.State = kinds, strings.Join(ids, ",")
	if heavy {
		x.Severity = exposure.High
	}
}

// read tells what the reading of a system showed.
func (d *differ) read(f *Found) {
	s, r := f.System, d.st.Readings[f.Name]
	if r == nil {
		d.unread(s)
		return
	}
	d.unknowns = append(d.unknowns, r.Troubles...)
	if k := r.Kept; k != nil {
		d.kept(f, k)
	}
	for i := range r.Copies {
		d.copied(f, &r.Copies[i])
	}
}

// unread tells the questions that a reading would have answered.
func (d *differ) unread(s *declared.System) {
	if s.Retention != nil {
		d.unknown(s.Name, Retention, NotRead, "", 0)
	}
	if len(s.Withdrawn) > 0 {
		d.unknown(s.Name, Withdrawn, NotRead, "", 0)
	}
	if s.Development || s.CopyOf != "" {
		d.unknown(s.Name, copyID(s), NotRead, "", 0)
	}
}

func copyID(s *declared.System) string {
	if s.Development {
		return ProductionInDevelopment
	}
	return GoneInCopy
}

func (d *differ) kept(f *Found, k *Kept) {
	if k.Past.Records > 0 {
		args := map[string]string{"keep_en": f.System.Retention.String(), "keep_ja": f.System.Retention.In("ja"), "from": f.System.Retention.From, "oldest": k.Oldest.Format("2006-01-02"),
			"records": thousands(k.Past.Records), "parts": partsOf(k.Parts, func(p *KeptPart) int64 { return p.Past.Records })}
		d.some(Retention, f, f.Name, k.Past.People, k.Past.Records, args)
	}
	if k.Left.Records > 0 {
		args := map[string]string{"records": thousands(k.Left.Records), "in_time": thousands(k.InTime.Records),
			"parts": partsOf(k.Parts, func(p *KeptPart) int64 { return p.Left.Records })}
		d.some(Withdrawn, f, f.Name, k.Left.People, k.Left.Records, args)
	}
}

// partsOf names the parts with most records, at most five.
func partsOf(parts []KeptPart, n func(*KeptPart) int64) string {
	var with []KeptPart
	for i := range parts {
		if n(&parts[i]) > 0 {
			with = append(with, parts[i])
		}
	}
	slices.SortStableFunc(with, func(a, b KeptPart) int { return cmp.Compare(n(&b), n(&a)) })
	var out []string
	for i := range with[:min(len(with), 5)] {
		out = append(out, with[i].Name)
	}
	if len(with) > 5 {
		out = append(out, "…")
	}
	return strings.Join(out, ", ")
}

func (d *differ) copied(f *Found, c *Copy) {
	args := map[string]string{"index": c.Index, "met": thousands(c.Met), "of": thousands(c.Of), "gone": thousands(c.Gone), "share": "?"}
	if c.Share != nil {
		args["share"] = fmt.Sprintf("%.0f", *c.Share*100)
	}
	met := func(n int64) inventory.People { return inventory.People{Min: &n, N: &n, Max: &n} }
	object := f.Name + " ← " + c.Index
	if f.System.Development && c.Met > 0 {
		d.some(ProductionInDevelopment, f, object, met(c.Met), 0, args)
	}
	if c.Gone > 0 {
		d.some(GoneInCopy, f, object, met(c.Gone), 0, args)
	}
}

// thousands writes n with its thousands apart.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
