package ja

// honorificSuffix is the number of runes of the honorific that r ends with.
func honorificSuffix(r []rune) int {
	if len(r) < 2 {
		return 0
	}
	switch a, b := r[len(r)-2], r[len(r)-1]; {
	case b == '様' || b == '殿' || b == '氏' || b == '君' && len(r) > 3:
		return 1
	case a == '先' && b == '生', a == 'さ' && (b == 'ん' || b == 'ま'), a == 'く' && b == 'ん' && len(r) > 4:
		return 2
	}
	return 0
}
