package crowd

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

func aboutMany() *watch.About {
	return &watch.About{
		Name:  "many-accounts",
		Needs: watch.Text{EN: "addresses, and accounts or sessions; for attempts: refused logins with the account that was tried", JA: "接続元アドレスと、アカウントまたはセッション。ログイン試行の検知には、試されたアカウント名を含む失敗ログ"},
		Rules: []watch.Rule{
			{
				Name: "replay",
				Says: watch.Text{
					EN: "the sessions of {accounts} accounts were used from one network ({origin}); {moved} of them are at home elsewhere and came from there for the first time; nobody logs in there ({percent} % came with the same program)",
					JA: "1つのネットワーク({origin})から {accounts} 件のアカウントのセッションが使われました。うち {moved} 件は普段は別の場所で使われ、このネットワークは初めてです。ここでのログインはありません({percent} % が同一のソフトウェア)",
				},
				Harmless: watch.Text{
					EN: "A proxy through which a firm or a browser lets its users go, with a program of its own: declare the network as a proxy.",
					JA: "企業やブラウザーの中継サーバーの可能性があります。該当するネットワークを「プロキシ」として宣言してください。",
				},
				Limits: []watch.Limit{
					{Name: "accounts", Default: "20 of 30 in a week", Why: watch.Text{
						EN: "A family, a hall or a shop has fewer guests whose network and program are both new.",
						JA: "家庭や会場、店舗では、ネットワークとソフトウェアがともに初めての利用者がこれほど集まることはありません。",
					}},
					{Name: "moved", Default: "50 %", Why: watch.Text{
						EN: "Behind a carrier's address are the carrier's own customers, with the telephones they always use: there it is below 5 %.",
						JA: "携帯電話会社のアドレスの背後にいるのは普段の端末を使うその会社の顧客で、この割合は5 %を下回ります。",
					}},
					{Name: "program", Default: "70 %", Why: watch.Text{
						EN: "A tool has one name. Not asked of hosters' networks and of more than 500 accounts; of carriers 90 %.",
						JA: "攻撃ツールの名乗りは1つです。ホスティング事業者のネットワークと500件超では問わず、携帯電話会社では90 %とします。",
					}},
					{Name: "first", Default: "70 %, with up to 4 accesses each and no login", Why: watch.Text{
						EN: "Where a thief takes over the program's name too: customers who come to a new network read on as they always do. Asked of hosters' and anonymous networks, elsewhere of 200 accounts.",
						JA: "盗んだ側がソフトウェア名も装う場合です。本人なら新しいネットワークでも普段どおり閲覧します。ホスティング・匿名のネットワークが対象で、それ以外は200件からです。",
					}},
					{Name: "logins", Default: "below 20 %", Why: watch.Text{
						EN: "Who has the session needs no password.",
						JA: "セッションを盗んだ者にパスワードは要りません。",
					}},
				},
			},
			{
				Name: "unattended",
				Says: watch.Text{
					EN: "{accounts} accounts were used from a network that is new here ({origin}), {percent} % of them with the same program; nobody logged in, and none did more than a few things",
					JA: "初めて現れたネットワーク({origin})から {accounts} 件のアカウントが使われました。{percent} % が同一のソフトウェアで、ログインはなく、操作も数回ずつです",
				},
				Harmless: watch.Text{
					EN: "A partner who asks in the name of customers: declare the network as a partner.",
					JA: "顧客に代わって照会する提携先の可能性があります。ネットワークを「パートナー」として宣言してください。",
				},
				Limits: []watch.Limit{{Name: "accounts", Default: "300 in the first 3 days", Why: watch.Text{
					EN: "Told where nothing is known of where the accounts are at home; therefore only of many, and with little confidence.",
					JA: "各アカウントの普段の利用環境が分からない場合に限り、多数のときだけ低い確度で知らせます。",
				}}},
			},
			{
				Name: "stuffing",
				Says: watch.Text{
					EN: "{tried} accounts were tried from {origin} and its like, {failed} without success; {in} were come into",
					JA: "{origin} などから {tried} 件のアカウントへのログインが試され、{failed} 件が失敗、{in} 件が成功しました",
				},
				Harmless: watch.Text{
					EN: "A moved application that logs in its users with old passwords. The accounts that were come into should still have their sessions ended.",
					JA: "移行したアプリが古いパスワードで再ログインした場合があります。それでも、成功したアカウントのセッションは無効にしてください。",
				},
				Limits: attemptLimits(),
			},
			{
				Name: "tried",
				Says: watch.Text{
					EN: "{tried} accounts were tried from {origin} and its like, all without success",
					JA: "{origin} などから {tried} 件のアカウントへのログインが試されましたが、成功はありません",
				},
				Harmless: watch.Text{
					EN: "The noise of the net. Where the accounts exist nowhere it is told once for a login, as low.",
					JA: "インターネット上の無差別な試行です。存在しないアカウントばかりの場合は、ログイン画面ごとに1件、重大度「低」で知らせます。",
				},
				Limits: attemptLimits(),
			},
			{
				Name: "spread",
				Says: watch.Text{
					EN: "{failed} accounts were tried at {store} in a day without success, where {usual} are usual: from many addresses, a few from each",
					JA: "{store} で1日に {failed} 件のアカウントへのログインが失敗しました(通常は {usual} 件)。多数のアドレスから少数ずつ試されています",
				},
				Harmless: watch.Text{
					EN: "A login that is broken refuses everybody.",
					JA: "ログイン機能の障害で全員が拒否されている場合があります。",
				},
				Limits: []watch.Limit{{Name: "failed", Default: "50, four times the usual day, 40 % of those tried", Why: watch.Text{
					EN: "Of those who mistype, nine in ten come in later; learnt over three days at least.",
					JA: "打ち間違えた人の9割は後でログインに成功します。通常値は3日以上かけて学習します。",
				}}},
			},
			{
				Name: "guessed",
				Says: watch.Text{
					EN: "{who} was come into from {origin}, from where it was never used, after {failed} failures",
					JA: "{who} は {failed} 回の失敗の後、これまで利用のなかった {origin} からログインされました",
				},
				Harmless: watch.Text{
					EN: "Somebody who forgot a password on a journey.",
					JA: "外出先でパスワードを忘れた本人の可能性があります。",
				},
				Limits: []watch.Limit{{Name: "failures", Default: "10 in two days", Why: watch.Text{
					EN: "People give up or ask for a new password after fewer than ten.",
					JA: "人は10回も失敗しないうちに、あきらめるか再設定を行います。",
				}}},
			},
		},
	}
}

