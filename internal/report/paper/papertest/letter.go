package papertest

import (
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// Letter is the notice to the n-th person, all of whose data is invented.
func Letter(lang string, n int) *paper.Document {
	families := []string{"佐藤", "鈴木", "髙橋", "渡邉", "濵田", "山﨑", "德永", "小鳥遊"}
	givens := []string{"花子", "太郎", "一郎", "美咲", "健", "陽菜"}
	ja := lang == "ja"
	name := families[n%len(families)] + " " + givens[n/7%len(givens)]
	d := &paper.Document{Name: fmt.Sprintf("notice-%06d", n), Lang: lang, Letter: true, Date: Date, Foot: fmt.Sprintf("2020-0003-%06d", n)}
	if !ja {
		d.To = []string{"Ms Sample Person " + fmt.Sprint(n), "12 Example Street, Flat " + fmt.Sprint(n%90+1), "Sampletown EX1 2MP"}
		d.From = []string{"Tsutsumi Sample Inc.", "1-1 Rei, Chiyoda-ku, Tokyo", "Desk for this matter: 0120-000-000 (9:00 to 17:00)"}
		d.Subject = "Notice that your personal data may have been read by others"
		d.Blocks = []paper.Block{
			paper.Text{Text: "Dear Ms Sample Person " + fmt.Sprint(n) + ","},
			paper.Text{Text: "On 1 December 2020 we learnt that data which we hold of you could be read from outside between 18 October and 3 December 2020, and that it was read at least once. We are sorry."},
			paper.Fields{List: []paper.Field{{No: "1", Name: "Your data that is concerned", Value: []string{"Name, address, e-mail address"}}, {No: "2", Name: "Misuse known so far", Unknown: true}}},
			paper.Text{Text: "Please be wary of messages in our name that ask for a password. We never ask for one."},
		}
		return d
	}
	d.To = []string{fmt.Sprintf("〒100-%04d", n%10000), fmt.Sprintf("東京都千代田区例町%d丁目%d番%d号", n%9+1, n%20+1, n%30+1), "見本マンション堤 " + fmt.Sprint(n%900+100) + "号室", name + " 様"}
	d.From = []string{"〒100-0000", "東京都千代田区例町1丁目1番1号", "株式会社 堤サンプル", "個人情報保護管理者 堤 花子", "お問い合わせ窓口 0120-000-000（9時～17時）"}
	d.Subject = "お客様の個人情報が閲覧されたおそれに関するお知らせ"
	d.Blocks = []paper.Block{
		paper.Text{Text: "このたび、当社が管理するお客様の個人情報が、社外から閲覧された可能性があることが判明いたしました。お客様には多大なご迷惑とご心配をおかけいたしますことを、深くおわび申し上げます。"},
		paper.Text{Text: "判明した内容と、当社の対応は次のとおりです。"},
		paper.Fields{List: []paper.Field{
			{No: "1", Name: "概要", Value: []string{"2020年10月18日から12月3日までの間、管理サーバーの設定の誤りにより、社外から情報を閲覧できる状態にありました。"}},
			{No: "2", Name: "お客様の情報のうち対象となる項目", Value: []string{"氏名、住所、電話番号、メールアドレス"}},
			{No: "3", Name: "二次被害", Unknown: true},
		}},
		paper.Text{Text: "当社を名乗り、パスワードや暗証番号をたずねる電話・電子メールには、お答えにならないようお願いいたします。当社からおたずねすることはありません。"},
		paper.Text{Text: "ご不明な点は、上記の窓口までお問い合わせください。"},
	}
	return d
}
