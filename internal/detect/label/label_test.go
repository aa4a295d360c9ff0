package label

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const other = pii.Kind(255)

func got(v Verdict) pii.Kind {
	if v.Other {
		return other
	}
	return v.Kind
}

func TestField(t *testing.T) {
	for name, want := range map[string]pii.Kind{
		"_source.xm": pii.PersonName, "XM": pii.PersonName, "氏名": pii.PersonName, "氏　名": pii.PersonName,
		"お名前（漢字）": pii.PersonName, "患者氏名": pii.PersonName, "名前(漢字)": pii.PersonName, "shimei": pii.PersonName,
		"姓": pii.PersonName, "name": pii.PersonName, "userName": pii.AccountID, "customer_name": pii.PersonName,
		"patientName": pii.PersonName, "FirstName": pii.PersonName, "xingming": pii.PersonName, "data.name": pii.PersonName,
		"フリガナ": pii.PersonNameKana, "ﾌﾘｶﾞﾅ": pii.PersonNameKana, "氏名（カナ）": pii.PersonNameKana, "セイ": pii.PersonNameKana,
		"顧客_電話番号1": pii.PhoneNumber, "電話番号（自宅）": pii.PhoneNumber, "ＴＥＬ": pii.PhoneNumber, "tel_no": pii.PhoneNumber,
		"phoneNumber2": pii.PhoneNumber, "phone.number": pii.PhoneNumber, "sjh": pii.PhoneNumber, "lxdh": pii.PhoneNumber,
		"緊急連絡先電話番号": pii.PhoneNumber, "home-phone": pii.PhoneNumber, "contacts[0].phone": pii.PhoneNumber,
		"TEL(携帯)": pii.PhoneNumber, "携帯電話番号（ハイフンなし）": pii.PhoneNumber,
		"E-mail": pii.EmailAddress, "mailAddress1": pii.EmailAddress, "user.name": pii.PersonName, "username": pii.AccountID, "phone_number_verified": other,
		"address_line2": pii.StreetAddress, "氏名ローマ字": pii.PersonName, "ご担当者様": pii.PersonName, "メールアドレス（確認用）": pii.EmailAddress, "user_email": pii.EmailAddress,
		"Ｅメール": pii.EmailAddress, "email.address": pii.EmailAddress,
		"住所１": pii.StreetAddress, "現住所": pii.StreetAddress, "addr2": pii.StreetAddress, "hjdz": pii.StreetAddress,
		"家庭住址": pii.StreetAddress, "勤務先住所": pii.StreetAddress, "ip_address": pii.IPAddress, "clientIP": pii.IPAddress,
		"郵便番号": pii.JapanPostalCode, "yubin": pii.JapanPostalCode, "zipcode": pii.JapanPostalCode,
		"生年月日": pii.DateOfBirth, "seinengappi": pii.DateOfBirth, "birthDate": pii.DateOfBirth, "csrq": pii.DateOfBirth, "dob": pii.DateOfBirth,
		"年齢": pii.Age, "age": pii.Age, "patient_age": pii.Age, "性別": pii.Gender, "xb": pii.Gender,
		"民族": pii.EthnicGroup, "mz": pii.EthnicGroup, "hyzk": pii.MaritalStatus, "個人番号": pii.JapanIndividualNumber,
		"my_number": pii.JapanIndividualNumber, "MyNumber": pii.JapanIndividualNumber, "扶養親族の個人番号": pii.JapanIndividualNumber,
		"sfzh": pii.ChinaResidentIDNumber, "身份证号码": pii.ChinaResidentIDNumber, "身份证号(18位)": pii.ChinaResidentIDNumber,
		"カード番号": pii.CreditCardNumber, "card_no": pii.CreditCardNumber, "口座番号": pii.JapanBankAccount,
		"会員番号": pii.AccountID, "user_id": pii.AccountID, "社員番号": pii.EmployeeID, "emp_no": pii.EmployeeID,
		"teacher_id": pii.AccountID, "password": pii.Password, "DB_PASSWORD": pii.Password, "本文": pii.MessageContent,
		"lat": pii.LocationCoordinates, "緯度": pii.LocationCoordinates, "cph": pii.VehiclePlateJapan,
		"注文番号": other, "order_id": other, "住所コード": other, "phone_model": other, "name_of_product": other, "商品名": other,
		"ファイル名": other, "hostname": other, "filename": other, "class_name": other, "ddbh": other, "JANコード": other,
		"ISBN": other, "法人番号": pii.JapanCorporateNumber, "timestamp": other, "created_at": other, "orderNumber": other,
		"uuid": other, "金額": other, "product.name": other, "iphone": other, "登録日時": other, "name_type": other,
		"project_foo_name": 0, "foo": 0, "": 0, "x": 0, "列1": 0, "col_3": 0, "package": other, "storage": 0, "message_id": other,
		"spec.template.name": other,
	} {
		if v := Field(name); got(v) != want {
			t.Errorf("Field(%q) = %+v (%v), want %v", name, v, v.Kind, want)
		}
	}
}

