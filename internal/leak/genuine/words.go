package genuine

import (
	"bytes"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
)

// testNames are those that stand on forms, without blanks.
var testNames = map[string]bool{"山田太郎": true, "山田花子": true, "田中太郎": true, "日本太郎": true, "東京太郎": true, "东京太郎": true, "张三": true, "李四": true,
	"王五": true, "赵六": true, "홍길동": true, "johndoe": true, "janedoe": true, "johnsmith": true, "やまだたろう": true, "名無しの権兵衛": true, "◯◯◯◯": true, "某某": true}

var testWords = [...]string{"test", "テスト", "ﾃｽﾄ", "サンプル", "ダミー", "dummy", "sample", "测试", "測試", "asdf", "qwert", "hoge", "foobar", "aaaa", "xxxx", "lorem", "○○"}

// testName tells a name that nobody bears.
func testName(v []byte) bool {
	if len(v) > 48 {
		return false
	}
	var buf [48]byte
	n := 0
	for i := 0; i < len(v); i++ {
		if c := v[i]; c == ' ' || c == 0xE3 && i+2 < len(v) && v[i+1] == 0x80 && v[i+2] == 0x80 {
			if c == 0xE3 {
				i += 2
			}
			continue
		}
		buf[n] = row.Lower(v[i])
		n++
	}
	return testNames[string(buf[:n])] || testWord(buf[:n])
}

// testWord tells a text that holds a word by which testers mark theirs.
func testWord(v []byte) bool {
	if len(v) > 64 {
		return false
	}
	for i, c := range v {
		if testHeads[c] == 0 {
			continue
		}
		for k, w := range testWords {
			if testHeads[c]>>k&1 != 0 && row.Begins(v[i:], w) {
				return true
			}
		}
	}
	return false
}

// testHeads has a bit for each word that begins with a byte, a letter in either case.
var testHeads = func() (t [256]uint32) {
	for k, w := range testWords {
		t[w[0]] |= 1 << k
		if w[0] < utf8.RuneSelf {
			t[w[0]-'a'+'A'] |= 1 << k
		}
	}
	return t
}()

// reservedDomain tells a domain that RFC 2606 and its like set aside.
func reservedDomain(d []byte) bool {
	if len(d) > 64 {
		return false
	}
	for _, r := range reservedDomains {
		if bytes.Equal(d, r) || len(d) > len(r) && d[len(d)-len(r)-1] == '.' && bytes.HasSuffix(d, r) {
			return true
		}
	}
	return false
}

var reservedDomains = [][]byte{[]byte("example.com"), []byte("example.net"), []byte("example.org"), []byte("example.jp"), []byte("example.co.jp"),
	[]byte("example.ne.jp"), []byte("example.ac.jp"), []byte("example.cn"), []byte("example"), []byte("test"), []byte("invalid"), []byte("localhost")}
