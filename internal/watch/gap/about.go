package gap

import (
	"fmt"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func text(en, ja string) watch.Text { return watch.Text{EN: en, JA: ja} }

// about tells what gaps there are; no signal is raised, for a gap is no alert.
func about(c Config) watch.About {
	return watch.About{
		Name:  "gap",
		Needs: text("logs of a week or more, so that their rhythm is known; fewer days find only what is plain", "周期が分かるよう 1 週間以上のログ（短い場合は明らかな欠けのみ検出）"),
		Rules: []watch.Rule{
			{Name: "silent",
				Says: text("no record, though at such an hour there usually are some", "通常は記録がある時間帯に、記録がありません。"),
				Harmless: text("work on the system: the same hours of a week are told twice, and known from then on; holidays are to be declared",
					"システムの保守。毎週同じ時間帯であれば 2 回通知した後は学習します。休日は設定で申告してください。"),
				Limits: []watch.Limit{
					{Name: "least", Default: fmt.Sprintf("%d min", c.Least), Why: text("what is shorter is also a restart or a slow disk", "これより短いものは再起動や書き込みの遅れと区別できないため")},
					{Name: "learn", Default: fmt.Sprintf("%d d", c.Learn), Why: text("only after a week every hour of it was seen; what was silent before is judged then", "1 週間で全時間帯が一巡するため。それ以前の空白は後から判定します")},
					{Name: "factor", Default: "2", Why: text("times the longest silence so far, counted in minutes that usually have records, and three times what one of a thousand is longer than",
						"通常記録のある分数で数えた、これまで最長の空白の 2 倍、かつ千に一つの長さの 3 倍")}}},
			{Name: "days",
				Says:     text("whole days are missing", "丸一日以上の記録がありません。"),
				Harmless: text("a holiday that nobody declared", "申告されていない休日。"),
				Limits:   []watch.Limit{{Name: "days", Default: fmt.Sprint(c.Days), Why: text("−ln of the chance that days like these have nothing: 3.5 is 3 %, one day after 17 without a gap", "同種の日に記録がない確率の −ln。3.5 は 3 % に当たり、欠けのない 17 日の後の 1 日に相当します")}}},
			{Name: "skipped",
				Says:     text("numbers are missing in a log that counts its records", "連番が付くログで番号が抜けています。"),
				Harmless: text("records that were filtered out on purpose", "意図的に除外された記録。"),
				Limits:   []watch.Limit{{Name: "rare", Default: "0.2 %", Why: text("a log that skips numbers more often does so by its nature", "これより頻繁に抜けるログは、もともとそういうものであるため")}}},
			{Name: "unread",
				Says:     text("records are there and could not be read", "記録はありますが読み取れませんでした。"),
				Harmless: text("lines of another program in the same file", "同じファイルに別のプログラムの行が混ざっている場合。"),
				Limits:   []watch.Limit{{Name: "unread", Default: fmt.Sprint(c.Unread), Why: text("of a day, or one of a hundred: a few broken lines are in every log", "1 日当たりの件数（または 1 %）。多少の壊れた行はどのログにもあるため")}}},
			{Name: "stopped",
				Says:     text("the log says itself that logging was stopped, cleared, or set otherwise", "記録の停止・消去・設定変更がログ自体に残っています。"),
				Harmless: text("planned work on the logs", "計画されたログの保守作業。")},
		},
	}
}
