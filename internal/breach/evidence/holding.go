package evidence

import (
	"fmt"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/people"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Store is a people index of the inventory's source, if there is one.
type Store struct {
	Name string
	Meta index.Meta
}

// Inventory is what is held of somebody in parts of the inventory that are concerned as a whole: a lost disk, a copied database. name is
// that of the source, or of the part; whole tells that it is the source. of is the people index of the source, by which everybody in
// it is meant; nil: there is none.
func Inventory(name string, parts []inventory.Holding, whole bool, system *declared.System, of *Store) (*Found, error) {
	f := &Found{Added: breach.Added{Sort: breach.FromInventory, Ref: name, Name: name}}
	kinds := map[pii.Kind]int64{}
	var set people.Set
	counted, unread, sampled := true, 0, false
	var at time.Time
	var lived inventory.Lived
	for i := range parts {
		h := &parts[i]
		if h.Error != "" {
			unread++
		}
		sampled = sampled || h.Of > h.Records
		if h.At.After(at) {
			at = h.At
		}
		for k := range h.Fields {
			kinds[h.Fields[k].Kind] += h.Fields[k].Values
		}
		if len(h.Set) == 0 {
			counted = counted && (h.People.N == nil || *h.People.N == 0) && len(h.Fields) == 0
			continue
		}
		if err := set.MergeEncoded(h.Set); err != nil {
			return nil, err
		}
		widen(&lived, &h.Lived)
	}
	f.Added.Taken = second(at)
	f.stood(&lived)
	f.counted(kinds)
	if !set.Empty() {
		c := set.Count()
		f.Added.People = breach.Count{Max: &c.Max, Likely: &c.N}
	}
	if !counted {
		f.gap("of some parts it is not known how many people stand in them", "人数が分からないファイル・テーブルがあります")
	}
	if unread > 0 {
		f.gap(number(int64(unread))+" parts could not be read", "読めないファイル・テーブルが"+number(int64(unread))+"件あります")
	}
	if sampled {
		f.Added.People.Max = nil
		f.gap("only a sample was read: there may be more people", "抜き取り調査の結果であり、人数はさらに多い可能性があります")
	}
	f.note("the inventory looked there on "+at.UTC().Format(time.DateOnly)+"; what came or went since is unknown", "台帳は "+at.UTC().Format(time.DateOnly)+" 時点のもので、その後の増減は不明です")
	f.system(system, name)
	f.everybody(of, whole)
	who, names := howMany(f.Added.People), kindNames(f.Added.Kinds)
	f.Added.Summary = text(fmt.Sprintf("Held in %s: %s; %s", name, who.EN, names.EN), fmt.Sprintf("%sの保有内容：%s、%s", name, who.JA, names.JA))
	type part struct {
		Name    string
		Records int64
		At      time.Time
	}
	var record []part
	for i := range parts {
		record = append(record, part{parts[i].Name, parts[i].Records, parts[i].At})
	}
	return f, f.record(map[string]any{"name": name, "kinds": kinds, "people": f.Added.People, "parts": record})
}

func howMany(c breach.Count) law.Text {
	if c.Likely != nil {
		return whom(c.Likely)
	}
	return whom(c.Max)
}

// stood tells when contents stood where they are no more, or stand still: in the history of a repository anybody who could read it could read
// them all that time. It is not the period that the data cover.
func (f *Found) stood(l *inventory.Lived) {
	if l.First.IsZero() {
		return
	}
	f.mark(between(l.First, l.Last), "evidence", "it stood in the history of "+f.Added.Name, f.Added.Name+" の履歴に存在")
	day := func(t time.Time) string { return t.UTC().Format(time.DateOnly) }
	f.note("it stood in the history of "+f.Added.Name+" from "+day(l.First)+" to "+day(l.Last), f.Added.Name+" の履歴に "+day(l.First)+" から "+day(l.Last)+" まで存在していました")
}

// widen makes a time in which contents stood at their place longer by another.
func widen(l, by *inventory.Lived) {
	if by.First.IsZero() {
		return
	}
	if l.First.IsZero() || by.First.Before(l.First) {
		l.First = by.First
	}
	if by.Last.After(l.Last) {
		l.Last = by.Last
	}
}

// everybody of a people index is meant, with the kinds that the inventory knows of what is concerned and, of a whole source, the index.
func (f *Found) everybody(of *Store, whole bool) {
	if of == nil || len(of.Meta.Snapshots) == 0 {
		f.note("there is no people index of it: who the people are can only be told once there is one", "照合用索引がないため、対象者を個別に特定できません")
		return
	}
	var kinds []pii.Kind
	for _, h := range f.Added.Kinds {
		kinds = append(kinds, h.Kind)
	}
	for _, field := range of.Meta.Fields {
		if whole && field.Kind != pii.None && !slices.Contains(kinds, field.Kind) {
			kinds = append(kinds, field.Kind)
		}
	}
	f.Persons = append(f.Persons, &breach.Persons{Store: of.Name, Snapshots: len(of.Meta.Snapshots), All: true, Groups: []breach.Group{{Kinds: kindsOf(kinds)}}})
	if !whole {
		f.note("the people index is of the whole source: persons who do not stand in this part are among those it names", "照合用索引は対象全体のもので、このファイル・テーブルにいない人も含まれます")
	} else if last := of.Meta.Snapshots[len(of.Meta.Snapshots)-1]; f.Added.People.Likely == nil {
		f.Added.People.Likely = &last.Persons
	}
}
