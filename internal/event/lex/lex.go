// Package lex takes lines of logs apart: words, quoted words, numbers, addresses, pairs and rows of CSV. Nothing is copied,
// and nothing allocates.
package lex

import "bytes"

// Word is what stands before the next blank, and what follows it.
func Word(s []byte) (w, rest []byte, ok bool) {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	if len(s) == 0 {
		return nil, nil, false
	}
	if i := bytes.IndexByte(s, ' '); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, nil, true
}

// Quoted is what stands between the next two quotes, still escaped: Apache writes \" and nginx \x22 for a quote inside.
func Quoted(s []byte) (v, rest []byte, ok bool) {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	if len(s) == 0 || s[0] != '"' {
		return nil, s, false
	}
	for at := 1; ; {
		i := bytes.IndexByte(s[at:], '"')
		if i < 0 {
			return nil, s, false
		}
		at += i
		n := 0
		for s[at-1-n] == '\\' {
			n++
		}
		if n%2 == 0 {
			return s[1:at], s[at+1:], true
		}
		at++
	}
}

// Item is the next word, quoted, in brackets, or bare.
func Item(s []byte) (v, rest []byte, ok bool) {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	if len(s) > 0 && s[0] == '"' {
		if v, rest, ok = Quoted(s); ok {
			return v, rest, true
		}
	}
	if len(s) > 0 && s[0] == '[' {
		if i := bytes.IndexByte(s, ']'); i > 0 && (i+1 == len(s) || s[i+1] == ' ') {
			return s[1:i], s[i+1:], true
		}
	}
	return Word(s)
}

// Said is v, or nothing where the log has a hyphen for nothing.
func Said(v []byte) []byte {
	if len(v) == 0 || len(v) == 1 && v[0] == '-' {
		return nil
	}
	return v
}

// Number is the number that s is, -1 if it is none or too great for a count.
func Number(s []byte) int64 {
	if len(s) == 0 {
		return -1
	}
	n := int64(0)
	for _, c := range s {
		if c-'0' > 9 || n > 1<<58 {
			return -1
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// Leading is the number that s begins with, -1 if it begins with none: "5000 hits", "12.7".
func Leading(s []byte) int64 {
	i := 0
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	return Number(s[:i])
}

// Upper tells whether s is a word as methods of HTTP are.
func Upper(s []byte) bool {
	for _, c := range s {
		if (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return len(s) > 0
}

// Is tells whether s is the word, which is in lower case, whatever the case of s.
func Is(s []byte, word string) bool {
	if len(s) != len(word) {
		return false
	}
	for i := range s {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// Begins tells whether s begins with the prefix as it stands.
func Begins(s []byte, prefix string) bool {
	return len(s) >= len(prefix) && string(s[:len(prefix)]) == prefix
}

// Ends tells whether s ends with the suffix as it stands.
func Ends(s []byte, suffix string) bool {
	return len(s) >= len(suffix) && string(s[len(s)-len(suffix):]) == suffix
}

// Index is where the text stands in s, -1 if it does not.
func Index(s []byte, text string) int {
	if len(text) == 0 {
		return 0
	}
	for at := 0; ; {
		i := bytes.IndexByte(s[at:], text[0])
		if i < 0 || at+i+len(text) > len(s) {
			return -1
		}
		at += i
		if string(s[at:at+len(text)]) == text {
			return at
		}
		at++
	}
}

// After is what follows the text in s.
func After(s []byte, text string) ([]byte, bool) {
	if i := Index(s, text); i >= 0 {
		return s[i+len(text):], true
	}
	return nil, false
}

// Tail is what follows the text in s, nil if it does not stand there.
func Tail(s []byte, text string) []byte {
	t, _ := After(s, text)
	return t
}

// Any is the first of the values that says something, nil if none does.
func Any(values ...[]byte) []byte {
	for _, v := range values {
		if len(v) > 0 {
			return v
		}
	}
	return nil
}

// Between is what stands in s behind the first text and before the next second one, or before the end.
func Between(s []byte, first, second string) []byte {
	s, ok := After(s, first)
	if !ok {
		return nil
	}
	if i := Index(s, second); i >= 0 {
		return s[:i]
	}
	return s
}

// Lower appends s in lower case, as far as it is ASCII.
func Lower(dst, s []byte) []byte {
	for _, c := range s {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}

// Trim takes blanks and tabs off both ends.
func Trim(s []byte) []byte {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}
