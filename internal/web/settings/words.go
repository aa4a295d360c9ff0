package settings

import (
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// role is a role as people say it, and what it is for.
func role(v *look.View, r access.Role) (name, about string) {
	switch r {
	case access.Viewer:
		return v.Of("閲覧者", "viewer"), v.Of("件数・場所・状態を見る", "sees numbers, places and states")
	case access.Analyst:
		return v.Of("分析担当", "analyst"), v.Of("マスクした標本を見て、アラートと露出を判断し、処理を動かす", "sees masked samples, decides on alerts and exposures, runs work")
	case access.Officer:
		return v.Of("個人情報保護管理者", "privacy officer"), v.Of("事案の記録・報告・本人通知を行い、操作記録を見る", "records in cases, reports, writes to persons, sees the audit log")
	case access.Admin:
		return v.Of("システム管理者", "administrator"), v.Of("利用者・データ源・設定を管理する。標本と事案は見えない", "looks after users, sources and settings; sees neither samples nor cases")
	}
	return string(r), ""
}

func roles(v *look.View, a *access.Account) string {
	var out []string
	for _, r := range a.Roles {
		name, _ := role(v, r)
		out = append(out, name)
	}
	return strings.Join(out, v.Of("・", ", "))
}

func has(a *access.Account, r access.Role) bool { return a != nil && slices.Contains(a.Roles, r) }

func scope(v *look.View, s access.Scope) string {
	if s.All() {
		return v.Of("すべて", "everything")
	}
	return strings.Join(s, v.Of("、", ", "))
}

func within(a *access.Account, source string) bool {
	return a != nil && slices.Contains([]string(a.Scope), source)
}

// tabs are the pages of the settings; on is the path of this one.
func tabs(v *look.View, on string) []look.Tab {
	var out []look.Tab
	for _, t := range []struct{ path, ja, en string }{{"/settings", "利用者と役割", "Users and roles"}, {"/settings/signing-in", "サインイン", "Signing in"}, {"/settings/tokens", "APIトークン", "API tokens"},
		{"/settings/receivers", "通知先", "Receivers"}, {"/settings/retention", "保存期間", "Retention"}, {"/settings/keys", "鍵", "Keys"}} {
		out = append(out, look.Tab{Text: v.Of(t.ja, t.en), Href: t.path, On: t.path == on})
	}
	return out
}
