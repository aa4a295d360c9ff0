package notice

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/notice/phrase"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// said is how letters call a kind where they do not call it as reports do: for somebody who is told of her own data.
var said = map[pii.Kind]law.Text{
	pii.PersonNameKana:           {JA: "氏名（フリガナ）", EN: "name (in kana)"},
	pii.MedicalTerm:              {JA: "病歴その他医療に関する情報", EN: "medical information"},
	pii.Disability:               {JA: "障害に関する情報", EN: "information about a disability"},
	pii.CriminalRecord:           {JA: "犯罪の経歴に関する情報", EN: "information about a criminal record"},
	pii.CrimeVictim:              {JA: "犯罪により害を被った事実に関する情報", EN: "information about having been the victim of a crime"},
	pii.EthnicGroup:              {JA: "人種・民族に関する情報", EN: "information about ethnic origin"},
	pii.Religion:                 {JA: "信条・宗教に関する情報", EN: "information about beliefs"},
	pii.JapanIndividualNumber:    {JA: "個人番号（マイナンバー）", EN: "Individual Number (My Number)"},
	pii.JapanBankAccount:         {JA: "銀行口座に関する情報", EN: "bank account details"},
	pii.CreditCardNumber:         {JA: "クレジットカード番号", EN: "payment card number"},
	pii.CreditCardSecurityCode:   {JA: "クレジットカードのセキュリティコード", EN: "payment card security code"},
	pii.CreditCardExpirationDate: {JA: "クレジットカードの有効期限", EN: "payment card expiry date"},
	pii.WeakPasswordHash:         {JA: "パスワード（変換されたものですが、元のパスワードを推測されるおそれがあります）", EN: "password (in a converted form from which it may be guessed)"},
	pii.PasswordHash:             {JA: "パスワード（元に戻すことが困難な形に変換されたもの）", EN: "password (in a converted form that is hard to reverse)"},
	pii.AuthToken:                {JA: "ログインに用いる情報（認証トークン）", EN: "sign-in token"},
	pii.JSONWebToken:             {JA: "ログインに用いる情報（認証トークン）", EN: "sign-in token"},
	pii.HTTPCookie:               {JA: "ログイン状態を保つ情報（Cookie）", EN: "sign-in cookie"},
	pii.BasicAuthHeader:          {JA: "ログインIDとパスワード", EN: "sign-in name and password"},
	pii.IPAddress:                {JA: "IPアドレス（ご利用時の接続元）", EN: "IP address from which you used our service"},
	pii.MACAddress:               {JA: "ご利用端末の識別番号（MACアドレス）", EN: "identifier of your device (MAC address)"},
	pii.IMEIHardwareID:           {JA: "ご利用端末の識別番号（IMEI）", EN: "identifier of your device (IMEI)"},
	pii.MessageContent:           {JA: "メッセージ等の通信の内容", EN: "content of messages"},
	pii.PassportMRZ:              {JA: "旅券等の記載事項（機械読取領域）", EN: "details of a passport or identity document (machine-readable zone)"},
	pii.LocationCoordinates:      {JA: "位置情報", EN: "location"},
}

// Called is how letters call a kind.
func Called(k pii.Kind, lang string) string {
	if t, ok := said[k]; ok {
		return t.Of(lang)
	}
	return law.Text{JA: k.Info().JA, EN: k.Info().EN}.Of(lang)
}

// counsel is what a person can do about the loss of some kinds.
type counsel struct {
	of    Kinds
	title law.Text
	text  law.Text
}

func set(kinds ...pii.Kind) (out Kinds) {
	for _, k := range kinds {
		out = out.Add(k)
	}
	return out
}

