package ja

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"

// honorificSuffix is the number of runes of the honorific that r ends with.
func honorificSuffix(r []rune) int {
	if len(r) < 2 {
		return 0
	}
	switch a, b := r[len(r)-2], r[len(r)-1]; {
	case b == '様' || b == '殿' || b == '氏' || b == '君' && len(r) > 3:
		return 1
	case a == '先' && b == '生', a == 'さ' && (b == 'ん' || b == 'ま'), a == 'く' && b == 'ん' && len(r) > 4:
		return 2
	}
	return 0
}

// respect is what follows a name.
type respect uint8

const (
	none    respect = iota
	address         // 様, さん, 氏: said of people only
	title           // 部長, 医師: said of people
	site            // 支店長, 所長: said of places as well
)

// honorific is what text begins with; blank tells that a blank stands before it.
func honorific(text []byte, blank bool) respect {
	if len(text) < 3 {
		return none
	}
	r, _ := lexicon.Next(text)
	rest := text[3:]
	after, _ := next(rest)
	switch r {
	case '様':
		if after != '子' && after != '式' && after != '々' && after != '相' && after != '態' && after != '変' {
			return address
		}
	case '氏':
		if after != '名' && after != '族' && after != '神' {
			return address
		}
	case '殿':
		if after != '堂' && after != '下' {
			return address
		}
	case '君':
		if after != '臨' && after != '主' && !blank {
			return address
		}
	case 'さ':
		if after == 'ん' || after == 'ま' && !blank {
			return address
		}
	case 'く':
		if after == 'ん' && !blank {
			return address
		}
	case 'ち':
		if has(rest, "ゃん") && !has(rest[6:], "ぽ") && !has(rest[6:], "こ") && !blank {
			return address
		}
	default:
		if r < 0x4E00 && r != 'リ' && r != 'マ' && r != 'コ' && r != 'ア' {
			return none
		}
		return titled(r, after, text)
	}
	return none
}

func has(text []byte, s string) bool { return len(text) >= len(s) && string(text[:len(s)]) == s }

// titled tells titles by their first two runes, and the third where needed.
func titled(a, b rune, text []byte) respect {
	switch a {
	case '先':
		return when(b == '生' || b == '輩')
	case '部', '課', '係', '社', '会', '次', '室', '院', '校', '園', '議', '座', '班':
		return when(b == '長' && !has(text[6:], "室") || has(text, "会計士"))
	case '所', '店', '局', '署', '館', '駅':
		if b == '長' {
			return site
		}
	case '支', '工', '営', '本':
		if has(text, "支店長") || has(text, "工場長") || has(text, "営業所長") || has(text, "支社長") || has(text, "本部長") {
			return site
		}
	case '主':
		return when(b == '任' || b == '査' || b == '幹' || b == '事' || b == '将' || b == '治')
	case '専', '常':
		return when(b == '務')
	case '取':
		return when(has(text, "取締役"))
	case '監':
		return when(has(text, "監査役") || b == '督' && !has(text[6:], "署") && !has(text[6:], "官"))
	case '執':
		return when(has(text, "執行役員"))
	case '代':
		return when(b == '表' && !has(text[6:], "団") || b == '理' && !has(text[6:], "店"))
	case '医':
		return when(b == '師' && !has(text[6:], "会") || b == '員')
	case '看':
		return when(has(text, "看護師"))
	case '弁':
		return when((has(text, "弁護士") || has(text, "弁理士")) && !has(text[9:], "事務所") && !has(text[9:], "法人") && !has(text[9:], "会"))
	case '税', '司', '行':
		return when((has(text, "税理士") || has(text, "司法書士") || has(text, "行政書士")) && !practice(text))
	case '委', '隊', '組':
		return when(has(text, "委員") && !has(text, "委員会") || b == '長' || has(text, "隊員"))
	case '薬', '保', '栄':
		return when(has(text, "薬剤師") || has(text, "保健師") || has(text, "栄養士") || has(text, "保育士"))

	case '教':
		return when(b == '授' && !has(text[6:], "会") || b == '諭' || b == '頭' || b == '員')
	case '准':
		return when(has(text, "准教授"))
	case '助':
		return when(b == '教' || b == '手')
	case '講':
		return when(b == '師')
	case '博':
		return when(b == '士')
	case '容':
		return when(has(text, "容疑者"))
	case '被':
		return when(has(text, "被告") || has(text, "被疑者"))
	case '受':
		return when(has(text, "受刑者"))
	case '選':
		return when(b == '手' && !has(text[6:], "権") && !has(text[6:], "村"))
	case '理':
		return when(b == '事')
	case '顧':
		return when(b == '問')
	case '記':
		return when(b == '者' && !has(text[6:], "会"))
	case '夫':
		return when(b == '妻' || b == '人')
	case '巡', '警', '刑':
		return when(b == '査' || b == '部' || b == '事')
	case '担':
		return when(b == '当')
	case '名':
		return when(b == '義' || has(text, "名誉"))
	case '宛':
		return title
	case 'リ':
		return when(has(text, "リーダー"))
	case 'マ':
		return when(has(text, "マネージャー") || has(text, "マネジャー"))
	case 'コ':
		return when(has(text, "コーチ"))
	case 'ア':
		return when(has(text, "アナウンサー"))
	}
	return none
}

