package synth

import "strconv"

// MyNumber is an individual number with a right check digit (Ordinance of the Ministry of Internal Affairs no. 85 of 2014,
// Art. 5). With one chance in ten a random number of twelve digits is one too.
func (g *Gen) MyNumber() string {
	d := g.Digits(11)
	return d + string(myNumberCheck(d))
}

func myNumberCheck(d string) byte {
	sum := 0
	for i := range 11 {
		n := 11 - i // the place counted from the right, the check digit left out
		q := n + 1
		if n > 6 {
			q = n - 5
		}
		sum += int(d[i]-'0') * q
	}
	if r := sum % 11; r > 1 {
		return byte('0' + 11 - r)
	}
	return '0'
}

// Twelve is an order number: twelve digits that may or may not pass as a My Number.
func (g *Gen) Twelve() string { return pad(g.In(1, 9), 1) + g.Digits(11) }

// CorporateNumber is a 法人番号: a check digit, then twelve digits.
func (g *Gen) CorporateNumber() string {
	d := one(g, []string{"01", "10", "70"}) + g.Digits(10)
	return string(corporateCheck(d)) + d
}

func corporateCheck(d string) byte {
	sum := 0
	for i := range 12 {
		sum += int(d[i]-'0') * (1 + (11-i)%2)
	}
	return byte('0' + 9 - sum%9)
}

// License is a driving licence number: commission, year, serial, check digit, count of reissues.
func (g *Gen) License() string {
	for {
		d := one(g, commissions) + pad(g.In(60, 123)%100, 2) + g.Digits(6)
		sum := 0
		for i := range 10 {
			sum += int(d[i]-'0') * int("5432765432"[i]-'0')
		}
		if r := sum % 11; r > 1 {
			return d + string(byte('0'+11-r)) + one(g, []string{"0", "0", "0", "1"})
		}
	}
}

var commissions = []string{"10", "20", "21", "22", "23", "24", "25", "30", "40", "41", "42", "43", "44", "45", "50", "51", "52", "53", "54", "55",
	"60", "61", "62", "63", "64", "65", "70", "71", "72", "73", "74", "80", "81", "82", "83", "90", "91", "92", "93", "94", "95", "96", "97"}

// JPPassport is two letters and seven digits.
func (g *Gen) JPPassport() string {
	return one(g, []string{"TK", "TR", "TZ", "TH", "TS", "MU", "MZ", "NA"}) + g.Digits(7)
}

// CNPassport is E and eight digits, or E with a second letter and seven.
func (g *Gen) CNPassport() string {
	if g.P(50) {
		return "E" + g.Digits(8)
	}
	return "E" + g.From("ABCDEFGHJKL", 1) + g.Digits(7)
}

// ResidenceCard is a 在留カード番号.
func (g *Gen) ResidenceCard() string { return g.From(upper, 2) + g.Digits(8) + g.From(upper, 2) }

// Insurer is a 保険者番号 of eight digits with its check digit.
func (g *Gen) Insurer() string {
	d := one(g, []string{"01", "06", "31", "34", "39", "63"}) + pad(g.In(1, 47), 2) + g.Digits(3)
	sum := 0
	for i := range 7 {
		n := int(d[i]-'0') * (2 - i%2)
		sum += n/10 + n%10
	}
	return d + string(byte('0'+(10-sum%10)%10))
}

// Insured is 記号・番号 of a health insurance card.
func (g *Gen) Insured() (symbol, number string) {
	return g.Digits(8)[:g.In(4, 8)], pad(g.In(1, 99999), 1)
}

// Pension is a 基礎年金番号.
func (g *Gen) Pension() string { return g.Digits(4) + "-" + g.Digits(6) }

// Account is a bank account: bank and branch that exist, a number that was drawn.
type Account struct{ Bank, BankName, Branch, BranchName, Number string }

var branches = []Account{{"0001", "みずほ銀行", "001", "東京営業部", ""}, {"0005", "三菱ＵＦＪ銀行", "001", "本店", ""}, {"0009", "三井住友銀行", "200", "本店営業部", ""},
	{"0036", "楽天銀行", "201", "ジャズ支店", ""}, {"9900", "ゆうちょ銀行", "018", "〇一八店", ""}, {"9900", "ゆうちょ銀行", "008", "〇〇八店", ""}}

// Account invents a bank account.
func (g *Gen) Account() Account {
	a := one(g, branches)
	a.Number = g.Digits(7)
	return a
}

// Luhn is the check digit of a card number or IMEI.
func Luhn(d string) byte {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return byte('0' + (10-sum%10)%10)
}

