package report

import "github.com/tsutsumi-dev/tsutsumi/internal/pii"

// Attribute is what the law, or the trade, says of a kind.
type Attribute struct {
	Attr       pii.Attr
	ID, JA, EN string
}

// Attributes lists them in the order in which they are told.
func Attributes() []Attribute { return attributes }

var attributes = []Attribute{
	{pii.Identifies, "identifies", "個人を特定", "identifies"},
	{pii.Within, "within", "システム内のみ", "within one system"},
	{pii.Special, "special", "要配慮", "special care"},
	{pii.Financial, "financial", "財産的被害", "financial"},
	{pii.Government, "government", "公的発行", "issued by a state"},
	{pii.Specific, "specific", "特定個人情報", "My Number regime"},
	{pii.Credential, "credential", "認証情報", "credential"},
	{pii.Secrecy, "secrecy", "通信の秘密", "secrecy of communications"},
	{pii.NotPersonal, "not_personal", "個人データでない", "not personal data"},
}

// KindLine is a kind as machines read it.
type KindLine struct {
	Kind       string   `json:"kind" example:"EMAIL_ADDRESS" doc:"The name, as findings say it."`
	JA         string   `json:"ja" example:"メールアドレス"`
	EN         string   `json:"en" example:"E-mail address"`
	Attributes []string `json:"attributes" doc:"What the law says of it: special, financial, specific, …"`
}

// Kind makes the line of a kind.
func Kind(k pii.Kind) KindLine {
	info := k.Info()
	out := KindLine{Kind: info.Name, JA: info.JA, EN: info.EN, Attributes: []string{}}
	for _, a := range attributes {
		if k.Has(a.Attr) {
			out.Attributes = append(out.Attributes, a.ID)
		}
	}
	return out
}
