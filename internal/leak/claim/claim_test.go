package claim

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

const claimYAML = `seller: data_king / taro@yamada-shop.jp
price: {amount: 5000, currency: USD}
count: 20000000
of: records
sample: true
place: Japan
posted: 2026-11-20
removed: 2026-11-22T03:00:00+09:00
contents: [EMAIL_ADDRESS, 電話番号, name]
`

// stars stands for what masks a text.
func stars(s string) string {
	return strings.ReplaceAll(s, "taro@yamada-shop.jp", "t***@***********.**")
}

func readClaim(t *testing.T, text string) *Claim {
	t.Helper()
	c, err := Read([]byte(text), stars)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func pointer[T any](v T) *T { return &v }

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestRead(t *testing.T) {
	c := readClaim(t, claimYAML)
	if strings.Contains(c.Seller, "taro") || c.Posted.String() != "2026-11-20" || c.Removed.String() != "2026-11-21T18:00:00Z" || len(c.Digest) != 64 {
		t.Errorf("%+v", c)
	}
	if diff := cmp.Diff([]pii.Kind{pii.EmailAddress, pii.PhoneNumber, pii.PersonName}, c.Contents); diff != "" {
		t.Error(diff)
	}
	json := readClaim(t, `{"seller": "x\u001b[31m", "count": 5, "posted": "2026-11-20T00:00:00Z"}`)
	if *json.Count != 5 || strings.Contains(json.Seller, "\x1b") || json.Posted.String() != "2026-11-20T00:00:00Z" {
		t.Errorf("%+v", json)
	}
}

func TestBadClaims(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "unknown": "seller: a\nsecretvalue: b\n", "type": "count: secretvalue\n", "fraction": "count: 1.5\n", "zero": "count: 0\n", "negative": "count: -4\n",
		"huge": "count: 9000000000000000\n", "of": "of: secretvalue\n", "price": "price: {amount: -1, currency: JPY}\n", "currency": "price: {amount: 1, currency: \"$\"}\n",
		"no amount": "price: {currency: JPY}\n", "nan": "price: {amount: .nan, currency: JPY}\n", "inf": "price: {amount: .inf, currency: JPY}\n", "time": "posted: secretvalue\n",
		"kind": "contents: [secretvalue]\n", "long": "seller: " + strings.Repeat("secretvalue", 100), "alias": "seller: &secretvalue a\nplace: *secretvalue\n",
		"two": "seller: a\n---\nseller: secretvalue\n", "list": "[secretvalue]\n", "large": "seller: " + strings.Repeat("a", maxClaim), "yaml": "seller: [secretvalue\n",
	} {
		_, err := Read([]byte(text), stars)
		if fault.Of(err) != fault.Usage || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// matched is a dump of a thousand records.
func matched() *leak.Match {
	after := day("2026-10-01")
	return &leak.Match{
		Records: 1000, Started: day("2026-11-27"),
		People: leak.People{Min: pointer(int64(900)), Likely: pointer(int64(950)), Max: pointer(int64(980)), Placed: 800, Regions: []leak.Region{{Country: "JP", Name: "東京都", People: 600}, {Country: "JP", Name: "大阪府", People: 150}, {Country: "CN", Name: "上海市", People: 50}}},
		Ours:   leak.Ours{Share: pointer(0.5)},
		Kinds:  map[pii.Kind]int64{pii.EmailAddress: 900, pii.PhoneNumber: 800},
		Origin: []leak.Origin{{After: &after, For: 20, Against: 1}},
	}
}

func TestAnswer(t *testing.T) {
	type want struct{ point, verdict, evidence string }
	for name, c := range map[string]struct {
		claim  string
		change func(*leak.Match)
		want   []want
	}{
		"all": {claimYAML, nil, []want{{"seller", leak.Unknown, "not_in_the_data"}, {"price", leak.Unknown, "price_per_person"}, {"count", leak.Unknown, "part_of_claimed"},
			{"contents", leak.Unknown, "not_all_found"}, {"place", leak.Supported, "most_live_there"}, {"posted", leak.Supported, "taken_before_posted"}, {"removed", leak.Unknown, "not_in_the_data"}}},
		"as claimed":   {"count: 970\nof: people\n", nil, []want{{"count", leak.Supported, "as_claimed"}}},
		"either":       {"count: 1000\n", nil, []want{{"count", leak.Supported, "as_claimed"}}},
		"fewer":        {"count: 5000\nof: people\nsample: false\n", nil, []want{{"count", leak.Refuted, "fewer_than_claimed"}}},
		"not all read": {"count: 5000\nsample: false\n", func(m *leak.Match) { m.Skipped = []leak.Skip{{}} }, []want{{"count", leak.Unknown, "part_of_claimed"}}},
		"sampled":      {"count: 5000\nsample: false\n", func(m *leak.Match) { m.Sampled = true }, []want{{"count", leak.Unknown, "part_of_claimed"}}},
		"more":         {"count: 100\n", nil, []want{{"count", leak.Supported, "more_than_claimed"}}},
		"no people":    {"count: 1000\nof: people\n", func(m *leak.Match) { m.People = leak.People{} }, []want{{"count", leak.Unknown, "people_unknown"}}},
		"error":        {"count: 1000\nof: people\n", func(m *leak.Match) { m.People = leak.People{Likely: pointer(int64(900)), Error: 0.1} }, []want{{"count", leak.Supported, "as_claimed"}}},
		"contents":     {"contents: [EMAIL_ADDRESS]\n", nil, []want{{"contents", leak.Supported, "all_found"}}},
		"no contents":  {"contents: [PASSWORD]\nsample: false\n", nil, []want{{"contents", leak.Refuted, "not_all_found"}}},
		"forum":        {"place: a forum\n", nil, []want{{"place", leak.Unknown, "not_in_the_data"}}},
		"region":       {"place: 東京\n", nil, []want{{"place", leak.Supported, "most_live_there"}}},
		"elsewhere":    {"place: 沖縄県\nsample: false\n", nil, []want{{"place", leak.Refuted, "few_live_there"}}},
		"elsewhere?":   {"place: 沖縄県\n", nil, []want{{"place", leak.Unknown, "some_live_there"}}},
		"China":        {"place: 中国\n", nil, []want{{"place", leak.Unknown, "some_live_there"}}},
		"nowhere":      {"place: 日本\n", func(m *leak.Match) { m.People.Placed, m.People.Regions = 0, nil }, []want{{"place", leak.Unknown, "residence_unknown"}}},
		"few":          {"place: 日本\n", func(m *leak.Match) { m.People.Placed = 5 }, []want{{"place", leak.Unknown, "too_few_placed"}}},
		"too early":    {"posted: 2026-09-01\n", nil, []want{{"posted", leak.Refuted, "taken_after_posted"}}},
		// The day may have ended later elsewhere.
		"same day":   {"posted: 2026-09-30\n", nil, []want{{"posted", leak.Supported, "taken_before_posted"}}},
		"no window":  {"posted: 2026-09-01\n", func(m *leak.Match) { m.Origin = nil }, []want{{"posted", leak.Unknown, "no_window"}}},
		"against":    {"posted: 2026-09-01\n", func(m *leak.Match) { m.Origin[0].Against = 100 }, []want{{"posted", leak.Unknown, "no_window"}}},
		"timestamps": {"posted: 2026-09-01\n", func(m *leak.Match) { m.Origin = nil; m.What.To = pointer(day("2026-11-01")) }, []want{{"posted", leak.Unknown, "timestamps_after_posted"}}},
		"ahead":      {"posted: 2026-09-01\n", func(m *leak.Match) { m.Origin = nil; m.What.To = pointer(day("2030-11-01")) }, []want{{"posted", leak.Unknown, "no_window"}}},
		"removed":    {"posted: 2026-11-10\nremoved: 2026-11-01\n", nil, []want{{"posted", leak.Supported, "taken_before_posted"}, {"removed", leak.Refuted, "removed_before_posted"}}},
		"free":       {"price: {amount: 0, currency: JPY}\n", func(m *leak.Match) { m.People = leak.People{} }, []want{{"price", leak.Unknown, "not_in_the_data"}}},
	} {
		m := matched()
		if c.change != nil {
			c.change(m)
		}
		var got []want
		for _, a := range readClaim(t, c.claim).Answer(m) {
			got = append(got, want{a.Point, a.Verdict, a.Evidence})
		}
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(want{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAnswerTexts(t *testing.T) {
	got := map[string]string{}
	for _, a := range readClaim(t, claimYAML).Answer(matched()) {
		got[a.Point] = a.Claimed + " | " + a.Found
	}
	want := map[string]string{
		"seller":   "data_king / t***@***********.** | ",
		"price":    "5000 USD | 5.263 USD/person found",
		"count":    "20000000 records | 950 people, 1000 records; 19000000 people in 20000000 records if the rest is alike; 10000000 ours if the rest is alike",
		"contents": "EMAIL_ADDRESS, PHONE_NUMBER, PERSON_NAME | EMAIL_ADDRESS, PHONE_NUMBER",
		"place":    "Japan | 750/800 people",
		"posted":   "2026-11-20 | taken after 2026-10-01T00:00:00Z",
		"removed":  "2026-11-21T18:00:00Z | ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzClaim(f *testing.F) {
	f.Add([]byte(claimYAML))
	f.Add([]byte(`{"count": 5, "place": "\u202e"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := Read(text, stars)
		if err != nil {
			if fault.Of(err) != fault.Usage {
				t.Error(err)
			}
			return
		}
		for _, a := range c.Answer(matched()) {
			if strings.ContainsAny(a.Claimed+a.Found, "\n\x1b") {
				t.Errorf("%q", a)
			}
		}
	})
}