// Card is a payment card number of a known issuer's range with a right check digit.
func (g *Gen) Card() string {
	head, n := "4"+g.Digits(5), 16
	switch g.N(8) {
	case 0, 1:
		head = strconv.Itoa(g.In(510000, 559999))
	case 2:
		head = strconv.Itoa(g.In(352800, 358999))
	case 3:
		head, n = one(g, []string{"34", "37"})+g.Digits(4), 15
	case 4:
		head, n = "36"+g.Digits(4), 14
	case 5:
		head = "62" + strconv.Itoa(g.In(2126, 2925))
	}
	d := head + g.Digits(n-7)
	return d + string(Luhn(d))
}

// Expiry is MM/YY in the years to come.
func (g *Gen) Expiry() string { return pad(g.In(1, 12), 2) + "/" + pad(g.In(26, 33), 2) }

// ResidentID is a Chinese resident ID number of 18 characters (GB 11643-1999).
func (g *Gen) ResidentID(division string, b Date, woman bool) string {
	seq := g.N(500) * 2
	if !woman {
		seq++
	}
	d := division + b.Compact() + pad(seq, 3)
	return d + string(residentCheck(d))
}

func residentCheck(d string) byte {
	sum := 0
	for i := range 17 {
		sum += int(d[i]-'0') * residentWeights[i]
	}
	return "10X98765432"[sum%11]
}

var residentWeights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// OldResidentID is the number of 15 digits given out before 1999.
func OldResidentID(id string) string { return id[:6] + id[8:17] }

// TaiwanID is a national ID number of Taiwan.
func (g *Gen) TaiwanID() string {
	const letters = "ABCDEFGHJKLMNPQRSTUVXYWZIO" // in the order of their values from 10
	l := g.N(26)
	d := strconv.Itoa(g.In(1, 2)) + g.Digits(7)
	return letters[l:l+1] + d + string(taiwanCheck(l+10, d))
}

func taiwanCheck(letter int, d string) byte {
	sum := letter/10 + letter%10*9
	for i := range 8 {
		sum += int(d[i]-'0') * (8 - i)
	}
	return byte('0' + (10-sum%10)%10)
}

// HongKongID is a number like A123456(3).
func (g *Gen) HongKongID() string {
	l, d := g.N(26), g.Digits(6)
	return upper[l:l+1] + d + "(" + string(hongKongCheck(l+10, d)) + ")"
}

func hongKongCheck(letter int, d string) byte {
	sum := 36*9 + letter*8
	for i := range 6 {
		sum += int(d[i]-'0') * (7 - i)
	}
	return "0123456789A"[(11-sum%11)%11]
}

// KoreaRRN is a resident registration number with the check digit used until 2020.
func (g *Gen) KoreaRRN(b Date, woman bool) string {
	s := 1
	if b.Y >= 2000 {
		s = 3
	}
	if woman {
		s++
	}
	d := pad(b.Y%100, 2) + pad(b.M, 2) + pad(b.D, 2) + strconv.Itoa(s) + pad(g.N(96), 2) + g.Digits(3)
	sum := 0
	for i := range 12 {
		sum += int(d[i]-'0') * (2 + i%8)
	}
	return d[:6] + "-" + d[6:] + string(byte('0'+(11-sum%11)%10))
}

// NRIC is a Singaporean identity number.
func (g *Gen) NRIC(b Date) string {
	d := pad(b.Y%100, 2) + g.Digits(5)
	if b.Y >= 2000 {
		return "T" + d + string(nricCheck(4, d))
	}
	return "S" + d + string(nricCheck(0, d))
}

func nricCheck(offset int, d string) byte {
	for i := range 7 {
		offset += int(d[i]-'0') * int("2765432"[i]-'0')
	}
	return "JZIHGFEDCBA"[offset%11]
}

// SSN is a social security number that could have been issued.
func (g *Gen) SSN() string {
	a := g.In(1, 899)
	if a == 666 {
		a++
	}
	return pad(a, 3) + "-" + pad(g.In(1, 99), 2) + "-" + pad(g.In(1, 9999), 4)
}

// IBAN is an account of one of three countries.
func (g *Gen) IBAN() string {
	country, bban := "DE", g.Digits(18)
	switch g.N(3) {
	case 0:
		country, bban = "GB", g.From(upper, 4)+g.Digits(14)
	case 1:
		country, bban = "NL", g.From(upper, 4)+g.Digits(10)
	}
	return country + pad(98-mod97(bban+country+"00"), 2) + bban
}

// mod97 is the remainder of a number whose letters stand for 10 to 35 (ISO 7064).
func mod97(s string) int {
	r := 0
	for i := range len(s) {
		if c := s[i]; c >= 'A' {
			r = (r*100 + int(c-'A') + 10) % 97
		} else {
			r = (r*10 + int(c-'0')) % 97
		}
	}
	return r
}

