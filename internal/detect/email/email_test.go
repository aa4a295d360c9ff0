package email

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestEmail(t *testing.T) {
	Accept(t, New(), Prose(
		"連絡は«hanako.yamada+x@mail.example.co.jp»まで。", "<«taro@example.com»>", "mailto:«taro@example.org»?subject=a", `"«a_b-c@example.com»"`,
		"email=«taro@example.com»&x=1", "Write to «taro@example.com».", "«taro@example.com».Please", "«123456@163.com»", "«x@例え.jp»",
		`«"taro yamada"@example.com»`, "«taro@example.museum»", "«taro@EXAMPLE.COM»,", "«o@example.test»", "'«taro@example.com»'",
		"foo@2x.png", "git@localhost", "pkg@1.2.3", "user@host", "@example.com", "a@.com", "a@b", "taro@example.notatld", "@types/node@18.1.0",
		"a.@example.com", "x@v1.2.3.zip", "a@-b.com",
	)...)
	Accept(t, New(), Whole("«taro@example.com»", "«<taro@example.com>»", " «o'brien@example.com» ", "taro@example", "taro", "taro@example.com, x", "«mailto:taro@example.com»")...)
	Accept(t, New(),
		Case{In: "git remote «git@github.com»:foo/bar", Has: detect.Weak},
		Case{In: "https://«me@example.com»/x", Has: detect.Embedded},
		Case{In: "ftp://user:«pw@example.com»", Has: detect.Embedded},
	)
}

func TestNoAllocation(t *testing.T) {
	for _, s := range []string{"taro@example.com", "taro@example.museum"} {
		c := detect.Candidate{Text: []byte(s), Hi: len(s), End: len(s), Whole: true}
		if n := testing.AllocsPerRun(100, func() { New().Judge(&c) }); n != 0 {
			t.Errorf("%s: %v allocations", s, n)
		}
	}
}

func BenchmarkWhole(b *testing.B) {
	s := []byte("hanako.yamada@mail.example.co.jp")
	c := detect.Candidate{Text: s, Hi: len(s), End: len(s), Whole: true}
	d := New()
	for b.Loop() {
		d.Judge(&c)
	}
}
