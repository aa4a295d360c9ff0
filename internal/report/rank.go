package report

import (
	"cmp"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// class is what makes a kind weigh: the stricter its regime and the surer the harm, the earlier it is told.
type class struct {
	attrs  pii.Attr
	weight float64
	ja, en string
}

// classes in the order in which they are told.
var classes = []class{
	{pii.Specific, 10, "特定個人情報（個人番号）", "My Number"},
	{pii.Special, 8, "要配慮個人情報", "special care-required"},
	{pii.Government, 6, "公的な識別番号", "government numbers"},
	{pii.Credential, 6, "認証情報", "credentials"},
	{pii.Financial, 6, "財産的被害のおそれ", "financial"},
	{pii.Secrecy, 5, "通信の秘密", "communications"},
}

// heavy lists the classes that a set of attributes falls into. My Number is told as itself, not as a government number
// too.
func heavy(kinds []pii.Kind) []class {
	var out []class
	for _, c := range classes {
		for _, k := range kinds {
			if k.Any(c.attrs) && (c.attrs != pii.Government || !k.Has(pii.Specific)) {
				out = append(out, c)
				break
			}
		}
	}
	return out
}

func weight(k pii.Kind) float64 {
	for _, c := range classes {
		if k.Any(c.attrs) {
			return c.weight
		}
	}
	if k.Has(pii.Identifies) {
		return 2
	}
	return 1
}

// score ranks a part: how many people, times how much its worst kind weighs, a little more for each further kind. A
// credential opens a door to people whom nobody counted here; each weighs as fifty.
func score(p *inventory.Part) float64 {
	people := float64(known(p.People))
	var worst, doors float64
	for i := range p.Fields {
		f := &p.Fields[i]
		worst = max(worst, weight(f.Kind))
		switch {
		case f.Kind.Has(pii.Credential):
			doors += float64(f.Values)
		case p.People.N == nil && p.People.Min == nil && f.People != nil:
			people = max(people, float64(*f.People))
		case p.People.N == nil && p.People.Min == nil:
			people = max(people, 1)
		}
	}
	if len(p.Fields) == 0 {
		return 0
	}
	return (people+1)*worst*(1+0.05*float64(len(p.Fields)-1)) + 50*min(doors, 1000)
}

// kindsOf lists the kinds of a part, the heaviest first.
func kindsOf(p *inventory.Part) []pii.Kind {
	var out []pii.Kind
	for i := range p.Fields {
		if !slices.Contains(out, p.Fields[i].Kind) {
			out = append(out, p.Fields[i].Kind)
		}
	}
	slices.SortStableFunc(out, byWeight)
	return out
}

func byWeight(a, b pii.Kind) int {
	if c := cmp.Compare(weight(b), weight(a)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}
