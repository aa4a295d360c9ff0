package ja

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"
)

// left is the worth of what stands before r[k].
func (s *segment) left(text []byte, k int) int {
	if s.labelled && k == 0 {
		return 3
	}
	if k > 0 {
		if s.blank>>k&1 != 0 {
			return 1
		}
		if role(s.r[k-1]) {
			return 1
		}
		return 0
	}
	prev := lexicon.Before(text[s.lo:s.at[0]])
	switch {
	case prev == 0, prev < 0x80 && prev > ' ' && (prev|0x20 >= 'a' && prev|0x20 <= 'z' || prev >= '0' && prev <= '9'):
		if prev == 0 {
			return 1
		}
		return 0
	case prev == 'お' || prev == 'ご' || lexicon.Katakana(prev):
		return -1
	}
	return 1
}

// right is the worth of what stands behind index e, and whether it is an honorific or title.
func (s *segment) right(text []byte, e int) (int, bool) {
	i := s.begin2(e, text)
	spaced := e < s.n && s.blank>>e&1 != 0
	if honorific(text[i:], spaced) != none {
		return 3, true
	}
	if e < s.n {
		if spaced {
			return 1, false
		}
		r := s.r[e]
		switch r {
		case '様', '氏', '君', '宛', '他', '外', '等', '及', '並', '両', '名', '本', '自', '作', '著', '談', '記', '訳', '編', '監':
			return 0, false
		}
		if e+1 < s.n {
			if firm(r, s.r[e+1]) {
				return -9, false
			}
			h := lexicon.Hash(0).Add(r).Add(s.r[e+1])
			w := lexicon.Word(lexicon.JA.Get(h))
			if w.Common() > 0 {
				return -1, false
			}
			if e+2 < s.n && lexicon.Word(lexicon.JA.Get(h.Add(s.r[e+2]))).Common() > 0 {
				return -1, false
			}
			if w.Surname() > 1 {
				return -2, false
			}
		}
		return -6, false
	}
	r, _ := next(text[i:])
	switch {
	case lexicon.Hiragana(r):
		switch r {
		case 'は', 'が', 'を', 'に', 'の', 'と', 'も', 'で', 'へ', 'や', 'か', 'さ', 'ち', 'く', 'だ', 'な', 'よ', 'ほ', 'ら', 'た', 'ま':
			return 1, false
		}
		return -3, false
	case r == 'ー':
		return -6, false
	case lexicon.Katakana(r):
		return -1, false
	}
	return 1, false
}
