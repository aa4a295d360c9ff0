package register

import "github.com/tsutsumi-dev/tsutsumi/internal/exposure"

// The entries' IDs.
const (
	StorageCountry          = "register-storage-country"
	AccessCountry           = "register-access-country"
	Contractor              = "register-contractor"
	Purpose                 = "register-purpose"
	UnexpectedKind          = "register-kind"
	Retention               = "register-retention"
	Withdrawn               = "register-withdrawn"
	ProductionInDevelopment = "register-production-in-development"
	GoneInCopy              = "register-gone-in-copy"
	UndeclaredSource        = "register-undeclared-source"
)

// Where the duties stand.
const (
	guidelines = "https://www.ppc.go.jp/personalinfo/legal/guidelines_tsusoku/"
)

// Entries is what can be told.
func Entries() []exposure.Entry {
	return []exposure.Entry{
		{ID: StorageCountry, Severity: exposure.High, Reference: guidelines,
			Title: exposure.Text{EN: "Data stored in a country that the privacy policy does not name", JA: "プライバシーポリシーに記載のない国での保管"},
			What: exposure.Text{EN: "{system} is stored in {country_en}; the policy names {named_en}. The persons cannot know that the law of {country_en}, access by its authorities included, applies to their data.",
				JA: "「{system}」は{country_ja}で保管されています。ポリシーに記載のある国: {named_ja}。本人は、{country_ja}の制度（当局によるアクセスを含む）が自分のデータに及ぶことを知ることができません。"},
			Seen: exposure.Text{EN: "tsutsumi.yaml: the country of {system} against the countries of policy", JA: "tsutsumi.yaml の「{system}」の保管国と policy の国名を照合"},
			Fix: exposure.Text{EN: "Store the data in a country that the policy names, or name {country_en} in the policy together with the measures taken (APPI Art. 32; guidelines, general part, 10-7)\nPolicy: “We store personal data on servers in {country_en}. We know the rules on personal data there and take the measures that they call for.”",
				JA: "保管先をポリシーに記載のある国へ移すか、国名と講じた措置をポリシーに追記する（個人情報保護法第32条、ガイドライン通則編10-7「外的環境の把握」）\n記載例：「当社は、{country_ja}に所在するサーバーで個人データを保管しています。同国の個人情報の保護に関する制度を把握したうえで、安全管理措置を講じています。」"}},
		{ID: AccessCountry, Severity: exposure.High, Reference: guidelines,
			Title: exposure.Text{EN: "Access from a country that the privacy policy does not name", JA: "プライバシーポリシーに記載のない国からのアクセス"},
			What: exposure.Text{EN: "{contractor} reaches {system} from {country_en} (purpose: {purpose_en}); the policy names {named_en}. To see data from abroad is to handle it there.",
				JA: "{contractor} が{country_ja}から「{system}」を閲覧できます（目的: {purpose_ja}）。ポリシーに記載のある国: {named_ja}。国外からの閲覧も、その国での取扱いに当たります。"},
			Seen: exposure.Text{EN: "tsutsumi.yaml: contractors of {system} and the countries of their access against those of policy", JA: "tsutsumi.yaml の「{system}」の委託先のアクセス国と policy の国名を照合"},
			Fix: exposure.Text{EN: "Close the access from {country_en}, or name the country and obtain consent or ensure an equivalent system (APPI Art. 28)\nLook in the access logs who came from {country_en} and since when\nPolicy: “For {draft_en}, contractors in {country_en} have access to personal data.”",
				JA: "{country_ja}からのアクセスを遮断する。続けるなら国名を明示し、本人の同意または相当措置の体制を整える（個人情報保護法第28条）\nアクセスログで、{country_ja}からのアクセスの有無と開始時期を確認する\n記載例：「{draft_ja}のため、{country_ja}に所在する委託先が個人データにアクセスします。」"}},
		{ID: Contractor, Severity: exposure.Medium, Reference: guidelines,
			Title: exposure.Text{EN: "A contractor's access that nobody declared", JA: "公表されていない委託先のアクセス"},
			What: exposure.Text{EN: "{contractor} handles the data of {system} (in {country_en}, purpose: {purpose_en}) and does not stand in the policy.",
				JA: "{contractor} が「{system}」のデータを取り扱っています（{country_ja}、目的: {purpose_ja}）が、ポリシーに記載がありません。"},
			Seen: exposure.Text{EN: "tsutsumi.yaml: contractors of {system} against contractors of policy", JA: "tsutsumi.yaml の「{system}」の委託先と policy の委託先を照合"},
			Fix: exposure.Text{EN: "Check that the contract allows it and who approved it (APPI Art. 25), further contractors included\nDeclare the contractor in the policy, or end the access",
				JA: "委託契約と承認の有無（再委託を含む）を確認する（個人情報保護法第25条）\nポリシーに委託先を追記するか、アクセスを終了する"}},
		{ID: Purpose, Severity: exposure.Low, Reference: guidelines,
			Title: exposure.Text{EN: "A purpose that the privacy policy does not name", JA: "プライバシーポリシーに記載のない利用目的"},
			What:  exposure.Text{EN: "{system} is used for “{purpose}”, which the policy does not name.", JA: "「{system}」の利用目的「{purpose}」がポリシーにありません。"},
			Seen:  exposure.Text{EN: "tsutsumi.yaml: purposes of {system} against purposes of policy", JA: "tsutsumi.yaml の「{system}」の利用目的と policy の利用目的を照合"},
			Fix: exposure.Text{EN: "Stop the use, or publish the purpose before going on (APPI Art. 17, 18, 21)",
				JA: "利用を止めるか、目的を公表してから続ける（個人情報保護法第17条・第18条・第21条）"}},
		{ID: UnexpectedKind, Severity: exposure.Medium, Reference: guidelines,
			Title: exposure.Text{EN: "Kinds of data that should not be there", JA: "想定外の項目の保有"},
			What:  exposure.Text{EN: "{system} holds {kinds_en}, which its declaration does not expect.", JA: "「{system}」に、登録にない項目があります: {kinds_ja}。"},
			Seen:  exposure.Text{EN: "the last scan against kinds_expected of {system}", JA: "直近の走査結果と「{system}」の kinds_expected を照合"},
			Fix: exposure.Text{EN: "Find where they stand: tsutsumi inventory list --kind …\nDelete what is not needed (APPI Art. 22), or declare it in kinds_expected",
				JA: "場所を調べる: tsutsumi inventory list --kind …\n不要なら消去し（個人情報保護法第22条）、必要なら kinds_expected に追記する"}},
		{ID: Retention, Severity: exposure.Medium, Reference: guidelines,
			Title: exposure.Text{EN: "Persons held past their retention", JA: "保存期間を過ぎた個人データ"},
			What: exposure.Text{EN: "{records} records of {system} are older than {keep_en} by {from}; the oldest is of {oldest}. Tables: {parts}.",
				JA: "「{system}」の{records}件が、保存期間（{from}から{keep_ja}）を過ぎています。最も古いものは{oldest}。場所: {parts}。"},
			Seen: exposure.Text{EN: "read: the dates of {from} in {system}", JA: "「{system}」の「{from}」の日付を読み取り"},
			Fix: exposure.Text{EN: "Delete the records without delay (APPI Art. 22), in backups and copies too\nIf the law asks for longer, put the time into retention",
				JA: "遅滞なく消去する（個人情報保護法第22条）。バックアップと複製も含める\n法令でより長い保存が必要なら、retention を改める"}},
		{ID: Withdrawn, Severity: exposure.High, Reference: guidelines,
			Title: exposure.Text{EN: "Persons who left and are still held", JA: "退会・解約した人の個人データの残存"},
			What: exposure.Text{EN: "{records} records of {system} are of persons who left, besides {in_time} that are still within the retention. Tables: {parts}.",
				JA: "「{system}」に、退会・解約した人のデータが{records}件残っています（保存期間内の{in_time}件を除く）。場所: {parts}。"},
			Seen: exposure.Text{EN: "read: {system} against those who left, by fingerprints", JA: "「{system}」と退会者の一覧・列を指紋で照合"},
			Fix: exposure.Text{EN: "Delete the records (APPI Art. 22, 35), in backups and copies too\nSee why the deletion at leaving did not reach them",
				JA: "消去する（個人情報保護法第22条・第35条）。バックアップと複製も含める\n退会時の削除処理が届かなかった理由を確認する"}},
		{ID: ProductionInDevelopment, Severity: exposure.High, Reference: guidelines,
			Title: exposure.Text{EN: "Persons of production in a development copy", JA: "開発環境にある本番の個人データ"},
			What: exposure.Text{EN: "{met} persons of {index} stand in {system}, a system for development ({share}% of its records; production has {of}). It is seldom guarded as production is, and more people reach it.",
				JA: "開発用の「{system}」に、本番「{index}」の{met}人のデータがあります（記録の{share}%。本番は{of}人）。開発環境は本番ほど守られておらず、触れられる人も多くなります。"},
			Seen: exposure.Text{EN: "read: {system} against the people index of {index}", JA: "「{system}」を照合用索引「{index}」と照合"},
			Fix: exposure.Text{EN: "Delete the copy, or replace it: tsutsumi mask IN OUT makes one whose joins still work\nSee who took the copy, and where else it went",
				JA: "複製を消去するか、tsutsumi mask IN OUT で伏せた複製（結合はそのまま使えます）に置き換える\n誰が持ち出したか、ほかに複製がないかを確認する"}},
		{ID: GoneInCopy, Severity: exposure.Medium, Reference: guidelines,
			Title: exposure.Text{EN: "Persons deleted from production who stand in a copy", JA: "本番から消えた人の複製・バックアップへの残存"},
			What: exposure.Text{EN: "{gone} persons whom {index} has no more still stand in {system}.",
				JA: "本番「{index}」にはもういない{gone}人のデータが、「{system}」に残っています。"},
			Seen: exposure.Text{EN: "read: {system} against the people index of {index}, by the snapshots in which each person was there", JA: "「{system}」を照合用索引「{index}」の在籍期間と照合"},
			Fix: exposure.Text{EN: "Delete old copies and backups, or note when they end (retention)",
				JA: "古い複製・バックアップを消去するか、消去の期日（retention）を定める"}},
		{ID: UndeclaredSource, Severity: exposure.Low, Reference: guidelines,
			Title: exposure.Text{EN: "Personal data in a place that nobody declared", JA: "登録のない場所にある個人データ"},
			What:  exposure.Text{EN: "{system} holds personal data, and no source of tsutsumi.yaml covers it: nobody answers for it.", JA: "「{system}」に個人データがありますが、tsutsumi.yaml の sources に登録がありません（責任者が不明です）。"},
			Seen:  exposure.Text{EN: "the inventory against the sources of tsutsumi.yaml", JA: "台帳と tsutsumi.yaml の sources を照合"},
			Fix: exposure.Text{EN: "Declare it with owner, country and retention, or delete it",
				JA: "責任者・保管国・保存期間とともに登録するか、消去する"}},
	}
}
