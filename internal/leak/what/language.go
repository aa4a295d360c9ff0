package what

import "unicode/utf8"

// languageMost is how much of a value is looked at, in bytes.
const languageMost = 96

// languageEnough is how much of a block tells its language, in bytes.
const languageEnough = 256 << 10

// language counts the characters that tell languages apart.
type language struct {
	latin, kana, hangul, han int64
	ja, zh                   int64 // forms of characters that one of the two alone writes
	looked                   int
}

func (l *language) add(v []byte) {
	if l.looked > languageEnough {
		return
	}
	v = v[:min(len(v), languageMost)]
	l.looked += len(v)
	for i := 0; i < len(v); {
		c := v[i]
		if c < utf8.RuneSelf {
			i++
			if c|0x20 >= 'a' && c|0x20 <= 'z' {
				l.latin++
			}
			continue
		}
		r, n := utf8.DecodeRune(v[i:])
		i += n
		switch {
		case r >= 0x3041 && r <= 0x30FE, r >= 0xFF66 && r <= 0xFF9D:
			l.kana++
		case r >= 0x4E00 && r <= 0x9FFF:
			l.han++
			switch form[r-0x4E00] {
			case 1:
				l.ja++
			case 2:
				l.zh++
			}
		case r >= 0xAC00 && r <= 0xD7A3:
			l.hangul++
		}
	}
}

func (l *language) merge(o *language) {
	l.latin += o.latin
	l.kana += o.kana
	l.hangul += o.hangul
	l.han += o.han
	l.ja += o.ja
	l.zh += o.zh
}

// name is ja, zh, ko or en; "" where there is too little text. Names and words in Latin letters stand in every
// language's tables, so that few characters of another script outweigh them.
func (l *language) name() string {
	east := l.kana + l.han + l.hangul
	switch {
	case east+l.latin < 20:
		return ""
	case 20*east < l.latin:
		return "en"
	case 3*l.hangul > east:
		return "ko"
	case 20*l.kana >= east && l.kana >= l.zh:
		return "ja"
	case l.zh > l.ja:
		return "zh"
	case l.ja > l.zh || l.kana > 0:
		return "ja"
	case l.han > 0:
		return "zh"
	}
	return ""
}

// Characters frequent in names, addresses and tables that one country alone writes in this form.
const (
	formsJA = "県区国東対応続広応図書売買価両処発鉄関駅号観営業労働権検戸桜浜沢辺斎斉髙﨑円帰実駐変図応囲団圧壱弐拠歩毎気満渋渡畑込働峠辻榊栃匂枠塀畳" +
		"込仕払込丁目番地歳様済黒様齢滝竜蔵壊塩巌戦択単斉砕穏粋絵縄繊聴脳薬覚訳読軽郷酔釈鉱銭鋭録険隣雑霊頼顕顔験髪"
	formsZH = "们这区号说时对开门问间闻关发电话东车马鸟鱼龙岁书买卖价两处铁驿观营业劳权检户滨泽边齐园国图团压变图应围满鸡录险邻杂灵赖显颜验" +
		"县镇乡单栋层证件姓现住汉满维尔壮苗侗傣锡伯务员经济动场长广庄丽红华军强伟刚娟芳杨陈张刘赵黄吴孙陆钱严冯蒋韩许邓萧贾邹龚谭贺钟闫阎卢苏叶吕谢邱" +
		"區號樓臺灣鄉鎮鄰鄭蘇葉吳劉楊們這對說時間開關門電話車買賣價處發證務員經濟動場廣麗紅華軍強偉剛"
)

// form tells by character from U+4E00 on: 1 Japanese, 2 Chinese. What stands in both lists tells nothing.
var form = func() (t [0x9FFF - 0x4E00 + 1]uint8) {
	for i, list := range [...]string{formsJA, formsZH} {
		for _, r := range list {
			if r >= 0x4E00 && r <= 0x9FFF {
				t[r-0x4E00] |= 1 << i
			}
		}
	}
	for _, r := range "現住満国書買売両営業動場件姓苗黄長尔伯件説時間開関門電話車価処発証務員経済広華軍強買動場員務開間時門電話車葉間" {
		t[r-0x4E00] = 0
	}
	return t
}()
