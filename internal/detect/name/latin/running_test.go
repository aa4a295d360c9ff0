package latin

import (
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

// marked takes the «» out of a text, and tells where what stood between them begins and ends.
func marked(s string) (text string, want map[[2]int]bool) {
	want = map[[2]int]bool{}
	for {
		a := strings.Index(s, "«")
		if a < 0 {
			return text + s, want
		}
		b := strings.Index(s, "»")
		text += s[:a]
		name := s[a+len("«") : b]
		want[[2]int{len(text), len(text) + len(name)}] = true
		text += name
		s = s[b+len("»"):]
	}
}

// found asks about every capitalised word, as the engine does.
func found(text string) map[[2]int]bool {
	out := map[[2]int]bool{}
	b := []byte(text)
	for i := 0; i+1 < len(b); i++ {
		if !upper(b[i:]) || i > 0 && (b[i-1]|0x20 >= 'a' && b[i-1]|0x20 <= 'z' || b[i-1] == '-' || b[i-1] == '.') {
			continue
		}
		c := detect.Candidate{Text: b, Lo: 0, Hi: len(b), Start: i, End: i + 1, Place: detect.Prose}
		if m, ok := NewRunning().Judge(&c); ok {
			out[[2]int{m.Start, m.End}] = true
			i = m.End - 1
		}
	}
	return out
}

func TestRunning(t *testing.T) {
	for _, s := range []string{
		"Yesterday «Emily Watson» called about her refund.",
		"The account belongs to «Robert J. Thompson» and his wife.",
		"«Mary-Jane O'Brien», 47, lives near the station.",
		"We met «Carlos de la Cruz» in Madrid.",
		"Please ask «Priya Sharma» or «Ahmed Hassan» for access.",
		"«Taro Yamada» and «TANAKA Ichiro» joined from Osaka.",
		"«Wang Xiaoming» signed the lease; «Li Wei-Ling» did not.",
		"Thanks to «Mark Johnson»'s help it was fixed.",
		"Hi «Emily», thank you for the quick answer.",
		"Best regards,\n«Thomas»\n",
		"My name is «Sarah Kowalczyk» and I lost my card.",
		"Dear «Will Young», your order was shipped.",
		"Minutes taken by «Jennifer Lopez-Garcia».",
		"«Will Young» said that he would pay.",
		"nobody here is called like that",
		"The Morgan Stanley report and the Calvin Klein shop",
		"We walked down Martin Luther Street to George Washington University.",
		"In May Young people travel more. Grant Access to the folder.",
		"Mark Down the price. Bill Long overdue. Rose Garden is closed.",
		"San Francisco, New York and Los Angeles are cities in North America.",
		"Virginia Beach and Jackson Hole are places.",
		"Internet Explorer, Visual Studio Code and Apache Kafka are programs.",
		"Monday Morning Meeting: Project Phoenix, Release Notes, Data Base",
		"Please Read Before Use. Do Not Touch. Made in Japan by Toyota Motor.",
		"HELLO WORLD AND GOODBYE MOON",
		"Terms of Service apply. Customer Support will answer Within Two Days.",
		"The Johnson Controls building stands beside Baker Hughes.",
		"The Adam Smith Institute and the Nelson Mandela Foundation",
	} {
		text, want := marked(s)
		got := found(text)
		for m := range want {
			if !got[m] {
				t.Errorf("not found: %q in %q (found %v)", text[m[0]:m[1]], text, got)
			}
		}
		for m := range got {
			if !want[m] {
				t.Errorf("found %q in %q", text[m[0]:m[1]], text)
			}
		}
	}
}

func FuzzRunning(f *testing.F) {
	f.Add("Yesterday Emily Watson's brother, TANAKA Ichiro, met Wang Xiaoming.")
	f.Fuzz(func(t *testing.T, s string) {
		for m := range found(s) {
			if m[0] >= m[1] || m[1] > len(s) || m[1]-m[0] > maxLen {
				t.Errorf("%v out of bounds", m)
			}
		}
	})
}
