package latin

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"

// romajiWord reads t as romanised Japanese (Hepburn or 訓令式, long vowels as spelt or left out) and looks the reading
// up; 0 if t does not read as Japanese or is no name.
func romajiWord(t []byte) word {
	if len(t) < 2 || len(t) > 16 {
		return 0
	}
	best := word(0)
	for long := range 4 { // as spelt; o and u long at the end; the first of them long; long as in おお
		var h lexicon.Hash
		if !kanaHash(t, long, &h) {
			return 0
		}
		w := lexicon.Word(lexicon.Kana.Get(h))
		if w.Surname() > 0 {
			best |= wordSurname
		}
		if w.Given() > 0 {
			best |= wordGiven
		}
	}
	return best
}

// kanaHash hashes the hiragana that t spells. long 1 lengthens a final o or u sound with う, 2 the first of them, 3 the
// first of them with お.
func kanaHash(t []byte, long int, h *lexicon.Hash) bool {
	at := func(i int) byte {
		if i >= len(t) {
			return 0
		}
		c := t[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		return c
	}
	longed := false
	for i := 0; i < len(t); {
		c := at(i)
		if c == at(i+1) && c != 'a' && c != 'i' && c != 'u' && c != 'e' && c != 'o' && c != 'n' || c == 't' && at(i+1) == 'c' {
			*h = h.Add('っ')
			i++
			continue
		}
		if (c == 'n' || c == 'm' && (at(i+1) == 'b' || at(i+1) == 'p' || at(i+1) == 'm')) && !vowel(at(i+1)) && at(i+1) != 'y' {
			*h = h.Add('ん')
			i++
			if at(i) == '\'' || at(i) == '-' {
				i++
			}
			continue
		}
		start := i
		for i < len(t) && !vowel(at(i)) && i-start < 3 {
			i++
		}
		if i >= len(t) || !vowel(at(i)) {
			return false
		}
		v := at(i)
		var key uint32
		for k := start; k < i; k++ {
			key = key<<8 | uint32(at(k))
		}
		i++
		a, b := syllable(key, v)
		if a == 0 {
			return false
		}
		*h = h.Add(a)
		if b != 0 {
			*h = h.Add(b)
		}
		if v == 'o' && at(i) == 'h' && !vowel(at(i+1)) {
			if long == 3 {
				*h = h.Add('お')
			} else {
				*h = h.Add('う')
			}
			longed = true
			i++
		} else if (v == 'o' || v == 'u') && at(i) != 'u' && (long == 1 && i == len(t) || long >= 2 && !longed) {
			if long == 3 && v == 'o' {
				*h = h.Add('お')
			} else {
				*h = h.Add('う')
			}
			longed = true
		}
	}
	return true
}

func vowel(c byte) bool { return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o' }

func vowelIndex(v byte) int {
	switch v {
	case 'a':
		return 0
	case 'i':
		return 1
	case 'u':
		return 2
	case 'e':
		return 3
	}
	return 4
}

// syllable is the one or two hiragana that a consonant and a vowel spell; 0 if none.
func syllable(key uint32, v byte) (rune, rune) {
	i := vowelIndex(v)
	row := func(s string) (rune, rune) {
		r := rune(s[3*i])<<12&0xF000 | rune(s[3*i+1]&0x3F)<<6 | rune(s[3*i+2]&0x3F)
		if r == '・' {
			return 0, 0
		}
		return r, 0
	}
	small := func(first rune) (rune, rune) {
		switch v {
		case 'a':
			return first, 'ゃ'
		case 'u':
			return first, 'ゅ'
		case 'o':
			return first, 'ょ'
		}
		return 0, 0
	}
	switch key {
	case 0:
		return row("あいうえお")
	case 'k':
		return row("かきくけこ")
	case 'g':
		return row("がぎぐげご")
	case 's':
		return row("さしすせそ")
	case 'z':
		return row("ざじずぜぞ")
	case 't':
		return row("たちつてと")
	case 'd':
		return row("だぢづでど")
	case 'n':
		return row("なにぬねの")
	case 'h':
		return row("はひふへほ")
	case 'b':
		return row("ばびぶべぼ")
	case 'p':
		return row("ぱぴぷぺぽ")
	case 'm':
		return row("まみむめも")
	case 'y':
		return row("や・ゆ・よ")
	case 'r':
		return row("らりるれろ")
	case 'w':
		return row("わ・・・を")
	case 'f':
		if v == 'u' {
			return 'ふ', 0
		}
	case 'j':
		if v == 'i' {
			return 'じ', 0
		}
		return small('じ')
	case 's'<<8 | 'h':
		if v == 'i' {
			return 'し', 0
		}
		return small('し')
	case 'c'<<8 | 'h', 'c':
		if v == 'i' {
			return 'ち', 0
		}
		return small('ち')
	case 't'<<8 | 's':
		if v == 'u' {
			return 'つ', 0
		}
	case 'k'<<8 | 'y':
		return small('き')
	case 'g'<<8 | 'y':
		return small('ぎ')
	case 's'<<8 | 'y':
		return small('し')
	case 'z'<<8 | 'y', 'j'<<8 | 'y':
		return small('じ')
	case 't'<<8 | 'y':
		return small('ち')
	case 'n'<<8 | 'y':
		return small('に')
	case 'h'<<8 | 'y':
		return small('ひ')
	case 'b'<<8 | 'y':
		return small('び')
	case 'p'<<8 | 'y':
		return small('ぴ')
	case 'm'<<8 | 'y':
		return small('み')
	case 'r'<<8 | 'y':
		return small('り')
	}
	return 0, 0
}
