package address

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestProseCases(t *testing.T) {
	ja := detecttest.Prose(
		"住所は«東京都港区六本木6-99-1»です。", "〒100-0000 «東京都千代田区丸の内９－９－９»", "«京都市中京区寺町通御池上る上本能寺前町999»へ移転",
		"«札幌市北区北十八条西四丁目2番1号»に集合", "«大阪府大阪市北区梅田３丁目９９番１号 梅田サンプルビル３Ｆ»まで", "«千葉県市川市大字北方町字台99番地の2»の土地",
		"«さいたま市浦和区常盤9-99-1 コーポ常盤101号室»、電話", "«本町三丁目2番1号»で火災", "住所：→«神奈川県横浜市西区みなとみらい»",
		"東京都で会議を開く。", "横浜市の人口は370万人", "港区役所は2階です。", "福島県内3か所", "東京都2020年度予算", "大阪市北区は3人", "東京都港区 03-9999-9999",
		"千代田区 2024-05-01 開催", "府中市1番の店", "3丁目の夕日", "中央区1番地区", "都道府県コード 13")
	zh := detecttest.Prose(
		"家住«江苏省南京市鼓楼区中山北路99弄3号502室»。", "在«朝阳区建国路99号»门口", "地址：«广东深圳市南山区科技南路99号A栋»", "«人民路99号»发生火灾",
		"住«河南省郑州市中牟县刘集镇大吴村五组12号»", "在北京市发生案件", "上海市公安局", "江苏省和浙江省", "过马路时被撞", "3号仓库", "和平区政府", "第2号公告")
	for _, c := range []struct {
		lang  detect.Lang
		cases []detecttest.Case
	}{{detect.LangJA, ja}, {detect.LangZH, zh}, {detect.LangOther, ja}, {detect.LangOther, zh}} {
		for i := range c.cases {
			c.cases[i].Lang = c.lang
		}
		detecttest.Accept(t, New(), c.cases...)
	}
	detecttest.Accept(t, New(),
		detecttest.Case{In: "«東京都港区六本木6-99-1»", Whole: true, Has: detect.Lexicon | detect.LexiconTwo | detect.Structure, Not: detect.Weak},
		detecttest.Case{In: "«東京都港区»", Whole: true, Has: detect.Weak},
		detecttest.Case{In: "東京都", Whole: true})
}
