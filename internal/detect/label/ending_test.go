package label

import (
	"math/bits"
	"strings"
	"testing"
)

// Every label in ASCII letters is still found however it is written.
func TestEveryLabelMayEndAsItDoes(t *testing.T) {
	x := load()
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 4 || f[0][0] == '#' || f[0] == "WHO" || f[0] == "OF" {
			continue
		}
		for w := range strings.SplitSeq(f[3], ",") {
			if !isASCII(w) || w == "" {
				continue
			}
			camel := ""
			for i, part := range strings.FieldsFunc(w, func(r rune) bool { return r == '_' || r == ' ' || r == '-' }) {
				if i > 0 {
					part = strings.ToUpper(part[:1]) + part[1:]
				}
				camel += part
			}
			for _, form := range []string{w, strings.ToUpper(w), camel, strings.ReplaceAll(w, "_", "-")} {
				if !x.ascii.may([]byte(form), 0, len(form)) {
					t.Errorf("%q may end no label", form)
				}
			}
		}
	}
}

// Every label beyond ASCII is still found where it stands.
func TestEveryLabelIsFoundWhereItStands(t *testing.T) {
	set := 0
	for _, w := range load().pairs.two {
		set += bits.OnesCount64(w)
	}
	for _, w := range load().pairs.one {
		set += bits.OnesCount64(w)
	}
	if set > 1<<13 {
		t.Errorf("%d bits of the set are taken: it tells little any more", set)
	}
	for w, e := range load().text {
		if e.whole || e.Strength < 2 || w[0] < 0x80 {
			continue
		}
		upper := strings.Map(func(r rune) rune {
			if 'a' <= r && r <= 'z' {
				r -= 'a' - 'A'
			}
			return r
		}, w)
		for _, form := range []string{w + "：x", upper + " x"} {
			if _, n := At([]byte(form), 0, len(form)); n == 0 {
				t.Errorf("%q is not found", form)
			}
		}
	}
}
