package mask

import "github.com/tsutsumi-dev/tsutsumi/internal/pii"

var shapes = []string{"090-1234-5678", "09012345678", "+81-3-1234-5678", "0312345678", "13812345678", "234-5678", "123456789018", "1234-5678-9018", "4539148803436467",
	"11010119900307123X", "1234-567890", "AB1234567", "12-345678", "1", "12345", "M-004821", "堤 花子", "ツツミ ハナコ", "Hanako Tsutsumi", "東京都千代田区千代田1-1",
	"1988-01-07", "1988/1/7", "19880107", "昭和63年1月7日", "192.168.10.24", "2001:db8::1", "08:00:2b:12:34:56", "hanako@example.jp", "GB29NWBK60161331926819"}

// Samples are pseudonyms of values of every shape taken for the kind.
func Samples(k *pii.Key, kind pii.Kind) []string {
	m := newMaker(&Options{Mode: Pseudonym, Key: k, Run: k}, &source{})
	var out []string
	for _, s := range shapes {
		out = append(out, string(m.make(kind, []byte(s))))
	}
	return out
}
