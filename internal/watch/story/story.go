package story

import (
	"bytes"
	"cmp"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/network"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Alerts are the stories as they stand, the gravest first; clear is what those entitled may read, sealed for keeping. zone is that of
// times in sentences.
func (b *Book) Alerts(seal cipher.AEAD, zone *time.Location) []watch.Alert {
	out := make([]watch.Alert, 0, len(b.stories))
	for _, st := range b.stories {
		out = append(out, b.alert(st, seal, zone))
	}
	slices.SortStableFunc(out, Graver)
	return out
}

// Graver puts the graver alert first: by severity, people, the earlier one.
func Graver(a, b watch.Alert) int {
	people := func(a *watch.Alert) int64 {
		if a.People == nil {
			return -1
		}
		return *a.People
	}
	return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(people(&b), people(&a)), a.First.Compare(b.First), cmp.Compare(a.ID, b.ID))
}

// Fresh are the alerts that are new, or have grown so much that it is worth telling, since Fresh was last asked.
func (b *Book) Fresh(seal cipher.AEAD, zone *time.Location) []watch.Alert {
	var out []watch.Alert
	for _, st := range b.stories {
		a := b.alert(st, seal, zone)
		people := int64(0)
		if a.People != nil {
			people = *a.People
		}
		if st.ever && a.Severity <= st.told && people < 2*max(st.toldPeople, 5) && len(st.says) <= st.toldSays {
			continue
		}
		st.ever, st.told, st.toldPeople, st.toldSays = true, a.Severity, people, len(st.says)
		out = append(out, a)
	}
	slices.SortStableFunc(out, Graver)
	return out
}

func (b *Book) alert(st *story, seal cipher.AEAD, zone *time.Location) watch.Alert {
	a := watch.Alert{ID: st.ID(), Source: st.storeName, Kinds: slices.Clone(st.kinds), First: stamp(st.first), Last: stamp(st.last), Changed: stamp(st.grown), Curve: st.points()}
	told := slices.Clone(st.says)
	slices.SortStableFunc(told, func(x, y *says) int {
		return cmp.Or(cmp.Compare(severity(y, st.weight), severity(x, st.weight)), cmp.Compare(y.confidence, x.confidence), cmp.Compare(x.first, y.first))
	})
	people, rows := int64(-1), int64(-1)
	byWho := map[string]map[string]int64{}
	for i, p := range told {
		a.Severity, a.Confidence = max(a.Severity, severity(p, st.weight)), max(a.Confidence, p.confidence)
		people, rows = max(people, p.people), max(rows, p.rows)
		a.Accesses, a.Accounts = max(a.Accesses, p.accesses), max(a.Accounts, p.accounts)
		if p.least > 0 {
			a.PeopleMin = larger(a.PeopleMin, p.least)
		}
		if i == 0 {
			a.Detector = p.detector
		} else if p.detector != a.Detector && !slices.Contains(a.Also, p.detector) {
			a.Also = append(a.Also, p.detector)
		}
		if byWho[p.detector] == nil {
			byWho[p.detector] = map[string]int64{}
		}
		byWho[p.detector][string(p.who)] = max(byWho[p.detector][string(p.who)], p.people, p.most)
		a.Story = append(a.Story, b.sentence(p, st, zone))
	}
	if sure := independent(told); sure >= 2 && a.Severity >= watch.Low && a.Severity < watch.High {
		a.Severity++
	}
	slices.SortStableFunc(a.Story, func(x, y watch.Sentence) int { return x.First.Compare(y.First) })
	if rows >= 0 {
		a.Rows = &rows
	}
	if people >= 0 {
		a.People = &people
		for _, of := range byWho {
			sum := int64(0)
			for _, n := range of {
				sum += n
			}
			a.PeopleMax = larger(a.PeopleMax, sum)
		}
		if a.PeopleMin == nil {
			a.PeopleMin = a.People
		}
	}
	for _, c := range st.countries {
		a.Countries = append(a.Countries, network.Code(c))
	}
	if c := told[0].country; c != [2]byte{} {
		a.Country = network.Code(c)
	}
	a.Principal, a.Origin = b.label(st.who, st.job), b.address(st.origin)
	if seal != nil {
		a.Sealed = sealed(st, seal)
	}
	for _, g := range b.gaps {
		if g.From <= st.last && (g.To == 0 || g.To >= st.first) {
			a.Gaps = append(a.Gaps, g)
		}
	}
	for _, e := range st.evidence {
		a.Evidence = append(a.Evidence, watch.Evidence{Log: e.log, Position: e.pos, At: stamp(e.at), Text: e.text})
	}
	return a
}

