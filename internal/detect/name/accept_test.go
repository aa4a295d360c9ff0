package name

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func lang(l detect.Lang, cs []detecttest.Case) []detecttest.Case {
	for i := range cs {
		cs[i].Lang = l
	}
	return cs
}

func TestJapanese(t *testing.T) {
	d := New()
	detecttest.Accept(t, d, lang(detect.LangJA, detecttest.Prose(
		"担当は«山田太郎»です。", "«髙橋　健太郎»様、いつもありがとうございます。", "«佐々木»部長が出席した。", "«渡邉»さんに渡す。", "営業部長«田中一郎»が説明した。",
		"«五十嵐美咲»と会った。", "«東海林»様のご予約", "«浜崎さゆり»が歌った。", "«森 薫»様", "氏名：→«小鳥遊 六花»", "お名前：→«四月一日 君尋»",
		"«長谷川»容疑者を逮捕した。", "妻の«和子»が届け出た。",
		"担当の«小鳥遊 健太»です。", "出席者：«百目鬼 誠»、他", "産業医の«真栄田»先生", "«林 和子»（母）", "本日より«榊 ひなた»が担当します。",
		"失礼いたします。\n«我妻»\n", "09:12 «及川» おはようございます", "[10:05] «鯨岡» はい", "«喜屋武»：承知しました", "各位\n\n«栁澤»です。",
		"«遠山»主任に伝えた。", "総務部 «浅利»様", "«服部 太郎»様", "«能登»委員「鍵は」", "備考：«猿渡»さんは欠席", "梶原と«犬飼»の2名で", "欠席　«唐沢»、根岸", "西村司法書士事務所", "中山税理士法人の報告",
		"南委員会の決定", "店を出て、«丹羽»が運転した。",
		"第一倉庫 和子は", "岩瀬谷が美しい。", "12:30 会議 開始", "10:00 東京 出発", "対象：対応中", "松本が優勝した。", "参考：山口",
		"山田商事と契約した。", "石川県に行く。", "福島市で開く。", "千葉駅で待つ。", "大森林を歩く。", "高田馬場で降りる。", "林業の振興", "本田技研工業の決算",
		"松下電器の製品", "皆様のおかげです。", "奥様とご一緒に", "お客様各位", "仕様を変更する。", "営業部長会議", "選手権大会に出る。", "長さまで測る。"))...)
	detecttest.Accept(t, d, detecttest.Case{In: "«山田太郎»様より", Lang: detect.LangJA, Has: detect.Lexicon | detect.LexiconTwo | detect.Honorific},
		detecttest.Case{In: "«山田»様より", Lang: detect.LangJA, Has: detect.Lexicon | detect.Honorific, Not: detect.LexiconTwo},
		detecttest.Case{In: "«山田太郎»", Whole: true, Has: detect.Lexicon | detect.LexiconTwo, Not: detect.Weak},
		detecttest.Case{In: "«勅使河原 三郎»", Whole: true, Has: detect.LexiconTwo},
		detecttest.Case{In: "«佐藤»", Whole: true, Has: detect.Lexicon | detect.Weak})
}

func TestChinese(t *testing.T) {
	detecttest.Accept(t, New(), lang(detect.LangZH, detecttest.Prose(
		"嫌疑人«王小明»酒后驾车", "报警人：«李娜»，女", "受害人«欧阳修远»报称", "«阿卜杜·热西提»报警", "民警«赵志刚»到场", "与«刘晓燕»发生争吵", "我叫«陈建国»。",
		"«张丽华»女士来电", "经查，«孙浩»系本案嫌疑人。",
		"嫌疑人张某某逃跑", "王某与李某", "高度重视此事", "时间为上午", "对方要求转账", "公安机关", "于是报警", "马上出发", "安全检查", "方法不当", "许多群众", "周围居民",
		"经理说现金不足", "任何单位和个人", "金额较大", "严重违法", "应当依法"))...)
	detecttest.Accept(t, New(), detecttest.Case{In: "«欧阳修远»", Whole: true, Has: detect.Lexicon | detect.LexiconTwo, Not: detect.Weak},
		detecttest.Case{In: "«王伟»", Whole: true, Has: detect.Lexicon}, detecttest.Case{In: "正常", Whole: true}, detecttest.Case{In: "高中", Whole: true, Lang: detect.LangZH})
}
