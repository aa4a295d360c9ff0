package leaks

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/verdict"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// stores are whose the records are, and those of nobody of ours.
func stores(v *look.View, p *judged) []look.Bar {
	var out []look.Bar
	for i, s := range p.Shown.Stores {
		if i == 8 {
			break
		}
		out = append(out, look.Bar{Name: s.Name, N: parse(s.W), Value: s.Persons + v.Of("人・", " · ") + s.Share, Tone: look.Accent})
	}
	if r := p.Shown.Rest; r != nil {
		out = append(out, look.Bar{Name: v.Of("当社にない人", "nobody of ours"), N: parse(r.W), Value: r.N + v.Of("・", " · ") + r.Share})
	}
	if len(out) == 0 {
		out = append(out, look.Bar{Name: v.Of("不明", "unknown"), Value: "—"})
	}
	return out
}

func levels(p *judged) []look.Bar {
	var out []look.Bar
	for _, l := range p.Shown.Levels {
		tone := look.Danger
		if l.Pale {
			tone = look.Warn
		}
		out = append(out, look.Bar{Name: l.Name, N: parse(l.N), Value: l.N, Tone: tone})
	}
	return out
}

func regions(p *judged) []look.Bar {
	var out []look.Bar
	for i, r := range p.Shown.Regions {
		if i == 20 {
			break
		}
		out = append(out, look.Bar{Name: r.Name, N: parse(r.N), Value: r.N, Tone: look.Accent})
	}
	return out
}

func kinds(p *judged) []look.Bar {
	var out []look.Bar
	for _, k := range p.Shown.Kinds {
		tone := look.Accent
		if k.Share != "" { // heavy ones say why
			tone = look.Danger
		}
		out = append(out, look.Bar{Name: k.Name, N: parse(k.N), Value: k.N, Tone: tone})
	}
	return out
}

// evidence is what decided most: whose the data are, and whether they are real.
func evidence(s *verdict.Shown) []observed {
	var out []observed
	for i, e := range s.OursEvidence {
		if i < 6 {
			out = append(out, observed{e.Text, e.Why, e.Counts, e.For, e.Strong})
		}
	}
	for i, e := range s.GenuineEvidence {
		if i < 8 {
			out = append(out, observed{e.Text, e.Why, e.Counts, e.For, e.Strong})
		}
	}
	return out
}

// observed is one observation.
type observed struct{ Text, Why, Counts, For, Strong string }

// unknowns are what a verdict cannot tell: unknown is not none.
func unknowns(v *look.View, m *leak.Match) []string {
	var out []string
	add := func(unknown bool, ja, en string) {
		if unknown {
			out = append(out, v.Of(ja, en))
		}
	}
	add(m.Ours.Verdict == leak.Unknown || m.Ours.Verdict == "", "当社のものかどうか（照合用索引がないか、足りません）", "whether it is ours: the people indices are missing, or too few")
	add(m.Genuine.Verdict == leak.Unknown || m.Genuine.Verdict == "", "本物かどうか", "whether it is genuine")
	add(m.People.Likely == nil, "人数", "how many people it holds")
	add(m.People.MinorsThen == nil, "当時の未成年の人数（生年月日がないか、時期が不明です）", "how many were minors then: no dates of birth, or its time is unknown")
	add(m.People.Placed == 0, "どこに住む人か", "where they live")
	add(m.Law.Over1000 == nil, "1,000人を超えるか", "whether they are more than 1,000")
	add(m.What.From == nil, "いつの記録か（日時の列がありません）", "of what period its records are: it has no timestamps")
	add(m.Ours.Public == nil, "公開情報から集められるものか（公開している項目が設定にありません）", "whether it could be collected from what we publish: nothing is declared")
	add(m.Sampled, "見本の後に続く部分", "what comes behind the sample")
	if len(m.Origin) > 0 && m.Origin[0].After == nil && m.Origin[0].Before == nil {
		out = append(out, v.Of("いつ取られた写しか（索引の時点が足りません）", "when the copy was taken: the index has too few snapshots"))
	}
	if len(out) == 0 {
		out = append(out, v.Of("判定に必要なことはすべて分かっています。", "Everything that the verdict needs is known."))
	}
	return out
}
