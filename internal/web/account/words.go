package account

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// permission is what a permission lets do, in the reader's words.
func permission(v *look.View, p access.Permission) string {
	words := map[access.Permission][2]string{
		access.View:    {"件数・場所・状態を見る", "see numbers, places and states"},
		access.Sample:  {"マスクした標本を見る（閲覧は記録）", "see masked samples (each look is recorded)"},
		access.Run:     {"走査などの処理を始める・止める", "start and cancel work"},
		access.Triage:  {"アラートと露出を判断する", "decide on alerts and exposures"},
		access.Read:    {"事案を見る", "see cases"},
		access.Decide:  {"事案に記録し、書類を作る", "record in cases, write documents"},
		access.Notify:  {"本人へ通知する", "write to persons"},
		access.Ask:     {"本人からの照会に答える", "ask whether a person is affected"},
		access.Reveal:  {"アラートの利用者と接続元を開示する", "see principals and addresses in clear"},
		access.Sources: {"データ源と予定を管理する", "manage sources and schedules"},
		access.Manage:  {"利用者と設定を管理する", "manage users and settings"},
		access.Audit:   {"操作記録を見る", "see the audit log"},
	}
	w, ok := words[p]
	if !ok {
		return string(p)
	}
	return v.Of(w[0], w[1])
}

// RoleName is a role as people say it.
func RoleName(v *look.View, r access.Role) string {
	switch r {
	case access.Viewer:
		return v.Of("閲覧者", "viewer")
	case access.Analyst:
		return v.Of("分析担当", "analyst")
	case access.Officer:
		return v.Of("個人情報保護管理者", "privacy officer")
	case access.Admin:
		return v.Of("システム管理者", "administrator")
	}
	return string(r)
}

func roles(v *look.View, a *access.Account) string {
	var out []string
	for _, r := range a.Roles {
		out = append(out, RoleName(v, r))
	}
	return strings.Join(out, v.Of("・", ", "))
}

func scope(v *look.View, s access.Scope) string {
	if s.All() {
		return v.Of("すべてのデータ源", "all sources")
	}
	return strings.Join(s, v.Of("、", ", "))
}

// offered are the permissions that somebody can give to a token.
func offered(v *look.View) (out []access.Permission) {
	for _, p := range access.Permissions() {
		if v.Who.May(p) {
			out = append(out, p)
		}
	}
	return out
}
