package dob

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestWhole(t *testing.T) {
	Accept(t, Numbers(), Whole("«1988/01/07»", "«1988-1-7»", "«19880107»", "«1988年1月7日»", "«１９８８年１月７日»", "«Jan 7 1988»", "«January 7th, 1988»",
		"«7 Jan 1988»", "«07-JAN-1988»", "«1988.01.07»", "«昭和63年1月7日»", "«S63.1.7»", "«平成元年1月8日»", "«R5/4/1»", "«昭和六十三年一月七日»", "«S630107»",
		"«１９８８／０１／０７»", "«1988-01-07 00:00:00»", "«1988-01-07T00:00:00Z»", "«01/07/1988»", "«31/12/1988»", "«昭63.1.7»", "«一九八八年一月七日»", "«1988年01月»", "«1988年1月7日生»",
		"1988/13/07", "1988-02-30", "昭和65年1月7日", "平成32年1月1日", "18880107", "20991231", "123456", "1988", "M", "Jan", "昭和", "H31.13.1", "1988/01-07")...)
	Accept(t, Numbers(), Labelled("«880107»", "«88/01/07»", "881307")...)
	Accept(t, Numbers(), Case{In: "«2023-11-05 12:34:56»", Whole: true, Has: detect.Timestamp}, Case{In: "«2026-11-05»", Whole: true, Has: detect.Ambiguous})
}

func TestProse(t *testing.T) {
	Accept(t, Numbers(), Prose("山田は«1988年1月7日»生まれ", "(«1988/01/07»生)", "生年月日: →«1988-01-07»", "born «1988-01-07»", "«1990年3月4日»出生", "殿 «S27.3.15»生（73歳）", "生年月日 →«H2.6.15»", "版 S27.3.15 以降", "AS27.3.15生", "契約は1988年1月7日に", "2023-11-05 生産", "1988年1月7日生産")...)
	Accept(t, Eras(), Prose("彼は«昭和63年1月7日»生まれ", "«昭和六十三年一月七日»生", "平成30年4月1日に施行", "昭和通り")...)
	Accept(t, AfterLabel(), Prose("生年月日：→«S63.1.7» 電話", "DOB →«Jan 7, 1988», x", "生年月日→ 不明")...)
}

func BenchmarkWhole(b *testing.B) {
	s := []byte("1988-01-07")
	c := detect.Candidate{Text: s, Hi: len(s), End: len(s), Whole: true, Digits: []byte("19880107"), NGroup: 3, Groups: [8]uint8{4, 2, 2}, Sep: detect.SepHyphen}
	d := Numbers()
	for b.Loop() {
		d.Judge(&c)
	}
}
