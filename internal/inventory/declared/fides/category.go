package fides

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// categories are the keys of the Fides taxonomy (fideslang 3) by our kinds. Where several kinds share a key, the first of
// them listed in primary is what the key means if nothing says more.
var categories = map[pii.Kind]string{
	pii.PersonName: "user.name", pii.PersonNameKana: "user.name", pii.EmailAddress: "user.contact.email", pii.PhoneNumber: "user.contact.phone_number",
	pii.StreetAddress: "user.contact.address.street", pii.JapanPostalCode: "user.contact.address.postal_code", pii.DateOfBirth: "user.demographic.date_of_birth",
	pii.Age: "user.demographic.age_range", pii.Gender: "user.demographic.gender", pii.MaritalStatus: "user.demographic.marital_status",
	pii.EthnicGroup: "user.demographic.race_ethnicity", pii.Religion: "user.demographic.religious_belief", pii.MedicalTerm: "user.health", pii.Disability: "user.health.condition",
	pii.CriminalRecord: "user.criminal_history", pii.CrimeVictim: "user",
	pii.JapanIndividualNumber: nationalNumber, pii.ChinaResidentIDNumber: nationalNumber, pii.TaiwanNationalIDNumber: nationalNumber, pii.HongKongIDNumber: nationalNumber,
	pii.KoreaRRN: nationalNumber, pii.SingaporeNationalRegistrationIDNumber: nationalNumber, pii.USSocialSecurityNumber: nationalNumber,
	pii.JapanDriversLicenseNumber: "user.government_id.drivers_license_number", pii.JapanPassport: passport, pii.ChinaPassport: passport, pii.PassportMRZ: passport,
	pii.JapanResidenceCardNumber: "user.government_id.immigration", pii.JapanHealthInsuranceNumber: "user.health.insurance_beneficiary_id", pii.JapanPensionNumber: "user.government_id",
	pii.VehiclePlateJapan: "user.government_id.vehicle_registration",
	pii.JapanBankAccount:  "user.financial.bank_account", pii.IBANCode: "user.financial.bank_account", pii.SWIFTCode: "user.financial.bank_account",
	pii.CreditCardNumber: "user.financial.credit_card", pii.CreditCardSecurityCode: "user.financial.credit_card", pii.CreditCardExpirationDate: "user.financial.credit_card",
	pii.LocationCoordinates: "user.location.precise", pii.IPAddress: "user.device.ip_address", pii.MACAddress: "user.device.device_id", pii.IMEIHardwareID: "user.device.device_id",
	pii.AdvertisingID: "user.device.device_id", pii.HTTPCookie: "user.device.cookie", pii.AccountID: "user.unique_id", pii.EmployeeID: "user.unique_id",
	pii.Password: "user.authorization.password", pii.WeakPasswordHash: "user.authorization.password", pii.PasswordHash: "user.authorization.password",
	pii.AuthToken: "user.authorization.credentials", pii.JSONWebToken: "user.authorization.credentials", pii.BasicAuthHeader: "user.authorization.credentials",
	pii.AWSCredentials: "system.authentication", pii.GCPAPIKey: "system.authentication", pii.GCPCredentials: "system.authentication", pii.AzureAuthToken: "system.authentication",
	pii.EncryptionKey: "system.authentication", pii.MessageContent: "user.content.private",
}

const (
	nationalNumber = "user.government_id.national_identification_number"
	passport       = "user.government_id.passport_number"
)

// primary are the kinds that a key of several means if nothing says more, and keys that no kind of ours is written as.
var primary = map[string]pii.Kind{
	"user.name": pii.PersonName, nationalNumber: pii.JapanIndividualNumber, passport: pii.JapanPassport, "user.financial.bank_account": pii.JapanBankAccount,
	"user.financial.credit_card": pii.CreditCardNumber, "user.device.device_id": pii.AdvertisingID, "user.unique_id": pii.AccountID,
	"user.authorization.password": pii.Password, "user.authorization.credentials": pii.AuthToken, "system.authentication": pii.EncryptionKey,
	"user.name.first": pii.PersonName, "user.name.last": pii.PersonName, "user.contact.address": pii.StreetAddress, "user.contact.address.mailing_address": pii.StreetAddress,
	"user.contact.fax_number": pii.PhoneNumber, "user.account.username": pii.AccountID, "user.location": pii.LocationCoordinates, "user.device.cookie_id": pii.HTTPCookie,
	"user.authorization": pii.AuthToken, "user.content": pii.MessageContent, "user.health.medical_diagnosis": pii.MedicalTerm, "user.health.condition": pii.MedicalTerm,
	"user.payment": pii.CreditCardNumber, "user.health": pii.MedicalTerm,
}

