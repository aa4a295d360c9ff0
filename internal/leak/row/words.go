package row

// Begins tells whether v begins with a word, letters in either case.
func Begins(v []byte, word string) bool {
	if len(v) < len(word) {
		return false
	}
	for i := range len(word) {
		if Lower(v[i]) != word[i] && v[i] != word[i] {
			return false
		}
	}
	return true
}

// Lower is an ASCII letter in lower case, any other byte as it is.
func Lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
