package verdict

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// latin are the names of prefectures and provinces for readers of English; whatever is not here is shown as it stands.
var latin = func() map[string]string {
	m := map[string]string{}
	for pair := range strings.FieldsSeq(`
北海道=Hokkaido 青森=Aomori 岩手=Iwate 宮城=Miyagi 秋田=Akita 山形=Yamagata 福島=Fukushima 茨城=Ibaraki 栃木=Tochigi 群馬=Gunma 埼玉=Saitama
千葉=Chiba 東京=Tokyo 神奈川=Kanagawa 新潟=Niigata 富山=Toyama 石川=Ishikawa 福井=Fukui 山梨=Yamanashi 長野=Nagano 岐阜=Gifu 静岡=Shizuoka
愛知=Aichi 三重=Mie 滋賀=Shiga 京都=Kyoto 大阪=Osaka 兵庫=Hyogo 奈良=Nara 和歌山=Wakayama 鳥取=Tottori 島根=Shimane 岡山=Okayama
広島=Hiroshima 山口=Yamaguchi 徳島=Tokushima 香川=Kagawa 愛媛=Ehime 高知=Kochi 福岡=Fukuoka 佐賀=Saga 長崎=Nagasaki 熊本=Kumamoto
大分=Oita 宮崎=Miyazaki 鹿児島=Kagoshima 沖縄=Okinawa
北京=Beijing 天津=Tianjin 河北=Hebei 山西=Shanxi 内蒙古=Inner_Mongolia 辽宁=Liaoning 吉林=Jilin 黑龙江=Heilongjiang 上海=Shanghai
江苏=Jiangsu 浙江=Zhejiang 安徽=Anhui 福建=Fujian 江西=Jiangxi 山东=Shandong 河南=Henan 湖北=Hubei 湖南=Hunan 广东=Guangdong
广西=Guangxi 海南=Hainan 重庆=Chongqing 四川=Sichuan 贵州=Guizhou 云南=Yunnan 西藏=Tibet 陕西=Shaanxi 甘肃=Gansu 青海=Qinghai
宁夏=Ningxia 新疆=Xinjiang 台湾=Taiwan 香港=Hong_Kong 澳门=Macau`) {
		name, en, _ := strings.Cut(pair, "=")
		m[name] = strings.ReplaceAll(en, "_", " ")
	}
	return m
}()

// divisions are what a region's name ends in.
var divisions = []string{"壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市", "都", "府", "県"}

var countries = map[string][2]string{"CN": {"中国", "China"}, "TW": {"台湾", "Taiwan"}, "HK": {"香港", "Hong Kong"}, "KR": {"韓国", "Korea"}, "SG": {"シンガポール", "Singapore"}, "US": {"米国", "US"}}

// region is where people live; the country is told unless it is Japan.
func (t *teller) region(r *leak.Region) string {
	name := report.Cut(clean(r.Name), 24)
	if !t.ja {
		short := r.Name
		for _, d := range divisions {
			if s, ok := strings.CutSuffix(r.Name, d); ok && latin[s] != "" {
				short = s
				break
			}
		}
		if en := latin[short]; en != "" {
			name = en
		}
	}
	if name == "" {
		name = t.unknown()
	}
	if r.Country == "" || r.Country == "JP" {
		return name
	}
	country := word(r.Country)
	if c, ok := countries[r.Country]; ok {
		country = t.Of(c[0], c[1])
	}
	return name + t.Of("（"+country+"）", " ("+country+")")
}