// counsels are in the order of urgency.
var counsels = []counsel{
	{set(pii.Password, pii.WeakPasswordHash, pii.PasswordHash, pii.BasicAuthHeader, pii.AuthToken, pii.JSONWebToken, pii.HTTPCookie),
		law.Text{JA: "パスワードの変更", EN: "Change your password"},
		law.Text{JA: "当社サービスのパスワードを、速やかに変更してくださいますようお願いいたします。同じパスワードまたは似たパスワードを他のサービスでもお使いの場合は、そちらも別々のものに変更し、二段階認証をご利用ください。", EN: "Please change your password for our service without delay. If you use the same or a similar password elsewhere, change it there too, to a different one each, and turn on two-step verification."}},
	{set(pii.CreditCardNumber, pii.CreditCardSecurityCode, pii.CreditCardExpirationDate),
		law.Text{JA: "クレジットカードのご利用明細の確認", EN: "Watch your card statements"},
		law.Text{JA: "カード会社のご利用明細に身に覚えのない請求がないか、当面の間ご確認ください。お心当たりのないご利用があった場合やカードの再発行をご希望の場合は、カード裏面に記載のカード会社にご連絡ください。", EN: "Please check your card statements for payments that you did not make for some time to come. If you find one, or would like a new card, call the number on the back of your card."}},
	{set(pii.JapanBankAccount, pii.IBANCode),
		law.Text{JA: "口座の入出金の確認", EN: "Watch your bank account"},
		law.Text{JA: "お取引のある金融機関の口座に、身に覚えのない出金や引落し、口座振替の登録がないかご確認ください。お心当たりのないお取引があった場合は、直ちに金融機関にご連絡ください。", EN: "Please check your account for withdrawals, debits or linked services that you do not know of, and tell your bank at once if you find any."}},
	{set(pii.JapanIndividualNumber),
		law.Text{JA: "マイナンバーについて", EN: "Your Individual Number (My Number)"},
		law.Text{JA: "マイナンバーが漏えいし、不正に用いられるおそれがあると認められる場合には、お住まいの市区町村の窓口に請求して、番号の変更を受けることができます。マイナンバーのみで手続が行われることはありませんが、不審な問合せにはお答えにならないでください。", EN: "Where your number has leaked and might be misused, you can ask your municipality to change it. Nothing can be done with the number alone, but please do not answer suspicious enquiries about it."}},
	{set(pii.JapanDriversLicenseNumber, pii.JapanPassport, pii.JapanResidenceCardNumber, pii.JapanHealthInsuranceNumber, pii.PassportMRZ, pii.JapanPensionNumber, pii.ChinaResidentIDNumber, pii.ChinaPassport,
		pii.TaiwanNationalIDNumber, pii.HongKongIDNumber, pii.KoreaRRN, pii.SingaporeNationalRegistrationIDNumber, pii.USSocialSecurityNumber),
		law.Text{JA: "なりすましへのご注意", EN: "Beware of impersonation"},
		law.Text{JA: "本人確認書類に関する情報が、ご本人になりすました契約や借入れに悪用されるおそれがあります。身に覚えのない請求や契約の連絡を受けた場合は、応じずに相手方と警察にご相談ください。信用情報機関に「本人申告」を行い、なりすましの被害に備えることもできます。再交付等の手続は、書類を発行した機関の窓口でご確認ください。", EN: "Details of identity documents can be used to take out contracts or loans in your name. If you are told of one that you do not know of, do not pay; speak to the other side and to the police. Credit bureaus can place a notice on your file. Whoever issued the document can tell you about having it replaced."}},
	{set(pii.EmailAddress),
		law.Text{JA: "不審なメールへのご注意", EN: "Beware of suspicious e-mail"},
		law.Text{JA: "当社や関係機関を装ったメールが届くおそれがあります。お心当たりのないメールのリンクや添付ファイルは開かず、削除してください。", EN: "You may receive e-mail that pretends to come from us or from others concerned. Please do not open links or attachments in messages that you did not expect."}},
	{set(pii.PhoneNumber),
		law.Text{JA: "不審な電話・SMSへのご注意", EN: "Beware of suspicious calls and text messages"},
		law.Text{JA: "当社や公的機関、金融機関を名乗る電話やSMSにより、個人情報や金銭を求められるおそれがあります。お心当たりのない連絡には応じず、いったん電話を切って、ご自身で調べた番号におかけ直しのうえ、ご確認ください。", EN: "Somebody may call or write in the name of us, an authority or a bank to ask for data or money. Please hang up, and call back on a number that you have looked up yourself."}},
	{set(pii.StreetAddress),
		law.Text{JA: "不審な郵便物・訪問へのご注意", EN: "Beware of unexpected post and visits"},
		law.Text{JA: "お心当たりのない郵便物、代金引換の荷物や訪問がありましたら、お受け取りにならず、お困りの際は消費生活センター（消費者ホットライン188）または警察（相談専用電話＃9110）にご相談ください。", EN: "Please do not accept parcels that you did not order or let in visitors whom you do not expect. In Japan, consumer advice is at 188 and the police at #9110."}},
}

// told are the items and the advice of letters about a set of kinds.
func told(kinds Kinds, lang string) (items, advice []phrase.Entry) {
	seen := map[string]bool{}
	for _, k := range kinds.List() {
		if name := Called(k, lang); !seen[name] && k != pii.None {
			seen[name] = true
			items = append(items, phrase.Entry{Text: name})
		}
	}
	for i := range counsels {
		if c := &counsels[i]; c.of&kinds != 0 {
			advice = append(advice, phrase.Entry{Title: c.title.Of(lang), Text: c.text.Of(lang)})
		}
	}
	return items, advice
}
