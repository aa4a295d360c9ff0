package policy

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// The IDs.
const (
	countryMissing    = "policy-country-missing"
	contractorMissing = "policy-contractor-missing"
	saysNo            = "policy-says-no-transfer"
	itemsMissing      = "policy-transfer-items-missing"
)

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry { return entries }

var entries = []exposure.Entry{
	{
		ID: countryMissing, Severity: exposure.High,
		Title: exposure.Text{EN: "Personal data in a country that the privacy policy does not name", JA: "プライバシーポリシーに記載のない国で個人データを取り扱っている"},
		What: exposure.Text{
			EN: "Personal data is in {country} (stored: {storage}; seen by: {access}), and the policy names {named}. Those it belongs to cannot know; that is what LINE had to answer for in 2021.",
			JA: "個人データが {country} で取り扱われています（保管: {storage}、閲覧: {access}）が、ポリシーに記載されている国は {named} です。本人はこのことを知り得ません。2021年にLINEが問われたのはこの点です。",
		},
		Seen: exposure.Text{
			EN: "The published policy was read by rules; no sentence names this country for storage, access or provision. Compared with what tsutsumi.yaml and the inventory declare.",
			JA: "公開されているポリシーを規則に基づいて読み取りましたが、保管・閲覧・提供の場所としてこの国を挙げる文はありませんでした。tsutsumi.yaml と台帳の内容と比較しています。",
		},
		Fix: exposure.Text{
			EN: "Decide first whether the data has to be there: bring it home, or cut the access (tsutsumi watch shows whether it stays cut).\nIf it stays: have the paragraph below completed and published by whoever answers for the policy; check consent or an equivalent system (APPI Art. 28) and the knowledge of the country's system (Art. 23, 32).\n---\n{draft_en}\n---\n{draft_ja}",
			JA: "まず、その国で取り扱う必要があるかを判断します。国内へ移す、またはアクセスを遮断します（遮断が続いているかは tsutsumi watch で確認できます）。\n継続する場合は、下記の案をポリシーの責任者が補って公表します。あわせて、同意または基準適合体制（個人情報保護法28条）、外的環境の把握（23条・32条）を確認します。\n---\n{draft_ja}\n---\n{draft_en}",
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_offshore/",
	},
	{
		ID: saysNo, Severity: exposure.High,
		Title: exposure.Text{EN: "The privacy policy says that nothing goes abroad, and it does", JA: "「外国への提供・移転はない」という記載が実態と異なる"},
		What: exposure.Text{
			EN: "The policy says \"{quote}\" (bytes {at} of its text), while personal data is in {countries}. A public statement that is untrue is worse than one that is missing.",
			JA: "ポリシーには「{quote}」とあります（本文の {at} バイト）が、個人データは {countries} で取り扱われています。事実と異なる公表は、記載漏れより重大です。",
		},
		Seen: exposure.Text{
			EN: "The published policy was read by rules, and compared with what tsutsumi.yaml and the inventory declare.",
			JA: "公開されているポリシーを規則に基づいて読み取り、tsutsumi.yaml と台帳の内容と比較しました。",
		},
		Fix: exposure.Text{
			EN: "Take the sentence out or make it true. If the handling stays, put this in its place once completed:\n---\n{draft_en}\n---\n{draft_ja}",
			JA: "この文を削除するか、実態を記載に合わせます。取扱いを継続する場合は、下記の案を補って差し替えます。\n---\n{draft_ja}\n---\n{draft_en}",
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_offshore/",
	},
	{
		ID: contractorMissing, Severity: exposure.Low,
		Title: exposure.Text{EN: "A contractor that the privacy policy does not name", JA: "プライバシーポリシーに記載のない委託先"},
		What: exposure.Text{
			EN: "{contractor} ({country}) handles personal data, and the policy does not name it. The law does not ask for each contractor's name; people who ask who has their data will.",
			JA: "{contractor}（{country}）が個人データを取り扱っていますが、ポリシーに名称の記載がありません。委託先名の公表は法律上必須ではありませんが、本人から取扱い先を問われたときに説明できません。",
		},
		Seen: exposure.Text{
			EN: "The name does not stand in the published policy, however it is written. Compared with the contractors that tsutsumi.yaml declares.",
			JA: "公開されているポリシーに、表記の揺れを含めてこの名称がありません。tsutsumi.yaml に登録された委託先と比較しています。",
		},
		Fix: exposure.Text{
			EN: "Name the contractor, or the kind of contractor and its country, in the policy or on a page that it links to:\n---\n{draft_en}\n---\n{draft_ja}",
			JA: "ポリシーまたはリンク先のページに、委託先の名称（または種類と所在国）を記載します。\n---\n{draft_ja}\n---\n{draft_en}",
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_tsusoku/",
	},
	{
		ID: itemsMissing, Severity: exposure.Low,
		Title: exposure.Text{EN: "Transfer abroad without the information that Art. 28 asks for", JA: "外国への提供について、28条の情報提供事項の記載が不足"},
		What: exposure.Text{
			EN: "The policy names {named}, and lacks: {lacks}. Whoever gives data to a third party abroad on consent has to tell the country, its system and the recipient's measures beforehand.",
			JA: "ポリシーには {named} が記載されていますが、次の事項が見当たりません: {lacks}。同意に基づき外国にある第三者へ提供する場合は、国名・制度・提供先の措置をあらかじめ情報提供する必要があります。",
		},
		Seen: exposure.Text{
			EN: "The published policy was read by rules; the items may stand on another page, which was not read.",
			JA: "公開されているポリシーを規則に基づいて読み取りました。別のページ（未確認）に記載されている可能性があります。",
		},
		Fix: exposure.Text{
			EN: "Name for each country: its system for the protection of personal information (the Commission publishes surveys), and the measures that the recipient takes.\nIf the transfer rests on an equivalent system instead of consent: be ready to tell these on request, and check them once a year.",
			JA: "国ごとに、個人情報の保護に関する制度（個人情報保護委員会が調査結果を公表）と、提供先が講ずる措置を記載します。\n同意ではなく基準適合体制に基づく場合は、求めに応じて情報提供できるようにし、年1回程度、制度と措置の実施状況を確認します。",
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_offshore/",
	},
}
