// Package region tells the prefecture (都道府県) or province (省) that an address, a postal code or a division code lies in.
package region

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect/digits"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/number"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/row"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Place is a prefecture or a province.
type Place struct{ Country, Name string }

// All are the prefectures (JIS X 0401), then the provinces (GB/T 2260); a residence is an index here, 0 unknown.
var All = func() []Place {
	out := []Place{{}}
	for _, n := range strings.Fields(prefectures) {
		out = append(out, Place{"JP", n})
	}
	for _, f := range strings.Fields(provinces) {
		_, n, _ := strings.Cut(f, ":")
		out = append(out, Place{"CN", n})
	}
	return out
}()

// prefectures stand in the order of JIS X 0401, so that the number of a prefecture is its index.
const prefectures = "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 " +
	"山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 " +
	"高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"

// Japan is the number of prefectures: indices up to it are of Japan, those beyond of China.
const Japan = 47

// provinces with the first two digits of GB/T 2260.
const provinces = "11:北京市 12:天津市 13:河北省 14:山西省 15:内蒙古自治区 21:辽宁省 22:吉林省 23:黑龙江省 31:上海市 32:江苏省 33:浙江省 34:安徽省 35:福建省 " +
	"36:江西省 37:山东省 41:河南省 42:湖北省 43:湖南省 44:广东省 45:广西壮族自治区 46:海南省 50:重庆市 51:四川省 52:贵州省 53:云南省 54:西藏自治区 " +
	"61:陕西省 62:甘肃省 63:青海省 64:宁夏回族自治区 65:新疆维吾尔自治区"

// cities tell the region of addresses that leave it out: the cities designated by ordinance, the wards of Tokyo, capitals
// whose name is not their prefecture's, and large cities of China.
const cities = "札幌市:北海道 仙台市:宮城県 さいたま市:埼玉県 横浜市:神奈川県 川崎市:神奈川県 相模原市:神奈川県 浜松市:静岡県 名古屋市:愛知県 堺市:大阪府 " +
	"神戸市:兵庫県 北九州市:福岡県 盛岡市:岩手県 水戸市:茨城県 宇都宮市:栃木県 前橋市:群馬県 金沢市:石川県 甲府市:山梨県 津市:三重県 大津市:滋賀県 " +
	"松江市:島根県 高松市:香川県 松山市:愛媛県 那覇市:沖縄県 千代田区:東京都 新宿区:東京都 文京区:東京都 台東区:東京都 " +
	"墨田区:東京都 江東区:東京都 品川区:東京都 目黒区:東京都 大田区:東京都 世田谷区:東京都 渋谷区:東京都 中野区:東京都 杉並区:東京都 豊島区:東京都 " +
	"荒川区:東京都 板橋区:東京都 練馬区:東京都 足立区:東京都 葛飾区:東京都 江戸川区:東京都 八王子市:東京都 武蔵野市:東京都 町田市:東京都 " +
	"广州市:广东省 深圳市:广东省 东莞市:广东省 佛山市:广东省 杭州市:浙江省 宁波市:浙江省 温州市:浙江省 南京市:江苏省 苏州市:江苏省 无锡市:江苏省 " +
	"武汉市:湖北省 长沙市:湖南省 成都市:四川省 西安市:陕西省 郑州市:河南省 济南市:山东省 青岛市:山东省 合肥市:安徽省 福州市:福建省 厦门市:福建省 " +
	"南昌市:江西省 石家庄市:河北省 太原市:山西省 沈阳市:辽宁省 大连市:辽宁省 长春市:吉林省 哈尔滨市:黑龙江省 昆明市:云南省 贵阳市:贵州省 " +
	"南宁市:广西壮族自治区 海口市:海南省 兰州市:甘肃省 西宁市:青海省 银川市:宁夏回族自治区 乌鲁木齐市:新疆维吾尔自治区 拉萨市:西藏自治区 呼和浩特市:内蒙古自治区"

// spelling is a way to write a region, or a city in it.
type spelling struct {
	text   string
	region uint8
	short  bool // a province without 省: a Japanese town may be called so
}

