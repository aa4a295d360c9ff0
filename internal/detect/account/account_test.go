package account

import (
	"testing"

	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestAccounts(t *testing.T) {
	Accept(t, ID(), Prose("会員番号：→«M-004821»、", "user_id=→«taro88»&x", "ユーザー名：→なし", "ID →ab")...)
	Accept(t, ID(), Labelled("«M004821»", "«hanako_y»", "«12345»", "null", "hanako yamada")...)
	Accept(t, ID(), Whole("M004821")...)
	Accept(t, Employee(), Labelled("«E00412»", "«００４１２»", "営業部", "hanako")...)
}
