package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
)

// at is where a quote stands.
func (q Quote) at() string { return fmt.Sprintf("%d–%d", q.Start, q.End) }

// surveys is where the authority publishes what it found out about other countries' systems.
const surveys = "https://www.ppc.go.jp/enforcement/infoprovision/laws/"

// equal tells the countries that Japan's authority holds to protect as Japan does (PPC notices nos. 1 and 5 of 2019): for
// them Art. 28 does not ask for consent, while Art. 23 and 32 still ask to know and tell them.
func equal(code string) bool { return code == "GB" || country.Covers([]string{country.EEA}, code) }

// draft is the paragraph that a policy lacks on countries, in both languages. What only the organisation knows stands in
// brackets: 〔 〕 and [ ].
func draft(gs []gap) (ja, en string) {
	var j, e strings.Builder
	j.WriteString("（外国における個人データの取扱い）\n当社は、次の外国において個人データを取り扱っています（委託先による取扱いを含みます）。当該外国の個人情報の保護に関する制度を把握した上で、安全管理のために必要かつ適切な措置を講じています。\n")
	e.WriteString("(Handling of personal data in other countries)\nWe handle personal data in the following countries, including through our contractors. We know the systems of these countries for the protection of personal information and take the measures that are necessary and appropriate for the safety of the data.\n")
	for i, g := range gs {
		howJA, howEN := how(&g)
		fmt.Fprintf(&j, "%d. 外国の名称: %s\n   取扱いの内容: %s\n", i+1, country.Name(g.code, "ja"), howJA)
		fmt.Fprintf(&e, "%d. Country: %s\n   Handling: %s\n", i+1, country.Name(g.code, "en"), howEN)
		if equal(g.code) {
			j.WriteString("   制度: 個人情報保護委員会が、日本と同等の水準にあると認められる制度を有する外国として定めています。\n")
			e.WriteString("   System: designated by Japan's Personal Information Protection Commission as equivalent to that of Japan.\n")
		} else {
			fmt.Fprintf(&j, "   制度: 個人情報保護委員会が公表する調査結果（%s）の該当国の項をご参照ください。〔該当国の調査がない場合は、自社で確認した内容を記載〕\n", surveys)
			fmt.Fprintf(&e, "   System: see the survey published by the Personal Information Protection Commission (%s). [Where there is none of this country: what you found out yourself]\n", surveys)
		}
		j.WriteString("   提供先が講ずる措置: 〔委託契約で定めた措置。例: OECDプライバシーガイドライン8原則に対応する措置を講じています〕\n")
		e.WriteString("   Measures of the recipient: [those of your contract, for example: measures that meet the eight principles of the OECD privacy guidelines]\n")
	}
	j.WriteString("措置の内容に関するお問い合わせは、〔窓口〕までご連絡ください。")
	e.WriteString("For questions about these measures please write to [contact].")
	return j.String(), e.String()
}

// how is what is done in a country.
func how(g *gap) (ja, en string) {
	var j, e []string
	if len(g.storage) > 0 {
		j, e = append(j, "個人データの保管"), append(e, "storage of personal data")
	}
	if len(g.access) > 0 {
		j, e = append(j, "委託先の従業者による閲覧（業務: 〔業務の内容〕）"), append(e, "access by a contractor's staff (work: [what for])")
	}
	if len(j) == 0 {
		return "〔取扱いの内容〕", "[what is done there]"
	}
	return strings.Join(slices.Compact(j), "、"), strings.Join(e, "; ")
}

// draftContractor is the sentence that a policy lacks on a contractor.
func draftContractor(c *Contractor) (ja, en string) {
	what, whatEN := c.Purpose, c.Purpose
	if what == "" {
		what, whatEN = "〔業務の内容〕", "[what for]"
	}
	ja = fmt.Sprintf("（業務の委託）\n当社は、%sのため、個人データの取扱いの一部を%sに委託しています。委託先とは個人データの取扱いに関する契約を締結し、必要かつ適切な監督を行います。", what, c.Name)
	en = fmt.Sprintf("(Contractors)\nWe entrust part of the handling of personal data to %s (%s). We have a contract with them on the handling of personal data and supervise them as necessary.", c.Name, whatEN)
	if c.Country != "" && c.Country != "JP" {
		ja += fmt.Sprintf("委託先は%sに所在します。", country.Name(c.Country, "ja"))
		en += fmt.Sprintf(" They are located in %s.", country.Name(c.Country, "en"))
	}
	return ja, en
}