// independent counts the detectors that are rather sure: what several say of one principal is graver than what each does.
func independent(told []*says) int {
	var names []string
	for _, p := range told {
		if p.confidence >= 0.5 && !p.attempt && !slices.Contains(names, p.detector) {
			names = append(names, p.detector)
		}
	}
	return len(names)
}

func larger(p *int64, n int64) *int64 {
	if p != nil && *p >= n {
		return p
	}
	return &n
}

func stamp(at int64) time.Time { return time.UnixMicro(at).UTC() }

// severity is by what could be done to how many people, and by how sure it is.
func severity(p *says, weight float64) watch.Severity {
	if p.attempt {
		return watch.Info
	}
	n := p.people
	if n < 0 {
		n = p.rows / 2 // rows are no persons, but are of some
	}
	s := watch.Low
	switch {
	case n >= 100_000:
		s = watch.Critical
	case n >= 1000:
		s = watch.High
	case n >= 100:
		s = watch.Medium
	}
	if (weight >= 3 || p.destroys) && n >= 10 {
		s++
	}
	switch {
	case p.confidence < 0.3:
		s -= min(s, 2)
	case p.confidence < 0.6:
		s -= min(s, 1)
	}
	return min(max(s, p.floor), watch.Critical)
}

// sentence fills the text of a rule.
func (b *Book) sentence(p *says, st *story, zone *time.Location) watch.Sentence {
	out := watch.Sentence{Detector: p.detector, Rule: p.rule, First: stamp(p.first), Last: stamp(p.last), Args: slices.Clone(p.args)}
	rule := b.rules[p.detector][p.rule]
	if rule == nil {
		return out
	}
	unknown := func(n int64, text string) string {
		if n < 0 {
			return text
		}
		return thousands(n)
	}
	for _, l := range []struct {
		lang, text, nobody, somewhere, unknown string
		to                                     *string
	}{{"en", rule.Says.EN, "somebody", "an unknown place", "an unknown number of", &out.Text.EN}, {"ja", rule.Says.JA, "不明の利用者", "不明の場所", "不明", &out.Text.JA}} {
		who, where, store := b.label(p.who, st.job), b.address(p.origin), p.store
		place := country.Name(network.Code(p.country), l.lang)
		pairs := []string{"{who}", cmp.Or(who, l.nobody), "{origin}", cmp.Or(where, l.somewhere), "{store}", cmp.Or(store, st.storeName, map[string]string{"en": "the store", "ja": "データ"}[l.lang]),
			"{country}", cmp.Or(place, l.somewhere), "{people}", unknown(p.people, l.unknown), "{rows}", unknown(p.rows, l.unknown), "{accesses}", thousands(p.accesses), "{accounts}", thousands(p.accounts),
			"{first}", out.First.In(zone).Format("2006-01-02 15:04"), "{last}", out.Last.In(zone).Format("2006-01-02 15:04")}
		for _, arg := range p.args {
			v := arg.Text
			switch {
			case v == "":
				v = thousands(arg.Number)
			case arg.Name == "from" || arg.Name == "to": // a country's code
				v = country.Name(v, l.lang)
			}
			pairs = append(pairs, "{"+arg.Name+"}", v)
		}
		*l.to = ended(strings.NewReplacer(pairs...).Replace(l.text), l.lang)
	}
	return out
}

// ended is a sentence with its full stop.
func ended(s, lang string) string {
	stop := "."
	if lang == "ja" {
		stop = "。"
	}
	if s == "" || strings.HasSuffix(s, stop) {
		return s
	}
	return s + stop
}

