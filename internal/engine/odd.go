package engine

import (
	"bytes"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// oddScore is the log-odds of a word that no detector knows in a column of names or addresses, as fitted.
const oddScore = 3

// wordOf tells whether a value in a column of names or addresses may be one that no list knows: a few characters of
// Japanese or Chinese, for an address with a number at the end, and nothing that is written where there is none.
func wordOf(kind pii.Kind, v []byte) bool {
	han, figures, n := 0, 0, 0
	for i := 0; i < len(v); n++ {
		r, w := utf8.DecodeRune(v[i:])
		switch {
		case isHan(r) || r >= 0xac00 && r <= 0xd7a3:
			han++
		case '0' <= r && r <= '9', 0xff10 <= r && r <= 0xff19:
			figures++
		case r == ' ', r == '　', r == '・', r == '-', r == '－', r == '−', r == 'ー':
		default:
			if kind == pii.PersonName || r < utf8.RuneSelf {
				return false
			}
		}
		i += w
	}
	if kind == pii.PersonName {
		if figures > 0 || han < 2 || n > 10 {
			return false
		}
	} else if han < 2 || figures == 0 && han < 3 || n > 40 {
		return false
	}
	for _, no := range nobodys {
		if bytes.Contains(v, no) {
			return false
		}
	}
	return true
}

// nobodys are parts of what stands in such columns and is no name: blanks in words, and organisations.
var nobodys = [][]byte{
	[]byte("不明"), []byte("なし"), []byte("無し"), []byte("未登録"), []byte("未定"), []byte("未入力"), []byte("未記入"), []byte("該当"), []byte("同上"), []byte("匿名"),
	[]byte("テスト"), []byte("退会"), []byte("削除"), []byte("記載"), []byte("空欄"), []byte("非公開"), []byte("名無"), []byte("共通"), []byte("その他"), []byte("なし"),
	[]byte("株式"), []byte("会社"), []byte("有限"), []byte("法人"), []byte("センター"), []byte("営業"), []byte("担当"), []byte("御中"), []byte("合計"), []byte("事務"),
	[]byte("无"), []byte("未知"), []byte("不详"), []byte("公司"), []byte("测试"), []byte("同左"), []byte("未填"), []byte("小計"), []byte("店"), []byte("課"), []byte("係"),
}
