package synth

import (
	"strconv"

	"golang.org/x/text/width"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Header is the language in which columns are named.
type Header uint8

// The headers.
const (
	Kanji Header = iota
	Romaji
	Pinyin // initials of pinyin
	English
	NoHeader
)

// column is what a table knows of a person, or of something else (kind pii.None).
type column struct {
	name [4]string // by Header
	kind pii.Kind
	get  func(g *Gen, p *Person) string
}

func (c *column) title(h Header) string {
	if h == NoHeader {
		return ""
	}
	return c.name[h]
}

// cols is a table's columns by their English names, in that order.
func cols(names ...string) []column {
	out := make([]column, len(names))
	for i, n := range names {
		c, ok := catalogue[n]
		if !ok {
			panic("synth: no column " + n)
		}
		c.name[English] = n
		out[i] = c
	}
	return out
}

// catalogue has every column by its English name. Names in kanji are Japanese for what Japan has, Chinese otherwise.
var catalogue = map[string]column{
	"member_id":   {[4]string{"会員番号", "kaiin_bango", "hybh"}, pii.AccountID, func(g *Gen, p *Person) string { return p.Member }},
	"employee_id": {[4]string{"社員番号", "shain_bango", "ygbh"}, pii.EmployeeID, func(g *Gen, p *Person) string { return p.Staff }},
	"name":        {[4]string{"氏名", "shimei", "xm"}, pii.PersonName, fullName},
	"surname":     {[4]string{"姓", "sei", "x"}, pii.PersonName, func(g *Gen, p *Person) string { return p.Surname }},
	"given_name":  {[4]string{"名", "mei", "m"}, pii.PersonName, func(g *Gen, p *Person) string { return p.Given }},
	"kana":        {[4]string{"フリガナ", "furigana", "py"}, pii.PersonNameKana, kana},
	"contact":     {[4]string{"緊急連絡先氏名", "kinkyu_shimei", "lxr"}, pii.PersonName, func(g *Gen, p *Person) string { return p.Surname + one(g, g.l.jpWomen).text }},
	"birth_date":  {[4]string{"生年月日", "seinengappi", "csrq"}, pii.DateOfBirth, func(g *Gen, p *Person) string { return p.Birth.Slash() }},
	"birthday":    {[4]string{"誕生日", "tanjobi", "sr"}, pii.DateOfBirth, func(g *Gen, p *Person) string { return p.Birth.ISO() }},
	"wareki":      {[4]string{"生年月日（和暦）", "seinengappi_wareki", "csny"}, pii.DateOfBirth, func(g *Gen, p *Person) string { return p.Birth.Wareki() }},
	"dob":         {[4]string{"生年月日", "umare", "csrq"}, pii.DateOfBirth, func(g *Gen, p *Person) string { return p.Birth.Compact() }},
	"sex":         {[4]string{"性別", "seibetsu", "xb"}, pii.Gender, func(g *Gen, p *Person) string { return p.Sex("男", "女") }},
	"gender":      {[4]string{"性別", "seibetsu", "xb"}, pii.Gender, func(g *Gen, p *Person) string { return p.Sex("M", "F") }},
	"age":         {[4]string{"年齢", "nenrei", "nl"}, pii.Age, func(g *Gen, p *Person) string { return strconv.Itoa(p.Birth.Age()) }},
	"marital":     {[4]string{"婚姻状況", "kekkon", "hyzk"}, pii.MaritalStatus, func(g *Gen, p *Person) string { return one(g, []string{"既婚", "未婚", "離別"}) }},
	"marital_cn":  {[4]string{"婚姻状况", "kekkon", "hyzk"}, pii.MaritalStatus, func(g *Gen, p *Person) string { return one(g, []string{"已婚", "未婚", "离异"}) }},
	"ethnic":      {[4]string{"民族", "minzoku", "mz"}, pii.EthnicGroup, func(g *Gen, p *Person) string { return one(g, nations) }},
	"religion": {[4]string{"宗教", "shukyo", "zjxy"}, pii.Religion, func(g *Gen, p *Person) string {
		return one(g, []string{"仏教", "キリスト教", "無宗教", "神道"})
	}},
	"disease":     {[4]string{"病歴", "byoreki", "bs"}, pii.MedicalTerm, func(g *Gen, p *Person) string { return one(g, diseases) }},
	"disability":  {[4]string{"障害等級", "shogai_tokyu", "cjdj"}, pii.Disability, func(g *Gen, p *Person) string { return one(g, disabilities) }},
	"postal_code": {[4]string{"郵便番号", "yubin_bango", "yb"}, pii.JapanPostalCode, postal},
	"address":     {[4]string{"住所", "jusho", "xzz"}, pii.StreetAddress, func(g *Gen, p *Person) string { return p.Address() }},
	"registered":  {[4]string{"户籍地址", "koseki", "hjdz"}, pii.StreetAddress, func(g *Gen, p *Person) string { return p.Origin }},
	"us_address":  {[4]string{"住所", "jusho", "dz"}, pii.StreetAddress, func(g *Gen, p *Person) string { return p.LatinAddress() }},
	"phone":       {[4]string{"電話番号", "denwa_bango", "dh"}, pii.PhoneNumber, func(g *Gen, p *Person) string { return landline(p) }},
	"mobile":      {[4]string{"携帯電話", "keitai", "sjh"}, pii.PhoneNumber, mobile},
	"email":       {[4]string{"メールアドレス", "mail_address", "yx"}, pii.EmailAddress, func(g *Gen, p *Person) string { return p.Email }},
	"my_number":   {[4]string{"個人番号", "kojin_bango", "grbh"}, pii.JapanIndividualNumber, func(g *Gen, p *Person) string { return p.National }},
	"mynumber":    {[4]string{"マイナンバー", "mynumber", "grhm"}, pii.JapanIndividualNumber, func(g *Gen, p *Person) string { return p.National[:4] + "-" + p.National[4:8] + "-" + p.National[8:] }},
	"id_number":   {[4]string{"身份证号", "mibun_bango", "sfzh"}, pii.ChinaResidentIDNumber, func(g *Gen, p *Person) string { return p.National }},
	"ssn":         {[4]string{"社会保障番号", "ssn", "sbh"}, pii.USSocialSecurityNumber, func(g *Gen, p *Person) string { return p.National }},
	"license_no":  {[4]string{"運転免許証番号", "menkyo_bango", "jszh"}, pii.JapanDriversLicenseNumber, func(g *Gen, p *Person) string { return g.License() }},
	"passport_no": {[4]string{"旅券番号", "ryoken_bango", "hzhm"}, pii.JapanPassport, func(g *Gen, p *Person) string { return g.JPPassport() }},
	"passport_cn": {[4]string{"护照号码", "ryoken", "hzhm"}, pii.ChinaPassport, func(g *Gen, p *Person) string { return g.CNPassport() }},
	"residence_card_no": {[4]string{"在留カード番号", "zairyu_card_bango", "jlkh"}, pii.JapanResidenceCardNumber,
		func(g *Gen, p *Person) string { return g.ResidenceCard() }},
	"insurer_no":  {[4]string{"保険者番号", "hokensha_bango", "bxzh"}, pii.JapanHealthInsuranceNumber, func(g *Gen, p *Person) string { return g.Insurer() }},
	"pension_no":  {[4]string{"基礎年金番号", "kiso_nenkin_bango", "yljh"}, pii.JapanPensionNumber, func(g *Gen, p *Person) string { return g.Pension() }},
	"account_no":  {[4]string{"口座番号", "koza_bango", "zhhm"}, pii.JapanBankAccount, func(g *Gen, p *Person) string { return g.Account().Number }},
	"card_no":     {[4]string{"カード番号", "card_bango", "kh"}, pii.CreditCardNumber, func(g *Gen, p *Person) string { return g.Card() }},
	"card_expiry": {[4]string{"有効期限", "yuko_kigen", "yxq"}, pii.CreditCardExpirationDate, func(g *Gen, p *Person) string { return g.Expiry() }},
	"cvv":         {[4]string{"セキュリティコード", "security_code", "aqm"}, pii.CreditCardSecurityCode, func(g *Gen, p *Person) string { return g.Digits(3) }},
	"iban":        {[4]string{"IBAN", "iban", "iban"}, pii.IBANCode, func(g *Gen, p *Person) string { return g.IBAN() }},
	"swift": {[4]string{"SWIFTコード", "swift", "swift"}, pii.SWIFTCode, func(g *Gen, p *Person) string {
		return one(g, []string{"MHCBJPJT", "BOTKJPJT", "SMBCJPJT", "DEUTDEFF"})
	}},
	"kana_half":      {[4]string{"口座名義カナ", "meigi_kana", "hzm"}, pii.PersonNameKana, func(g *Gen, p *Person) string { return halfKana(p.Kana(" ")) }},
	"kana_hira":      {[4]string{"ふりがな", "yomi", "py"}, pii.PersonNameKana, func(g *Gen, p *Person) string { return hiragana(p.Kana(" ")) }},
	"latin_name":     {[4]string{"ローマ字氏名", "romaji_shimei", "ywm"}, pii.PersonName, func(g *Gen, p *Person) string { return p.Latin() }},
	"short_era":      {[4]string{"生年月日", "seinengappi", "csrq"}, pii.DateOfBirth, func(g *Gen, p *Person) string { return p.Birth.ShortEra() }},
	"birth_time":     {[4]string{"生年月日", "birth_datetime", "csrqsj"}, pii.DateOfBirth, func(g *Gen, p *Person) string { return p.Birth.ISO() + " 00:00:00" }},
	"tel_plain":      {[4]string{"TEL", "tel", "dh"}, pii.PhoneNumber, func(g *Gen, p *Person) string { return p.Landline }},
	"cell_plain":     {[4]string{"携帯番号", "keitai_no", "sj"}, pii.PhoneNumber, func(g *Gen, p *Person) string { return p.Mobile }},
	"tel_wide":       {[4]string{"連絡先電話", "renrakusaki", "lxdh"}, pii.PhoneNumber, func(g *Gen, p *Person) string { return wide(JPPhone(p.Landline, "")) }},
	"zip_plain":      {[4]string{"〒", "zip", "yzbm"}, pii.JapanPostalCode, func(g *Gen, p *Person) string { return p.Postal }},
	"zip_wide":       {[4]string{"郵便番号", "yubin", "yzbm"}, pii.JapanPostalCode, func(g *Gen, p *Person) string { return wide(postal(g, p)) }},
	"address1":       {[4]string{"住所1", "jusho1", "dz1"}, pii.StreetAddress, func(g *Gen, p *Person) string { return p.Region + p.City }},
	"address2":       {[4]string{"住所2", "jusho2", "dz2"}, pii.StreetAddress, func(g *Gen, p *Person) string { return p.Street }},
	"city_street":    {[4]string{"所在地", "shozaichi", "szd"}, pii.StreetAddress, func(g *Gen, p *Person) string { return p.City + p.Street }},
	"my_number_wide": {[4]string{"個人番号", "kojin_bango", "grbh"}, pii.JapanIndividualNumber, func(g *Gen, p *Person) string { return wide(p.National) }},
	"cn_staff":       {[4]string{"工号", "kogo", "gh"}, pii.EmployeeID, func(g *Gen, p *Person) string { return p.Staff }},
	"cn_name":        {[4]string{"姓名", "xingming", "xm"}, pii.PersonName, func(g *Gen, p *Person) string { return p.Name("") }},
	"cn_sex":         {[4]string{"性别", "xingbie", "xb"}, pii.Gender, func(g *Gen, p *Person) string { return p.Sex("男", "女") }},
	"cn_birth":       {[4]string{"出生日期", "chushengriqi", "csrq"}, pii.DateOfBirth, func(g *Gen, p *Person) string { return p.Birth.ISO() }},
	"cn_mobile":      {[4]string{"手机号", "shoujihao", "sjh"}, pii.PhoneNumber, func(g *Gen, p *Person) string { return p.Mobile }},
	"cn_phone":       {[4]string{"联系电话", "lianxidianhua", "lxdh"}, pii.PhoneNumber, func(g *Gen, p *Person) string { return p.Landline }},
	"cn_address":     {[4]string{"现住址", "xianzhuzhi", "xzz"}, pii.StreetAddress, func(g *Gen, p *Person) string { return p.Address() }},
	"cn_email":       {[4]string{"电子邮箱", "dianziyouxiang", "dzyx"}, pii.EmailAddress, func(g *Gen, p *Person) string { return p.Email }},
	"cn_order":       {[4]string{"订单号", "dingdanhao", "ddh"}, pii.None, func(g *Gen, p *Person) string { return g.Twelve() + g.Digits(6) }},
	"tw_name":        {[4]string{"姓名", "shimei", "xm"}, pii.PersonName, func(g *Gen, p *Person) string { return one(g, twSurnames) + one(g, twGiven) }},
	"tw_address":     {[4]string{"地址", "jusho", "dz"}, pii.StreetAddress, (*Gen).taiwanAddress},
	"kr_note":        {[4]string{"비고", "biko", "bz"}, pii.None, func(g *Gen, p *Person) string { return one(g, krNotes) }},
	"taiwan_id":      {[4]string{"身分證字號", "taiwan_id", "sfzzh"}, pii.TaiwanNationalIDNumber, func(g *Gen, p *Person) string { return g.TaiwanID() }},
	"hkid":           {[4]string{"香港身份證號碼", "hkid", "xgsfz"}, pii.HongKongIDNumber, func(g *Gen, p *Person) string { return g.HongKongID() }},
	"rrn":            {[4]string{"住民登録番号", "rrn", "zmh"}, pii.KoreaRRN, func(g *Gen, p *Person) string { return g.KoreaRRN(p.Birth, p.Woman) }},
	"nric":           {[4]string{"NRIC番号", "nric", "nric"}, pii.SingaporeNationalRegistrationIDNumber, func(g *Gen, p *Person) string { return g.NRIC(p.Birth) }},
	"ip":             {[4]string{"IPアドレス", "ip_address", "ip"}, pii.IPAddress, func(g *Gen, p *Person) string { return g.IPv4() }},
	"mac":            {[4]string{"MACアドレス", "mac_address", "mac"}, pii.MACAddress, func(g *Gen, p *Person) string { return g.MAC() }},
	"imei":           {[4]string{"IMEI", "imei", "imei"}, pii.IMEIHardwareID, func(g *Gen, p *Person) string { return g.IMEI() }},
	"idfa":           {[4]string{"広告識別子", "kokoku_id", "ggbs"}, pii.AdvertisingID, func(g *Gen, p *Person) string { return upperUUID(g.UUID()) }},
	"plate":          {[4]string{"ナンバープレート", "number_plate", "cph"}, pii.VehiclePlateJapan, func(g *Gen, p *Person) string { return g.Plate() }},
	"latitude":       {[4]string{"緯度", "ido", "wd"}, pii.LocationCoordinates, func(g *Gen, p *Person) string { a, _ := g.Coordinates(p.Country); return a }},
	"longitude":      {[4]string{"経度", "keido", "jd"}, pii.LocationCoordinates, func(g *Gen, p *Person) string { _, a := g.Coordinates(p.Country); return a }},
	"password":       {[4]string{"パスワード", "password", "mm"}, pii.Password, func(g *Gen, p *Person) string { return g.Password() }},
	"password_md5":   {[4]string{"パスワードMD5", "password_md5", "mm_md5"}, pii.WeakPasswordHash, func(g *Gen, p *Person) string { return g.Hex(32) }},
	"password_hash": {[4]string{"パスワードハッシュ", "password_hash", "mmhx"}, pii.PasswordHash,
		func(g *Gen, p *Person) string { return "$2b$12$" + g.From("./"+alnum, 53) }},
	"message": {[4]string{"メッセージ本文", "message_honbun", "xxnr"}, pii.MessageContent, func(g *Gen, p *Person) string { return one(g, chats) }},

	"order_no":     {[4]string{"注文番号", "chumon_bango", "ddh"}, pii.None, func(g *Gen, p *Person) string { return g.Twelve() }},
	"slip_no":      {[4]string{"伝票番号", "denpyo_bango", "pzh"}, pii.None, func(g *Gen, p *Person) string { return g.Twelve() }},
	"jan":          {[4]string{"JANコード", "jan_code", "txm"}, pii.None, func(g *Gen, p *Person) string { return g.JAN() }},
	"isbn":         {[4]string{"ISBN", "isbn", "isbn"}, pii.None, func(g *Gen, p *Person) string { return g.ISBN() }},
	"corporate_no": {[4]string{"法人番号", "hojin_bango", "frbh"}, pii.None, func(g *Gen, p *Person) string { return g.CorporateNumber() }},
	"uuid":         {[4]string{"識別子", "uuid", "uuid"}, pii.None, func(g *Gen, p *Person) string { return g.UUID() }},
	"serial":       {[4]string{"製造番号", "seizo_bango", "xlh"}, pii.None, func(g *Gen, p *Person) string { return "SN" + g.Digits(10) }},
	"sha256":       {[4]string{"ハッシュ値", "hash", "hx"}, pii.None, func(g *Gen, p *Person) string { return g.Hex(64) }},
	"amount":       {[4]string{"金額", "kingaku", "je"}, pii.None, func(g *Gen, p *Person) string { return strconv.Itoa(g.In(1, 9999) * 10) }},
	"quantity":     {[4]string{"数量", "suryo", "sl"}, pii.None, func(g *Gen, p *Person) string { return strconv.Itoa(g.In(1, 40)) }},
	"created_at": {[4]string{"登録日時", "toroku_nichiji", "djsj"}, pii.None, func(g *Gen, p *Person) string {
		return g.Date(2018, 2025).ISO() + " " + pad(g.N(24), 2) + ":" + pad(g.N(60), 2) + ":" + pad(g.N(60), 2)
	}},
	"order_date": {[4]string{"注文日", "chumonbi", "ddrq"}, pii.None, func(g *Gen, p *Person) string { return g.Date(2019, 2025).Slash() }},
	"epoch":      {[4]string{"更新時刻", "koshin_jikoku", "gxsj"}, pii.None, func(g *Gen, p *Person) string { return strconv.Itoa(1_600_000_000 + g.N(150_000_000)) }},
	"department": {[4]string{"部署", "busho", "bm"}, pii.None, func(g *Gen, p *Person) string { return one(g, departments) }},
	"product":    {[4]string{"商品名", "shohin_mei", "spmc"}, pii.None, func(g *Gen, p *Person) string { return one(g, products) }},
	"company":    {[4]string{"会社名", "kaisha_mei", "gsmc"}, pii.None, func(g *Gen, p *Person) string { return one(g, companies) }},
	"status":     {[4]string{"状態", "jotai", "zt"}, pii.None, func(g *Gen, p *Person) string { return one(g, []string{"有効", "退会", "保留", "発送済"}) }},
	"note":       {[4]string{"備考", "biko", "bz"}, pii.None, func(g *Gen, p *Person) string { return one(g, notes) }},
	"version":    {[4]string{"版", "han", "bb"}, pii.None, func(g *Gen, p *Person) string { return g.In1(9) + "." + g.In1(20) + "." + g.In1(30) }},
}

func fullName(g *Gen, p *Person) string {
	if p.Country == "JP" && p.ID%2 == 0 {
		return p.Name("　")
	}
	if p.Country == "JP" && p.ID%7 == 0 {
		return p.Name(" ")
	}
	return p.Name("")
}

func kana(g *Gen, p *Person) string {
	if p.SurnameKana == "" {
		return ""
	}
	return p.Kana("　")
}

func postal(g *Gen, p *Person) string {
	if p.Country == "JP" {
		return p.Postal[:3] + "-" + p.Postal[3:]
	}
	return ""
}

func mobile(g *Gen, p *Person) string {
	if p.Country == "JP" {
		return JPPhone(p.Mobile, "")
	}
	return p.Mobile
}

func landline(p *Person) string {
	if p.Country == "JP" {
		return JPPhone(p.Landline, "")
	}
	return p.Landline
}

func upperUUID(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] >= 'a' {
			b[i] &^= 0x20
		}
	}
	return string(b)
}

// halfKana writes katakana in half width, as banks do.
func halfKana(s string) string { return width.Narrow.String(s) }