// byTwo lists what may stand at the head of an address by its first two characters.
var byTwo = func() map[[6]byte][]spelling {
	out := map[[6]byte][]spelling{}
	put := func(n spelling) {
		var key [6]byte
		copy(key[:], n.text)
		out[key] = append(out[key], n)
	}
	number := map[string]uint8{}
	for i, r := range All {
		if i == 0 {
			continue
		}
		number[r.Name] = uint8(i)
		put(spelling{text: r.Name, region: uint8(i)})
		switch {
		case r.Country == "JP" && r.Name != "北海道" && r.Name != "東京都":
			stem := strings.TrimRight(r.Name, "県府")
			put(spelling{text: stem + "市", region: uint8(i)}) // a capital called like its prefecture, or nothing
		case r.Country == "CN":
			stem := r.Name
			for _, end := range []string{"维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"} {
				stem = strings.TrimSuffix(stem, end)
			}
			put(spelling{text: stem, region: uint8(i), short: true})
		}
	}
	for _, f := range strings.Fields(cities) {
		city, region, _ := strings.Cut(f, ":")
		put(spelling{text: city, region: number[region]})
	}
	return out
}()

// Of tells the region that an address lies in, by its beginning; 0 unknown. Postal code, country and blanks before
// it are passed over.
func Of(v []byte) uint8 {
	v = pastPostal(v)
	if len(v) < 6 {
		return 0
	}
	for _, n := range byTwo[[6]byte(v)] {
		if len(v) < len(n.text) || string(v[:len(n.text)]) != n.text {
			continue
		}
		if n.short && townish(v[len(n.text):]) {
			continue
		}
		return n.region
	}
	return 0
}

// pastPostal is v without what may stand before an address.
func pastPostal(v []byte) []byte {
	for len(v) > 0 {
		r, n := utf8.DecodeRune(v)
		switch {
		case r >= '0' && r <= '9', r >= '０' && r <= '９', r == '-', r == '－', r == '−', r == ' ', r == '　', r == '〒', r == ',', r == '"':
			v = v[n:]
			continue
		}
		for _, country := range countryNames {
			if bytes.HasPrefix(v, country) {
				return v[len(country):]
			}
		}
		return v
	}
	return v
}

var countryNames = [][]byte{[]byte("日本国"), []byte("中华人民共和国"), []byte("中国")}

// townish tells whether what stands before v is the name of a Japanese town or county.
func townish(v []byte) bool {
	switch r, _ := utf8.DecodeRune(v); r {
	case '町', '村', '郡', '市':
		return true
	}
	return false
}

// Home is the region that a row's person lives in: by an address, else by a Japanese postal code.
func Home(r *row.Record) uint8 {
	if at := Address(r); at != 0 {
		return at
	}
	if v := r.Find(pii.JapanPostalCode); v != nil {
		return Postal(v.Text)
	}
	return 0
}

// Address is the region of the record's address, be it in one field or in several.
func Address(r *row.Record) uint8 {
	for i := range r.Values {
		if v := &r.Values[i]; v.Kind == pii.StreetAddress {
			if at := Of(v.Text); at != 0 {
				return at
			}
		}
	}
	return Apart(r)
}

// Apart is the region that a value of the record is the mere name of, 0 if there is none.
func Apart(r *row.Record) uint8 {
	for i := range r.All {
		v := r.All[i].Text
		if len(v) < 6 || len(v) > 27 || v[0] < 0xE4 {
			continue
		}
		for _, n := range byTwo[[6]byte(v)] {
			if n.text == string(v) && All[n.region].Name == n.text {
				return n.region
			}
		}
	}
	return 0
}

// postal gives the prefecture of each pair of first digits of a postal code; a few villages lie across a border.
const postal = "01 05 03 02 01 01 01 01 01 01 13 13 13 13 13 13 13 13 13 13 13 14 14 14 14 14 12 12 12 12 08 08 09 11 11 11 11 10 20 20 " +
	"19 22 22 22 23 23 23 23 23 23 21 24 25 27 27 27 27 27 27 27 26 26 26 29 30 28 28 28 31 32 33 33 34 34 35 35 37 36 39 38 " +
	"40 40 40 40 41 42 43 44 45 46 47 18 17 16 15 15 07 07 04 06"

// Postal is the prefecture that a postal code belongs to, 0 unknown.
func Postal(v []byte) uint8 {
	var buf [7]byte
	for len(v) >= 3 && string(v[:3]) == "〒" {
		v = v[3:]
	}
	d, ok := number.Figures(v, buf[:])
	if !ok || len(d) != 7 {
		return 0
	}
	two := digits.Number(d[:2])
	return (postal[3*two]-'0')*10 + postal[3*two+1] - '0'
}

// Province is the region of a division code (GB/T 2260), 0 unknown.
func Province(division []byte) uint8 { return byDivision[digits.Number(division[:2])] }

var byDivision = func() (t [100]uint8) {
	for i, f := range strings.Fields(provinces) {
		t[digits.Number([]byte(f[:2]))] = uint8(1 + Japan + i)
	}
	return t
}()
