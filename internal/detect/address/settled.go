package address

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// settled tells at a glance that a value of a column of addresses is one: it begins with a prefecture, or with a province
// or a city of China, and goes on to a number. Others are judged in full.
func settled(v []byte) bool {
	if len(v) < 21 || len(v) > maxLen || !number(v[12:]) {
		return false
	}
	switch string(v[6:9]) {
	case "県", "都", "道", "府", "省", "市":
		return true
	}
	switch string(v[9:12]) {
	case "県", "省", "市":
		return true
	}
	return false
}

// number tells whether a digit stands in v, looked for from its end.
func number(v []byte) bool {
	for i := len(v) - 1; i >= 0; i-- {
		if c := v[i]; c-'0' <= 9 || c >= 0x90 && c <= 0x99 && i > 1 && v[i-1] == 0xbc && v[i-2] == 0xef {
			return true
		}
	}
	return false
}

// usual tells the same of a value without blanks around it.
func usual(v []byte) detect.Evidence {
	if n := len(v); n < 21 || v[0] < 0xe4 || v[n-1] <= ' ' || v[n-2] == 0x80 && v[n-1] == 0x80 || !settled(v) {
		return 0
	}
	return detect.Shape
}