func attemptLimits() []watch.Limit {
	return []watch.Limit{
		{Name: "accounts", Default: "10 an hour, 20 a day, 40 a week from an address; 3/2 of it from a range, 3 times from a network or with one program", Why: watch.Text{
			EN: "The week catches those who are slow, range and program those who have many addresses.",
			JA: "1週間の枠は低速の試行を、レンジとソフトウェアの枠は多数のアドレスを使う試行を捉えます。",
		}},
		{Name: "failing", Default: "75 % of the accounts", Why: watch.Text{
			EN: "Lists that leaked elsewhere fit in one of a hundred; of a carrier's customers nine in ten come in.",
			JA: "他所から流出したリストの成功率は100件に1件程度です。携帯電話会社の顧客なら10人中9人は成功します。",
		}},
	}
}

func aboutEnumeration() *watch.About {
	asked := watch.Limit{Name: "asked", Default: "50 a day by a customer or nobody, more by staff", Why: watch.Text{
		EN: "Customers ask for themselves and a few others; staff who answer calls ask for 20 to 150, but for such as exist.",
		JA: "利用者が見るのは本人と数人です。窓口の職員は1日20〜150人を参照しますが、実在する人だけです。",
	}}
	return &watch.About{
		Name:  "enumeration",
		Needs: watch.Text{EN: "paths or parameters that name persons (/members/10234, ?phone=…), or rows and persons of look-ups", JA: "人を指すパスやパラメーター(/members/10234、?phone=… など)、または照会の件数・人数"},
		Rules: []watch.Rule{
			{
				Name: "sequence",
				Says: watch.Text{
					EN: "{who} ({origin}) asked {store} for {asked} persons by numbers in a row; {missed} of them do not exist",
					JA: "{who}({origin})が {store} に連番で {asked} 人分を照会しました(うち {missed} 件は存在しない番号)",
				},
				Harmless: watch.Text{
					EN: "A job that goes through all members: give its account the role of a job.",
					JA: "全会員を順に処理するバッチの可能性があります。アカウントの役割を「ジョブ」としてください。",
				},
				Limits: []watch.Limit{asked, {Name: "row", Default: "70 % are up to 100 larger than the one before", Why: watch.Text{
					EN: "Gaps in the numbers are passed over; several who share the work leave steps.",
					JA: "欠番を飛ばす場合や、複数で手分けする場合にも対応します。",
				}}},
			},
			{
				Name: "random",
				Says: watch.Text{
					EN: "{who} ({origin}) asked {store} for {asked} persons by guessed identifiers; {missed} of them do not exist",
					JA: "{who}({origin})が {store} に推測した識別子で {asked} 人分を照会しました(うち {missed} 件は存在しません)",
				},
				Harmless: watch.Text{
					EN: "A list of former members being checked.",
					JA: "退会者リストの確認作業の可能性があります。",
				},
				Limits: []watch.Limit{asked, {Name: "missed", Default: "30 %", Why: watch.Text{
					EN: "Who knows whom he asks for seldom misses.",
					JA: "相手を知っていて照会する人は、めったに外しません。",
				}}},
			},
			{
				Name: "lookup",
				Says: watch.Text{
					EN: "{who} ({origin}) had {asked} telephone numbers or the like looked up in {store} within a week and found {people} persons",
					JA: "{who}({origin})が1週間に {store} で電話番号など {asked} 件を照合し、{people} 人を特定しました",
				},
				Harmless: watch.Text{
					EN: "Somebody with a very large address book who looks it up again each day.",
					JA: "非常に大きなアドレス帳を毎日同期している利用者の可能性があります。",
				},
				Limits: []watch.Limit{
					{Name: "looked", Default: "2,000 in three calls or more", Why: watch.Text{
						EN: "Telephones hold a few hundred numbers, seldom a thousand.",
						JA: "携帯電話の連絡先は数百件で、1,000件を超えることはまれです。",
					}},
					{Name: "found", Default: "300 persons, three times as many numbers", Why: watch.Text{
						EN: "In an address book of one's own most numbers are of somebody; of invented ones few.",
						JA: "自分の連絡先なら多くが実在しますが、作られた番号ではわずかです。",
					}},
				},
			},
		},
	}
}
