package person

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/number"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// The axes of harm.
const (
	fraud          = "fraud"          // fraud and impersonation
	safety         = "safety"         // physical safety
	discrimination = "discrimination" // what is nobody's business and is held against people
	extortion      = "extortion"      // what people pay for so that it stays unknown
)

// The levels of harm.
const (
	critical = "critical"
	high     = "high"
	medium   = "medium"
	low      = "low"
)

// harmRule tells what a combination of kinds lets a criminal do. A person falls under it if the dump tells all of all, at
// least one of each set in any, and, if about is set, something of that plight.
type harmRule struct {
	id    string // the row of docs/harm.md
	axis  string
	level string
	all   row.Kinds
	any   []row.Kinds
	about plight
	en    string
	ja    string
}

// The sets that rules speak of.
var (
	documentKinds = number.National | row.KindsOf(pii.JapanDriversLicenseNumber, pii.JapanPassport, pii.JapanResidenceCardNumber,
		pii.JapanHealthInsuranceNumber, pii.JapanPensionNumber, pii.ChinaPassport, pii.PassportMRZ)
	nameKinds     = row.KindsOf(pii.PersonName, pii.PersonNameKana)
	bankKinds     = row.KindsOf(pii.JapanBankAccount, pii.IBANCode)
	cardKinds     = row.KindsOf(pii.CreditCardNumber)
	contactKinds  = row.KindsOf(pii.EmailAddress, pii.PhoneNumber)
	loginKinds    = row.KindsOf(pii.EmailAddress, pii.AccountID, pii.EmployeeID, pii.PhoneNumber)
	homeKinds     = row.KindsOf(pii.StreetAddress)
	whereKinds    = row.KindsOf(pii.StreetAddress, pii.LocationCoordinates)
	birthKinds    = row.KindsOf(pii.DateOfBirth, pii.Age)
	passwordKinds = row.KindsOf(pii.Password)
	sessionKinds  = plainKey &^ passwordKinds
	creedKinds    = row.KindsOf(pii.EthnicGroup, pii.Religion)
	healthKinds   = row.KindsOf(pii.MedicalTerm, pii.Disability)
	offenceKinds  = row.KindsOf(pii.CriminalRecord)
	victimKinds   = row.KindsOf(pii.CrimeVictim)
	delicateKinds = creedKinds | healthKinds | offenceKinds | victimKinds
	messageKinds  = row.KindsOf(pii.MessageContent)
	reachKinds    = contactKinds | homeKinds
	knownKinds    = nameKinds | contactKinds | documentKinds
)

