package place

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

func aboutCountry() *watch.About {
	return &watch.About{
		Name: "country",
		Needs: watch.Text{
			EN: "addresses (or countries) in the log, and access countries declared for the store",
			JA: "ログの接続元アドレス(または国)と、保管場所ごとに宣言されたアクセス元の国",
		},
		Rules: []watch.Rule{
			{
				Name: "outside",
				Says: watch.Text{
					EN: "{who} accessed {store} {accesses} times from {country}, which is not among the countries declared for it; data of {people} persons was read",
					JA: "{who} が、アクセス元として宣言されていない国({country})から {store} に {accesses} 回アクセスし、{people} 人分のデータを閲覧しました",
				},
				Harmless: watch.Text{
					EN: "A contractor or an affiliate there may be meant to have access: declare the country for the store, and name it in the privacy policy.",
					JA: "現地の委託先・グループ会社に閲覧を認めている場合があります。その国を保管場所のアクセス元に宣言し、プライバシーポリシーにも国名を記載してください。",
				},
				Limits: []watch.Limit{
					{Name: "accesses", Default: "1", Why: watch.Text{
						EN: "The law asks for each country of access; four engineers and 32 accesses were enough for a report.",
						JA: "外国からの閲覧は1回でも説明を要します。技術者4人・32回のアクセスでも公表に至った例があります。",
					}},
				},
			},
			{
				Name: "abroad",
				Says: watch.Text{
					EN: "{who} accessed {store} {accesses} times from {country}, which is not declared for it, with the device or program that this account always uses",
					JA: "{who} が、宣言されていない国({country})から普段の端末・ソフトウェアで {store} に {accesses} 回アクセスしました",
				},
				Harmless: watch.Text{
					EN: "A business trip. After 14 days it is told as a place of work.",
					JA: "出張の可能性があります。14日を過ぎると、勤務地としての閲覧とみなして知らせます。",
				},
				Limits: []watch.Limit{
					{Name: "days", Default: "1 of use (of a program 2), 14 away", Why: watch.Text{
						EN: "A device is known when it was used on a day before, from a declared country; few trips last longer than two weeks.",
						JA: "宣言された国で前日以前に使われた端末を普段の端末とします。2週間を超える出張はまれです。",
					}},
				},
			},
			{
				Name: "strange",
				Says: watch.Text{
					EN: "data of {people} persons in {store} was read from {country}, which is not declared for it, by a customer or by somebody who was not logged in ({who}, {origin})",
					JA: "{store} の {people} 人分のデータが、宣言されていない国({country})から、利用者または未ログインの相手({who}、{origin})に閲覧されました",
				},
				Harmless: watch.Text{
					EN: "Pages that name persons and are meant for everybody: declare the store as public, or all countries for it.",
					JA: "人物名を含む公開ページの可能性があります。公開用の保管場所として宣言するか、すべての国を宣言してください。",
				},
				Limits: []watch.Limit{
					{Name: "persons", Default: "10", Why: watch.Text{
						EN: "Customers abroad read their own data and perhaps that of their family.",
						JA: "海外にいる利用者が閲覧するのは、本人とせいぜい家族のデータです。",
					}},
					{Name: "accounts", Default: "300 in 30 days", Why: watch.Text{
						EN: "Where logs do not say what accounts are, a store with more of them is taken for one with customers.",
						JA: "ログにアカウントの種別がない場合、これより多くのアカウントが使う保管場所は利用者向けとみなします。",
					}},
				},
			},
			{
				Name: "refused",
				Says: watch.Text{
					EN: "{accesses} attempts on {store} from countries that are not declared for it were refused, the last from {country}",
					JA: "宣言されていない国から {store} への {accesses} 回の試行が拒否されました(直近は {country})",
				},
				Harmless: watch.Text{
					EN: "The whole world knocks at what stands in the open; nobody came in.",
					JA: "公開された入口には世界中から試行があります。侵入には至っていません。",
				},
				Limits: []watch.Limit{
					{Name: "refusals", Default: "5", Why: watch.Text{
						EN: "Fewer are somebody's mistake. They are told once for a store and never as more than low.",
						JA: "これより少ないものは操作ミスの範囲です。保管場所ごとに1件とし、重大度は「低」にとどめます。",
					}},
				},
			},
		},
	}
}

func aboutFirst() *watch.About {
	learning := watch.Limit{Name: "learning", Default: "3 days, 30 accesses", Why: watch.Text{
		EN: "Before, every country is a first one. Who comes with what he always uses is not told, so that three days are enough.",
		JA: "それまではどの国も「初めて」になります。普段の環境からの利用は知らせないため、3日で足ります。",
	}}
	return &watch.About{
		Name:  "first-country",
		Needs: watch.Text{EN: "addresses (or countries) in the log, over at least three days", JA: "ログの接続元アドレス(または国)、少なくとも3日分"},
		Rules: []watch.Rule{
			{
				Name: "store",
				Says: watch.Text{
					EN: "{store} was accessed from {country} for the first time ever: {accesses} accesses, data of {people} persons, by {who} from {origin}",
					JA: "{store} が初めて {country} からアクセスされました({accesses} 回、{people} 人分のデータ。{who}、接続元 {origin})",
				},
				Harmless: watch.Text{
					EN: "A new office, contractor or market. Declare the store's access countries; then only others are told.",
					JA: "新しい拠点・委託先・進出先の可能性があります。アクセス元の国を宣言すると、それ以外の国だけを知らせます。",
				},
				Limits: []watch.Limit{
					learning,
					{Name: "persons", Default: "10", Why: watch.Text{
						EN: "Asked of customers and of accesses without a login only: customers abroad read their own data.",
						JA: "利用者や未ログインの閲覧にだけ適用します。海外の利用者は自分のデータを見るだけです。",
					}},
					{Name: "countries", Default: "8", Why: watch.Text{
						EN: "A store that is asked from so many countries will be asked from others; then only somebody who reads ten times as many persons is told.",
						JA: "これだけ多くの国から使われる保管場所では新しい国も珍しくないため、10倍の人数を閲覧した相手だけを知らせます。",
					}},
				},
			},
			{
				Name: "account",
				Says: watch.Text{
					EN: "{who} read data of {people} persons from {country}, where this account was never seen before, with nothing that it usually uses",
					JA: "{who} が、これまで利用のなかった {country} から、普段と異なる環境で {people} 人分のデータを閲覧しました",
				},
				Harmless: watch.Text{
					EN: "A journey with a new device. Logs that tell the device, or a declared VPN, make this rare.",
					JA: "新しい端末での出張の可能性があります。端末が記録されるログや、宣言済みのVPNがあれば、ほとんど起こりません。",
				},
				Limits: []watch.Limit{
					{Name: "days", Default: "5", Why: watch.Text{
						EN: "An account that was seen on five days has shown from where it works.",
						JA: "5日利用されたアカウントは、普段の利用場所が分かっています。",
					}},
				},
			},
		},
	}
}
