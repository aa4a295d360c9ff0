package synth

// mobiles is how many Japanese mobile numbers there are: 070, 080, 090, then 1-9 and seven digits.
const mobiles = 3 * 9 * 10_000_000

// stride walks all of them in an order that looks like none; it shares no factor with mobiles.
const stride = 166_869_733

func (g *Gen) jpMobile() string {
	g.serial = (g.serial + stride) % mobiles
	n := int(g.serial)
	return one3[n%3] + pad(10_000_000+n/3, 8)
}

var one3 = [...]string{"090", "080", "070"}

// areaCodes of landlines by prefecture; the rest of the ten digits is the subscriber's.
var areaCodes = map[string]string{"北海道": "011", "青森県": "017", "岩手県": "019", "宮城県": "022", "秋田県": "018", "山形県": "023", "福島県": "024",
	"茨城県": "029", "栃木県": "028", "群馬県": "027", "埼玉県": "048", "千葉県": "043", "東京都": "03", "神奈川県": "045", "新潟県": "025", "富山県": "076",
	"石川県": "076", "福井県": "0776", "山梨県": "055", "長野県": "026", "岐阜県": "058", "静岡県": "054", "愛知県": "052", "三重県": "059", "滋賀県": "077",
	"京都府": "075", "大阪府": "06", "兵庫県": "078", "奈良県": "0742", "和歌山県": "073", "鳥取県": "0857", "島根県": "0852", "岡山県": "086", "広島県": "082",
	"山口県": "083", "徳島県": "088", "香川県": "087", "愛媛県": "089", "高知県": "088", "福岡県": "092", "佐賀県": "0952", "長崎県": "095", "熊本県": "096",
	"大分県": "097", "宮崎県": "0985", "鹿児島県": "099", "沖縄県": "098"}

func (g *Gen) jpLandline(pref string) string {
	a := areaCodes[pref]
	return a + pad(g.In(2, 8), 1) + g.Digits(9-len(a))
}

// JPPhone writes ten or eleven digits of a Japanese number as people do.
func JPPhone(d, style string) string {
	cut := 3
	if len(d) == 10 {
		switch {
		case d[:2] == "03" || d[:2] == "06":
			cut = 2
		case d[:4] == "0776" || d[:4] == "0742" || d[:4] == "0857" || d[:4] == "0852" || d[:4] == "0952" || d[:4] == "0985":
			cut = 4
		}
	}
	a, b, c := d[:cut], d[cut:len(d)-4], d[len(d)-4:]
	switch style {
	case "paren":
		return a + "(" + b + ")" + c
	case "lead":
		return "(" + a + ")" + b + "-" + c
	case "intl":
		return "+81-" + a[1:] + "-" + b + "-" + c
	case "intlspace":
		return "+81 " + a[1:] + " " + b + " " + c
	case "space":
		return a + " " + b + " " + c
	case "wide":
		return wide(a + "-" + b + "-" + c)
	case "dot":
		return a + "・" + b + "・" + c
	case "plain":
		return d
	}
	return a + "-" + b + "-" + c
}

// phoneStyles as running text has them; hyphens mostly.
var phoneStyles = []string{"", "", "", "", "paren", "lead", "intl", "intlspace", "space", "wide", "dot", "plain"}

// Phone writes a person's mobile number in one of the usual manners.
func (g *Gen) Phone(p *Person) string {
	switch p.Country {
	case "JP":
		return JPPhone(p.Mobile, one(g, phoneStyles))
	case "US":
		m := p.Mobile
		switch g.N(3) {
		case 0:
			return "(" + m[1:4] + ") " + m[4:7] + "-" + m[7:]
		case 1:
			return "+1 " + m[1:4] + "-" + m[4:7] + "-" + m[7:]
		}
		return m[1:4] + "-" + m[4:7] + "-" + m[7:]
	}
	switch g.N(6) {
	case 0:
		return "+86 " + p.Mobile
	case 1:
		return p.Mobile[:3] + "-" + p.Mobile[3:7] + "-" + p.Mobile[7:]
	case 2:
		return p.Mobile[:3] + " " + p.Mobile[3:7] + " " + p.Mobile[7:]
	}
	return p.Mobile
}

var cnPrefixes = []string{"130", "131", "132", "133", "135", "136", "137", "138", "139", "147", "150", "151", "152", "155", "157", "158", "159", "166", "173",
	"176", "177", "178", "180", "181", "182", "183", "185", "186", "187", "188", "189", "191", "198", "199"}

func (g *Gen) cnMobile() string { return one(g, cnPrefixes) + g.Digits(8) }

var cnAreas = []string{"010", "020", "021", "022", "023", "024", "025", "027", "028", "029"}

var cnFarAreas = []string{"0311", "0351", "0371", "0431", "0451", "0471", "0512", "0516", "0531", "0532", "0551", "0571", "0574", "0577", "0591", "0592",
	"0631", "0731", "0755", "0757", "0769", "0771", "0791", "0851", "0871", "0891", "0898", "0931", "0951", "0971", "0991"}

func (g *Gen) cnLandline() string {
	if g.P(40) {
		return one(g, cnFarAreas) + "-" + pad(g.In(2, 8), 1) + g.Digits(6)
	}
	return one(g, cnAreas) + "-" + pad(g.In(2, 8), 1) + g.Digits(7)
}

// OtherPhone is a number of South Korea, Taiwan or Hong Kong.
func (g *Gen) OtherPhone() string {
	switch g.N(3) {
	case 0:
		return "+82 10-" + pad(g.In(2000, 9999), 4) + "-" + g.Digits(4)
	case 1:
		return "+886 9" + g.Digits(2) + " " + g.Digits(3) + " " + g.Digits(3)
	}
	return "+852 " + one(g, []string{"5", "6", "9"}) + g.Digits(3) + " " + g.Digits(4)
}
