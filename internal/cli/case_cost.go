package cli

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/cost"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// costFlags say what was spent, or will be.
type costFlags struct {
	caseFlags
	item, text, amount, currency, source, format string
	planned                                      bool
}

func (a *app) caseCost() *cobra.Command {
	var f costFlags
	c := &cobra.Command{
		Use:   "cost CASE",
		Short: a.say("What the case has cost and will cost; record an amount", "事案の費用（実績と見込み）を示し、金額を記録する"),
		Long: a.say("Without --item: what was spent, and what is to come by the cost model (docs/case-documents.md), between two bounds.\nWith --item and --amount an amount is recorded. What is recorded under a name of the model is taken off what is to come; with --planned it stands instead of the model's.",
			"--item を省くと、実績と、費用モデル（docs/case-documents.md）による見込みの幅を示します。\n--item と --amount で金額を記録します。モデルの費目名で記録した分は見込みから差し引き、--planned ではモデルの見込みに代えます。"),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.costs(c.Context(), &f, args[0]) },
	}
	fl := c.Flags()
	a.caseFlags(c, &f.caseFlags)
	fl.StringVar(&f.item, "item", "", a.say("what it is for: a name of the model, or another word (postage, forensic, …)", "費目：モデルの費目名、又は任意の名前（postage、forensic など）"))
	fl.StringVar(&f.amount, "amount", "", a.say("how much, without tax: 120000", "金額（税抜）：120000"))
	fl.StringVar(&f.currency, "currency", "JPY", a.say("of the amount: a code of ISO 4217", "通貨コード（ISO 4217）"))
	fl.StringVar(&f.text, "text", "", a.say("what it was, in words", "内容の説明"))
	fl.StringVar(&f.source, "source", "", a.say("what shows it: an invoice, an estimate", "根拠（請求書、見積書など）"))
	fl.BoolVar(&f.planned, "planned", false, a.say("it is still to come", "今後の見込み"))
	fl.StringVarP(&f.format, "format", "f", "text", a.say("text or json", "text・json のいずれか"))
	return c
}

func (a *app) costs(ctx context.Context, f *costFlags, id string) error {
	if err := textOrJSON(f.format); err != nil {
		return err
	}
	if (f.item == "") != (f.amount == "") {
		return fault.Errorf(fault.Usage, "case cost: --item and --amount belong together")
	}
	r, done, err := a.caseRoom(ctx, &f.caseFlags)
	if err != nil {
		return err
	}
	defer done()
	events, st, err := r.load(ctx, id)
	if err != nil {
		return err
	}
	if f.item == "" {
		return a.reckoned(f, r, st)
	}
	body, err := a.spent(f, r)
	if err != nil {
		return err
	}
	return a.recorded(ctx, r, events, st, breach.Entry{Body: body})
}

// spent is the amount that was typed in.
func (a *app) spent(f *costFlags, r *caseRoom) (b breach.Spent, err error) {
	amount, err := strconv.ParseInt(strings.NewReplacer(",", "", "_", "").Replace(f.amount), 10, 64)
	if err != nil || amount <= 0 || amount > 1e15 {
		return b, fault.Errorf(fault.Usage, "--amount: a whole number above 0")
	}
	currency := strings.ToUpper(f.currency)
	if len(currency) != 3 || strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return b, fault.Errorf(fault.Usage, "--currency: three letters (JPY)")
	}
	if f.source == "" {
		return b, fault.Errorf(fault.Usage, "case cost: --source is needed")
	}
	b = breach.Spent{Item: a.typed(r, f.item), Amount: amount, Currency: currency, Planned: f.planned, Source: a.typed(r, f.source)}
	if f.text != "" {
		text := a.typed(r, f.text)
		b.Text = law.Text{EN: text, JA: text}
	}
	return b, nil
}

// reckon reckons a case by the model that tsutsumi.yaml names.
func (r *caseRoom) reckon(st *breach.State) (*cost.Estimate, error) {
	path := r.about.Cost
	if path != "" && !filepath.IsAbs(path) {
		path = filepath.Join(r.set.home.Config, path)
	}
	model, err := cost.Load(path)
	if err != nil {
		return nil, err
	}
	var manner []string
	if b := st.Now(breach.Manner); b != nil {
		manner = b.Value.Set
	}
	return model.Of(st, st.Affected(), manner), nil
}

// reckoned shows what was spent and what is to come.
func (a *app) reckoned(f *costFlags, r *caseRoom, st *breach.State) error {
	e, err := r.reckon(st)
	if err != nil {
		return err
	}
	if f.format == "json" {
		return json.NewEncoder(a.Out).Encode(map[string]any{"cost": costLine(st.ID, e)})
	}
	p := report.NewPage(a.Out, a.reportOptions())
	var spent int64
	for _, l := range e.Spent {
		spent += l.Low
	}
	p.Ends(report.Bold, st.ID+"  "+report.Clean(st.Title), e.Currency)
	p.Line("")
	p.Title(p.Of("実績", "Spent"), amounts(p, spent, spent))
	for _, l := range e.Spent {
		p.Ends(report.Plain, "  "+report.Clean(l.Text.Of(a.lang)), amounts(p, l.Low, l.High))
	}
	p.Line("")
	p.Title(p.Of("見込み", "To come"), amounts(p, e.Low, e.High))
	for _, l := range e.Planned {
		mark := ""
		if l.Assumed {
			mark = p.Of("（仮定を含む）", " (assumed)")
		}
		p.Ends(report.Plain, "  "+report.Clean(l.Text.Of(a.lang))+mark, amounts(p, l.Low, l.High))
	}
	if len(e.Unknown) > 0 {
		p.Line("")
		p.Title(p.Of("金額を見込めないもの", "Nobody can tell how much"), "")
		for _, t := range e.Unknown {
			p.Wrap(report.Plain, report.Clean(t.Of(a.lang)), 2)
		}
	}
	p.Line("")
	p.Wrap(report.Dim, p.Of("費用モデル：", "Cost model: ")+e.Name.Of(a.lang)+p.Of("（", " (")+e.Dated.Format("2006-01-02")+p.Of("）", ")"), 0)
	return p.Flush()
}

// amounts are a sum, or the two between which it lies.
func amounts(p *report.Page, low, high int64) string {
	if low == high {
		return report.Number(low)
	}
	return report.Number(low) + p.Of("～", " to ") + report.Number(high)
}

type costItem struct {
	Item    string   `json:"item"`
	Text    law.Text `json:"text"`
	Low     int64    `json:"low"`
	High    int64    `json:"high"`
	Assumed bool     `json:"assumed,omitempty"`
	By      []int64  `json:"by,omitempty"`
}

func costLine(id string, e *cost.Estimate) any {
	items := func(in []cost.Line) []costItem {
		out := []costItem{}
		for _, l := range in {
			out = append(out, costItem{l.Item, l.Text, l.Low, l.High, l.Assumed, l.By})
		}
		return out
	}
	return map[string]any{"case": id, "currency": e.Currency, "model": map[string]any{"name": e.Name, "dated": e.Dated.Format("2006-01-02")},
		"spent": items(e.Spent), "to_come": items(e.Planned), "low": e.Low, "high": e.High, "unknown": append([]law.Text{}, e.Unknown...)}
}
