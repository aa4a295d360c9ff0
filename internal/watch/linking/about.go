package linking

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

func about() *watch.About {
	kiosk := watch.Text{
		EN: "A terminal in a shop or a help desk through which customers tie their own: give its account the role of a job.",
		JA: "店頭端末や窓口で顧客自身の口座を登録している場合があります。そのアカウントの役割を「ジョブ」としてください。",
	}
	return &watch.About{
		Name: "linking",
		Needs: watch.Text{
			EN: "events of linking (and of moving money) with what is linked, by whom, and the device or address",
			JA: "口座・カードの連携(および送金・チャージ)の記録。連携対象、実行者、端末または接続元を含むもの",
		},
		Rules: []watch.Rule{
			{
				Name: "many",
				Says: watch.Text{
					EN: "{n} bank accounts or cards were tied through one device, account or address ({who}, {origin}) within 30 days; {failed} further attempts failed",
					JA: "1つの端末・アカウント・接続元({who}、{origin})から30日以内に {n} 件の口座・カードが連携されました(ほかに失敗 {failed} 件)",
				},
				Harmless: kiosk,
				Limits: []watch.Limit{{Name: "linked", Default: "5; 10 from an address", Why: watch.Text{
					EN: "People have two or three accounts, seldom five; an address is a family's.",
					JA: "1人が連携する口座は2、3件で、5件はまれです。接続元アドレスは家族で共有されます。",
				}}},
			},
			{
				Name: "secret",
				Says: watch.Text{
					EN: "a PIN, security code or birth date failed for {n} different accounts from one device, account or address ({who}, {origin}) within a day; {linked} were tied",
					JA: "1つの端末・アカウント・接続元({who}、{origin})から1日に {n} 件の口座等で暗証番号・セキュリティコード・生年月日の照合が失敗しました(連携成立 {linked} 件)",
				},
				Harmless: watch.Text{
					EN: "A bank that answers nobody: then it fails for everybody, at many devices.",
					JA: "金融機関側の障害の場合は、多くの端末で一斉に失敗します。",
				},
				Limits: []watch.Limit{{Name: "failed", Default: "8 a day", Why: watch.Text{
					EN: "Who mistypes does so with one account of his own. One PIN tried with many accounts is never locked.",
					JA: "打ち間違いは自分の1口座で起こります。同じ暗証番号を多数の口座で試すとロックされません。",
				}}},
			},
			{
				Name: "device",
				Says: watch.Text{
					EN: "{n} accounts tied bank accounts or cards with one device ({who}, {origin}) within 30 days",
					JA: "1台の端末から30日以内に {n} 件のアカウントが口座・カードを連携しました({who}、{origin})",
				},
				Harmless: kiosk,
				Limits: []watch.Limit{{Name: "users", Default: "4", Why: watch.Text{
					EN: "A device is shared in a family, by three at most.",
					JA: "家族で共有する端末でも、使うのはせいぜい3人です。",
				}}},
			},
			{
				Name: "cash-out",
				Says: watch.Text{
					EN: "money was moved from {n} bank accounts or cards within a day of tying them, through one device, account or address ({who}, {origin})",
					JA: "1つの端末・アカウント・接続元({who}、{origin})で、連携から1日以内に {n} 件の口座・カードから資金が移動されました",
				},
				Harmless: kiosk,
				Limits: []watch.Limit{{Name: "moved", Default: "3 a day", Why: watch.Text{
					EN: "Everybody charges a wallet right after tying it: one, or his card besides.",
					JA: "連携直後のチャージは普通のことですが、1件か、カードと合わせて2件までです。",
				}}},
			},
			{
				Name: "wallets",
				Says: watch.Text{
					EN: "one bank account or card was tied to {n} wallets, the last by {who} from {origin}",
					JA: "1つの口座・カードが {n} 件のウォレットに連携されました(直近は {who}、{origin})",
				},
				Harmless: watch.Text{
					EN: "A firm's card that several employees use.",
					JA: "複数の社員が使う法人カードの可能性があります。",
				},
				Limits: []watch.Limit{{Name: "wallets", Default: "3", Why: watch.Text{
					EN: "A couple shares an account; a third wallet is somebody else.",
					JA: "夫婦で1口座を共有することはあっても、3つ目のウォレットは他人です。",
				}}},
			},
			{
				Name: "guessed",
				Says: watch.Text{
					EN: "the secret of one bank account or card failed {n} times in a day, the last by {who} from {origin}",
					JA: "1つの口座・カードで暗証番号等の照合が1日に {n} 回失敗しました(直近は {who}、{origin})",
				},
				Harmless: watch.Text{
					EN: "Its owner forgot it. Ten are more than any bank allows.",
					JA: "本人が忘れた場合もありますが、10回は通常ロックされる回数です。",
				},
				Limits: []watch.Limit{{Name: "failures", Default: "10 a day", Why: watch.Text{
					EN: "Who does not lock after three should at least notice ten.",
					JA: "3回でロックしない場合でも、10回なら気付くべきです。",
				}}},
			},
		},
	}
}