// none are keys that say nothing of a kind by themselves.
var none = map[string]bool{"user": true, "user.government_id": true}

var byCategory = func() map[string]pii.Kind {
	m := map[string]pii.Kind{}
	for k, key := range categories {
		if !none[key] {
			m[key] = k
		}
	}
	for key, k := range primary {
		m[key] = k
	}
	return m
}()

// Category is the key of the Fides taxonomy for a kind; "" if there is none.
func Category(k pii.Kind) string { return categories[k] }

// Kind is what a key of the taxonomy means, its parents asked where it is a finer one that we do not tell apart.
func Kind(key string) (pii.Kind, bool) {
	for key != "" {
		if k, ok := byCategory[key]; ok {
			return k, true
		}
		i := strings.LastIndexByte(key, '.')
		if i < 0 || none[key[:i]] {
			return pii.None, false
		}
		key = key[:i]
	}
	return pii.None, false
}

// words are what people write, and the keys of the taxonomy for it; the first that fits counts.
type words []struct {
	key  string
	said []string
}

var subjects = words{
	{"job_applicant", []string{"応募", "求職", "applicant"}}, {"next_of_kin", []string{"家族", "扶養", "緊急連絡", "next of kin", "family"}}, {"patient", []string{"患者", "受診", "patient"}},
	{"employee", []string{"従業員", "社員", "職員", "役員", "スタッフ", "employee", "staff"}}, {"shareholder", []string{"株主", "shareholder"}},
	{"supplier_vendor", []string{"取引先", "加盟店", "仕入", "代理店", "supplier", "vendor", "merchant"}}, {"prospect", []string{"見込", "潜在", "資料請求", "prospect", "lead"}},
	{"visitor", []string{"来訪", "来店", "来館", "訪問", "visitor"}}, {"trainee", []string{"研修", "生徒", "学生", "trainee", "student"}},
	{"passenger", []string{"乗客", "搭乗", "passenger"}}, {"consultant", []string{"業務委託者", "consultant"}}, {"citizen_voter", []string{"有権者", "voter"}},
	{"customer", []string{"顧客", "お客", "会員", "契約者", "利用者", "ユーザ", "購入者", "住民", "customer", "member", "user", "resident"}},
}

var uses = words{
	{"essential.fraud_detection", []string{"不正", "fraud", "abuse"}}, {"essential.service.payment_processing", []string{"決済", "支払", "請求", "payment", "billing"}},
	{"essential.service.authentication", []string{"認証", "ログイン", "本人確認", "authenticat", "login"}}, {"essential.service.security", []string{"セキュリティ", "監視", "security", "monitor"}},
	{"essential.legal_obligation", []string{"法令", "税務", "法定", "legal obligation", "compliance"}}, {"employment.recruitment", []string{"採用", "recruit"}},
	{"employment", []string{"人事", "労務", "給与", "雇用", "employment", "payroll", "human resource"}}, {"finance", []string{"経理", "会計", "finance", "accounting"}},
	{"marketing.advertising", []string{"広告", "advertising", "advertisement"}}, {"marketing.communications", []string{"メールマガジン", "ダイレクトメール", "newsletter"}},
	{"marketing", []string{"販促", "マーケティング", "marketing", "promotion"}}, {"analytics", []string{"分析", "統計", "analytics", "analysis", "statistic"}},
	{"functional.service.improve", []string{"改善", "向上", "開発", "improve", "develop"}}, {"essential.service.operations.support", []string{"問い合わせ", "問合せ", "お客様対応", "サポート", "support"}},
	{"essential.service.notifications", []string{"お知らせ", "通知", "連絡", "notif"}}, {"sales", []string{"営業", "商談", "sales"}}, {"personalize", []string{"おすすめ", "最適化", "personali"}},
	{"essential.service", []string{"提供", "配信", "配送", "発送", "予約", "サービス", "delivery", "service", "provide"}},
}

// undefined is the use of data whose purpose says nothing that the taxonomy has a key for.
const undefined = "collect"

var bases = words{
	{"Consent", []string{"同意", "consent"}}, {"Contract", []string{"契約", "contract"}}, {"Legal obligations", []string{"法令", "義務", "legal oblig", "obligation"}},
	{"Vital interests", []string{"生命", "vital"}}, {"Public interest", []string{"公共", "公益", "public"}}, {"Legitimate interests", []string{"正当", "legitimate"}},
}

// find is the key for a text; "" if there is none.
func (w words) find(text string) string {
	text = strings.ToLower(norm.NFKC.String(text))
	for _, e := range w {
		for _, s := range e.said {
			if strings.Contains(text, s) {
				return e.key
			}
		}
	}
	return ""
}
