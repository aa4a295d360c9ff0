package evidence

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// held adds kinds of which only that they are there is known.
func (f *Found) held(kinds []pii.Kind) {
	for _, k := range kindsOf(kinds) {
		f.Added.Kinds = append(f.Added.Kinds, breach.Held{Kind: k})
	}
}

// counted adds kinds with the number of their values.
func (f *Found) counted(kinds map[pii.Kind]int64) {
	list := make([]pii.Kind, 0, len(kinds))
	for k, n := range kinds {
		if n > 0 {
			list = append(list, k)
		}
	}
	for _, k := range kindsOf(list) {
		f.Added.Kinds = append(f.Added.Kinds, breach.Held{Kind: k, Values: new(kinds[k])})
	}
}

// kindNames lists kinds for a sentence, the first few.
func kindNames(kinds []breach.Held) law.Text {
	const most = 6
	var en, ja []string
	for i := range kinds {
		if i == most {
			en, ja = append(en, "…"), append(ja, "ほか")
			break
		}
		en, ja = append(en, kinds[i].Kind.Info().EN), append(ja, kinds[i].Kind.Info().JA)
	}
	if len(en) == 0 {
		return text("kinds unknown", "項目不明")
	}
	return text(strings.Join(en, ", "), strings.Join(ja, "・"))
}
