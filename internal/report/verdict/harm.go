package verdict

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

var levels = map[string][2]string{"critical": {"重大", "critical"}, "high": {"高", "high"}, "medium": {"中", "medium"}, "low": {"低", "low"}}

func (t *teller) level(l string) string {
	if n, ok := levels[l]; ok {
		return t.Of(n[0], n[1])
	}
	return word(l)
}

var axes = map[string][2]string{
	"fraud": {"詐欺・なりすまし", "fraud"}, "safety": {"身体の安全", "safety"}, "discrimination": {"差別・不利益", "discrimination"}, "extortion": {"脅迫・恐喝", "extortion"},
}

func (t *teller) axis(a string) string {
	if n, ok := axes[a]; ok {
		return t.Of(n[0], n[1])
	}
	return word(a)
}

// sortedAxes brings the axes of one kind together, the worst level of each first.
func sortedAxes(as []leak.Axis) []leak.Axis {
	order := []string{"fraud", "safety", "discrimination", "extortion"}
	rank := func(list []string, s string) int {
		if i := slices.Index(list, s); i >= 0 {
			return i
		}
		return len(list)
	}
	as = slices.Clone(as)
	slices.SortStableFunc(as, func(a, b leak.Axis) int {
		return cmp.Or(cmp.Compare(rank(order, a.Axis), rank(order, b.Axis)), cmp.Compare(a.Axis, b.Axis), cmp.Compare(rank(leak.Levels, a.Level), rank(leak.Levels, b.Level)), -cmp.Compare(a.People, b.People))
	})
	return as
}

func (t *teller) kinds(ks []pii.Kind) string {
	names := make([]string, len(ks))
	for i, k := range ks {
		names[i] = t.Kind(k)
	}
	return strings.Join(names, t.Of("、", ", "))
}

// unhurt tells whether the counts of harm say nothing, because the people could not be counted.
func unhurt(m *leak.Match) bool {
	for _, h := range m.Harm {
		if h.People > 0 {
			return false
		}
	}
	return m.People.Likely == nil && m.People.Min == nil
}

// found is a kind and how many values of it there are.
type found struct {
	Kind   pii.Kind
	Values int64
}

func sortedKinds(m map[pii.Kind]int64) []found {
	var out []found
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, found{k, m[k]})
	}
	slices.SortStableFunc(out, func(a, b found) int { return -cmp.Compare(a.Values, b.Values) })
	return out
}

// opens is a line of what opens something.
type opens struct {
	What string
	N    int64
}

func (t *teller) secrets(s *leak.Secrets) []opens {
	return []opens{
		{t.Of("そのまま使えるパスワード・トークン・鍵", "passwords in clear, tokens and keys"), s.Plain},
		{t.Of("短時間で解読されうるハッシュ", "hashes that can be tried fast"), s.Weak},
		{t.Of("パスワード用の強いハッシュ", "hashes made for passwords"), s.Strong},
	}
}

// article is what a law says of a dump.
type article struct {
	What, Law, State, People string
	Applies                  bool
}

// articles are the attributes that the law asks for. No means only that nothing of the kind was found in what was read.
func (t *teller) articles(m *leak.Match) []article {
	l := &m.Law
	state := func(b bool) string {
		return t.Of(map[bool]string{true: "該当", false: "該当なし"}[b], map[bool]string{true: "applies", false: "none found"}[b])
	}
	row := func(what, law string, applies bool, n int64) article {
		a := article{What: what, Law: law, State: state(applies), Applies: applies, People: "–"}
		if applies && n > 0 {
			a.People = report.Number(n)
		} else if applies {
			a.People = t.unknown()
		}
		return a
	}
	out := []article{
		row(t.Of("要配慮個人情報", "special care-required"), t.Of("法2条3項・施行規則7条1号", "APPI 2(3), Rules 7(i)"), l.Special, l.SpecialPeople),
		row(t.Of("財産的被害のおそれ", "property damage possible"), t.Of("施行規則7条2号", "APPI Rules 7(ii)"), l.Financial, l.FinancialPeople),
		{What: t.Of("1,000人を超える", "more than 1,000 people"), Law: t.Of("施行規則7条4号", "APPI Rules 7(iv)"), State: t.unknown(), People: t.People(people(&m.People))},
		row(t.Of("特定個人情報（個人番号）", "My Number"), t.Of("番号法29条の4", "Number Act 29-4"), l.Specific, l.SpecificPeople),
		row(t.Of("通信の秘密", "secrecy of communications"), t.Of("電気通信事業法4条", "Telecom. Business Act 4"), l.Secrecy, 0),
	}
	if m.Records > 0 && m.Unusable >= m.Records { // nothing could be read, so nothing is known to be absent
		for i := range out {
			if !out[i].Applies {
				out[i].State = t.unknown()
			}
		}
	}
	if o := l.Over1000; o != nil {
		out[2].State, out[2].Applies = map[bool]string{true: state(true), false: t.Of("超えない", "not more")}[*o], *o
	}
	return out
}
