package evidence

import (
	"fmt"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/claim"
)

// Claim is what whoever offers a dump says of it, with what the dump says to that (m, nil: there is none to lay beside). What is
// only claimed is a maximum, and kinds that are only claimed are none of the case's.
func Claim(c *claim.Claim, m *leak.Match) (*Found, error) {
	f := &Found{Added: breach.Added{Sort: breach.FromClaim, Ref: c.Digest, Name: "claim", Origin: c.Seller}}
	if m != nil {
		f.Added.Name = "claim on " + m.Dump
	}
	var en, ja []string
	say := func(e, j string) { en, ja = append(en, e), append(ja, j) }
	if c.Count != nil {
		if c.Of == "people" {
			f.Added.People.Max = c.Count
			say(number(*c.Count)+" people", number(*c.Count)+"人")
		} else {
			say(number(*c.Count)+" records", number(*c.Count)+"件")
		}
	}
	if c.Price != nil {
		price := fmt.Sprintf("%g %s", c.Price.Amount, c.Price.Currency)
		say("price "+price, "価格 "+price)
		f.is(law.Wrongful, law.Yes, "our data are offered for sale (Enforcement Rules Art. 7 no. 3)", "自社のデータが売りに出されている（規則第7条第3号）")
	}
	if len(c.Contents) > 0 {
		var ke, kj []string
		for _, k := range kindsOf(c.Contents) {
			ke, kj = append(ke, k.Info().EN), append(kj, k.Info().JA)
		}
		say("said to hold "+strings.Join(ke, ", "), "内容（売り手の主張） "+strings.Join(kj, "・"))
		f.gap("which kinds it holds is claimed, not found: "+strings.Join(ke, ", "), "含まれる項目は売り手の主張によるもので、確認されていません："+strings.Join(kj, "・"))
	}
	for _, t := range []struct {
		at     *claim.Moment
		en, ja string
	}{{c.Posted, "offered", "売りに出された"}, {c.Removed, "taken down", "取り下げられた"}} {
		if t.at == nil {
			continue
		}
		f.mark(told(t.at), "evidence", "the dump was "+t.en+", as is claimed", "流出データが"+t.ja+"（売り手の主張）")
	}
	if c.Posted != nil {
		f.Added.Taken = told(c.Posted)
		f.gap("the data were taken before "+c.Posted.String()+", if the claim is true", "主張のとおりなら、データは "+c.Posted.String()+" より前に取得されています")
	}
	if m != nil {
		f.answers(c.Answer(m))
	} else {
		f.gap("there is no match to lay the claim beside", "主張と突き合わせる照合結果がありません")
	}
	if len(en) == 0 {
		say("nothing that can be checked", "確かめられる内容なし")
	}
	f.Added.Summary = text("A claim: "+strings.Join(en, "; "), "売り手の主張："+strings.Join(ja, "、"))
	return f, f.record(c)
}

// answers tell which points of the claim the dump bears out.
func (f *Found) answers(all []leak.Answer) {
	points := map[string]law.Text{"seller": text("who sells", "売り手"), "price": text("the price", "価格"), "count": text("the number", "件数"), "contents": text("the contents", "内容"), "place": text("the place", "場所"),
		"posted": text("when it was offered", "掲載日時"), "removed": text("when it was taken down", "取下げ日時")}
	for i := range all {
		a := &all[i]
		p := points[a.Point]
		switch a.Verdict {
		case leak.Supported:
			f.ground("stock", text("what is claimed of "+p.EN+" agrees with the dump", p.JA+"についての主張は、流出データと一致する"), false)
		case leak.Refuted:
			f.gap("what is claimed of "+p.EN+" does not agree with the dump", p.JA+"についての主張は、流出データと一致しません")
			if a.Point == "count" {
				f.Added.People.Max = nil // what the dump itself says counts
			}
		}
	}
}

// told is a moment of a claim: an instant, or a day somewhere on earth.
func told(m *claim.Moment) breach.Moment {
	if m.From.Equal(m.To) {
		return second(m.From)
	}
	return breach.Moment{At: m.From.Add(14 * time.Hour).UTC(), Precision: breach.Day}
}
