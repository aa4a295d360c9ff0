// Package japan holds the documents of Japanese law: reports to the Personal Information Protection Commission by private bodies
// (APPI Art. 26) and public ones (Art. 68), of the Number Act (Art. 29-4), a contractor's word to its principal (Enforcement Rules
// Art. 9), and the first word of a telecommunications carrier (Telecommunications Business Act Art. 28).
//
// Entries stand in the order of the Commission's web form, by which reports are made; their names are our own words.
package japan

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
)

// Forms lists them.
func Forms() []legal.Form {
	appi, number, public := appiRegime(), numberRegime(), publicRegime()
	return []legal.Form{
		{ID: "jp-appi-preliminary", Title: law.Text{JA: "漏えい等報告書（速報）", EN: "Data breach report, preliminary (APPI Art. 26)"}, Reader: legal.Authority,
			Jurisdiction: "JP", Rules: []string{"jp-appi-preliminary"}, Series: "jp-appi", Write: appi.preliminary},
		{ID: "jp-appi-final", Title: law.Text{JA: "漏えい等報告書（確報）", EN: "Data breach report, final (APPI Art. 26)"}, Reader: legal.Authority,
			Jurisdiction: "JP", Rules: []string{"jp-appi-final"}, Series: "jp-appi", Write: appi.final},
		{ID: "jp-number-act-preliminary", Title: law.Text{JA: "特定個人情報の漏えい等報告書（速報）", EN: "Breach of My Numbers, preliminary report (Number Act Art. 29-4)"}, Reader: legal.Authority,
			Jurisdiction: "JP", Rules: []string{"jp-number-act-preliminary"}, Series: "jp-number-act", Write: number.preliminary},
		{ID: "jp-number-act-final", Title: law.Text{JA: "特定個人情報の漏えい等報告書（確報）", EN: "Breach of My Numbers, final report (Number Act Art. 29-4)"}, Reader: legal.Authority,
			Jurisdiction: "JP", Rules: []string{"jp-number-act-final"}, Series: "jp-number-act", Write: number.final},
		{ID: "jp-appi-public-preliminary", Title: law.Text{JA: "保有個人情報の漏えい等報告書（速報）", EN: "Data breach report of a public body, preliminary (APPI Art. 68)"}, Reader: legal.Authority,
			Jurisdiction: "JP", Rules: []string{"jp-appi-public-preliminary"}, Series: "jp-appi-public", Write: public.preliminary},
		{ID: "jp-appi-public-final", Title: law.Text{JA: "保有個人情報の漏えい等報告書（確報）", EN: "Data breach report of a public body, final (APPI Art. 68)"}, Reader: legal.Authority,
			Jurisdiction: "JP", Rules: []string{"jp-appi-public-final"}, Series: "jp-appi-public", Write: public.final},
		{ID: "jp-contractor-notice", Title: law.Text{JA: "個人データの漏えい等に関する委託元への通知", EN: "Notice of a data breach to the principal"}, Reader: legal.Company,
			Jurisdiction: "JP", Rules: []string{"jp-appi-contractor"}, Write: contractor},
		{ID: "jp-telecom-first", Title: law.Text{JA: "通信の秘密の漏えいに関する報告（第一報）", EN: "Breach of the secrecy of communications, first report"}, Reader: legal.Authority,
			Jurisdiction: "JP", Rules: []string{"jp-telecom-secrecy-first"}, Write: telecom},
		{ID: "web-form", Title: law.Text{JA: "報告フォーム転記用シート", EN: "Copying sheet for the Commission's web form"}, Reader: legal.Inside,
			Jurisdiction: "JP", Series: "jp-appi", Write: appi.sheet},
	}
}
