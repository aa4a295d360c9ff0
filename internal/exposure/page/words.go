package page

import (
	"net/url"
	"strings"
)

// The words by which links and paths to pages of each role are known, in small letters.
var (
	loginWords = []string{
		"login", "log in", "log-in", "signin", "sign in", "sign-in", "logon", "/auth", "mypage", "my page", "my-page",
		"ログイン", "サインイン", "マイページ", "登录", "登入", "登陆", "會員中心", "会员中心",
	}
	payWords = []string{
		"checkout", "check out", "payment", "/pay", "billing", "/order", "purchase", "/cart", "basket", "shopping cart", "donate",
		"購入", "お支払", "支払い", "決済", "ご注文", "注文手続", "レジに進む", "カート", "買い物かご", "寄付", "寄附", "支付", "结账", "結帳", "购物车", "購物車", "付款",
	}
	registerWords = []string{
		"register", "registration", "sign up", "signup", "sign-up", "create account", "create-account", "/join", "/entry", "/subscribe",
		"会員登録", "新規登録", "無料登録", "アカウント作成", "入会", "エントリー", "申込", "申し込み", "お申込", "注册", "註冊", "加入会员",
	}
	contactWords = []string{
		"contact", "inquiry", "enquiry", "/support", "feedback", "request",
		"お問い合わせ", "お問合せ", "問い合わせ", "資料請求", "ご相談", "予約", "联系我们", "聯絡我們", "咨询",
	}
	// acts are words of addresses that do something when they are asked for; those are never followed.
	acts = []string{"logout", "log-out", "signout", "sign-out", "logoff", "ログアウト", "delete", "remove", "unsubscribe", "退会", "cancel", "add-to-cart", "add_to_cart", "addtocart", "action=", "cmd=", "do="}
)

// roleOfWords tells what a page is for by words that lead to it.
func roleOfWords(words string) roles {
	w := strings.ToLower(words)
	if p, err := url.PathUnescape(w); err == nil {
		w = p
	}
	return roles{has(w, loginWords), has(w, payWords), has(w, registerWords), has(w, contactWords)}
}

// worth tells whether a link leads to a page that takes something, and can be asked for without doing anything.
func worth(u *url.URL, words string) bool {
	all := strings.ToLower(words + " " + u.Path + "?" + u.RawQuery)
	for _, end := range []string{".pdf", ".zip", ".jpg", ".png", ".csv", ".xlsx", ".docx", ".exe", ".dmg"} {
		if strings.HasSuffix(strings.ToLower(u.Path), end) {
			return false
		}
	}
	return !has(all, acts) && roleOfWords(words+" "+u.Path).takes()
}

func has(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
