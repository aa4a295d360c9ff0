package leak

// begins tells whether v begins with a word, letters in either case.
func begins(v []byte, word string) bool {
	if len(v) < len(word) {
		return false
	}
	for i := range len(word) {
		if lowered(v[i]) != word[i] && v[i] != word[i] {
			return false
		}
	}
	return true
}

func lowered(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
