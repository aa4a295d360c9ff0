package legal

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// tip is what a person can do where a kind of hers was lost.
type tip struct {
	of   func(pii.Kind) bool
	text law.Text
}

func one(kinds ...pii.Kind) func(pii.Kind) bool {
	return func(k pii.Kind) bool {
		for _, o := range kinds {
			if k == o {
				return true
			}
		}
		return false
	}
}

// tips stand in the order of urgency.
var tips = []tip{
	{one(pii.Password, pii.WeakPasswordHash, pii.PasswordHash), law.Text{
		JA: "同じパスワードを他のサービスでもお使いの場合は、速やかに変更してください。",
		EN: "If you use the same password elsewhere, change it there without delay."}},
	{one(pii.CreditCardNumber, pii.CreditCardSecurityCode, pii.CreditCardExpirationDate), law.Text{
		JA: "クレジットカードのご利用明細をご確認のうえ、身に覚えのない請求がある場合は、カード会社にご連絡ください。",
		EN: "Check your card statements, and tell the issuer of any charge that you do not recognise."}},
	{one(pii.JapanBankAccount, pii.IBANCode), law.Text{
		JA: "口座の入出金をご確認のうえ、身に覚えのない取引がある場合は、金融機関にご連絡ください。",
		EN: "Check your account for transactions that you do not recognise, and tell your bank."}},
	{one(pii.JapanIndividualNumber), law.Text{
		JA: "マイナンバーが不正に用いられるおそれがあると認められる場合は、お住まいの市区町村で番号の変更を請求できます。",
		EN: "Where your My Number may be used wrongfully, you can ask your municipality for another one."}},
	{one(pii.JapanDriversLicenseNumber, pii.JapanPassport, pii.JapanResidenceCardNumber, pii.JapanHealthInsuranceNumber, pii.ChinaResidentIDNumber, pii.ChinaPassport,
		pii.PassportMRZ, pii.KoreaRRN, pii.SingaporeNationalRegistrationIDNumber, pii.TaiwanNationalIDNumber, pii.HongKongIDNumber, pii.USSocialSecurityNumber), law.Text{
		JA: "身分証明書の番号を用いた、ご本人になりすました契約や申込みにご注意ください。心当たりのない連絡があった場合は、応じる前に当該事業者の公式の窓口でご確認ください。",
		EN: "Beware of contracts made in your name with the number of your identity document. If somebody writes to you about one, ask that company at its official address before you answer."}},
	{one(pii.EmailAddress, pii.PhoneNumber), law.Text{
		JA: "当社や公的機関をかたる不審なメール、SMS、電話にご注意ください。当社からパスワードや暗証番号をお尋ねすることはありません。",
		EN: "Beware of mails, messages and calls in our name or that of an authority. We never ask you for a password or a PIN."}},
	{one(pii.StreetAddress), law.Text{
		JA: "心当たりのない郵便物や訪問にご注意ください。",
		EN: "Beware of mail and visitors that you do not expect."}},
}

// Advice is what persons can do themselves, by the kinds that were lost.
func (s *Sheet) Advice() Answer {
	var a Answer
	for _, t := range tips {
		if there, by := s.Has(t.of); there {
			a.Value, a.By = append(a.Value, t.text.Of(s.Lang)), Events(a.By, by...)
		}
	}
	return a
}
