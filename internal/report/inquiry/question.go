package inquiry

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// To whom a request goes.
const (
	Contractor = "contractor" // who handles data for us
	Partner    = "partner"    // who had our people's data from us, or gave them to us
	Platform   = "platform"   // whose service was used, or where the data are posted
	Recipient  = "recipient"  // who got them by mistake
	Authority  = "authority"
)

// Roles lists to whom a request may go.
func Roles() []string { return []string{Contractor, Partner, Platform, Recipient, Authority} }

// question is asked of some, as long as something is not known.
type question struct {
	of   []string
	open func(st *breach.State) bool // nil: always
	text law.Text
}

func unknown(fact string) func(*breach.State) bool {
	return func(st *breach.State) bool { return st.Now(fact) == nil }
}

func uncounted(st *breach.State) bool {
	c := st.Affected().Count
	return c.Confirmed == nil
}

func unclear(st *breach.State) bool { return len(st.Affected().Kinds) == 0 }

var questions = []question{
	{[]string{Contractor, Partner}, nil, law.Text{EN: "Which data of ours, or of our customers, are concerned: systems, files, items of data. Name the items one by one (name, address, …), no values.", JA: "対象となる当社（当社のお客様）のデータの範囲: システム、ファイル、項目（氏名、住所などの項目名のみ。値は記載しないでください）"}},
	{[]string{Contractor, Partner}, uncounted, law.Text{EN: "How many persons are concerned, and how you counted: records or persons, doubles taken out or not. If you have a list, hand it over encrypted, by the way that we agree on.", JA: "対象となる人数とその数え方（件数か人数か、重複の除去の有無）。対象者の一覧がある場合は、別途取り決める方法で暗号化して引き渡してください"}},
	{[]string{Contractor, Partner}, nil, law.Text{EN: "When you first knew, who found it and how.", JA: "貴社が事態を認識した日時、発見者と発見の経緯"}},
	{[]string{Contractor, Partner, Platform}, unknown(breach.FirstRead), law.Text{EN: "Since when, and until when, the data could be read by others; the first and the last access that your logs show.", JA: "第三者が閲覧できる状態であった期間と、ログで確認できる最初と最後のアクセス日時"}},
	{[]string{Contractor, Partner}, nil, law.Text{EN: "What caused it, as far as you know; what is known and what is supposed, kept apart.", JA: "判明している原因（確認済みの事実と推定を区別してください）"}},
	{[]string{Contractor, Partner}, unknown(breach.Stopped), law.Text{EN: "What you have done to stop it, when, and how you made sure that it has stopped.", JA: "拡大防止のために講じた措置、その日時と、止まったことの確認方法"}},
	{[]string{Contractor, Partner}, nil, law.Text{EN: "Which sub-contractors handle the data, in which countries they are stored, and from which countries they are accessed.", JA: "再委託先の名称、データの保存国、アクセス元の国"}},
	{[]string{Contractor, Partner, Platform}, nil, law.Text{EN: "Which logs you keep, of which times and with which gaps. Please erase none of them until we tell you, and hand over those of the time concerned.", JA: "保存しているログの種類・期間・欠落。当社が連絡するまで消去せず、対象期間のログを引き渡してください"}},
	{[]string{Contractor}, nil, law.Text{EN: "Whether data of other principals are concerned too (yes or no), and whether you have reported to an authority: date and number.", JA: "他の委託元のデータへの影響の有無と、当局への報告の有無（報告日・受付番号）"}},
	{[]string{Contractor, Partner}, nil, law.Text{EN: "Whether harm, or an attempt at it, has been reported to you.", JA: "二次被害またはそのおそれの申告の有無"}},
	{[]string{Contractor, Partner}, nil, law.Text{EN: "Which copies of the data you still hold, and by when they will be erased, with a certificate.", JA: "貴社に残るデータの複製と、その消去の予定（消去証明書の提出）"}},
	{[]string{Contractor, Partner}, nil, law.Text{EN: "Which measures against a recurrence you have taken or will take, with their dates, and how they are tested.", JA: "再発防止策（実施済み・予定とその日付）と、その有効性の確認方法"}},
	{[]string{Platform}, nil, law.Text{EN: "Please keep the records of the account and of the accesses concerned, whatever your usual time of keeping is.", JA: "対象のアカウントとアクセスの記録を、通常の保存期間にかかわらず保全してください"}},
	{[]string{Platform}, nil, law.Text{EN: "If the data are posted with you: take them off, and tell us since when they were there and how often they were fetched.", JA: "データが掲載されている場合は、削除のうえ、掲載期間と閲覧・取得の回数を回答してください"}},
	{[]string{Recipient}, nil, law.Text{EN: "Please erase what you got by mistake, attachments and copies included, and do not open it any more.", JA: "誤って受信されたもの（添付ファイルと複製を含む）を開かずに消去してください"}},
	{[]string{Recipient}, nil, law.Text{EN: "Did anybody open it? Was it passed on, printed, saved elsewhere or backed up: to whom, where?", JA: "開封の有無、転送・印刷・別の場所への保存・バックアップの有無とその先"}},
	{[]string{Recipient}, nil, law.Text{EN: "Please confirm in writing on which day it was erased.", JA: "消去した日を書面でご確認ください"}},
	{[]string{Authority}, nil, law.Text{EN: "To which desk and in which form the report goes, and the number under which it is kept.", JA: "報告の提出先・様式と、受付番号"}},
	{[]string{Authority}, unclear, law.Text{EN: "What you know of the incident that we do not: items of data, persons, where the data were found.", JA: "当方が把握していない事項（漏えいした項目、対象者、データの発見場所）についての情報提供"}},
	{[]string{Authority}, nil, law.Text{EN: "Whether telling the persons is to wait, and until when, so that an investigation is not hindered.", JA: "捜査等への支障の観点から、本人への通知を控えるべき事情の有無とその期間"}},
}
