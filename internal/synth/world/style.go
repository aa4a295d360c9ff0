package world

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// style is in what form values are written. Two styles of the same value say the same.
type style struct {
	gap        string // between surname and given name
	reading    string // "", "hiragana" or "half"
	wide       bool   // digits of addresses, postal codes, phones and dates in full width
	hyphens    bool   // in postal codes
	date       string // "slash", "iso", "compact", "kanji", "wareki" or "era"
	tel        string // as synth.JPPhone, or "e164"
	old        bool   // names in their old forms
	man, woman string
	stamp      string // layout of times
}

// oldForms are characters of names as family registers have them, by the common ones.
var oldForms = strings.NewReplacer("高", "髙", "崎", "﨑", "浜", "濵", "吉", "𠮷", "徳", "德", "瀬", "瀨", "桑", "桒", "恵", "惠")

func (s *style) name(v string) string {
	if s.old {
		return oldForms.Replace(v)
	}
	return v
}

func (s *style) kana(v string) string {
	switch s.reading {
	case "hiragana":
		return synth.Hiragana(v)
	case "half":
		return synth.HalfKana(v)
	}
	return v
}

func (s *style) digits(v string) string {
	if s.wide {
		return synth.Wide(v)
	}
	return v
}

func (s *style) day(d synth.Date) string {
	switch s.date {
	case "slash":
		return s.digits(d.Slash())
	case "compact":
		return s.digits(d.Compact())
	case "kanji":
		return s.digits(d.Kanji())
	case "wareki":
		return s.digits(d.Wareki())
	case "era":
		return d.ShortEra()
	}
	return s.digits(d.ISO())
}

func (s *style) phone(r *record, d string) string {
	switch country := r.Person.Country; {
	case d == "":
		return ""
	case country == "JP" && s.tel == "e164":
		return "+81" + d[1:]
	case country == "JP" && s.wide:
		return synth.Wide(synth.JPPhone(d, ""))
	case country == "JP":
		return synth.JPPhone(d, s.tel)
	case country == "CN" && (s.tel == "e164" || s.tel == "intl") && d[0] == '1':
		return "+86" + d
	case country == "US":
		return "+" + d
	}
	return d
}

// other is a style that differs from s in much, after a number.
func (s style) other(n uint64) style {
	pick := func(now string, of ...string) string {
		n = mix(n)
		for i := range of {
			if v := of[(int(n%64)+i)%len(of)]; v != now {
				return v
			}
		}
		return now
	}
	out := s
	out.gap = pick(s.gap, "", " ", "　")
	out.reading = pick(s.reading, "", "hiragana", "half")
	out.date = pick(s.date, "slash", "iso", "compact", "kanji", "wareki", "era")
	out.tel = pick(s.tel, "", "plain", "intl", "e164", "paren", "space")
	out.wide = mix(n+1)%3 == 0
	out.old = mix(n+2)%2 == 0
	out.hyphens = !s.hyphens
	if mix(n+3)%2 == 0 {
		out.man, out.woman = "M", "F"
	}
	return out
}
