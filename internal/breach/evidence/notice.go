package evidence

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Notice is what a supplier or a partner says of a breach of its own, as `case add --supplier FILE` reads it (docs/case-evidence.md).
type Notice struct {
	Supplier string // who; fit to be shown
	Through  string // by way of whom it came to us; "" the supplier itself
	System   string // ours, or theirs, as the register or they call it
	Summary  string
	// Received is when it came to us, Discovered when they noticed, From and Until when it happened, Stopped when it was over.
	Received, Discovered, From, Until, Stopped breach.Moment
	Kinds                                      []pii.Kind
	Count                                      *int64 // persons of ours as they say: a maximum
	Wrongful                                   law.Truth
	IDs                                        string // the file of identifiers, as written; "" none
	Store                                      string // whose people index knows them; "" all
}

// maxNotice is the greatest size of a notice's file in bytes.
const maxNotice = 64 << 10

// ReadNotice reads a notice, YAML or JSON. safe masks what is personal in a text; times without a zone are those of zone. Errors tell the key and no
// value.
func ReadNotice(file []byte, safe func(string) string, zone *time.Location) (*Notice, error) {
	if len(file) > maxNotice {
		return nil, fault.Errorf(fault.Usage, "read notice: longer than 64 KiB")
	}
	var w struct {
		Supplier   string   `yaml:"supplier"`
		Through    string   `yaml:"through"`
		System     string   `yaml:"system"`
		Summary    string   `yaml:"summary"`
		Received   string   `yaml:"received"`
		Discovered string   `yaml:"discovered"`
		From       string   `yaml:"from"`
		Until      string   `yaml:"until"`
		Stopped    string   `yaml:"stopped"`
		Kinds      []string `yaml:"kinds"`
		Count      *int64   `yaml:"count"`
		Wrongful   string   `yaml:"wrongful"`
		IDs        string   `yaml:"ids"`
		Store      string   `yaml:"store"`
	}
	d := yaml.NewDecoder(bytes.NewReader(file))
	d.KnownFields(true)
	if err := d.Decode(&w); err != nil {
		return nil, fault.Errorf(fault.Usage, "read notice: not as docs/case-evidence.md says: supplier, through, system, summary, received, discovered, from, until, stopped, kinds, count, wrongful, ids, store")
	}
	bad := func(key, what string) error { return fault.Errorf(fault.Usage, "read notice: %s: %s", key, what) }
	n := &Notice{Supplier: safe(w.Supplier), Through: safe(w.Through), System: safe(w.System), Summary: safe(w.Summary), Count: w.Count, IDs: w.IDs, Store: w.Store}
	if n.Supplier == "" {
		return nil, bad("supplier", "who tells of it is missing")
	}
	for _, t := range []struct {
		key, said string
		to        *breach.Moment
	}{{"received", w.Received, &n.Received}, {"discovered", w.Discovered, &n.Discovered}, {"from", w.From, &n.From}, {"until", w.Until, &n.Until}, {"stopped", w.Stopped, &n.Stopped}} {
		if t.said == "" {
			continue
		}
		var ok bool
		if *t.to, ok = dayOf(t.said, zone); !ok {
			return nil, bad(t.key, "2021-03-01 or 2021-03-01T10:00:00+09:00")
		}
	}
	if n.Count != nil && *n.Count < 0 {
		return nil, bad("count", "0 or more")
	}
	for _, s := range w.Kinds {
		var k pii.Kind
		if err := k.UnmarshalText([]byte(strings.ToUpper(s))); err != nil {
			return nil, bad("kinds", "names of kinds, as `tsutsumi kinds` lists them")
		}
		n.Kinds = append(n.Kinds, k)
	}
	words := map[string]law.Truth{"": law.Unknown, "unknown": law.Unknown, "no": law.No, "suspected": law.Suspected, "yes": law.Yes}
	var ok bool
	if n.Wrongful, ok = words[strings.ToLower(w.Wrongful)]; !ok {
		return nil, bad("wrongful", "yes, no, suspected or unknown")
	}
	return n, nil
}

