package zh

import "github.com/tsutsumi-dev/tsutsumi/internal/detect/lexicon"

// site tells characters that end names of places and offices.
func site(r rune) bool {
	switch r {
	case '路', '街', '道', '巷', '村', '镇', '乡', '县', '市', '区', '省', '州', '局', '所', '院', '厂', '店', '部', '处', '科', '室', '站', '场', '馆', '校', '楼', '桥', '队', '组':
		return true
	}
	return false
}

// firm tells whether what goes on at index e ends with a word for a firm or an office.
func (s *segment) firm(e int) bool {
	if e+1 < s.n && particle(s.r[e+1]) {
		return false
	}
	for end := min(s.n, e+6); e+1 < end; e++ {
		switch s.r[e] {
		case '公', '有', '集', '银', '酒', '超', '大', '中', '小', '医', '派', '分', '街', '广', '商', '宾', '药', '法':
		default:
			continue
		}
		switch b := s.r[e+1]; b {
		case '司', '限', '团', '行', '店', '市', '学', '厦', '院', '出', '局', '道', '区', '场', '馆':
			return true
		}
	}
	return false
}

// place tells whether the n characters at k are a place of the list, alone or with the unit behind them: 石家庄|市.
func (s *segment) place(k, n int) bool {
	h := hash(s.r[k : k+n])
	return lexicon.Place.Get(h)&lexicon.DivCN != 0 || k+n < s.n && lexicon.Place.Get(h.Add(s.r[k+n]))&lexicon.DivCN != 0
}

// doubtful tells surnames that are much used otherwise.
func doubtful(r rune) bool {
	switch r {
	case '原', '于', '安', '任', '时', '向', '包', '高', '常', '关', '成', '连', '应', '水', '方', '明', '平', '金', '白', '黄', '许', '万', '符', '解', '单', '项', '车', '段', '管', '全', '路', '古', '文', '和', '何', '戴', '曾',
		'余', '钟', '钱', '石', '田', '江', '马', '牛', '龙', '叶', '程', '温', '康', '施', '洪', '房', '封', '井', '秋', '谷', '米', '班', '束', '云', '强', '双', '别', '代', '火', '能', '居', '步', '满', '越', '福', '爱',
		'言', '海', '青', '衣', '丰', '终', '商', '植', '燕', '皮', '充', '计', '养', '丛', '恒', '南', '东', '泽', '巨', '敬', '展', '松', '富', '山', '从', '那', '智', '铁', '伏', '暴', '印', '劳', '农', '习', '税', '通',
		'荣', '惠', '初', '边', '元', '巴', '左', '冷', '党', '沙', '宁', '梅', '季', '童', '莫', '武', '史', '严', '支':
		return true
	}
	return false
}
