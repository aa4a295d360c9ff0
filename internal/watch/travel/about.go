package travel

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

func about() *watch.About {
	trust := watch.Limit{Name: "days", Default: "3", Why: watch.Text{
		EN: "A network that was used on three days before, a program in two shifts of eight hours or a device in one, is the account's own. Of two places the less trusted one is in question; below a confidence of 0.3 nothing is told.",
		JA: "3日使われたネットワーク、8時間区切りで2回使われたソフトウェア、1回使われた端末は本人のものとみなします。2つの場所のうち信頼度の低い方を疑い、確度0.3未満は知らせません。",
	}}
	return &watch.About{
		Name:  "impossible-travel",
		Needs: watch.Text{EN: "logins or accesses of accounts with addresses; devices or programs make it surer", JA: "アカウントと接続元アドレスを含むログイン・アクセス記録。端末やソフトウェアの情報があれば精度が上がります"},
		Rules: []watch.Rule{
			{
				Name: "travel",
				Says: watch.Text{
					EN: "{who} was in {from} and {minutes} minutes later in {to}, at least {km} km away",
					JA: "{who} が {from} での利用から {minutes} 分後に、少なくとも {km} km 離れた {to} から利用しました",
				},
				Harmless: watch.Text{
					EN: "A VPN of one's own, or a way out of the house that nobody declared: declare it as a VPN or a proxy. Customers are left to many-accounts.",
					JA: "個人のVPNや、宣言されていない社外への出口の可能性があります。VPNまたはプロキシとして宣言してください。利用者(顧客)のアカウントは many-accounts で扱います。",
				},
				Limits: []watch.Limit{
					{Name: "speed", Default: "900 km/h", Why: watch.Text{
						EN: "An airliner, without the way to the airport.",
						JA: "旅客機の速度です。空港までの移動時間は含めません。",
					}},
					{Name: "least", Default: "250 km", Why: watch.Text{
						EN: "Between the nearest edges of two countries: who lives at a border crosses it. Never within one country.",
						JA: "2つの国の最も近い境界の間の距離です。国境近くの住民の往来は除き、同じ国の中では知らせません。",
					}},
					{Name: "leaves", Default: "5 accounts", Why: watch.Text{
						EN: "A hoster's network from which five accounts come with the devices they always use is the house's way out.",
						JA: "普段の端末のまま5アカウント以上が使うホスティング事業者のネットワークは、組織の出口とみなします。",
					}},
					trust,
				},
			},
			{
				Name: "parallel",
				Says: watch.Text{
					EN: "{who} came in from {origin} while a session of the same account stood open from another network",
					JA: "{who} のセッションが別のネットワークで継続している間に、{origin} からも接続がありました",
				},
				Harmless: watch.Text{
					EN: "A session that was lost and not yet closed, then continued from a rented server.",
					JA: "切断が記録される前に、レンタルサーバー経由で再接続した場合があります。",
				},
				Limits: []watch.Limit{{Name: "open", Default: "12 hours", Why: watch.Text{
					EN: "Asked where logouts are logged too, and where the second network is a hoster's, anonymous or in another country: people change from home to telephone.",
					JA: "ログアウトも記録される場合で、2つ目がホスティング・匿名・他国のときに限ります。自宅から携帯回線への切り替えは日常的だからです。",
				}}, trust},
			},
			{
				Name: "after-reset",
				Says: watch.Text{
					EN: "{minutes} minutes after the password or second factor of {who} was changed, the account was used from {origin} ({country}) with nothing that it used before",
					JA: "{who} のパスワードまたは二要素認証が変更された {minutes} 分後に、これまでと異なる環境で {origin}({country})から利用されました",
				},
				Harmless: watch.Text{
					EN: "A new device on a journey, set up with the help desk.",
					JA: "出張先で新しい端末をヘルプデスクと設定した場合があります。",
				},
				Limits: []watch.Limit{{Name: "window", Default: "1 day", Why: watch.Text{
					EN: "Who takes over an account by a reset uses it at once.",
					JA: "再設定によって乗っ取る者は、すぐに利用します。",
				}}, trust},
			},
			{
				Name: "new-abroad",
				Says: watch.Text{
					EN: "{who} came in for the first time from {country} ({origin}), and not with what this account uses",
					JA: "{who} が初めて {country}({origin})から、普段と異なる環境で接続しました",
				},
				Harmless: watch.Text{
					EN: "A journey with a new device.",
					JA: "新しい端末での出張の可能性があります。",
				},
				Limits: []watch.Limit{{Name: "device", Default: "unknown, or a hoster's network", Why: watch.Text{
					EN: "Where a log says nothing of the device, a country alone is a business trip.",
					JA: "端末が記録されないログでは、国だけなら出張とみなします。",
				}}, trust},
			},
			{
				Name: "visitor",
				Says: watch.Text{
					EN: "{accounts} accounts that are at home elsewhere came in from one address ({origin}, {country}) for the first time",
					JA: "普段は別の場所で使われている {accounts} 件のアカウントが、初めて同じアドレス({origin}、{country})から接続しました",
				},
				Harmless: watch.Text{
					EN: "Colleagues in one hotel abroad whose devices are not logged.",
					JA: "端末が記録されないログで、同僚が海外の同じホテルに滞在している場合があります。",
				},
				Limits: []watch.Limit{{Name: "accounts", Default: "3 in a week", Why: watch.Text{
					EN: "Two may share a journey; only addresses abroad, of hosters and anonymous ones count.",
					JA: "2人なら同行の可能性があります。国外・ホスティング・匿名のアドレスだけを数えます。",
				}}},
			},
		},
	}
}
