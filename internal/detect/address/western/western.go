// Package western judges postal addresses of the United States and the United Kingdom, by a simple grammar: number and
// street, town, state or county, ZIP code or postcode.
package western

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

// Whole judges a value.
func Whole(v []byte, labelled bool) (detect.Evidence, bool) {
	if len(v) < 8 || len(v) > 160 {
		return 0, false
	}
	var number, street, code, state, comma, small bool
	named := 0 // words that begin with a capital
	first := true
	prevWord := false
	for i := 0; i < len(v); {
		c := v[i]
		switch {
		case c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z':
			j := i
			digits := 0
			for j < len(v) && (v[j] >= '0' && v[j] <= '9' || v[j]|0x20 >= 'a' && v[j]|0x20 <= 'z' || v[j] == '\'' || v[j] == '-' && j > i) {
				if v[j] >= '0' && v[j] <= '9' {
					digits++
				}
				j++
			}
			t := v[i:j]
			switch {
			case digits > 0 && first && j-i <= 6:
				number = true
			case digits > 0 && zip(t):
				code = code || !first && i > 8
			case digits > 0 && outcode(t):
				if k := j + 1; k+3 <= len(v) && v[j] == ' ' && incode(v[k:min(len(v), k+3)]) {
					code = true
					j = k + 3
				}
			case prevWord && streetWord(t):
				street = true
			case len(t) == 2 && stateCode(t):
				state = state || street
			}
			if digits == 0 {
				if t[0] >= 'a' {
					small = true
				} else if len(t) > 3 {
					named++
				}
			}
			prevWord = digits == 0 || prevWord || number
			first = false
			i = j
		case c == ',':
			comma = true
			i++
		case c == ' ' || c == '.' || c == '#' || c == '\n' || c == '\r' || c == '/' || c == '&':
			i++
		case c == 0xC3 && i+1 < len(v):
			i += 2
		default:
			return 0, false
		}
	}
	ev := detect.Shape
	if street {
		ev |= detect.Lexicon
	}
	if code && (street || number) {
		ev |= detect.Structure
	}
	if state {
		ev |= detect.LexiconTwo
	}
	switch {
	case number && street && (code || state):
		return ev, true
	case code && comma && (number || street || state):
		return ev, true
	case number && street:
		return ev | detect.Weak, labelled || comma
	}
	// 7 Queensway, 12 Broadway Market: a number and a name, where a label says that it is an address.
	return ev | detect.Weak, labelled && (street || code || number && named > 0 && !small)
}

func zip(t []byte) bool {
	if len(t) == 10 && t[5] == '-' {
		return five(t[:5])
	}
	return len(t) == 5 && five(t)
}

func five(t []byte) bool {
	for _, c := range t {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// outcode is the first half of a British postcode: SW1A, M1, EC1.
func outcode(t []byte) bool {
	if len(t) < 2 || len(t) > 4 || t[0] < 'A' || t[0] > 'Z' {
		return false
	}
	return t[1] >= '0' && t[1] <= '9' || t[1] >= 'A' && t[1] <= 'Z' && len(t) > 2 && t[2] >= '0' && t[2] <= '9'
}

func incode(t []byte) bool {
	return len(t) == 3 && t[0] >= '0' && t[0] <= '9' && t[1] >= 'A' && t[1] <= 'Z' && t[2] >= 'A' && t[2] <= 'Z'
}

const (
	streetWords = " st street ave avenue rd road blvd boulevard ln lane dr drive ct court pl place sq square way pkwy parkway ter terrace hwy highway cir circle close crescent gardens grove mews row walk hill green trail trl loop alley plaza broadway "
	states      = " al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc "
)

func streetWord(t []byte) bool { return within(streetWords, t) }

func stateCode(t []byte) bool {
	return t[0] >= 'A' && t[0] <= 'Z' && t[1] >= 'A' && t[1] <= 'Z' && within(states, t)
}

// within finds t, in lower case and between blanks, in a list.
func within(list string, t []byte) bool {
	var buf [16]byte
	if len(t) > len(buf)-2 {
		return false
	}
	w := append(buf[:0], ' ')
	for _, c := range t {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		w = append(w, c)
	}
	w = append(w, ' ')
	return strings.Contains(list, string(w))
}
