package charset

import (
	"embed"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

//go:embed testdata/*.txt
var prose embed.FS

var encodings = map[Name]encoding.Encoding{
	UTF8:        encoding.Nop,
	UTF16LE:     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	UTF16BE:     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	ShiftJIS:    japanese.ShiftJIS,
	EUCJP:       japanese.EUCJP,
	ISO2022JP:   japanese.ISO2022JP,
	GB18030:     simplifiedchinese.GB18030,
	Big5:        traditionalchinese.Big5,
	EUCKR:       korean.EUCKR,
	Windows1252: charmap.Windows1252,
}

func encode(t testing.TB, n Name, s string) []byte {
	t.Helper()
	p, err := encoding.ReplaceUnsupported(encodings[n].NewEncoder()).Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// vocabulary is what the invented tables of a language are made of.
var vocabulary = map[string]struct{ header, family, given, place string }{
	"ja":   {"会員番号,氏名,フリガナ,住所,電話", "菅野 矢島 五十嵐 椎名 榎本 猪股 真鍋 蛭田 鵜飼 佐々木 渡邊 北川 浅沼 大槻", "亜希子 朔太郎 千尋 紘一 瑞穂 蒼太 柚葉 康平 汐里 嘉人 孝子", "東京都文京区白山 大阪府堺市北区百舌鳥 北海道旭川市緑が丘 福島県郡山市富久山 鹿児島県霧島市隼人"},
	"kana": {"ｺｰﾄﾞ,ｼﾒｲ,ｶﾅ,ｼﾞｭｳｼｮ,ﾃﾞﾝﾜ", "ｽｶﾞﾉ ﾔｼﾞﾏ ｲｶﾞﾗｼ ｼｲﾅ ｴﾉﾓﾄ ﾜﾀﾅﾍﾞ ｷﾀｶﾞﾜ ｱｻﾇﾏ", "ｱｷｺ ｻｸﾀﾛｳ ﾁﾋﾛ ｺｳｲﾁ ﾐｽﾞﾎ ｿｳﾀ ﾕｽﾞﾊ", "ﾄｳｷｮｳﾄﾌﾞﾝｷｮｳｸ ｵｵｻｶﾌｻｶｲｼ ﾎｯｶｲﾄﾞｳｱｻﾋｶﾜｼ"},
	"zh":   {"编号,姓名,拼音,住址,电话", "欧阳 司马 聂 齐 柳 骆 凌 邢 祝 尤 王 李 赵", "晓燕 志强 子轩 雨桐 国栋 淑芬 凯旋 嘉懿 永刚 翠兰", "浙江省嘉兴市海盐县 四川省绵阳市涪城区 黑龙江省齐齐哈尔市 广东省佛山市顺德区 上海市浦东新区"},
	"zt":   {"編號,姓名,拼音,住址,電話", "歐陽 司馬 聶 齊 柳 駱 凌 邢 祝 陳 林 黃", "曉燕 志強 子軒 雨桐 國棟 淑芬 凱旋 永剛 翠蘭 怡萱", "臺北市大安區和平東路 高雄市鳳山區光遠路 花蓮縣吉安鄉 臺中市西屯區"},
	"ko":   {"번호,성명,별명,주소,전화", "황보 남궁 선우 제갈 김 이 박 최 정 강 윤 편", "서연 도윤 하준 예은 지후 수빈 영철 말순 은경 태호", "서울특별시 마포구 합정동 부산광역시 해운대구 우동 경기도 성남시 분당구 제주시 연동"},
}

func pick(r *rand.Rand, s string) string {
	f := strings.Fields(s)
	return f[r.IntN(len(f))]
}

func tableText(r *rand.Rand, lang string, size int) string {
	v := vocabulary[lang]
	var b strings.Builder
	if r.IntN(2) == 0 {
		b.WriteString(v.header + "\r\n")
	}
	for b.Len() < size*2 {
		fmt.Fprintf(&b, "%d,%s%s,%s,%s%d-%d-%d,000-%04d-%04d\r\n", r.IntN(1e6), pick(r, v.family), pick(r, v.given), pick(r, v.given),
			pick(r, v.place), r.IntN(9)+1, r.IntN(30)+1, r.IntN(20)+1, r.IntN(1e4), r.IntN(1e4))
	}
	return b.String()
}

func proseText(t testing.TB, r *rand.Rand, lang string, size int) string {
	p, err := prose.ReadFile("testdata/" + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	runes := []rune(string(p))
	var b strings.Builder
	for i := r.IntN(len(runes)); b.Len() < size*3; i = 0 {
		b.WriteString(string(runes[i:]))
	}
	return b.String()
}

func TestDetectAccuracy(t *testing.T) {
	const rounds = 200
	r := rand.New(rand.NewPCG(1, 2))
	type kind struct {
		name Name
		lang string
	}
	var kinds []kind
	for _, n := range []Name{UTF8, UTF16LE, UTF16BE, ShiftJIS, EUCJP, ISO2022JP} {
		kinds = append(kinds, kind{n, "ja"}, kind{n, "kana"})
	}
	for _, n := range []Name{UTF8, UTF16LE, GB18030} {
		kinds = append(kinds, kind{n, "zh"})
	}
	kinds = append(kinds, kind{Big5, "zt"}, kind{EUCKR, "ko"}, kind{UTF8, "ko"}, kind{Windows1252, "latin"}, kind{UTF8, "latin"})
	for _, size := range []int{20, 40, 60, 100, 300, 1000, 4000} {
		for _, k := range kinds {
			for _, table := range []bool{false, true} {
				if table && k.lang == "latin" || !table && k.lang == "kana" {
					continue
				}
				right := 0
				wrong := map[Name]int{}
				for range rounds {
					var s string
					if table {
						s = tableText(r, k.lang, size)
					} else {
						s = proseText(t, r, k.lang, size)
					}
					p := encode(t, k.name, s)
					p = p[:min(size, len(p))]
					got := Detect(p, false)
					if got == k.name || ascii7(p) && (got == ASCII || got == UTF8) {
						right++
					} else {
						wrong[got]++
					}
				}
				share := float64(right) / rounds
				floor := 1.0
				switch {
				case size < 40:
					floor = 0
				case size < 60:
					floor = 0.96 // the worst: twenty hanzi of UTF-16 without mark, space or line end
				case size < 100:
					floor = 0.98
				case size < 300:
					floor = 0.995
				}
				if share < 1 {
					t.Logf("%4d bytes %-12s %-5s table=%-5v %.4f %v", size, k.name, k.lang, table, share, wrong)
				}
				if share < floor {
					t.Errorf("%d bytes of %s (%s, table %v): %.4f right, want %.4f", size, k.name, k.lang, table, share, floor)
				}
			}
		}
	}
}

func ascii7(p []byte) bool { return plainLen(p) == len(p) }

// TestSparse: a few lines of another language in a long run of ASCII.
func TestSparse(t *testing.T) {
	for n, line := range map[Name]string{
		UTF8:      "利用者「山田太郎」がログインしました\n",
		ShiftJIS:  "利用者「山田太郎」がログインしました\n",
		EUCJP:     "利用者「山田太郎」がログインしました\n",
		ISO2022JP: "利用者「山田太郎」がログインしました\n",
		GB18030:   "用户“张伟”已经登录系统\n",
		Big5:      "使用者「陳志明」已經登入系統\n",
		EUCKR:     "사용자 홍길동 님이 로그인했습니다\n",
	} {
		s := strings.Repeat(strings.Repeat("2024-01-02T03:04:05Z INFO request served status=200 bytes=1234\n", 150)+line, 6)
		for _, whole := range []bool{false, true} {
			if got := Detect(encode(t, n, s), whole); got != n {
				t.Errorf("%s, whole %v: %s", n, whole, got)
			}
		}
	}
}
