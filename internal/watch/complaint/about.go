package complaint

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

func about() *watch.About {
	chance := watch.Limit{Name: "accounts", Default: "3, and so many by chance once in 20,000", Why: watch.Text{
		EN: "Counted against how many of all accounts have the same in common: half the customers share a carrier or a browser, and that half of those who complain do says nothing.",
		JA: "同じ特徴を持つアカウント全体の割合と比べます。顧客の半数が同じ携帯電話会社やブラウザーなら、申告者の半数がそうでも意味はありません。",
	}}
	harmless := watch.Text{
		EN: "An update or a fault of the application that made users see what they had not done: look at what the reports say.",
		JA: "アプリの更新や不具合で、身に覚えのない表示が出た場合があります。申告の内容を確認してください。",
	}
	return &watch.About{
		Name:  "complaint",
		Needs: watch.Text{EN: "users' reports (time, account), and logs that name accounts", JA: "利用者からの申告(日時・アカウント)と、アカウントを含むログ"},
		Rules: []watch.Rule{
			{
				Name: "origin",
				Says: watch.Text{
					EN: "{complained} accounts that complain of operations they did not make were all used from one address, which {had} accounts used",
					JA: "身に覚えのない操作を申告した {complained} 件のアカウントが、いずれも同じアドレスから使われていました(このアドレスを使ったアカウントは {had} 件)",
				},
				Harmless: harmless,
				Limits:   []watch.Limit{chance},
			},
			{
				Name: "range",
				Says: watch.Text{
					EN: "{complained} accounts that complain of operations they did not make were all used from one range of addresses, which {had} accounts used",
					JA: "身に覚えのない操作を申告した {complained} 件のアカウントが、いずれも同じアドレス帯から使われていました(このアドレス帯を使ったアカウントは {had} 件)",
				},
				Harmless: harmless,
				Limits:   []watch.Limit{chance},
			},
			{
				Name: "program",
				Says: watch.Text{
					EN: "{complained} accounts that complain of operations they did not make were all used with one program, which {had} accounts used",
					JA: "身に覚えのない操作を申告した {complained} 件のアカウントが、いずれも同じソフトウェアで使われていました(このソフトウェアを使ったアカウントは {had} 件)",
				},
				Harmless: harmless,
				Limits:   []watch.Limit{chance},
			},
			{
				Name: "flood",
				Says: watch.Text{
					EN: "{complained} accounts complained within {days} days of operations they did not make; {usual} are usual",
					JA: "{days} 日間に {complained} 件のアカウントから身に覚えのない操作の申告がありました(通常は {usual} 件)",
				},
				Harmless: watch.Text{
					EN: "A campaign that asks users to report, or a fault of the application.",
					JA: "申告を呼びかける告知や、アプリの不具合の可能性があります。",
				},
				Limits: []watch.Limit{{Name: "complaints", Default: "6, and so many once in ten thousand", Why: watch.Text{
					EN: "Measured against up to 60 days before, by the day and by the week; before three days (a week) are learnt, 12 in a day. Who writes twice in a week is one.",
					JA: "過去最大60日間と比べ、1日と1週間の両方で判定します。学習が3日(1週間)に満たない間は1日12件からとします。同じ人の1週間以内の再申告は1件とします。",
				}}},
			},
		},
	}
}
