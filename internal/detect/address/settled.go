package address

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
