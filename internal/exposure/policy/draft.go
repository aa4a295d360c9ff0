package policy

import (
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
)

// The paragraphs that a policy lacks stand in the catalogue, as part of how to close the gap; here is what fills them in.
// What only the organisation knows stays in brackets: 〔 〕 and [ ].

// at is where a quote stands.
func (q Quote) at() string { return fmt.Sprintf("%d–%d", q.Start, q.End) }

// surveys is where the authority publishes what it found out about other countries' systems.
const surveys = "https://www.ppc.go.jp/enforcement/infoprovision/laws/"

// equal tells the countries that Japan's authority holds to protect as Japan does (PPC notices nos. 1 and 5 of 2019): for
// them Art. 28 does not ask for consent, while Art. 23 and 32 still ask to know and tell them.
func equal(code string) bool { return code == "GB" || country.Covers([]string{country.EEA}, code) }

// system is what to say of a country's law.
func system(code string) (ja, en string) {
	if equal(code) {
		return "個人情報保護委員会が、日本と同等の水準にあると認められる制度を有する外国として定めています。",
			"designated by Japan's Personal Information Protection Commission as equivalent to that of Japan."
	}
	return "個人情報保護委員会が公表する調査結果（" + surveys + "）をご参照ください。〔調査がない国は、自社で確認した内容を記載〕",
		"see the survey of the Personal Information Protection Commission (" + surveys + "). [Where there is none: what you found out yourself]"
}

// work is what is done in a country.
func work(g *gap) (ja, en string) {
	var j, e []string
	if len(g.storage) > 0 {
		j, e = append(j, "個人データの保管"), append(e, "storage of personal data")
	}
	if len(g.access) > 0 {
		j, e = append(j, "委託先の従業者による閲覧（業務: 〔業務の内容〕）"), append(e, "access by a contractor's staff (work: [what for])")
	}
	return strings.Join(j, "、"), strings.Join(e, "; ")
}

// or is s, or what stands for it.
func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
