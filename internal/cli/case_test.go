package cli

import (
	"io"
	"strings"
	"testing"
)

func room(t *testing.T) *caseRoom {
	t.Helper()
	a := &app{Streams: Streams{Out: io.Discard, Err: io.Discard}, env: func(string) string { return "" }, home: t.TempDir() + "/home", lang: "en"}
	r, done, err := a.caseRoom(t.Context(), &caseFlags{by: "hanako"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(done)
	return r
}

// TestClean: what a person types is masked where it names somebody, in both languages, and stays what it was where it does not.
func TestClean(t *testing.T) {
	r := room(t)
	for _, tt := range []struct {
		text  string
		found int
		gone  []string
	}{
		{"営業部の山田太郎さんが顧客名簿の入ったUSBメモリーを紛失した", 1, []string{"山田", "太郎"}},
		{"佐藤花子様（hanako.sato@example.jp、090-1234-5678）に別の方の請求書を送付", 3, []string{"佐藤", "花子", "hanako", "1234", "example.jp"}},
		{"担当者 鈴木一郎 に電話 03-1234-5678", 2, []string{"鈴木", "一郎", "1234"}},
		{"田中さんから連絡", 1, []string{"田中"}},
		{"山田太郎", 1, []string{"山田"}},
		{"Mr. John Smith (john.smith@example.com, +1-202-555-0143) received the wrong invoice", 3, []string{"John", "Smith", "john", "0143"}},
		{"クレジットカード番号 4111 1111 1111 1111 を含む", 1, []string{"1111"}},
		{"one line\nand another: taro@example.jp\n", 1, []string{"taro"}},
		{"攻撃元 192.0.2.144 と 2001:db8::beef から、3回。", 2, []string{"144", "beef"}},
		{"The password is hunter2secret!", 1, []string{"hunter2"}},
		{"パスワード：もじおきかえ9", 1, []string{"もじ"}},
		{"123456789018", 1, []string{"9018"}},
		{"受付 １２３４５６７８９０１８、1234-5678-9018", 2, []string{"９０１８", "9018"}},
		{"receipt 123456789012 and 2026-000123", 0, nil},
		{"at 10:15:30 and 2026-12-04T10:15:30+09:00, version 1.26.8, 3:00", 0, nil},
		{"総務部が2026年12月4日に気づいた。約1,500人分。", 0, nil},
		{"Found on 2026-12-04 by the help desk; about 1,500 persons", 0, nil},
		{"委託先A が再委託先B に渡したデータ", 0, nil},
		{"誤送信: 宛先を間違えて名簿を送った", 0, nil},
		{"", 0, nil},
	} {
		got, found := r.clean(tt.text)
		if found != tt.found {
			t.Errorf("%q: %d values, want %d: %q", tt.text, found, tt.found, got)
		}
		for _, s := range tt.gone {
			if strings.Contains(got, s) {
				t.Errorf("%q is left in %q", s, got)
			}
		}
		if tt.found == 0 && got != tt.text {
			t.Errorf("%q became %q", tt.text, got)
		}
	}
}
