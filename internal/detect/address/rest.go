package address

import (
	"bytes"
	"unicode/utf8"
)

// houses are words that name a building or a room in it.
var houses = [][]byte{
	[]byte("ハイツ"), []byte("コーポ"), []byte("メゾン"), []byte("マンション"), []byte("荘"), []byte("ビル"), []byte("タワー"), []byte("アパート"),
	[]byte("レジデンス"), []byte("ハウス"), []byte("団地"), []byte("号室"), []byte("号棟"), []byte("ハイム"), []byte("パレス"), []byte("コート"), []byte("ヴィラ"),
	[]byte("プラザ"), []byte("ガーデン"), []byte("ドーム"), []byte("寮"), []byte("レジデンシャル"), []byte("シティ"), []byte("パーク"), []byte("ヒルズ"), []byte("ライオンズ"),
	[]byte("スクエア"), []byte("テラス"), []byte("フラット"), []byte("カーサ"), []byte("グラン"), []byte("エステート"), []byte("住宅"), []byte("階"), []byte("单元"), []byte("室"),
}

// rest tells whether v is what a table that splits addresses keeps beside the town: a number of blocks (3-17-12, 12番地4),
// or a building and a room.
func rest(v []byte) bool {
	groups, figures, run := 0, 0, 0
	for i := 0; i < len(v); {
		r, w := utf8.DecodeRune(v[i:])
		i += w
		switch {
		case '0' <= r && r <= '9', '０' <= r && r <= '９':
			if figures++; run == 0 {
				groups++
			}
			if run++; run > 4 {
				return false
			}
			continue
		case r == '-', r == '－', r == 'ー', r == '−', r == '‐', r == '番', r == '地', r == '丁', r == '目', r == '号', r == 'の', r == '之', r == '栋', r == '楼':
		default:
			for _, h := range houses {
				if bytes.Contains(v, h) {
					return true
				}
			}
			return false
		}
		run = 0
	}
	return groups >= 1 && groups <= 4 && figures <= 9 && (groups > 1 || len(v) > figures)
}
