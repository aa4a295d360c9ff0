package policy

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// The IDs.
const (
	countryMissing    = "policy-country-missing"
	countryUnclear    = "policy-country-unclear"
	contractorMissing = "policy-contractor-missing"
	saysNo            = "policy-says-no-transfer"
	itemsMissing      = "policy-transfer-items-missing"
)

// Catalogue implements exposure.Check.
func (Check) Catalogue() []exposure.Entry { return entries }

// The drafts. A Japanese reader gets both: policies of Japanese companies are often published in both languages.
const (
	measuresJA = "  提供先が講ずる措置: 〔委託契約で定めた措置。例: OECDプライバシーガイドライン8原則に対応する措置〕\n措置の内容に関するお問い合わせは、〔窓口〕までご連絡ください。"
	measuresEN = "  Measures of the recipient: [those of your contract, for example: measures that meet the eight principles of the OECD privacy guidelines]\nFor questions about these measures please write to [contact]."

	countryJA = "（外国における個人データの取扱い）\n当社は、次の外国において個人データを取り扱っています（委託先による取扱いを含みます）。当該外国の個人情報の保護に関する制度を把握した上で、安全管理のために必要かつ適切な措置を講じています。\n" +
		"  外国の名称: {country_ja}\n  取扱いの内容: {work_ja}\n  制度: {system_ja}\n" + measuresJA
	countryEN = "(Handling of personal data in other countries)\nWe handle personal data in the following country, including through our contractors. We know its system for the protection of personal information and take the measures that are necessary and appropriate for the safety of the data.\n" +
		"  Country: {country_en}\n  Handling: {work_en}\n  System: {system_en}\n" + measuresEN

	allJA = "（外国における個人データの取扱い）\n当社は、次の外国において個人データを取り扱っています（委託先による取扱いを含みます）。\n  外国の名称: {countries_ja}\n  取扱いの内容: 〔国ごとに、保管・閲覧の別と業務の内容〕\n  制度: 〔国ごとに、個人情報保護委員会の調査結果（" + surveys + "）等を記載〕\n" + measuresJA
	allEN = "(Handling of personal data in other countries)\nWe handle personal data in the following countries, including through our contractors.\n  Countries: {countries_en}\n  Handling: [for each country: storage or access, and what for]\n  System: [for each country: the survey of the Commission (" + surveys + "), or what you found out]\n" + measuresEN

	contractorJA = "（業務の委託）\n当社は、次のとおり個人データの取扱いの一部を委託しています。委託先とは個人データの取扱いに関する契約を締結し、必要かつ適切な監督を行います。\n  委託先: {contractor}（所在国: {country_ja}）\n  業務: {work_ja}"
	contractorEN = "(Contractors)\nWe entrust part of the handling of personal data as follows. We have a contract on the handling of personal data with each contractor and supervise it as necessary.\n  Contractor: {contractor} (located in {country_en})\n  Work: {work_en}"
)

// inJapanese tells an English reader where the Japanese draft is.
const inJapanese = "The same in Japanese: tsutsumi exposure --lang ja"

// rule sets a draft apart from what to do with it.
const rule = "\n---\n"