// harmRules is the table of docs/harm.md: within an axis the worst level first, and within a level what is told first of a
// person who falls under several.
var harmRules = []harmRule{
	{id: "card-code", axis: fraud, level: critical, all: row.KindsOf(pii.CreditCardNumber, pii.CreditCardSecurityCode),
		en: "Card number and security code are all that most shops ask for: the card can be charged at once.",
		ja: "カード番号とセキュリティコードがそろえば、多くの通販で直ちに決済に使われるおそれがある。"},
	{id: "identity-money", axis: fraud, level: critical, any: []row.Kinds{nameKinds, documentKinds, bankKinds | cardKinds},
		en: "Name, the number of an identity document and an account or card pass identity checks in that person's name and reach the money behind it.",
		ja: "氏名、本人確認書類の番号、口座またはカードがそろい、本人になりすまして本人確認を通り、資産を動かされるおそれがある。"},
	{id: "login-money", axis: fraud, level: critical, any: []row.Kinds{loginKinds, passwordKinds, bankKinds | cardKinds},
		en: "A login with its password beside an account or card: money can be moved in the person's name, here or where the same password is used.",
		ja: "ログイン情報とパスワードが口座・カードと一緒にあり、本人の名で送金・購入されるおそれがある（パスワードの使い回し先を含む）。"},
	{id: "mynumber-identity", axis: fraud, level: high, all: row.KindsOf(pii.JapanIndividualNumber), any: []row.Kinds{nameKinds},
		en: "My Number with its holder's name: specific personal information, which joins records of tax and social security and cannot be changed at will.",
		ja: "個人番号と氏名の組合せは特定個人情報であり、税・社会保障の記録を名寄せされるおそれがある。番号は容易に変更できない。"},
	{id: "identity-document", axis: fraud, level: high, any: []row.Kinds{nameKinds, documentKinds},
		en: "Name and the number of an identity document serve to open accounts, sign contracts and reset access in that person's name.",
		ja: "氏名と本人確認書類の番号がそろい、口座開設、契約、アカウント再設定などのなりすましに使われるおそれがある。"},
	{id: "bank-debit", axis: fraud, level: high, any: []row.Kinds{nameKinds, bankKinds, birthKinds | homeKinds | row.KindsOf(pii.PhoneNumber)},
		en: "Account, holder and birth date, phone or address are what payment services asked for to link an account: money was taken in this way in 2020.",
		ja: "口座、名義と、生年月日・電話番号・住所のいずれかがそろい、決済サービスとの口座連携を勝手に登録されるおそれがある（2020年に実害）。"},
	{id: "card-expiry", axis: fraud, level: high, all: row.KindsOf(pii.CreditCardNumber, pii.CreditCardExpirationDate),
		en: "Card number and expiry date suffice where no security code is asked for.",
		ja: "カード番号と有効期限だけで決済できる加盟店があり、不正利用されるおそれがある。"},
	{id: "login", axis: fraud, level: high, any: []row.Kinds{loginKinds, passwordKinds},
		en: "A login with its password opens this account, and every other one where it is used again.",
		ja: "ログイン情報とパスワードがそろい、当該アカウントのほか、使い回し先にも不正ログインされるおそれがある。"},
	{id: "session", axis: fraud, level: high, any: []row.Kinds{sessionKinds, loginKinds | nameKinds},
		en: "A token, cookie or key acts in the person's name without any password.",
		ja: "トークン、Cookie、鍵はパスワードなしに本人として操作できてしまう。"},
	{id: "elderly-list", axis: fraud, level: medium, all: row.KindsOf(pii.PhoneNumber), any: []row.Kinds{nameKinds, birthKinds},
		en: "Name, phone and age make the lists by which callers choose whom to deceive.",
		ja: "氏名、電話番号、年齢がそろい、特殊詐欺の名簿として使われるおそれがある。"},
	{id: "core-identity", axis: fraud, level: medium, any: []row.Kinds{nameKinds, birthKinds, homeKinds},
		en: "Name, birth date and address answer the questions by which a call centre knows a customer.",
		ja: "氏名、生年月日、住所がそろい、電話等での本人確認を突破されるおそれがある。"},
	{id: "bank-account", axis: fraud, level: medium, any: []row.Kinds{bankKinds},
		en: "An account number alone moves no money, but makes a false call from the bank believable.",
		ja: "口座番号だけでは出金できないが、銀行をかたる連絡に真実味を与える。"},
	{id: "card-number", axis: fraud, level: medium, all: cardKinds,
		en: "A card number alone is charged by guessing the rest; the law counts it as apt to cost money.",
		ja: "カード番号のみでも残りを総当たりで推測されうる。法令上も財産的被害のおそれがある情報に当たる。"},
	{id: "document-number", axis: fraud, level: medium, any: []row.Kinds{documentKinds},
		en: "The number of an identity document is completed by what other leaks tell of its holder.",
		ja: "本人確認書類の番号は、他の漏えい情報と突き合わせて補完されるおそれがある。"},
	{id: "weak-hash", axis: fraud, level: medium, all: weakHash, any: []row.Kinds{loginKinds},
		en: "A hash that can be tried fast is a password within hours.",
		ja: "弱いハッシュは短時間で解読され、パスワードが知られたのと変わらない。"},
	{id: "targeted", axis: fraud, level: medium, any: []row.Kinds{nameKinds, row.KindsOf(pii.EmailAddress), row.KindsOf(pii.PhoneNumber), homeKinds},
		en: "Name with every way to reach somebody: false invoices and deliveries that look right.",
		ja: "氏名とすべての連絡先がそろい、請求・配送を装った精巧ななりすましに使われるおそれがある。"},
	{id: "reach", axis: fraud, level: low, any: []row.Kinds{contactKinds | row.KindsOf(pii.PersonName, pii.PersonNameKana, pii.StreetAddress, pii.AccountID, pii.EmployeeID)},
		en: "A name or a way to reach somebody: unwanted messages, and a piece for other leaks to join.",
		ja: "氏名または連絡先により、迷惑な連絡を受けたり、他の漏えい情報と名寄せされたりするおそれがある。"},

	{id: "informant", axis: safety, level: critical, about: informant, any: []row.Kinds{nameKinds | contactKinds | whereKinds},
		en: "Somebody who told the police or blew a whistle can be named or found by those spoken of.",
		ja: "情報提供者・通報者が特定され、相手方から報復を受けるおそれがある。"},
	{id: "hidden", axis: safety, level: critical, about: hidden, any: []row.Kinds{whereKinds | contactKinds},
		en: "Somebody who hides from violence or stalking can be found.",
		ja: "ＤＶ・ストーカー等から避難している人の居所や連絡先が加害者に知られるおそれがある。"},
	{id: "victim-home", axis: safety, level: critical, all: victimKinds, any: []row.Kinds{whereKinds},
		en: "The victim of a crime can be found at home.",
		ja: "犯罪被害者の居所が知られ、再び被害に遭うおそれがある。"},
	{id: "offender-home", axis: safety, level: high, all: offenceKinds, any: []row.Kinds{homeKinds, nameKinds},
		en: "An offence beside name and address calls for private revenge.",
		ja: "犯罪の経歴と氏名・住所がそろい、私的制裁の対象とされるおそれがある。"},
	{id: "movements", axis: safety, level: high, all: row.KindsOf(pii.LocationCoordinates), any: []row.Kinds{nameKinds | contactKinds | row.KindsOf(pii.AccountID, pii.AdvertisingID)},
		en: "Where somebody is or was can be followed.",
		ja: "位置情報により、行動や立ち回り先を追跡されるおそれがある。"},
	{id: "plate-home", axis: safety, level: medium, all: row.KindsOf(pii.VehiclePlateJapan), any: []row.Kinds{nameKinds | homeKinds},
		en: "A vehicle plate leads from the street to a person and a door.",
		ja: "自動車登録番号から人物や居所を突き止められるおそれがある。"},
	{id: "home-alone", axis: safety, level: medium, any: []row.Kinds{nameKinds, homeKinds, birthKinds | row.KindsOf(pii.Gender, pii.MaritalStatus)},
		en: "Name, address and sex, age or marital status tell who lives where, and perhaps alone.",
		ja: "氏名、住所と、性別・年齢・婚姻状況のいずれかがそろい、単身者や高齢者の居所として狙われるおそれがある。"},
	{id: "home", axis: safety, level: low, any: []row.Kinds{nameKinds, homeKinds},
		en: "Who lives where.",
		ja: "誰がどこに住んでいるかを知られる。"},

	{id: "creed-person", axis: discrimination, level: critical, about: minority, any: []row.Kinds{creedKinds, nameKinds, homeKinds | documentKinds},
		en: "A minority's descent or a belief, of a person who can be found: the ground of persecution.",
		ja: "少数民族であることや信条が、所在の分かる個人と結び付き、迫害・差別の根拠とされるおそれがある。"},
	{id: "offence-person", axis: discrimination, level: critical, all: offenceKinds, any: []row.Kinds{nameKinds, birthKinds | homeKinds | documentKinds},
		en: "An offence of a person about whom there is no mistake costs work and home for life.",
		ja: "犯罪の経歴が人違いの余地なく本人と結び付き、就職・入居などで生涯にわたり不利益を受けるおそれがある。"},
	{id: "delicate-person", axis: discrimination, level: high, any: []row.Kinds{delicateKinds, knownKinds},
		en: "Special care-required data of a person who can be named or reached.",
		ja: "要配慮個人情報が、氏名や連絡先の分かる個人と結び付いている。"},
	{id: "delicate", axis: discrimination, level: medium, any: []row.Kinds{delicateKinds},
		en: "Special care-required data beside a mere number: whoever can resolve it knows.",
		ja: "要配慮個人情報が会員番号等とだけ結び付いている。照合できる者には本人が分かる。"},
	{id: "foreigner", axis: discrimination, level: medium, all: row.KindsOf(pii.JapanResidenceCardNumber), any: []row.Kinds{nameKinds},
		en: "A residence card tells that somebody is a foreigner, and may lose the right to stay.",
		ja: "在留カード番号により外国籍であることが分かり、差別や在留上の不利益につながるおそれがある。"},
	{id: "insured", axis: discrimination, level: low, all: row.KindsOf(pii.JapanHealthInsuranceNumber),
		en: "The insurer tells employer or occupation.",
		ja: "保険者番号から勤務先や職業が推測される。"},
	{id: "marital", axis: discrimination, level: low, all: row.KindsOf(pii.MaritalStatus), any: []row.Kinds{knownKinds},
		en: "Marital status of a person who can be named.",
		ja: "婚姻状況が個人と結び付いて知られる。"},

	{id: "messages-person", axis: extortion, level: critical, all: messageKinds, any: []row.Kinds{nameKinds, reachKinds},
		en: "What somebody wrote in confidence, with the name and the way to reach the one who shall pay.",
		ja: "通信の内容が氏名・連絡先とともに漏れ、公表をほのめかして金銭等を要求されるおそれがある。"},
	{id: "messages", axis: extortion, level: high, all: messageKinds, any: []row.Kinds{contactKinds | row.KindsOf(pii.AccountID)},
		en: "What somebody wrote in confidence, with an account or address to threaten.",
		ja: "通信の内容が、脅迫の届く連絡先・アカウントとともに漏れている。"},
	{id: "health-reach", axis: extortion, level: high, any: []row.Kinds{healthKinds, reachKinds},
		en: "An illness or disability, and the way to threaten with telling it.",
		ja: "病歴・障害が連絡先とともに漏れ、暴露をほのめかして脅されるおそれがある。"},
	{id: "past-reach", axis: extortion, level: high, any: []row.Kinds{offenceKinds | victimKinds, reachKinds},
		en: "An offence or a victim's fate, and the way to threaten with telling it.",
		ja: "犯罪の経歴や被害の事実が連絡先とともに漏れ、暴露をほのめかして脅されるおそれがある。"},
	{id: "password-mail", axis: extortion, level: medium, any: []row.Kinds{passwordKinds, row.KindsOf(pii.EmailAddress)},
		en: "Mails that quote a password in order to be believed are a trade of their own.",
		ja: "実際のパスワードを示して信じ込ませる脅迫メールの材料となる。"},
	{id: "creed-reach", axis: extortion, level: medium, any: []row.Kinds{creedKinds, reachKinds},
		en: "A belief or descent that somebody may keep to themselves, and the way to threaten.",
		ja: "本人が伏せている信条や出自が連絡先とともに漏れている。"},
	{id: "whereabouts-reach", axis: extortion, level: low, all: row.KindsOf(pii.LocationCoordinates), any: []row.Kinds{contactKinds},
		en: "Places that somebody would rather not have been at.",
		ja: "知られたくない立ち回り先を材料にされるおそれがある。"},
}
