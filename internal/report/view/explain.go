package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// Explain writes why something was found or dropped, for people. floor is the least likelihood that is reported.
func Explain(w io.Writer, o report.Options, answers []*engine.Answer, floor float64) error {
	x := &explainer{Page: report.NewPage(w, o), floor: floor, ja: o.Lang == "ja"}
	for i, a := range answers {
		if i > 0 {
			x.Line("")
		}
		x.answer(a)
	}
	return x.Flush()
}

type explainer struct {
	*report.Page
	floor float64
	ja    bool
}

func (x *explainer) answer(a *engine.Answer) {
	x.Line(x.Paint(report.Bold, report.CutPath(report.Clean(a.Part), x.Width())))
	x.Wrap(report.Dim, strings.Join(x.about(a), x.Of("・", ", ")), 2)
	if a.Header {
		x.Wrap(report.Plain, x.Of("この行は項目名（見出し行）です。各項目の判定は次のとおりです。", "This line names the fields. What was settled about each:"), 2)
	}
	for i := range a.Candidates {
		x.candidate(a, &a.Candidates[i])
	}
	if len(a.Candidates) == 0 && !a.Header {
		x.Line("")
		x.Wrap(report.Plain, x.Of("この箇所に、検出器が個人データと認めた候補はありません。", "Nothing in this place passed any detector."), 0)
	}
	x.fields(a)
	x.refused(a)
	if a.More > 0 {
		x.Line("")
		x.Line(x.Paint(report.Dim, fmt.Sprintf(x.Of("ほか%d件の候補（FILE:LINE:COL で列を指定すると絞り込めます）", "… and %d more candidates (FILE:LINE:COL narrows it down)"), a.More)))
	}
}

// about says where the place is and how it was read.
func (x *explainer) about(a *engine.Answer) []string {
	var out []string
	switch {
	case a.Locate == content.ByCell && a.Line > 0:
		out = append(out, fmt.Sprintf(x.Of("シートの%d行目", "row %d of the sheet"), a.Line))
	case a.Locate == content.ByPage && a.Line > 0:
		out = append(out, fmt.Sprintf(x.Of("%dページ", "page %d"), a.Line))
	case a.Line > 0:
		out = append(out, fmt.Sprintf(x.Of("%d行目", "line %d"), a.Line))
	}
	if a.Record > 0 && a.Place == detect.Table && a.Record != a.Line {
		out = append(out, fmt.Sprintf(x.Of("%d件目のレコード", "record %d"), a.Record))
	}
	out = append(out, x.place(a.Place))
	if a.Charset != "" {
		out = append(out, a.Charset)
	}
	return out
}

func (x *explainer) place(p detect.Place) string {
	switch p {
	case detect.Table:
		return x.Of("表", "table")
	case detect.Code:
		return x.Of("コード", "code")
	}
	return x.Of("文章", "running text")
}

func (x *explainer) candidate(a *engine.Answer, c *engine.Candidate) {
	x.Line("")
	word, style := x.Of("不採用", "Dropped"), report.Yellow
	if c.Status == engine.Reported {
		word, style = x.Of("検出", "Found"), report.Bold
	}
	x.Ends(style, word+x.Of("：", ": ")+x.Kind(c.Kind), x.where(a, c.Field, c.Column))
	left := "  " + report.Cut(report.Clean(c.Mask), 40) + "   "
	p := pii.Sigmoid(float64(c.Score))
	x.Line(left + x.Paint(report.Dim, x.Level(p)+x.Of("（"+percent(p)+"）", " ("+percent(p)+")")))
	x.Wrap(report.Plain, x.why(a, c, p), 2)
	x.sum(a, c)
	if c.Detector != "" {
		x.Line(x.Paint(report.Dim, "    "+x.Of("検出器 ", "detector ")+c.Detector))
	}
}

func (x *explainer) where(a *engine.Answer, field string, column int64) string {
	var out []string
	if field != "" {
		out = append(out, x.Of("項目 ", "field ")+report.Cut(report.Clean(field), 24))
	}
	if a.Locate == content.ByOffset && column > 0 {
		out = append(out, fmt.Sprintf(x.Of("%d文字目", "column %d"), column))
	}
	return strings.Join(out, x.Of("、", ", "))
}