// Supplier is what a supplier's notice says. who are the persons found by its identifiers; nil: it came without. now is when it is recorded: it
// came at the latest then.
func Supplier(n *Notice, who *IDs, system *declared.System, now time.Time) (*Found, error) {
	from, origin := text(n.Supplier, n.Supplier), n.Supplier
	if n.Through != "" {
		from, origin = text(n.Supplier+" (by way of "+n.Through+")", n.Supplier+"（"+n.Through+"経由）"), n.Supplier+" → "+n.Through
	}
	f := &Found{Added: breach.Added{Sort: breach.FromSupplier, Name: n.Supplier, Origin: origin, Taken: n.Discovered}}
	if n.Received.At.IsZero() {
		n.Received = second(now)
		f.gap("when the notice came is not told; it had by "+now.UTC().Format(time.RFC3339), "通知の受領日時は不明です（遅くとも "+now.UTC().Format(time.RFC3339)+"）")
	}
	f.held(n.Kinds)
	if len(n.Kinds) == 0 {
		f.gap("which kinds are concerned is not told", "対象の項目は示されていません")
	}
	f.Added.People = breach.Count{Max: n.Count}
	f.identified(n, who)
	f.system(system, n.System)
	f.fact(law.Known, breach.Value{Moment: &n.Received}, "the notice of "+from.EN+" came", from.JA+"からの通知を受領")
	f.fact(breach.Discovered, breach.Value{Moment: &n.Received}, "the notice of "+from.EN+" came", from.JA+"からの通知を受領")
	f.fact(breach.Finder, breach.Value{Text: &law.Text{EN: n.Supplier, JA: n.Supplier}}, "who told of it", "連絡元")
	f.is(law.Wrongful, n.Wrongful, "as "+n.Supplier+" says", n.Supplier+"の説明による")
	f.because("supplier", text("as "+from.EN+" says", from.JA+"の説明による"))
	if first := n.From; !first.At.IsZero() {
		if n.Until.At.After(first.At) {
			f.at(breach.LastRead, n.Until, "as "+n.Supplier+" says", n.Supplier+"の説明による")
		}
		f.at(breach.FirstRead, first, "as "+n.Supplier+" says", n.Supplier+"の説明による")
		f.mark(first, "access", "it began at "+n.Supplier+", as it says", n.Supplier+"で発生（同社の説明による）")
	} else {
		f.gap("when it happened is not told", "発生日時は示されていません")
	}
	f.mark(n.Discovered, "evidence", n.Supplier+" noticed it", n.Supplier+"が発見")
	f.mark(n.Received, "known", "the notice of "+from.EN+" came", from.JA+"からの通知を受領")
	if !n.Stopped.At.IsZero() {
		f.at(breach.Stopped, n.Stopped, "as "+n.Supplier+" says", n.Supplier+"の説明による")
		f.mark(n.Stopped, "done", "stopped at "+n.Supplier, n.Supplier+"で停止")
	}
	howMany, names := howMany(f.Added.People), kindNames(f.Added.Kinds)
	said := n.Summary
	if said != "" {
		said = ": " + said
	}
	f.Added.Summary = text(fmt.Sprintf("Notice of %s%s (%s; %s)", from.EN, said, howMany.EN, names.EN), fmt.Sprintf("%sからの通知%s（%s、%s）", from.JA, strings.Replace(said, ": ", "：", 1), howMany.JA, names.JA))
	record := *n
	record.IDs = ""
	return f, f.record(&record)
}

// identified puts in the persons whom the notice names.
func (f *Found) identified(n *Notice, who *IDs) {
	if who == nil {
		f.gap("who the persons are is not told", "対象者の一覧はありません")
		return
	}
	f.Added.People.Likely, f.Added.People.Confirmed = &who.Given, &who.Found
	if n.Count == nil || *n.Count < who.Given {
		f.Added.People.Max = &who.Given
	}
	if lost := who.Given - who.Found; lost > 0 {
		f.gap(number(lost)+" of the identifiers told are of nobody in the people indices", "示された識別子のうち"+number(lost)+"件は、照合用索引の誰にも当たりません")
	}
	if who.Shared > 0 {
		f.gap(number(who.Shared)+" of the identifiers are shared by several people and name nobody", "識別子のうち"+number(who.Shared)+"件は複数の人に共通で、特定できません")
	}
	for _, p := range who.Persons {
		f.Persons = append(f.Persons, p)
		rows := int64(0)
		for _, g := range p.Groups {
			rows += int64(len(g.Rows))
		}
		for i := range f.Added.Kinds {
			if h := &f.Added.Kinds[i]; h.People == nil || *h.People < rows {
				h.People = &rows
			}
		}
	}
}
