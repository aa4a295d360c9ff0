package reference

import (
	"net/http"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/api"
)

// status is what an answer means.
func (t *teller) status(code int, said string) string {
	for _, s := range api.Problems() {
		if s.Status == code {
			return t.lang.Of(s.JA, s.EN)
		}
	}
	switch code {
	case http.StatusOK:
		return t.lang.Of("成功", "Done")
	case http.StatusCreated:
		return t.lang.Of("作成した", "Made")
	case http.StatusAccepted:
		return t.lang.Of("受け付けた（処理は続く）", "Taken; the work goes on")
	case http.StatusNoContent:
		return t.lang.Of("成功（本文なし）", "Done, with no body")
	case http.StatusNotModified:
		return t.lang.Of("変わっていない", "Not changed")
	}
	return said
}

// The sections that there may be, in the order in which they are shown: what is asked first, and then as in the navigation.
var sections = [][3]string{
	{"general", "全般", "General"}, {"overview", "概況", "Overview"}, {"inventory", "台帳", "Inventory"}, {"exposures", "露出", "Exposures"},
	{"watch", "監視", "Watch"}, {"alerts", "アラート", "Alerts"}, {"leaks", "流出照合", "Leaks"}, {"dumps", "流出データ", "Dumps"}, {"matches", "照合結果", "Matches"},
	{"cases", "事案", "Cases"}, {"laws", "法令", "Laws"}, {"canaries", "おとり", "Canaries"}, {"sources", "データ源と予定", "Sources & schedule"}, {"jobs", "作業", "Jobs"},
	{"account", "アカウント", "Account"}, {"tokens", "トークン", "Tokens"}, {"users", "利用者", "Users"}, {"settings", "設定", "Settings"}, {"audit", "操作記録", "Audit log"},
}

// sectionPlace is where a section stands; one that is not listed stands at the end.
func sectionPlace(tag string) int {
	for i, s := range sections {
		if s[0] == tag {
			return i
		}
	}
	return len(sections)
}

// sectionName is the name of a section: that of the page where there is one.
func sectionName(l web.Lang, tag string) string {
	if i := sectionPlace(tag); i < len(sections) {
		return l.Of(sections[i][1], sections[i][2])
	}
	if tag == "" {
		return l.Of("その他", "Other")
	}
	return strings.ToUpper(tag[:1]) + tag[1:]
}

// permission is what is needed, in words.
func permission(l web.Lang, p string) string {
	switch access.Permission(p) {
	case access.Anyone:
		return l.Of("だれでも", "anyone")
	case access.Self:
		return l.Of("サインインした本人", "whoever signed in")
	case access.View:
		return l.Of("件数・場所・状態の閲覧", "see numbers, places, states")
	case access.Sample:
		return l.Of("伏字の見本の閲覧（記録される）", "see masked samples; each look is recorded")
	case access.Run:
		return l.Of("作業の開始と中止", "start and cancel work")
	case access.Triage:
		return l.Of("アラートと露出の判断", "decide on alerts and exposures")
	case access.Read:
		return l.Of("事案の閲覧", "read cases")
	case access.Decide:
		return l.Of("事案への記録と書類の作成", "record in cases, write documents")
	case access.Notify:
		return l.Of("本人への通知", "letters to persons")
	case access.Ask:
		return l.Of("本人からの照会への回答", "ask whether a person is affected")
	case access.Reveal:
		return l.Of("アカウント名とアドレスの平文表示", "see accounts and addresses in clear")
	case access.Sources:
		return l.Of("データ源・予定・認証情報の変更", "change sources, schedules, secrets")
	case access.Manage:
		return l.Of("利用者・トークン・設定の管理", "manage accounts, tokens, settings")
	case access.Audit:
		return l.Of("操作記録の閲覧", "read the audit log")
	}
	return p
}

// place is where a parameter stands.
func place(l web.Lang, in string) string {
	switch in {
	case "path":
		return l.Of("パス", "path")
	case "query":
		return l.Of("クエリ", "query")
	case "header":
		return l.Of("ヘッダー", "header")
	}
	return in
}
