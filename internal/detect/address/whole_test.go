package address

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

var wholeYes = []string{
	"東京都千代田区霞が関1-2-3", "東京都港区六本木６－１２－３４", "神奈川県横浜市西区みなとみらい二丁目三番五号",
	"大阪府大阪市北区梅田3丁目4番56号 梅田第九ビル7F", "北海道札幌市中央区北三条西9丁目", "札幌市北区北18条西4丁目2-1",
	"京都府京都市中京区寺町通御池上る上本能寺前町999番地", "京都市下京区烏丸通四条下ル水銀屋町999", "愛知県名古屋市中村区名駅9-8-7 ＡＢＣビル３Ｆ",
	"福岡県福岡市博多区博多駅前1-99-3 コーポ博多305", "千葉県市川市大字北方町字台99番地の2", "埼玉県さいたま市大宮区桜木町1丁目99番地",
	"沖縄県那覇市泉崎1-99-2", "岩手県盛岡市内丸99番1号", "東京都西多摩郡檜原村999", "長野県北佐久郡軽井沢町大字長倉9999-1",
	"横浜市青葉区あざみ野2-99-1 グリーンハイツ201号室", "千葉県鎌ケ谷市新鎌ヶ谷二丁目99番1号", "世田谷区三軒茶屋2-99-8", "茨城県つくば市天王台1-99-1",
	"〒100-0000 東京都千代田区丸の内9-9-9", "東京都 新宿区 西新宿 9-8-1", "兵庫県神戸市中央区加納町9丁目5番1号", "静岡県浜松市中区元城町999の2",
	"広島県広島市中区基町99-52 パレスマンション 1203", "福島県南会津郡檜枝岐村字下ノ原999", "青森県八戸市大字三日町99", "大阪市中央区大手前九丁目1番22号",
	"北海道上川郡東川町東町9丁目16番1号", "鹿児島県鹿児島市鴨池新町99番1号", "東京都渋谷区千駄ヶ谷9丁目99番99号 サンプル荘２０３号室",
	"北京市朝阳区建国路99号", "上海市浦东新区世纪大道999号1栋2单元301室", "广东省深圳市南山区科技园南区999号", "江苏省南京市鼓楼区中山北路99弄3号502室",
	"浙江省杭州市西湖区文三路999号", "湖北省武汉市洪山区珞喻路9999号", "四川省成都市武侯区天府大道北段9999号", "上海闵行区莘庄镇水清路999弄12号601", "河南省郑州市中牟县刘集镇某家村五组12号",
	"新疆维吾尔自治区乌鲁木齐市天山区解放南路99号", "内蒙古呼和浩特市新城区新华大街99号", "徐汇区漕溪北路999号", "广州市天河区体育西路999号之三", "湖南省长沙市岳麓区麓山南路社区3栋",
	"9999 Main St, Springfield, IL 62799", "99 Downing Street, London SW9A 9AA", "12 Rose Lane, Cambridge CB9 9ZZ", "500 Elm Avenue Apt 4B, Austin, TX 78799",
}

var wholeNo = []string{
	"営業部", "東京本社", "山田太郎", "2024年1月2日", "午前10時30分", "03-1234-5678", "第3四半期", "1丁目", "醤油 500ml", "ABC-1234",
	"会議室3", "東京スカイツリー", "大阪支店第二営業部", "3番窓口", "項目1-2-3", "北海道産じゃがいも", "京都議定書", "市場価格", "町内会", "株式会社山田商店",
	"中国银行", "有限公司", "处理中", "第三季度", "张伟", "苹果手机", "2号仓库", "一单元测试", "市场部", "道路运输", "Main Office", "Room 101", "Version 1.2.3", "Order 12345 shipped", "1234567", "Sales, Marketing",
}

func TestWhole(t *testing.T) {
	for want, list := range map[bool][]string{true: wholeYes, false: wholeNo} {
		for _, v := range list {
			c := detect.Candidate{Text: []byte(v), Hi: len(v), End: len(v), Whole: true, Place: detect.Table}
			m, ok := New().Judge(&c)
			if ok != want {
				t.Errorf("%q: %v (%s)", v, ok, m.Evidence.Why(false))
			}
			if ok && m.Evidence&(detect.Structure|detect.Weak) == 0 {
				t.Errorf("%q: only %s", v, m.Evidence.Why(false))
			}
		}
	}
}

func BenchmarkWhole(b *testing.B) {
	d := New()
	cs := make([]detect.Candidate, 0, len(wholeYes))
	for _, v := range wholeYes {
		cs = append(cs, detect.Candidate{Text: []byte(v), Hi: len(v), End: len(v), Whole: true})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.Judge(&cs[i%len(cs)])
	}
}