// MRZ is the machine-readable zone of a passport: two lines of 44 (ICAO 9303, TD3).
func (g *Gen) MRZ(p *Person, passport string) (string, string) {
	state := map[string]string{"JP": "JPN", "CN": "CHN", "US": "USA"}[p.Country]
	n := fill("P<"+state+upperCase(ascii(p.SurnameLatin))+"<<"+upperCase(ascii(p.GivenLatin)), 44)
	num := fill(passport, 9)
	birth, exp := p.Birth.Compact()[2:], pad(g.In(27, 35), 2)+pad(g.In(1, 12), 2)+pad(g.In(1, 28), 2)
	opt := fill("", 14)
	a, b, c, o := mrzCheck(num), mrzCheck(birth), mrzCheck(exp), "<"
	all := mrzCheck(num + a + birth + b + exp + c + opt + o)
	return n, num + a + state + birth + b + p.Sex("M", "F") + exp + c + opt + o + all
}

func fill(s string, n int) string {
	for len(s) < n {
		s += "<"
	}
	return s[:n]
}

func upperCase(s string) string {
	b := []byte(s)
	for i := range b {
		b[i] &^= 0x20
	}
	return string(b)
}

func mrzCheck(s string) string {
	sum := 0
	for i := range len(s) {
		v := 0
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		}
		sum += v * [3]int{7, 3, 1}[i%3]
	}
	return strconv.Itoa(sum % 10)
}

// IPv4 is a public address out of blocks that are in use.
func (g *Gen) IPv4() string {
	return strconv.Itoa(one(g, []int{27, 36, 58, 60, 61, 101, 106, 110, 114, 118, 122, 126, 133, 150, 153, 180, 202, 210, 218, 220})) + "." +
		strconv.Itoa(g.N(256)) + "." + strconv.Itoa(g.N(256)) + "." + strconv.Itoa(g.In(1, 254))
}

// MAC is a hardware address with colons.
func (g *Gen) MAC() string {
	s := pad(g.In(0, 15)*4%100, 2)
	for range 5 {
		s += ":" + g.Hex(2)
	}
	return s
}

// IMEI is fifteen digits with a right check digit.
func (g *Gen) IMEI() string {
	d := "35" + g.Digits(12)
	return d + string(Luhn(d))
}

// UUID is a random one.
func (g *Gen) UUID() string {
	return g.Hex(8) + "-" + g.Hex(4) + "-4" + g.Hex(3) + "-" + g.From("89ab", 1) + g.Hex(3) + "-" + g.Hex(12)
}

// Plate is a Japanese number plate.
func (g *Gen) Plate() string {
	return one(g, []string{"品川", "横浜", "なにわ", "名古屋", "札幌", "福岡", "京都", "仙台", "大宮", "熊本", "富士山", "湘南"}) + " " +
		pad(g.In(300, 599), 3) + " " + one(g, []string{"あ", "さ", "す", "た", "な", "に", "ほ", "み", "ゆ", "ら", "る"}) + " " + pad(g.In(10, 99), 2) + "-" + g.Digits(2)
}

// JAN is a Japanese article number of thirteen digits.
func (g *Gen) JAN() string { return gtin(one(g, []string{"45", "49"}) + g.Digits(10)) }

// ISBN is a Japanese ISBN-13 without hyphens.
func (g *Gen) ISBN() string { return gtin("9784" + g.Digits(8)) }

func gtin(d string) string {
	sum := 0
	for i := range 12 {
		sum += int(d[i]-'0') * (1 + 2*(i%2))
	}
	return d + string(byte('0'+(10-sum%10)%10))
}

// Coordinates is a pair of degrees in China or Japan.
func (g *Gen) Coordinates(country string) (lat, lon string) {
	if country == "JP" {
		return strconv.Itoa(g.In(33, 43)) + "." + g.Digits(6), strconv.Itoa(g.In(130, 141)) + "." + g.Digits(6)
	}
	return strconv.Itoa(g.In(22, 41)) + "." + g.Digits(6), strconv.Itoa(g.In(102, 122)) + "." + g.Digits(6)
}

// Password is what people think of.
func (g *Gen) Password() string {
	switch g.N(3) {
	case 0:
		return title(g.From(lower, 5)) + "#" + g.Digits(4)
	case 1:
		return g.From(alnum, 12)
	}
	return g.From(lower, 4) + "-" + g.From(lower, 5) + "-" + g.From(lower, 4) + g.Digits(2) + "!"
}
