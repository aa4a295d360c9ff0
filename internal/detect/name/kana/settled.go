package kana

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// settled tells at a glance that a value of a column of readings is one: four to sixteen katakana, with one blank or none.
func settled(v []byte) bool {
	n, blanks := 0, 0
	for i := 0; i < len(v); {
		if v[i] == ' ' {
			blanks++
			i++
			continue
		}
		if v[i] != 0xe3 || i+2 >= len(v) {
			return false
		}
		switch a, b := v[i+1], v[i+2]; {
		case a == 0x82 && b >= 0xa1, a == 0x83 && b <= 0xb4, a == 0x83 && b == 0xbc:
			n++
		case a == 0x80 && b == 0x80:
			blanks++
		default:
			return false
		}
		i += 3
	}
	return n >= 4 && n <= 16 && blanks == 1
}

// usual tells the same of a value without blanks around it.
func usual(v []byte) detect.Evidence {
	if len(v) < 12 || v[0] != 0xe3 || v[1] == 0x80 || v[len(v)-1] <= ' ' || v[len(v)-2] == 0x80 && v[len(v)-1] == 0x80 || !settled(v) {
		return 0
	}
	return detect.Shape
}
