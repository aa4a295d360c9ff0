package claim

import (
	"fmt"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
)

// near is how far a count may be off and still be the claimed one.
const near = 0.05

// Answer lays the claim beside what was found, point by point, those only that it makes. Evidence is a stable word;
// Claimed and Found are numbers, times and names, without sentences, so that reports can say them in any language.
func (c *Claim) Answer(m *leak.Match) []leak.Answer {
	if c == nil {
		return nil
	}
	var out []leak.Answer
	if c.Seller != "" {
		out = append(out, leak.Answer{Point: "seller", Claimed: c.Seller, Verdict: leak.Unknown, Evidence: "not_in_the_data"})
	}
	if c.Price != nil {
		out = append(out, c.price(m))
	}
	if c.Count != nil {
		out = append(out, c.count(m))
	}
	if len(c.Contents) > 0 {
		out = append(out, c.contents(m))
	}
	if c.Place != "" {
		out = append(out, c.place(m))
	}
	if c.Posted != nil {
		out = append(out, c.posted(m))
	}
	if c.Removed != nil {
		a := leak.Answer{Point: "removed", Claimed: c.Removed.String(), Verdict: leak.Unknown, Evidence: "not_in_the_data"}
		if c.Posted != nil && c.Removed.To.Before(c.Posted.From) {
			a.Found, a.Verdict, a.Evidence = "posted "+c.Posted.String(), leak.Refuted, "removed_before_posted"
		}
		out = append(out, a)
	}
	return out
}

// price tells what a person costs: by the count claimed, and by the persons found.
func (c *Claim) price(m *leak.Match) leak.Answer {
	a := leak.Answer{Point: "price", Claimed: number(c.Price.Amount) + " " + c.Price.Currency, Verdict: leak.Unknown, Evidence: "price_per_person"}
	var found []string
	if c.Count != nil && c.Of != "records" {
		found = append(found, fmt.Sprintf("%s %s/person claimed", number(c.Price.Amount/float64(*c.Count)), c.Price.Currency))
	}
	if p := m.People.Likely; p != nil && *p > 0 {
		found = append(found, fmt.Sprintf("%s %s/person found", number(c.Price.Amount/float64(*p)), c.Price.Currency))
	}
	if a.Found = strings.Join(found, ", "); a.Found == "" {
		a.Evidence = "not_in_the_data"
	}
	return a
}

// part tells that the dump at hand may be less than what the claim speaks of.
func (c *Claim) part(m *leak.Match) bool {
	return m.Sampled || c.Sample == nil || *c.Sample || len(m.Skipped) > 0
}

func (c *Claim) count(m *leak.Match) leak.Answer {
	claimed := float64(*c.Count)
	a := leak.Answer{Point: "count", Claimed: strings.TrimSpace(number(claimed) + " " + c.Of)}
	records := float64(m.Records)
	lo, hi := records, records
	a.Found = number(records) + " records"
	if p := m.People; p.Likely != nil {
		likely := float64(*p.Likely)
		a.Found = number(likely) + " people, " + a.Found
		if c.Of != "records" {
			lo, hi = likely*(1-p.Error), likely*(1+p.Error)
			if p.Min != nil {
				lo = min(lo, float64(*p.Min))
			}
			if p.Max != nil {
				hi = max(hi, float64(*p.Max))
			}
		}
	} else if c.Of == "people" {
		a.Verdict, a.Evidence = leak.Unknown, "people_unknown"
		return a
	}
	if c.Of == "" { // either reading of the number will do
		lo, hi = min(lo, records), max(hi, records)
	}
	switch {
	case claimed >= lo*(1-near) && claimed <= hi*(1+near):
		a.Verdict, a.Evidence = leak.Supported, "as_claimed"
	case claimed < lo:
		a.Verdict, a.Evidence = leak.Supported, "more_than_claimed"
	case !c.part(m):
		a.Verdict, a.Evidence = leak.Refuted, "fewer_than_claimed"
	default:
		// If the rest is like this part, so many records are of so many people, and so many of them ours.
		a.Verdict, a.Evidence = leak.Unknown, "part_of_claimed"
		if c.Of == "records" && records > 0 && m.People.Likely != nil {
			a.Found += fmt.Sprintf("; %s people in %s records if the rest is alike", number(float64(int64(claimed*float64(*m.People.Likely)/records))), number(claimed))
		}
		if s := m.Ours.Share; s != nil {
			a.Found += fmt.Sprintf("; %s ours if the rest is alike", number(float64(int64(claimed*(*s)))))
		}
	}
	return a
}

