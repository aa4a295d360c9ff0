package verdict

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// observed is how a piece of evidence is told: what was counted, and why it tells anything.
type observed struct{ ja, en, whyJA, whyEN string }

// observations by their code. docs/format/match.md says what N and Of of each count.
var observations = map[string]observed{
	"check_digits":         {"検査数字が正しい番号", "numbers whose check digit is right", "でたらめに作った番号では約1割しか合わない", "of made-up numbers about one in ten passes"},
	"impossible_dates":     {"暦にない日付", "dates that no calendar has", "業務システムの入力検査は暦にない日付を通さない", "a system in use refuses such dates when they are typed in"},
	"impossible_divisions": {"存在しない地域の番号", "codes of regions that do not exist", "番号の先頭は実在の行政区画でなければならない", "such a number begins with a region that exists"},
	"birth_consistent":     {"番号の中の生年月日が列と一致", "birth dates in numbers that agree with the column", "番号と列を別々に作ると食い違う", "made up apart, number and column disagree"},
	"sex_consistent":       {"番号の中の性別が列と一致", "sexes in numbers that agree with the column", "でたらめに作ると半分しか一致しない", "made up apart, half of them agree"},
	"region_consistent":    {"番号の中の地域が住所と一致", "regions in numbers that agree with the address", "多くの人は番号を受けた地域の近くに住む", "most people live near the region that gave the number"},
	"duplicates":           {"まったく同じ行", "records that repeat to the letter", "件数を多く見せるために複製されることがある", "records are repeated to make a dump look larger"},
	"near_duplicates":      {"わずかに違うだけの行", "records that differ by little", "同じ行を少しずつ変えて水増しすると現れる", "they appear where records were varied to make more"},
	"test_values":          {"試験用・記入例の値", "values of tests and examples", "開発用のデータや作り物に多い", "common in data made for tests"},
	"sequential":           {"連番の値", "values that count up", "電話番号や公的な番号は連番にならない", "phone and government numbers do not count up"},
	"surname_skew":         {"ありふれた姓の占める割合", "people with a common surname", "実在の集団では少数の姓に集まる", "of real people few surnames make up many"},
	"name_kana_agree":      {"氏名とカナの読みが合う行", "names that agree with their kana", "別々に作ると読みが合わない", "made up apart, they do not agree"},
	"postal_region_agree":  {"郵便番号と住所が合う行", "postal codes that agree with the address", "別々に作ると合うのはまれ", "made up apart, they seldom agree"},
	"reserved_domains":     {"記入例用のドメインのメール", "e-mail addresses of example domains", "実在の人は使えない", "no real person has one"},
	"uniform_births":       {"生年月日が均等に散らばる", "birth dates spread evenly", "実在の集団には年ごとの偏りがある", "real people are born unevenly"},
	"recycled":             {"以前の流出品と同じ値", "values of a dump seen before", "古いものを新しく見せて売ることが多い", "old dumps are often sold as new ones"},
	"combinations_agree":   {"複数の項目がそろって当社と一致", "several values that agree with one of our people", "1項目の一致は偶然にも起こるが、組合せではまず起こらない", "one value may agree by chance, several hardly ever"},
	"only_ours_columns":    {"当社だけが持つ列", "columns that only we have", "列の名と並びは作った組織ごとに違う", "names and order of columns differ from one organisation to the other"},
	"canary":               {"当社のおとり", "our canaries", "おとりの人は当社の写しの中にしかいない", "a canary lives in one copy of ours only"},
	"asset":                {"当社の資産の名", "names of our assets", "社内の機器や保管場所の名は外では知られていない", "names of inner hosts and stores are not known outside"},
	"index_missing":        {"照合用索引がない", "no people index to compare with", "索引がなければ当社のものかは判断できない", "without one nobody can tell whether it is ours"},
	"chance":               {"偶然に一致する見込み", "matches to be expected by chance", "他社のデータでもこれだけは一致する", "somebody else's data would match this much too"},
	"shuffled":             {"列どうしの対応が崩れている行", "records whose columns do not belong together", "列ごとに並べ替えると組合せが合わなくなる", "columns moved against each other no longer agree"},
	"corrupted":            {"途中で書き換えられた値", "values changed from what they were", "当社の記録と一部だけ違う", "they differ in little from our records"},
	"matched":              {"当社の人と一致した行", "records that match one of our people", "照合用索引にある人と一致した", "the people index knows them"},
	"unmatched":            {"当社の誰とも一致しない行", "records that match nobody of ours", "索引にない人か、別の出所の行", "people whom no index knows, or of another source"},
	"public":               {"公開情報から集められる値", "values that we publish", "漏えいがなくても集められる", "they can be collected without a leak"},
}

// evidence is a piece of evidence in words.
type evidence struct {
	Text, Why   string
	Counts      string // "1,203 / 1,204"
	Share       string
	For, Strong string
	Weight      float64
}

// evidences are told the weightiest first.
func (t *teller) evidences(es []leak.Evidence) []evidence {
	es = slices.Clone(es)
	slices.SortStableFunc(es, func(a, b leak.Evidence) int { return -cmp.Compare(math.Abs(a.Weight), math.Abs(b.Weight)) })
	out := make([]evidence, len(es))
	for i := range es {
		out[i] = t.evidence(&es[i])
	}
	return out
}

func (t *teller) evidence(e *leak.Evidence) evidence {
	x := evidence{Counts: report.Number(e.N), Weight: math.Abs(e.Weight)}
	if o, ok := observations[e.Code]; ok {
		x.Text, x.Why = t.Of(o.ja, o.en), t.Of(o.whyJA, o.whyEN)
	} else {
		x.Text = t.Of("観測 ", "observation ") + clean(e.Code)
	}
	switch {
	case e.Kind != pii.None:
		x.Text += t.Of("：", ": ") + t.Kind(e.Kind)
	case e.Field != "":
		x.Text += t.Of("：", ": ") + report.Cut(clean(e.Field), 24)
	}
	if e.Of > 0 {
		x.Counts = fmt.Sprintf("%s / %s", report.Number(e.N), report.Number(e.Of))
		x.Share = t.of(e.N, e.Of)
	}
	if e.Of == 0 && e.N == 0 { // it is there or not; nothing was counted
		x.Counts = ""
	}
	if e.For != "" {
		x.For, x.Strong = t.verdict(e.For), t.strength(x.Weight)
	}
	return x
}

// strength says log-odds in a word: ten to one is fair, a hundred to one is strong.
func (t *teller) strength(w float64) string {
	switch {
	case w >= math.Log(100):
		return t.Of("強", "strong")
	case w >= math.Log(10):
		return t.Of("中", "fair")
	case w > 0:
		return t.Of("弱", "weak")
	}
	return ""
}
