package watched

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// titles are what alerts of a detector are called.
var titles = map[string]watch.Text{
	"people-read":       {EN: "Many people's data read", JA: "多人数のデータの閲覧"},
	"bulk-export":       {EN: "Data taken in bulk", JA: "データの大量持ち出し"},
	"country":           {EN: "Access from an undeclared country", JA: "届け出のない国からのアクセス"},
	"first-country":     {EN: "First access ever from a country", JA: "初めての国からのアクセス"},
	"impossible-travel": {EN: "One account in two places", JA: "同一アカウントの同時利用・移動不能な利用"},
	"many-accounts":     {EN: "Many accounts from one origin", JA: "同一の接続元からの多数アカウント利用"},
	"enumeration":       {EN: "Identifiers tried one after the other", JA: "識別子の総当たり照会"},
	"insider":           {EN: "Use of rights beyond the job", JA: "職務外のデータ利用"},
	"linking":           {EN: "Accounts linked in bulk", JA: "口座・カードの不正な連携"},
	"trace":             {EN: "Known trace of an attack", JA: "既知の攻撃の痕跡"},
	"return":            {EN: "Return of an attacker of a closed case", JA: "解決済み事案の攻撃者の再来"},
	"canary":            {EN: "Planted data touched", JA: "おとりデータへの接触"},
	"complaint":         {EN: "Complaints of users that belong together", JA: "利用者からの申告の集中"},
	"sigma":             {EN: "Sigma rule", JA: "Sigma ルール"},
	"policy":            {EN: "Own policy", JA: "自社ポリシー違反"},
	"gap":               {EN: "Logging was stopped", JA: "ログ記録の停止"},
}

// title is what alerts of a detector are called.
func (t *teller) title(detector string) string {
	if title, there := titles[detector]; there {
		return t.Of(title.JA, title.EN)
	}
	return detector
}

// also are the other detectors that had something to say.
func (t *teller) also(a *watch.Alert) string {
	var names []string
	for _, d := range a.Also {
		names = append(names, t.title(d))
	}
	return strings.Join(names, t.Of("、", "; "))
}

func (t *teller) detectors(a *watch.Alert) string {
	if len(a.Also) == 0 {
		return t.title(a.Detector)
	}
	return t.title(a.Detector) + t.Of("、", "; ") + t.also(a)
}

func (t *teller) severity(s watch.Severity) string {
	switch s {
	case watch.Critical:
		return t.Of("緊急", "CRITICAL")
	case watch.High:
		return t.Of("重大", "HIGH")
	case watch.Medium:
		return t.Of("警告", "MEDIUM")
	case watch.Low:
		return t.Of("注意", "LOW")
	}
	return t.Of("情報", "INFO")
}

func (t *teller) why(g *watch.Gap) string {
	switch g.Why {
	case watch.Skipped:
		if g.Missing > 0 {
			return fmt.Sprintf(t.Of("連番 %s件の欠番", "%s missing by number"), t.Of(report.Number(g.Missing), report.Plural(g.Missing, "record", "records")))
		}
		return t.Of("連番の欠番", "numbers missing")
	case watch.Unread:
		return t.Of("読めない記録", "not readable")
	case watch.Stopped:
		return t.Of("記録の停止", "logging was stopped")
	case watch.Days:
		return t.Of("日単位の欠落", "whole days missing")
	}
	return t.Of("記録なし", "silent")
}
