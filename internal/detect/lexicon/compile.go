package lexicon

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Compile makes the tables out of the lists in fsys; the keys are file names.
func Compile(fsys fs.FS) (map[string][]byte, error) {
	c := compiler{fsys: fsys, char: make([]byte, (charLast-charFirst+1)*charSize)}
	for i := 0; i < len(c.char); i += charSize {
		copy(c.char[i:], "\xfc\xfc\xfc\xfc\xfc") // -4 where nothing is known
		if r := rune(charFirst + i/charSize); pii.FoldHan(r) != r {
			c.char[i+5] = byte(Folds)
		}
	}
	out := map[string][]byte{}
	ja, rare, kana, place, zh := words{}, words{}, words{}, words{}, words{}
	inWords := map[rune]int{} // how much each character is used in Chinese words
	steps := []struct {
		name string
		line func(word, rest string) error
	}{
		{"ja.txt", func(w, rest string) error {
			l := []byte(rest)
			v := uint16(l[0]-'0') | uint16(l[1]-'0')<<2 | uint16(l[2]-'0')<<4
			if len(l) > 3 {
				v |= 1 << 6
			}
			if v>>4 != 0 {
				for _, r := range w {
					inWords[r]++
				}
			}
			if l[0] > '0' {
				c.flag(w, SurnameJA)
			}
			if l[1] > '0' {
				c.flag(w, GivenJA)
			}
			return ja.add(w, v)
		}},
		{"ja_rare.txt", func(w, _ string) error { return rare.add(fold(w), 1) }},
		{"ja_role.txt", func(w, _ string) error { return ja.add(fold(w), roleJA) }},
		{"ja_act.txt", func(w, _ string) error { return ja.add(fold(w), actJA) }},
		{"ja_kana.txt", func(w, rest string) error {
			return kana.add(w, uint16(rest[0]-'0')|uint16(rest[1]-'0')<<2)
		}},
		{"jp_city.txt", func(w, _ string) error { c.flag(w, PlaceJP); return place.add(small(w), CityJP) }},
		{"jp_pref.txt", func(w, _ string) error { c.flag(w, PlaceJP); return place.add(w, PrefJP) }},
		{"jp_town.txt", func(w, _ string) error {
			w = small(w)
			for i := range w {
				if i > 0 {
					if err := place.add(w[:i], PrefixJP); err != nil {
						return err
					}
				}
			}
			return place.add(w, TownJP)
		}},
		{"cn_div.txt", func(w, rest string) error {
			c.flag(w, PlaceCN)
			if rest == "p" {
				return place.add(w, DivCN|ProvCN)
			}
			return place.add(w, DivCN)
		}},
		{"zh_word.txt", func(w, rest string) error {
			for _, r := range w {
				inWords[r] += int(rest[0] - '0')
			}
			return zh.add(w, uint16(rest[0]-'0'))
		}},
		{"zh_role.txt", func(w, _ string) error {
			w = fold(w)
			r, _ := utf8.DecodeLastRuneInString(w)
			c.flag(string(r), EndsRole)
			return zh.add(w, Role)
		}},
		{"zh_before.txt", func(w, _ string) error {
			w = fold(w)
			r, _ := utf8.DecodeLastRuneInString(w)
			c.flag(string(r), EndsBefore)
			if w == string(r) {
				return nil
			}
			return zh.add(w, Object)
		}},
		{"zh_after.txt", func(w, _ string) error { return zh.add(fold(w), After) }},
		{"zh_title.txt", func(w, _ string) error { return zh.add(fold(w), After|Title) }},
		{"zh_surname.txt", func(w, rest string) error {
			if utf8.RuneCountInString(w) == 2 {
				c.set(w, 7, 1)
				return zh.add(w, uint16(rest[0]-'0')|Compound)
			}
			c.set(w, 6, rest[0]-'0')
			return nil
		}},
		{"ja_char.txt", func(w, rest string) error {
			for k, f := range strings.Fields(rest) {
				v, err := strconv.Atoi(f)
				if err != nil {
					return err
				}
				c.set(w, k, byte(int8(v)))
			}
			return nil
		}},
		{"zh_char.txt", func(w, rest string) error {
			v, err := strconv.Atoi(rest)
			if r, _ := utf8.DecodeRuneInString(w); inWords[r] <= 3 {
				v = max(v, 1) // seldom in words, hence likelier in a name
			}
			c.set(w, 4, byte(int8(v)))
			return err
		}},
	}
	for _, s := range steps {
		if err := c.lines(s.name, s.line); err != nil {
			return nil, err
		}
	}
	out["ja.bin"], out["rare.bin"], out["kana.bin"] = ja.table(), rare.table(), kana.table()
	out["place.bin"], out["zh.bin"] = place.table(), zh.table()
	out["char.bin"] = c.char
	return out, nil
}

type compiler struct {
	fsys fs.FS
	char []byte
}

// lines calls do with each word of a list and what stands behind its tab.
func (c *compiler) lines(name string, do func(word, rest string) error) error {
	data, err := fs.ReadFile(c.fsys, name)
	if err != nil {
		return fmt.Errorf("read word list: %w", err)
	}
	sc := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		w, rest, _ := strings.Cut(line, "\t")
		if err := do(w, rest); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return sc.Err()
}

func (c *compiler) flag(w string, f Flag) {
	r, _ := utf8.DecodeRuneInString(w)
	if r >= charFirst && r <= charLast {
		c.char[(r-charFirst)*charSize+5] |= byte(f)
	}
}

func (c *compiler) set(w string, at int, v byte) {
	r, _ := utf8.DecodeRuneInString(w)
	if r >= charFirst && r <= charLast {
		c.char[int(r-charFirst)*charSize+at] = v
	}
}

// words are payloads by hash.
type words map[Hash]uint16

func (t words) add(w string, v uint16) error {
	if v > payloadMask {
		return fmt.Errorf("payload %d is too great", v)
	}
	t[Of(w)] |= v
	return nil
}

// table lays the words out: number of buckets, where each bucket begins, entries by bucket.
func (t words) table() []byte {
	buckets := uint64(len(t)/3 + 1)
	keys := make([]Hash, 0, len(t))
	for h := range t {
		keys = append(keys, h)
	}
	slices.Sort(keys)
	out := binary.LittleEndian.AppendUint32(nil, uint32(buckets))
	n := 0
	for b := range buckets + 1 {
		for n < len(keys) && (uint64(keys[n])>>32*buckets)>>32 < b {
			n++
		}
		out = binary.LittleEndian.AppendUint32(out, uint32(n))
	}
	for _, h := range keys {
		out = binary.LittleEndian.AppendUint32(out, uint32(h)&fpMask<<payloadBits|uint32(t[h]))
	}
	return out
}

// small unifies the two signs that names of places write for が and か, as those who look them up do (Small).
func small(w string) string {
	return strings.Map(Small, w)
}

func fold(w string) string { return strings.Map(pii.FoldHan, w) }