// practice tells whether a firm of the profession that text begins with is meant: 司法書士事務所, 税理士法人.
func practice(text []byte) bool {
	for _, at := range [...]int{9, 12} {
		if len(text) > at && (has(text[at:], "事務所") || has(text[at:], "法人")) {
			return true
		}
	}
	return false
}

func when(ok bool) respect {
	if ok {
		return title
	}
	return none
}

// notSurname tells characters that honorifics follow in words for people in general (奥様, 皆さん, 王様).
func notSurname(r rune) bool {
	switch r {
	case '奥', '皆', '客', '神', '仏', '王', '殿', '母', '父', '兄', '姉', '嫁', '孫', '店', '主', '娘', '若', '貴', '俺', '仕', '模', '同', '一', '多', '異',
		'各', '有', '今', '何', '婿', '弟', '妹', '叔', '伯', '医', '坊', '社', '課', '部', '上', '下', '他', '両', '某', '彼', '諸', '外', '内', '新', '副', '元',
		'前', '後', '本', '当', '人', '氏', '別', '班', '係', '師', '巫', '長', '校', '員', '者':
		return true
	}
	return false
}

// affix tells characters that stand alone between words, so that a name may begin behind them.
func affix(r rune) bool {
	switch r {
	case '部', '課', '係', '長', '者', '員', '人', '役', '士', '師', '様', '氏', '君', '方', '宛', '社', '弊', '被', '各', '同', '前', '元', '故', '新', '旧', '副', '的', '等', '他', '外',
		'及', '並', '計', '第', '室', '科', '局', '店', '院', '校', '組', '班', '側', '兼', '妻', '夫', '父', '母', '子', '男', '女', '主', '客', '名', '付', '先', '当', '本', '私',
		'僕', '俺', '弟', '妹', '兄', '姉', '業', '所', '署', '官', '生', '年', '月', '日', '時', '号', '殿', '級', '職', '番', '著', '作', '編', '訳', '発', '着', '間', '後', '中', '区', '市', '町', '村', '県', '対':
		return true
	}
	return false
}

// role tells characters that end words for people and precede their names (担当者山田, 部長山田, 長男太郎).
func role(r rune) bool {
	switch r {
	case '者', '員', '人', '役', '士', '師', '係', '長', '妻', '夫', '男', '女', '父', '母', '主', '客', '手', '官', '氏', '当', '名', '兼', '部', '課', '室', '科', '弟', '妹', '兄', '姉', '故':
		return true
	}
	return false
}

// firm tells what follows the founder's name in the name of a firm or place.
func firm(a, b rune) bool {
	switch a {
	case '商':
		return b == '店' || b == '事' || b == '会'
	case '工':
		return b == '業' || b == '務' || b == '房' || b == '場'
	case '建':
		return b == '設' || b == '築'
	case '製':
		return b == '作' || b == '薬' || b == '菓' || b == '麺'
	case '薬':
		return b == '局' || b == '品'
	case '医':
		return b == '院'
	case '歯':
		return b == '科'
	case '記':
		return b == '念'
	case '美':
		return b == '術'
	case '産', '物', '電', '銀', '証', '不', '運', '酒', '書':
		return b == '業' || b == '産' || b == '機' || b == '行' || b == '券' || b == '動' || b == '輸' || b == '造' || b == '店'
	}
	return false
}

// ending tells characters that end words of three characters rather than names.
func ending(r rune) bool {
	switch r {
	case '的', '性', '率', '行', '化', '型', '式', '家', '氏', '半', '用', '分', '形', '製', '系', '風', '流', '側', '際', '数', '量', '値', '点', '線', '面', '力', '論', '法', '通', '台', '地':
		return true
	}
	return false
}

// office tells what ends the name of an office or of one who holds it.
func office(r rune) bool {
	switch r {
	case '当', '員', '者', '長', '課', '部', '社', '室', '係', '師', '士', '局', '任', '役':
		return true
	}
	return false
}

// goods tells characters that end names of goods called after places and people (佐藤錦, 上田紬, 黒田節).
func goods(r rune) bool {
	switch r {
	case '錦', '紬', '節', '焼', '織', '染', '漬', '餅', '汁', '丼', '鍋', '流', '塗', '絣', '牛', '豚', '鶏', '米', '柿', '梨', '杯', '賞', '戦', '家', '窯', '硯', '筆', '紙', '塾', '軒', '亭', '庵':
		return true
	}
	return false
}
