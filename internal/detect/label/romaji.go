package label

import (
	"slices"
	"strings"
)

// The ways in which one sound is spelled: ISO 3602 (Kunrei) for Hepburn, the mixed ways of schemas (jyusyo), and long vowels
// written short.
var (
	kunrei = strings.NewReplacer("sha", "sya", "shu", "syu", "sho", "syo", "cha", "tya", "chu", "tyu", "cho", "tyo",
		"shi", "si", "chi", "ti", "tsu", "tu", "fu", "hu")
	kunreiJ = strings.NewReplacer("ja", "zya", "ju", "zyu", "jo", "zyo", "ji", "zi")
	mixedJ  = strings.NewReplacer("ja", "jya", "ju", "jyu", "jo", "jyo")
	short   = strings.NewReplacer("ou", "o", "oo", "o", "uu", "u", "_", "_")
)

// spellings are the other ways to spell a label in romaji that is written in Hepburn.
func spellings(w string) []string {
	out := []string{w}
	for _, r := range []*strings.Replacer{short, kunrei, mixedJ, kunreiJ} {
		for _, v := range out[:len(out):len(out)] {
			if s := r.Replace(v); s != v && !strings.Contains(s, "jyy") && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out[1:]
}
