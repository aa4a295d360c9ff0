package look

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// WithQuery is a path whose query has a name set; "" takes the name out. A page of a list begins anew: "after" and "before" go.
func WithQuery(path, name, value string) string {
	u, err := url.Parse(Local(path))
	if err != nil {
		return "/"
	}
	q := u.Query()
	if name != "format" {
		q.Del("after")
		q.Del("before")
	}
	if value == "" {
		q.Del(name)
	} else {
		q.Set(name, value)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Refuse writes the page of an error: what the user may be told of it, and nothing else.
func Refuse(w http.ResponseWriter, r *http.Request, err error) error {
	status := web.Status(err)
	v := Begin(r, Page{Section: "-"})
	v.Title = titles(v, status)
	text := v.Of("処理できませんでした。しばらくして、もう一度お試しください。", "This did not work. Try again in a while.")
	var e *web.Error
	switch {
	case errors.As(err, &e):
		text = v.Of(e.JA, e.EN)
	case status != http.StatusInternalServerError && v.Lang == "en":
		text = err.Error()
	case status == http.StatusUnprocessableEntity:
		text = "この内容では処理できません。入力を確かめてください。"
	case status == http.StatusConflict:
		text = "ほかの操作で内容が変わっています。開き直して、もう一度お試しください。"
	case status == http.StatusServiceUnavailable:
		text = "接続先が応答しません。しばらくして、もう一度お試しください。"
	}
	code := v.Of("状態コード ", "Status ") + strconv.Itoa(status)
	if v.ID != "" {
		code += v.Of("・要求番号 ", " · request ") + v.ID
	}
	return WriteStatus(w, r, status, v, problem(code, text, v.Of("概況へ戻る", "Back to the overview")))
}

func titles(v *View, status int) string {
	switch status {
	case http.StatusNotFound:
		return v.Of("見つかりません", "Not found")
	case http.StatusForbidden, http.StatusUnauthorized:
		return v.Of("権限がありません", "Not allowed")
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return v.Of("入力を確かめてください", "Check what was sent")
	case http.StatusConflict:
		return v.Of("内容が変わっています", "Changed in between")
	case http.StatusTooManyRequests:
		return v.Of("回数が多すぎます", "Too many requests")
	case http.StatusServiceUnavailable:
		return v.Of("応答がありません", "No answer")
	}
	return v.Of("エラー", "Error")
}
