package kana

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestAccept(t *testing.T) {
	detecttest.Accept(t, New(), detecttest.Whole(
		"«ヤマダ タロウ»", "«ヤマダタロウ»", "«ﾔﾏﾀﾞ ﾀﾛｳ»", "«ｻﾄｳ ﾊﾅｺ»", "«やまだ　たろう»", "«サトウ»", "«ダイスケ»", "«ハセガワ　ケンジ»", "«イトウ・ミサキ»", "«タカハシナオキ»",
		"コンピュータ", "テレビ", "プリンター", "エアコン", "スマートフォン", "カスタマーサポート", "アップルジュース", "これはペンです", "12345", "Yamada", "山田太郎", "ー", "オオサカシテン", "トウキョウ")...)
	detecttest.Accept(t, New(), detecttest.Labelled("«シュヴァイツァー ルミ»", "«タカナシ　リッカ»", "12345", "山田")...)
	detecttest.Accept(t, New(), detecttest.Prose(
		"契約者：山田太郎（«ヤマダ タロウ»）様", "山田太郎(«やまだ たろう»)", "フリガナ：→«ヤマダ　タロウ» 生年月日", "フリガナ：→«ｻﾄｳ ﾊﾅｺ»",
		"纐纈 節子 様（«コウケツ セツコ»）", "渡邊（«わたなべ»）です", "電機（メーカー）", "田中電機（テレビ）", "会議（オンライン）は中止", "山田さんはテレビを見た", "東京（トウキョウ）", "設定（デフォルト）")...)
}

func FuzzJudge(f *testing.F) {
	f.Add("ﾔﾏﾀﾞ ﾀﾛｳﾞﾟ", true)
	f.Add("山田（やまだ ", false)
	f.Fuzz(func(t *testing.T, s string, whole bool) {
		for _, labelled := range []bool{false, true} {
			c := detecttest.Case{Whole: whole, Label: labelled}
			detecttest.Candidates(New(), c, []byte(s), -1, func(cand *detect.Candidate) bool {
				m, ok := New().Judge(cand)
				if ok && (m.Start < cand.Start || m.End > cand.Hi || m.End <= m.Start) {
					t.Errorf("match %d–%d of candidate %d–%d", m.Start, m.End, cand.Start, cand.End)
				}
				return true
			})
		}
	})
}