// why says in a sentence what became of a candidate.
func (x *explainer) why(a *engine.Answer, c *engine.Candidate, p float64) string {
	switch c.Status {
	case engine.BelowFloor:
		return fmt.Sprintf(x.Of("確度が検出の基準（%s）に届きません。", "Less likely than what is reported (%s)."), percent(x.floor))
	case engine.NeedsLabel:
		return x.Of("この種別は形だけでは判定しません。見出し・項目名・既定の値一覧のいずれかの裏付けが必要です。",
			"This kind is never told by its shape alone: it takes a label, a field's name or a closed list.")
	case engine.NotPersonal:
		return x.Of("個人データではありません。ほかの種別と取り違えないために判定しています。", "Not personal data; recognised so that it is not taken for any.")
	case engine.Overlap:
		if c.Against == nil {
			return x.Of("同じ箇所の別の候補を採用しました。", "Another candidate in the same place was taken.")
		}
		who := x.Of("「"+x.Kind(c.Against.Kind)+"」", x.Kind(c.Against.Kind))
		q := percent(pii.Sigmoid(float64(c.Against.Score)))
		switch {
		case c.Against.Credential:
			return fmt.Sprintf(x.Of("同じ箇所の認証情報%sを優先しました。", "Lost to a credential in the same place: %s."), who)
		case c.Score > c.Against.Score-0.5:
			return fmt.Sprintf(x.Of("同じ箇所で、より長く一致した%s（%s）を優先しました。", "Lost to a longer match in the same place: %s (%s)."), who, q)
		}
		return fmt.Sprintf(x.Of("同じ箇所で、より確かな%s（%s）を優先しました。", "Lost to what is likelier in the same place: %s (%s)."), who, q)
	case engine.Twin:
		return x.Of("同じ種別の別の検出器が、同じ箇所をすでに検出しています。", "Another detector of the same kind found the same.")
	case engine.Allowed:
		return x.Of("許可リストに載っているため、検出から除きました。", "On the allow list.")
	case engine.Ignored:
		return x.Of("除外を指示するコメントがあるため、検出から除きました。", "A comment beside it says to ignore it.")
	case engine.Unlooked:
		return x.Of("列の標本に該当がなかったため、同じ見た目の値は検査していません。", "The column's sample held nothing, so values that look like this one are passed over.")
	}
	switch {
	case c.Status == engine.Passed:
		return x.Of("列の判定により採用しませんでした。", "What was settled about the column speaks against it.")
	case c.Odd:
		return x.Of("検出器の形式には合いませんが、列の判定により検出しました。", "No detector passed it, but the column's other values speak for it.")
	case c.Whole:
		return x.Of("列全体の判定により検出しました。", "Found by what was settled about the column.")
	}
	return fmt.Sprintf(x.Of("確度が検出の基準（%s）以上です。", "As likely as what is reported (%s), or more."), percent(x.floor))
}

// sum shows how the score came about, summand by summand.
func (x *explainer) sum(a *engine.Answer, c *engine.Candidate) {
	const width = 44
	var total float32
	line := func(what string, v float32) {
		x.Line(x.Paint(report.Dim, "    "+report.Fit(what, width)+report.Right(signed(v), 7)))
	}
	for _, t := range c.Weights {
		if total += t.Value; t.Value == 0 {
			continue
		}
		line(x.term(a, c.Kind, t.Term), t.Value)
	}
	if d := c.Score - total; d > 0.05 || d < -0.05 {
		line(x.Of("その他（現在の重みとの差など）", "other (weights have changed since)"), d)
	}
	floor := float32(logit(x.floor))
	x.Line("    " + x.Paint(report.Dim, strings.Repeat("─", width+7)))
	x.Line("    " + report.Fit(x.Of("合計（対数オッズ）", "sum (log-odds)"), width) + report.Right(signed(c.Score), 7) +
		x.Paint(report.Dim, "   "+x.Of("基準 ", "needed ")+signed(floor)))
}

func (x *explainer) term(a *engine.Answer, kind pii.Kind, name string) string {
	switch name {
	case "prior":
		switch a.Place {
		case detect.Table:
			return x.Of("前提：表の中での出やすさ", "how common it is in tables")
		case detect.Code:
			return x.Of("前提：コードの中での出やすさ", "how common it is in code")
		}
		return x.Of("前提：文章の中での出やすさ", "how common it is in running text")
	case "column":
		return x.Of("列の値がそろって一致する度合い", "how well the column's values agree")
	}
	t, ok := termNames[name]
	if !ok {
		return name
	}
	return x.Of(t.JA, t.EN)
}