var entries = []exposure.Entry{
	{
		ID: countryMissing, Severity: exposure.High,
		Title: exposure.Text{EN: "Data in a country that the privacy policy omits", JA: "ポリシーに記載のない国での個人データの取扱い"},
		What: exposure.Text{
			EN: "Personal data is in {country_en} (stored: {storage_en}; seen by: {access_en}), and the policy names: {named_en}. Those it belongs to cannot know; that is what LINE had to answer for in 2021.",
			JA: "個人データが{country_ja}で取り扱われています（保管: {storage_ja}、閲覧: {access_ja}）。ポリシーに記載されている国: {named_ja}。本人はこのことを知り得ません。2021年にLINEが問われたのはこの点です。",
		},
		Seen: exposure.Text{
			EN: "The published policy was read by rules; no sentence names this country for storage, access or provision. Compared with what tsutsumi.yaml and the inventory declare.",
			JA: "公開されているポリシーを規則に基づいて読み取りましたが、保管・閲覧・提供の場所としてこの国を挙げる文はありませんでした。tsutsumi.yaml と台帳の内容と比較しています。",
		},
		Fix: exposure.Text{
			EN: "Decide first whether the data has to be there: bring it home, or cut the access (tsutsumi watch shows whether it stays cut).\nIf it stays: have the paragraph below completed and published by whoever answers for the policy; check consent or an equivalent system (APPI Art. 28) and the knowledge of the country's system (Art. 23, 32)." + rule + countryEN + rule + inJapanese,
			JA: "まず、その国で取り扱う必要があるかを判断します。国内へ移す、またはアクセスを遮断します（遮断が続いているかは tsutsumi watch で確認できます）。\n継続する場合は、下記の案をポリシーの責任者が補って公表します。あわせて、同意または基準適合体制（個人情報保護法28条）、外的環境の把握（23条・32条）を確認します。" + rule + countryJA + rule + countryEN,
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_offshore/",
	},
	{
		ID: countryUnclear, Severity: exposure.Low,
		Title: exposure.Text{EN: "The policy names a country, but for what is unclear", JA: "ポリシーに国名はあるが、取扱い場所としての記載か不明"},
		What: exposure.Text{
			EN: "Personal data is in {country_en} (stored: {storage_en}; seen by: {access_en}). The policy names the country in \"{quote}\", which the rules do not read as a place of storage, access or provision.",
			JA: "個人データが{country_ja}で取り扱われています（保管: {storage_ja}、閲覧: {access_ja}）。ポリシーの「{quote}」に国名がありますが、保管・閲覧・提供の場所としての記載とは読み取れませんでした。",
		},
		Seen: exposure.Text{
			EN: "The published policy was read by rules; the sentence stands at bytes {at} of its text. A person has to read it.",
			JA: "公開されているポリシーを規則に基づいて読み取りました（該当文は本文の {at} バイト）。人による確認が必要です。",
		},
		Fix: exposure.Text{
			EN: "Read the sentence. If it tells people that their data is there, accept the finding: tsutsumi exposure --accept\nIf not, have this completed and published:" + rule + countryEN + rule + inJapanese,
			JA: "該当文を確認します。個人データの所在が本人に伝わる内容であれば、承認します: tsutsumi exposure --accept\nそうでなければ、下記の案を補って公表します。" + rule + countryJA + rule + countryEN,
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_offshore/",
	},
	{
		ID: saysNo, Severity: exposure.High,
		Title: exposure.Text{EN: "The policy says nothing goes abroad, and it does", JA: "「外国への提供なし」の記載が実態と異なる"},
		What: exposure.Text{
			EN: "The policy says \"{quote}\" (bytes {at} of its text), while personal data is in: {countries_en}. A public statement that is untrue is worse than one that is missing.",
			JA: "ポリシーには「{quote}」とあります（本文の {at} バイト）が、個人データは{countries_ja}で取り扱われています。事実と異なる公表は、記載漏れより重大です。",
		},
		Seen: exposure.Text{
			EN: "The published policy was read by rules, and compared with what tsutsumi.yaml and the inventory declare.",
			JA: "公開されているポリシーを規則に基づいて読み取り、tsutsumi.yaml と台帳の内容と比較しました。",
		},
		Fix: exposure.Text{
			EN: "Take the sentence out or make it true. If the handling stays, put this in its place once completed:" + rule + allEN + rule + inJapanese,
			JA: "この文を削除するか、実態を記載に合わせます。取扱いを継続する場合は、下記の案を補って差し替えます。" + rule + allJA + rule + allEN,
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_offshore/",
	},
	{
		ID: contractorMissing, Severity: exposure.Low,
		Title: exposure.Text{EN: "A contractor that the privacy policy does not name", JA: "プライバシーポリシーに記載のない委託先"},
		What: exposure.Text{
			EN: "{contractor} (located in: {country_en}) handles personal data, and the policy does not name it. The law does not ask for each contractor's name; people who ask who has their data will.",
			JA: "{contractor}（所在国: {country_ja}）が個人データを取り扱っていますが、ポリシーに名称の記載がありません。委託先名の公表は法律上必須ではありませんが、本人から取扱い先を問われたときに説明できません。",
		},
		Seen: exposure.Text{
			EN: "The name does not stand in the published policy, however it is written. Compared with the contractors that tsutsumi.yaml declares.",
			JA: "公開されているポリシーに、表記の揺れを含めてこの名称がありません。tsutsumi.yaml に登録された委託先と比較しています。",
		},
		Fix: exposure.Text{
			EN: "Name the contractor, or the kind of contractor and its country, in the policy or on a page that it links to:" + rule + contractorEN + rule + inJapanese,
			JA: "ポリシーまたはリンク先のページに、委託先の名称（または種類と所在国）を記載します。" + rule + contractorJA + rule + contractorEN,
		},
		Reference: "https://www.ppc.go.jp/personalinfo/legal/guidelines_tsusoku/",
	},
	{
		ID: itemsMissing, Severity: exposure.Low,
		Title: exposure.Text{EN: "Transfer abroad without what Art. 28 asks to tell", JA: "外国への提供に関する情報提供事項の不足"},
		What: exposure.Text{
			EN: "The policy names {named_en}, and lacks: {lacks_en}. Whoever gives data to a third party abroad on consent has to tell the country, its system and the recipient's measures beforehand.",
			JA: "ポリシーに記載されている国は{named_ja}ですが、次の事項が見当たりません: {lacks_ja}。同意に基づき外国にある第三者へ提供する場合は、国名・制度・提供先の措置をあらかじめ情報提供する必要があります。",
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