func TestBefore(t *testing.T) {
	for in, want := range map[string]pii.Kind{
		"電話番号：|": pii.PhoneNumber, "電話番号（自宅）： |": pii.PhoneNumber, "TEL |": pii.PhoneNumber, "連絡先TEL:|": pii.PhoneNumber,
		"【電話】|": pii.PhoneNumber, "電話番号は、|": pii.PhoneNumber, "手机号码是|": pii.PhoneNumber, "氏　名　　|": pii.PersonName,
		`"phone": "|`: pii.PhoneNumber, "phone_number=|": pii.PhoneNumber, "setPhone(\"|": pii.PhoneNumber, "<tel>|": pii.PhoneNumber,
		"my phone number is |": pii.PhoneNumber, "Date of birth: |": pii.DateOfBirth, "身份证号:|": pii.ChinaResidentIDNumber,
		"身份证号码为|": pii.ChinaResidentIDNumber, "個人番号\n|": pii.JapanIndividualNumber, "個人番号：\n  |": pii.JapanIndividualNumber,
		"口座 No. |": pii.JapanBankAccount, "住所: |": pii.StreetAddress, "名：|": pii.PersonName, "電話番号1：|": pii.PhoneNumber,
		"order_id: |": other, "注文番号：|": other, "商品名：|": other, "order no. |": other, "旅券番号TK|": pii.JapanPassport, "在留カード番号：AB|": pii.JapanResidenceCardNumber, "HKID: A|": pii.HongKongIDNumber, "身份证号abcde|": 0,
		"電話\t|":   pii.PhoneNumber,
		"name: |": pii.PersonName, "file name: |": other, "the name |": 0, "本名は|": pii.PersonName, "IPアドレス：|": pii.IPAddress,
		"電話番号：03-1234-5678 と |": 0, "社名：|": 0, "本日は|": 0, "foo bar |": 0, "": 0, "今日は電話番号を提出した。|": 0,
		"個人番号を書いて提出した\n|": 0,
	} {
		i := len(in) - 1
		text, pos := []byte(in), len(in)
		if i >= 0 && in[i] == '|' {
			text, pos = []byte(in[:i]+"090-1234-5678"), i
		}
		v, at, ok := Before(text, 0, pos)
		if ok != (want != 0) || ok && got(v) != want {
			t.Errorf("Before(%q) = %+v (%v) at %d, want %v", in, v, v.Kind, at, want)
		}
	}
}

func TestAt(t *testing.T) {
	text := []byte("お客様の電話番号は03、氏　名：注文番号 姓")
	for i := range text {
		v, n := At(text, i, len(text))
		switch string(text[i : i+n]) {
		case "電話番号":
			if v.Kind != pii.PhoneNumber {
				t.Error(v)
			}
		case "氏　名":
			if v.Kind != pii.PersonName {
				t.Error(v)
			}
		case "注文番号":
			if !v.Other {
				t.Error(v)
			}
		case "姓":
			t.Error("a label for whole names only was found in text")
		}
	}
}

func TestNoAllocation(t *testing.T) {
	text := []byte("foo bar 連絡先 (自宅) my_phone_number: 090-1234-5678 電話番号")
	if n := testing.AllocsPerRun(100, func() {
		for i := range text {
			Before(text, 0, i)
			At(text, i, len(text))
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func FuzzText(f *testing.F) {
	f.Add([]byte("電話番号（自宅）： 090"), 5)
	f.Fuzz(func(t *testing.T, text []byte, pos int) {
		if pos < 0 || pos > len(text) {
			return
		}
		if _, at, ok := Before(text, 0, pos); ok && (at < 0 || at >= pos) {
			t.Fatalf("label at %d before %d", at, pos)
		}
		if pos < len(text) {
			if _, n := At(text, pos, len(text)); n > len(text)-pos {
				t.Fatalf("label of %d bytes in %d", n, len(text)-pos)
			}
		}
		Field(string(text))
	})
}

func BenchmarkBeforeNone(b *testing.B) {
	text := []byte("2023-11-05T12:34:56.789Z INFO worker-3 handled request in 1234567890 ms")
	for b.Loop() {
		Before(text, 0, 58)
	}
}

func BenchmarkBefore(b *testing.B) {
	text := []byte("お客様の電話番号： 090-1234-5678")
	for b.Loop() {
		Before(text, 0, len(text)-13)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		newIndex()
	}
}

func TestSpellings(t *testing.T) {
	for name, want := range map[string]pii.Kind{
		"SEIBETU_KBN": pii.Gender, "jyuusyo": pii.StreetAddress, "zyusyo": pii.StreetAddress, "tantousya_mei": pii.PersonName,
		"menkyosyo_bangou": pii.JapanDriversLicenseNumber, "tanzyoubi": pii.DateOfBirth, "hokensya_bango": pii.JapanHealthInsuranceNumber,
		"syouhin_mei": other, "tyumon_no": other, "nationality": other, "営業所名": other, "支払.有効期限": pii.CreditCardExpirationDate, "カード.番号": pii.CreditCardNumber, "乗務員コード": pii.EmployeeID,
		"受診者ID": pii.AccountID, "組合員番号": pii.AccountID, "見学者名": pii.PersonName, "事業者番号": 0, "定員": 0, "tyoumei_banti": pii.StreetAddress, "hojin_bango": pii.JapanCorporateNumber,
	} {
		if v := Field(name); got(v) != want {
			t.Errorf("Field(%q) = %+v (%v), want %v", name, v, v.Kind, want)
		}
	}
}
