package engine_test

import (
	"bytes"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// A text that is one word over and over costs what any text does: were each place looked at from every other, this test
// would run for hours.
func TestRepetition(t *testing.T) {
	for _, p := range []string{
		"田", "田中", "山田太郎", "王小明", "東京都", "氏名は", "氏名：田中", "姓名：王小明，", "住所は東京都", "パスワードは", "様田中", "李某",
		"電話番号は090-1234-5678 ", "1-", "a@", "x:", "ab12", "password=", "-----BEGIN ", "〒", "令和", "丁目",
	} {
		judge(t, bytes.Repeat([]byte(p), 200_000/len(p)), content.Part{Name: "n.txt", Form: content.Text}, 0, 1)
	}
}
