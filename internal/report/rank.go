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

// score ranks a part: how many people, times how much its worst kind weighs, a little more for each further kind. A key
// or token opens a door to people whom nobody counted here; each weighs as fifty. A password opens its owner's only.
func score(p *inventory.Part) float64 {
	if len(p.Fields) == 0 {
		return 0
	}
	people := float64(known(p.People))
	blind := p.People.N == nil && p.People.Min == nil
	var worst, doors float64
	for i := range p.Fields {
		f := &p.Fields[i]
		worst = max(worst, weight(f.Kind))
		switch {
		case f.Kind.Has(pii.Credential) && !owned(f.Kind):
			doors += float64(f.Values)
		case blind && f.People != nil:
			people = max(people, float64(*f.People))
		case blind && owned(f.Kind):
			people = max(people, float64(f.Values))
		}
	}
	return (people+1)*worst*(1+0.05*float64(len(p.Fields)-1)) + 50*min(doors, 1000)
}

// owned tells the credentials that belong to one person each.
func owned(k pii.Kind) bool {
	return k == pii.Password || k == pii.WeakPasswordHash || k == pii.PasswordHash
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
