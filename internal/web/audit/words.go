package audit

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// acts are the names of acts as people say them; an act that is not here is shown as it is recorded.
var acts = map[string]struct{ ja, en string }{
	"sign-in":           {"サインイン", "sign in"},
	"sign-in-code":      {"2段階認証", "second factor"},
	"sign-out":          {"サインアウト", "sign out"},
	"first-account":     {"最初のアカウントの作成", "make the first account"},
	"set-password":      {"パスワードの変更", "set a password"},
	"enrol-second":      {"2段階認証の設定", "set up a second factor"},
	"renew-recovery":    {"回復用コードの作り直し", "renew recovery codes"},
	"remove-second":     {"2段階認証の解除", "remove the second factor"},
	"end-session":       {"セッションの終了", "end a session"},
	"end-sessions":      {"ほかのセッションの終了", "end other sessions"},
	"make-token":        {"APIトークンの作成", "make an API token"},
	"revoke-token":      {"APIトークンの失効", "revoke an API token"},
	"choose-preference": {"表示の設定", "choose language and theme"},
	"add-account":       {"利用者の追加", "add a user"},
	"change-account":    {"利用者の変更", "change a user"},
	"reset-account":     {"利用者のパスワード再設定", "reset a user's password"},
	"clear-second":      {"利用者の2段階認証の解除", "remove a user's second factor"},
	"set-sign-in":       {"サインインの設定", "change the settings of signing in"},
	"set-retention":     {"保存期間の設定", "change retention"},
	"test-receiver":     {"通知先の試験", "test a receiver"},
	"erase-audit":       {"期限を過ぎた操作記録の消去", "erase entries whose time is over"},
}

// ActName is an act as people say it.
func ActName(l web.Lang, act string) string {
	if a, ok := acts[act]; ok {
		return l.Of(a.ja, a.en)
	}
	return act
}

func via(v *look.View, text string) string {
	if name, ok := strings.CutPrefix(text, "token "); ok {
		return v.Of("トークン ", "token ") + name
	}
	switch text {
	case "session":
		return v.Of("画面", "console")
	case "command":
		return v.Of("コマンド", "command")
	}
	return text
}
