package verdict

import (
	"io"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

func TestHeadline(t *testing.T) {
	people := func(lo, likely, hi *int64) leak.People { return leak.People{Min: lo, Likely: likely, Max: hi} }
	for _, c := range []struct {
		m      leak.Match
		line   int
		ja, en string
	}{
		{leak.Match{Ours: leak.Ours{Verdict: leak.IsNotOurs, Share: f(0.0001)}, Genuine: leak.Genuine{Verdict: leak.IsInvent, Likelihood: f(0.98)}}, 0,
			"当社のデータではありません（使える行の0.01％）。架空のデータと判断します（確度98.0％）。", "This is not our data (0.01 % of the usable records). It is made up (98.0 %)."},
		{leak.Match{Ours: leak.Ours{Verdict: leak.IsPartly, Share: f(0.412)}, Genuine: leak.Genuine{Verdict: leak.IsAltered}}, 0,
			"一部が当社のデータです（使える行の41.2％）。本物を元に改変されています。", "Part of this is our data (41.2 % of the usable records). Genuine in its stock, but altered."},
		{leak.Match{People: people(n(12), nil, nil)}, 1, "少なくとも12人分。うち未成年が何人かは分かりません。", "At least 12 people. How many of them are children is unknown."},
		{leak.Match{People: people(nil, nil, n(9_000))}, 1, "多くて9,000人分。うち未成年が何人かは分かりません。", "At most 9,000 people. How many of them are children is unknown."},
		{leak.Match{People: leak.People{Likely: n(1), MinorsThen: n(0), MinorsNow: n(0)}}, 1,
			"1人分。当時18歳未満の人は見つかっていません。", "1 person. None of them is known to have been under 18 at the time."},
		{leak.Match{People: leak.People{Likely: n(375), MinorsThen: n(20), MinorsNow: n(0)}}, 1,
			"375人分。うち20人が当時18歳未満（現在は全員18歳以上）。", "375 people. Of these, 20 were under 18 at the time, none is today."},
		{leak.Match{People: leak.People{Min: n(900), Likely: n(1_000), Max: n(1_100), Error: 0.016, MinorsThen: n(7)}}, 1,
			"約1,000人分（900～1,100人の幅、誤差±1.6％（2σ））。うち7人が当時18歳未満。", "About 1,000 people (between 900 and 1,100, ±1.6 % (2σ)). Of these, 7 were under 18 at the time."},
		{leak.Match{Origin: []leak.Origin{{Store: "crm", After: atp(3, 14, 3)}}}, 2,
			"「crm」から2026年3月14日 03:00 JST 以降に取られた写しです。", "A copy of crm, taken after 14 Mar 2026 03:00 JST."},
		{leak.Match{Origin: []leak.Origin{{Store: "crm", Before: atp(3, 14, 3)}}}, 2,
			"「crm」から2026年3月14日 03:00 JST より前に取られた写しです。", "A copy of crm, taken before 14 Mar 2026 03:00 JST."},
		{leak.Match{Origin: []leak.Origin{{Store: "crm"}}}, 2, "「crm」からの写しです。いつのものかは分かりません。", "A copy of crm. Of what time is unknown."},
		{leak.Match{Ours: leak.Ours{Verdict: leak.IsNotOurs}}, 2, "当社のどの保管元とも一致しません。", "None of our stores explains it."},
		{leak.Match{Ours: leak.Ours{Verdict: leak.IsAggregate}, Origin: []leak.Origin{{Store: "crm", Share: 0.4}, {Store: "ec", Share: 0.125}}}, 2,
			"当社の分は「crm」（40.0％）、「ec」（12.5％）からの写しです。", "Ours are copies of crm (40.0 %), ec (12.5 %)."},
	} {
		for lang, want := range map[string]string{"ja": c.ja, "en": c.en} {
			if got := newTeller(io.Discard, report.Options{Lang: lang}).headline(&c.m)[c.line].Text; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		}
	}
}

// TestSteps: what is made up or not ours alarms nobody, and no command is named that is not there.
func TestSteps(t *testing.T) {
	known := map[string]bool{"": true, "tsutsumi scan": true, "tsutsumi inventory list": true, "tsutsumi mask": true, "tsutsumi people snapshot": true, "tsutsumi canary list": true,
		"tsutsumi match export latest": true, "tsutsumi match export m-20261121-7f3a": true}
	calm := full()
	calm.Genuine.Verdict = leak.IsInvent
	other := full()
	other.Ours.Verdict = leak.IsNotOurs
	for name, m := range map[string]leak.Match{"full": full(), "unknown": unknown(), "hostile": hostile(), "invented": calm, "not ours": other} {
		steps := newTeller(io.Discard, report.Options{Lang: "en"}).steps(&m)
		if len(steps) == 0 {
			t.Errorf("%s: nothing to do", name)
		}
		for _, s := range steps {
			if !known[s.Command] {
				t.Errorf("%s: no command %q", name, s.Command)
			}
			if (name == "invented" || name == "not ours") && strings.HasPrefix(s.Command, "tsutsumi match export") {
				t.Errorf("%s: people are to be told of it", name)
			}
		}
	}
}
