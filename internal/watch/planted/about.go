package planted

import (
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func text(en, ja string) watch.Text { return watch.Text{EN: en, JA: ja} }

func about(c Config) watch.About {
	return watch.About{
		Name:  "canary",
		Needs: text("something planted (docs/canary.md), and logs that name it", "仕掛けたダミー（docs/canary.md）と、それが記録されるログ"),
		Rules: []watch.Rule{
			{Name: "touched",
				Says: text("{who} touched {name}, which is planted and of no use to anybody (accesses: {accesses}, the first on {first})", "{who} が、業務では触れるはずのないダミー（{name}）に {first} 以降 {accesses} 回触れました。"),
				Harmless: text("whoever planted it looked whether it is there. Writing from an office or a machine of the house is taken for planting; reading is told: do it when you expect the alert, which shows that it works",
					"仕掛けた担当者が確認した場合。社内からの書き込みは設置とみなしますが、読み取りは通知します。通知が届くことの確認を兼ねて行ってください。")},
			{Name: "tried",
				Says:     text("{who} tried {name}, which is planted, and was refused (tries: {accesses}, the first on {first}): it is known outside", "ダミー（{name}）が {first} 以降 {accesses} 回試され、拒否されました。その情報が外部に渡っています。"),
				Harmless: text("a name that is easy to guess: plant one that is not", "推測されやすい名前だった場合。推測されにくいものを仕掛けてください。")},
			{Name: "passed-over",
				Says:     text("a machine of the house ({who}) read {name}, which is planted, among many others", "社内の自動処理（{who}）が、多数のデータとともにダミー（{name}）を読み取りました。"),
				Harmless: text("batch jobs and backups read everything", "バッチ処理やバックアップは全件を読み取ります。"),
				Limits: []watch.Limit{{Name: "bulk", Default: fmt.Sprint(c.Bulk),
					Why: text("persons or rows at once: who reads so many means none of them", "1 回に読み取る人数または行数。これほど多ければ特定の人を狙ったものではないため")}}},
		},
	}
}
