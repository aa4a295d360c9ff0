package latin

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestLabelled(t *testing.T) {
	detecttest.Accept(t, NewLabelled(), detecttest.Prose(
		"Name: →«John Smith», age 33", "Name: →«Hanako Yamada»", "Contact: →«Mary-Jane O'Brien» <mj@example.com>", "Name: →«TANAKA Ichiro»",
		"Name: →«June Sato»", "Name: →«April Jones»", "Name: →«SATO June»", "Name: →«Łukasz Nowak»", "Name: →«Émile Dubois»", "Name: →«Anna Šimić»",
		"Name: →élan vital",
		"Name: →June 2026", "Name: →June Report", "Name: →April May", "name: →unknown", "Name: →12345", "Name: →Sales Department", "Name: →n/a")...)
}

func TestTitled(t *testing.T) {
	detecttest.Accept(t, NewTitled(), detecttest.Prose(
		"Dear Mr. «Smith», thank you", "I met Dr. «Emily Watson» today", "Ask Ms. «Yamamoto» about it", "Prof. «Jean-Pierre Dubois» agreed",
		"Ask Ms. «June Sato»",
		"the value of Dr. is 3", "Mr. June came", "Mr. system message", "atomMr. Foo")...)
}

func TestMonthsThatAreGivenNames(t *testing.T) {
	for v, want := range map[string]bool{"June Sato": true, "SATO June": true, "May Sato": true, "August Meyer": true, "April O. Jones": true, "Ms. June Sato": true,
		"June": false, "June Sales": false, "May Report": false, "April May": false, "June July": false, "Mid June": false, "March Sato": false} {
		for _, labelled := range []bool{false, true} {
			if ev, ok := Whole([]byte(v), labelled); ok != want || ok && ev&(detect.Lexicon|detect.Weak) != detect.Lexicon {
				t.Errorf("%q, labelled %v: %v %v", v, labelled, ok, ev)
			}
		}
	}
}

func TestRomaji(t *testing.T) {
	for s, want := range map[string]word{"Yamada": wordSurname, "SATO": wordSurname, "Itoh": wordSurname, "Ohno": wordSurname, "Tarou": wordGiven,
		"Hanako": wordGiven, "Jun'ichi": wordGiven, "Shunsuke": wordGiven, "Kyoko": wordGiven, "Smith": 0, "Table": 0} {
		if got := romajiWord([]byte(s)); got&want != want || want == 0 && got != 0 {
			t.Errorf("%s: %d, want %d", s, got, want)
		}
	}
}

func FuzzWhole(f *testing.F) {
	f.Add([]byte("Dr. Emily O'Neil-Watson, Jr."))
	f.Fuzz(func(t *testing.T, v []byte) {
		ev, ok := Whole(v, true)
		if ok && ev&detect.Shape == 0 {
			t.Error("a name without its shape")
		}
		if n, _ := Prefix(v, true); n < 0 || n > len(v) {
			t.Error("a prefix out of bounds")
		}
	})
}