func (c *Claim) contents(m *leak.Match) leak.Answer {
	a := leak.Answer{Point: "contents", Verdict: leak.Supported, Evidence: "all_found"}
	var claimed, found []string
	for _, k := range c.Contents {
		claimed = append(claimed, k.String())
		if m.Kinds[k] > 0 {
			found = append(found, k.String())
		}
	}
	a.Claimed, a.Found = strings.Join(claimed, ", "), strings.Join(found, ", ")
	if len(found) < len(claimed) {
		a.Verdict, a.Evidence = leak.Unknown, "not_all_found"
		if !c.part(m) {
			a.Verdict = leak.Refuted
		}
	}
	return a
}

// placedLeast is how many persons whose residence is known say something of where a dump's people live.
const placedLeast = 30

// place is where it is offered, of which data tell nothing; unless it is the name of a country or of a region, then it is
// where the people are said to live.
func (c *Claim) place(m *leak.Match) leak.Answer {
	a := leak.Answer{Point: "place", Claimed: c.Place, Verdict: leak.Unknown, Evidence: "not_in_the_data"}
	country := countries[strings.ToLower(c.Place)]
	var in int64
	region := false
	for _, r := range m.People.Regions {
		same := r.Name == c.Place || pureRegion(r.Name) == pureRegion(c.Place)
		region = region || same
		if same || country != "" && r.Country == country {
			in += r.People
		}
	}
	if country == "" && !region && !regionName(c.Place) {
		return a
	}
	if m.People.Placed == 0 {
		a.Evidence = "residence_unknown"
		return a
	}
	share := float64(in) / float64(m.People.Placed)
	a.Found = fmt.Sprintf("%d/%d people", in, m.People.Placed)
	switch {
	case m.People.Placed < placedLeast:
		a.Evidence = "too_few_placed"
	case share >= 0.5:
		a.Verdict, a.Evidence = leak.Supported, "most_live_there"
	case share < 0.05 && !c.part(m):
		a.Verdict, a.Evidence = leak.Refuted, "few_live_there"
	default:
		a.Evidence = "some_live_there"
	}
	return a
}

var countries = map[string]string{"jp": "JP", "jpn": "JP", "japan": "JP", "日本": "JP", "日本国": "JP", "cn": "CN", "chn": "CN", "china": "CN", "中国": "CN",
	"中华人民共和国": "CN", "中華人民共和国": "CN"}

// pureRegion leaves the word for the sort of region away: 東京都, 东京 of 东京都.
func pureRegion(s string) string {
	if s == "北海道" {
		return s
	}
	for _, end := range []string{"自治区", "県", "都", "府", "省", "市"} {
		if cut, ok := strings.CutSuffix(s, end); ok && cut != "" {
			return cut
		}
	}
	return s
}

// regionName tells what is written as regions are: with the word for their sort.
func regionName(s string) bool { return s == "北海道" || pureRegion(s) != s && len(s) <= 30 }

// posted compares the time of the offer with the window in which the dump was taken. What was taken after a day cannot
// have been offered before it.
func (c *Claim) posted(m *leak.Match) leak.Answer {
	a := leak.Answer{Point: "posted", Claimed: c.Posted.String(), Verdict: leak.Unknown, Evidence: "no_window"}
	var after *time.Time
	for _, o := range m.Origin {
		if o.After != nil && o.For > o.Against && (after == nil || o.After.After(*after)) {
			after = o.After
		}
	}
	switch {
	case after == nil && m.What.To != nil && c.Posted.To.Before(*m.What.To) && !m.What.To.After(m.Started):
		// Timestamps may lie ahead (expiry, appointments) or be made up: no verdict.
		a.Found, a.Evidence = "newest timestamp "+m.What.To.UTC().Format(time.RFC3339), "timestamps_after_posted"
	case after == nil:
	case c.Posted.To.Before(*after):
		a.Found, a.Verdict, a.Evidence = "taken after "+after.UTC().Format(time.RFC3339), leak.Refuted, "taken_after_posted"
	default:
		a.Found, a.Verdict, a.Evidence = "taken after "+after.UTC().Format(time.RFC3339), leak.Supported, "taken_before_posted"
	}
	return a
}
