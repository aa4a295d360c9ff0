package world

import (
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// Field is what a column says of a person, whatever the column is called.
type Field string

// The fields.
const (
	Account     Field = "account"
	Name        Field = "name"
	Surname     Field = "surname"
	Given       Field = "given"
	Kana        Field = "kana"
	SurnameKana Field = "surname_kana"
	GivenKana   Field = "given_kana"
	Birth       Field = "birth"
	Sex         Field = "sex"
	Postal      Field = "postal"
	Address     Field = "address"
	Region      Field = "region"
	City        Field = "city"
	Street      Field = "street"
	Building    Field = "building"
	Landline    Field = "landline"
	Mobile      Field = "mobile"
	Email       Field = "email"
	Country     Field = "country"
	Identity    Field = "identity" // resident ID of China or SSN
	MyNumber    Field = "my_number"
	Bank        Field = "bank"
	Branch      Field = "branch"
	BankAccount Field = "bank_account"
	Holder      Field = "holder"
	Card        Field = "card"
	Expiry      Field = "expiry"
	Hash        Field = "hash"     // of a kind made for passwords
	WeakHash    Field = "weakhash" // MD5
	Note        Field = "note"
	Health      Field = "health"
	Status      Field = "status"
	Left        Field = "left"
	Registered  Field = "registered"
	Updated     Field = "updated"
)

// Column is a column of a store or a dump.
type Column struct {
	Field Field
	Name  string
	Kind  pii.Kind // pii.None for what is no datum of a person
}

// field is how a field's value is made, and by what other names people call its column.
type field struct {
	kind  pii.Kind
	get   getter
	names []string
}

var fields = map[Field]field{
	Account: {pii.AccountID, func(r *record, s *style) string { return r.account }, []string{"会員ID", "user_id", "uid", "お客様番号", "kokyaku_no"}},
	Name:    {pii.PersonName, (*record).name, []string{"お名前", "name", "full_name", "氏名", "NAME", "shimei_kanji"}},
	Surname: {pii.PersonName, func(r *record, s *style) string { return s.name(r.Surname) }, []string{"姓", "family_name", "sei"}},
	Given:   {pii.PersonName, func(r *record, s *style) string { return s.name(r.Given) }, []string{"名", "given_name", "mei"}},
	Kana:    {pii.PersonNameKana, (*record).kana, []string{"カナ", "name_kana", "ふりがな", "kana", "読み"}},
	SurnameKana: {pii.PersonNameKana, func(r *record, s *style) string { return s.kana(r.SurnameKana) },
		[]string{"セイ", "family_name_kana", "sei_kana"}},
	GivenKana:   {pii.PersonNameKana, func(r *record, s *style) string { return s.kana(r.GivenKana) }, []string{"メイ", "given_name_kana", "mei_kana"}},
	Birth:       {pii.DateOfBirth, func(r *record, s *style) string { return s.day(r.Birth) }, []string{"生年月日", "birth_date", "dob", "誕生日", "BIRTHDAY"}},
	Sex:         {pii.Gender, func(r *record, s *style) string { return r.Sex(s.man, s.woman) }, []string{"性別", "gender", "sex", "seibetsu"}},
	Postal:      {pii.JapanPostalCode, (*record).postal, []string{"〒", "postal_code", "zip_code", "yubin_no", "郵便番号"}},
	Address:     {pii.StreetAddress, (*record).address, []string{"ご住所", "address", "住所", "jusho", "ADDR"}},
	Region:      {pii.StreetAddress, func(r *record, s *style) string { return r.Region }, []string{"都道府県", "prefecture", "todofuken"}},
	City:        {pii.StreetAddress, func(r *record, s *style) string { return r.City }, []string{"市区町村", "city_name", "shikuchoson"}},
	Street:      {pii.StreetAddress, func(r *record, s *style) string { return s.digits(r.Street) }, []string{"番地", "address1", "banchi"}},
	Building:    {pii.StreetAddress, func(r *record, s *style) string { return s.digits(r.Building) }, []string{"建物", "address2", "tatemono"}},
	Landline:    {pii.PhoneNumber, func(r *record, s *style) string { return s.phone(r, r.Person.Landline) }, []string{"TEL", "home_phone", "固定電話", "denwa"}},
	Mobile:      {pii.PhoneNumber, func(r *record, s *style) string { return s.phone(r, r.Person.Mobile) }, []string{"携帯", "mobile", "phone_number", "携帯電話番号", "MOBILE_NO"}},
	Email:       {pii.EmailAddress, func(r *record, s *style) string { return r.Person.Email }, []string{"E-mail", "mail_address", "メール", "EMAIL", "e_mail"}},
	Country:     {pii.None, func(r *record, s *style) string { return r.Person.Country }, []string{"国籍", "country", "nationality"}},
	Identity:    {pii.ChinaResidentIDNumber, (*record).identity, []string{"身分証番号", "id_number", "sfzh"}},
	MyNumber:    {pii.JapanIndividualNumber, (*record).number, []string{"マイナンバー", "my_number", "kojin_bango"}},
	Bank:        {pii.None, func(r *record, s *style) string { return r.bank.BankName }, []string{"銀行名", "bank_name", "ginko"}},
	Branch:      {pii.None, func(r *record, s *style) string { return r.bank.BranchName }, []string{"支店名", "branch_name", "shiten"}},
	BankAccount: {pii.JapanBankAccount, func(r *record, s *style) string { return r.bank.Number }, []string{"普通口座番号", "account_number", "koza_no"}},
	Holder: {pii.PersonNameKana, func(r *record, s *style) string { return synth.HalfKana(r.Person.Kana(" ")) },
		[]string{"名義人", "account_holder", "meigi"}},
	Card:       {pii.CreditCardNumber, func(r *record, s *style) string { return r.card }, []string{"カード番号", "credit_card", "card_number"}},
	Expiry:     {pii.CreditCardExpirationDate, func(r *record, s *style) string { return r.expiry }, []string{"有効期限", "expiry", "card_limit"}},
	Hash:       {pii.PasswordHash, func(r *record, s *style) string { return r.hash }, []string{"pw_hash", "passwd", "crypted_password"}},
	WeakHash:   {pii.WeakPasswordHash, func(r *record, s *style) string { return r.hash }, []string{"password_md5", "pass", "pwd"}},
	Note:       {pii.None, func(r *record, s *style) string { return r.note }, []string{"メモ", "note", "remarks"}},
	Health:     {pii.MedicalTerm, func(r *record, s *style) string { return r.note }, []string{"健康状態", "health_note", "medical"}},
	Status:     {pii.None, (*record).status, []string{"退会", "status_flg", "is_deleted"}},
	Left:       {pii.None, func(r *record, s *style) string { return s.instant(r.left) }, []string{"退会日時", "left_at", "deleted_at"}},
	Registered: {pii.None, func(r *record, s *style) string { return s.instant(r.registered) }, []string{"登録日時", "created", "regist_date"}},
	Updated:    {pii.None, func(r *record, s *style) string { return s.instant(r.updated) }, []string{"更新日時", "modified", "update_date"}},
}

func (r *record) name(s *style) string {
	sep := s.gap
	if r.Person.Country == "CN" {
		sep = ""
	}
	return s.name(r.Person.Name(sep))
}

func (r *record) kana(s *style) string {
	if r.SurnameKana == "" {
		return ""
	}
	sep := s.gap
	if sep == "" {
		sep = " "
	}
	return s.kana(r.Person.Kana(sep))
}

func (r *record) postal(s *style) string {
	p := r.Person.Postal
	if r.Person.Country == "JP" && s.hyphens {
		p = p[:3] + "-" + p[3:]
	}
	return s.digits(p)
}

func (r *record) address(s *style) string {
	if r.Person.Country == "US" {
		return r.LatinAddress()
	}
	return s.digits(r.Person.Address())
}

func (r *record) identity(*style) string {
	if r.Person.Country == "JP" {
		return ""
	}
	return r.National
}

func (r *record) number(*style) string {
	if r.fees {
		return r.National
	}
	return ""
}

func (r *record) status(*style) string {
	if r.left != 0 {
		return "1"
	}
	return "0"
}

func (s *style) instant(at int64) string {
	if at == 0 {
		return ""
	}
	return time.Unix(at, 0).In(Japan).Format(s.stamp)
}