func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Masks are how accounts and addresses are shown, here and wherever else of the same settings.
func Masks(s *watch.Settings) (who, origin func(clear string) string) {
	b := NewBook(s, nil)
	return func(v string) string { return b.label([]byte(v), false) }, func(v string) string { return b.address([]byte(v)) }
}

// label is an account as it is shown: what a mask leaves of it, and a short fingerprint that tells two of them apart.
func (b *Book) label(v []byte, clear bool) string {
	if len(v) == 0 {
		return ""
	}
	if clear && bytes.IndexByte(v, '@') < 0 {
		return watch.Fit(v)
	}
	id := b.h.Account(v)
	kind := pii.AccountID
	if bytes.IndexByte(v, '@') > 0 {
		kind = pii.EmailAddress
	}
	if i := bytes.LastIndexAny(v, `/\`); i >= 0 && i+1 < len(v) { // arn:aws:iam::123456789012:user/alice
		v = v[i+1:]
	}
	return string(pii.Mask(nil, kind, []byte(watch.Fit(v)))) + "#" + fmt.Sprintf("%04x", uint16(id>>48))
}

// address is an address as it is shown: its network, and a short fingerprint.
func (b *Book) address(v []byte) string {
	if len(v) == 0 {
		return ""
	}
	tag := fmt.Sprintf("#%04x", uint16(b.h.Of(watch.Origins, v)>>48))
	if i := bytes.LastIndexByte(v, '.'); i > 0 && bytes.IndexByte(v, ':') < 0 {
		return string(v[:i]) + ".*" + tag
	}
	if parts := bytes.SplitN(v, []byte{':'}, 4); len(parts) == 4 {
		return string(bytes.Join(parts[:3], []byte{':'})) + ":*" + tag
	}
	return string(pii.Mask(nil, pii.IPAddress, v)) + tag
}

// sealed is what those entitled may read of a story.
func sealed(st *story, seal cipher.AEAD) []byte {
	c := watch.Clear{Principal: string(st.who), Origin: string(st.origin)}
	for _, p := range st.says {
		if len(p.who) > 0 && !bytes.Equal(p.who, st.who) && len(c.Accounts) < 100 && !slices.Contains(c.Accounts, string(p.who)) {
			c.Accounts = append(c.Accounts, string(p.who))
		}
	}
	text, err := json.Marshal(c)
	if err != nil {
		return nil
	}
	nonce := make([]byte, seal.NonceSize(), seal.NonceSize()+len(text)+seal.Overhead())
	rand.Read(nonce)
	return seal.Seal(nonce, nonce, text, []byte(st.ID()))
}

// Open reads what was sealed.
func Open(a *watch.Alert, seal cipher.AEAD) (watch.Clear, error) {
	var c watch.Clear
	n := seal.NonceSize()
	if len(a.Sealed) < n {
		return c, nil
	}
	text, err := seal.Open(nil, a.Sealed[:n], a.Sealed[n:], []byte(a.ID))
	if err != nil {
		return c, fmt.Errorf("open what is sealed of alert %s: %w", a.ID, err)
	}
	return c, json.Unmarshal(text, &c)
}

// line is an access as evidence shows it: what was done to what, without who and whose.
func line(a *watch.Access) string {
	var b strings.Builder
	b.WriteString(a.Action.String())
	if len(a.Op) > 0 && len(a.Op) <= 40 {
		b.WriteByte(' ')
		b.WriteString(watch.Fit(a.Op))
	}
	if len(a.Path) > 0 {
		b.WriteByte(' ')
		b.WriteString(watch.Shown(a.Path))
	}
	if a.Status > 0 {
		fmt.Fprintf(&b, " %d", a.Status)
	} else if !a.OK() {
		b.WriteString(" failed")
	}
	if a.Rows >= 0 {
		fmt.Fprintf(&b, " rows=%d", a.Rows)
	}
	if n := len(a.People); n > 0 {
		fmt.Fprintf(&b, " people=%d", n)
	}
	if a.Size > 0 {
		fmt.Fprintf(&b, " bytes=%d", a.Size)
	}
	if c := network.Code(a.Net.Country); c != "" {
		b.WriteString(" from=" + c)
	}
	return b.String()
}