// fields tells what was settled about the columns.
func (x *explainer) fields(a *engine.Answer) {
	if len(a.Fields) == 0 {
		return
	}
	x.Title(x.Of("列の判定", "What was settled about the columns"), "")
	for i := range a.Fields {
		f := &a.Fields[i]
		settled := x.Of("種別なし（値ごとに検査）", "no kind: each value is looked at by itself")
		switch f.Mode {
		case "kind":
			settled = x.Kind(f.Kind)
		case "nothing":
			settled = x.Of("該当なし（同じ見た目の値は検査しない）", "nothing: values like the sample's are passed over")
		}
		name := report.Cut(report.Clean(f.Name), 28)
		x.Line(x.Paint(report.Bold, name) + x.Of("：", ": ") + settled)
		if s := x.says(f); s != "" {
			x.Wrap(report.Dim, s, 2)
		}
		for _, k := range f.Weighed[:min(len(f.Weighed), 6)] {
			x.weighed(f, &k)
		}
		if more := len(f.Weighed) - 6; more > 0 {
			x.Line(x.Paint(report.Dim, fmt.Sprintf(x.Of("  ほか%d種別", "  … and %d more kinds"), more)))
		}
	}
}

func (x *explainer) says(f *engine.FieldVerdict) string {
	switch {
	case f.Says.Other:
		return x.Of("項目名は個人データ以外を示しています", "the name says something that is no personal data")
	case f.Says.Kind == pii.None:
		return x.Of("項目名からは種別が分かりません", "the name says nothing")
	}
	strong := [...][2]string{{"", ""}, {"弱い", "weak"}, {"通常", "usual"}, {"明確", "unmistakable"}}[min(f.Says.Strength, 3)]
	return x.Of("項目名は「"+x.Kind(f.Says.Kind)+"」を示しています（"+strong[0]+"）", "the name says "+x.Kind(f.Says.Kind)+" ("+strong[1]+")")
}

func (x *explainer) weighed(f *engine.FieldVerdict, k *engine.Weighed) {
	share := fmt.Sprintf(x.Of("標本%s件中%.0f%%が一致", "%.0[2]f%% of %[1]s sampled"), report.Number(int64(f.Sample)), k.Share*100)
	why := map[string]string{
		"chosen": x.Of("採用", "chosen"), "less": x.Of("ほかの種別が優勢", "another kind scored more"), "against": x.Of("反証が上回る", "more speaks against it"),
		"share": x.Of("一致が3割未満", "fewer than 30% agree"), "needs_label": x.Of("項目名の裏付けなし", "the name does not say so"),
		"not_personal": x.Of("個人データでない", "not personal data"), "none_passed": x.Of("一致なし", "none passed"),
	}[k.Why]
	score := ""
	if len(k.Weights) > 0 {
		score = signed(k.Score)
	}
	x.Line("  " + report.Fit(x.Kind(k.Kind), 26) + report.Right(score, 7) + "  " + x.Paint(report.Dim, report.Cut(why+x.Of("（"+share+"）", " ("+share+")"), x.Width()-37)))
}

// refused tells what was looked at and is nothing; places that the same detectors looked at are told together.
func (x *explainer) refused(a *engine.Answer) {
	if len(a.Refused) == 0 {
		return
	}
	x.Title(x.Of("検査したが該当しなかったもの", "Looked at and refused"), "")
	places := map[string][]string{}
	var order []string
	for i := range a.Refused {
		r := &a.Refused[i]
		names := make([]string, len(r.Kinds))
		for j, k := range r.Kinds {
			names[j] = x.Kind(k)
		}
		slices.Sort(names)
		kinds := strings.Join(names, x.Of("、", ", "))
		if places[kinds] == nil {
			order = append(order, kinds)
		}
		at := x.where(a, r.Field, r.Column)
		if at != "" {
			at = x.Of("（"+at+"）", " ("+at+")")
		}
		places[kinds] = append(places[kinds], report.Clean(r.Mask)+at)
	}
	for _, kinds := range order {
		x.Wrap(report.Plain, strings.Join(places[kinds], x.Of("、", ", ")), 0)
		x.Wrap(report.Dim, x.Of("検査した種別：", "looked at for: ")+kinds, 4)
	}
}
