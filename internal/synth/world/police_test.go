package world

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
)

func TestPolice(t *testing.T) {
	p := &Police{Seed: 4, People: 2000}
	var a, b bytes.Buffer
	if err := p.WriteSnapshot(&a); err != nil {
		t.Fatal(err)
	}
	tr, err := p.WriteDump(&b, 1000, 0.6, 2)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]map[string]string{}
	for _, r := range table(t, a.Bytes(), ',') {
		known[r["sfzh"]] = r
	}
	if len(known) != p.People {
		t.Errorf("%d resident IDs of %d people", len(known), p.People)
	}
	ours, seen := 0, map[string]bool{}
	for line := range bytes.Lines(b.Bytes()) {
		var m struct {
			Source map[string]any `json:"_source"`
		}
		if err := json.Unmarshal(line, &m); err != nil {
			t.Fatal(err)
		}
		id := m.Source["sjh"].(string)
		if seen[id] {
			t.Error("a person twice")
		}
		seen[id] = true
		if r := known[strings.ToUpper(m.Source["sfzh"].(string))]; r != nil {
			ours++
			if r["rybh"] != m.Source["rybh"] || r["sjh"] != id || r["xm"] != m.Source["xm"] {
				t.Errorf("the register has it otherwise: %v", m.Source)
			}
		}
	}
	// Resident IDs of 15 digits, as one in a hundred has, are not found in the register.
	if tr.Matched != 600 || ours > tr.Matched || ours < 570 || tr.Persons != 1000 || tr.Strangers != 400 {
		t.Errorf("%d found, truth %+v", ours, tr)
	}
}

func TestIndex(t *testing.T) {
	w := New(Options{Seed: 4, People: 2000})
	var b bytes.Buffer
	if err := w.WriteIndex(&b); err != nil {
		t.Fatal(err)
	}
	rows, mail, phone := table(t, b.Bytes(), ','), map[string]string{}, map[string]bool{}
	for _, r := range rows {
		mail[r["email"]] = r["member_id"]
		phone[r["phone"]] = true
	}
	if len(rows) != 2000 || len(mail) != 2000 || len(phone) < 1999 {
		t.Errorf("%d rows, %d addresses of e-mail, %d phones", len(rows), len(mail), len(phone))
	}
	for _, r := range table(t, snapshot(t, w, CRM, 3), ',') {
		if mail[r["メールアドレス"]] != r["顧客番号"] {
			t.Errorf("%s is not in the index", r["顧客番号"])
		}
	}
}

// TestBetween: half-way between two snapshots, about half of the changes have happened, and those only.
func TestBetween(t *testing.T) {
	w := New(Options{Seed: 6, People: 5000})
	b := w.Snapshots()
	old, now := map[string]string{}, map[string]string{}
	for _, r := range table(t, snapshot(t, w, CRM, 1), ',') {
		old[r["顧客番号"]] = r["住所"]
	}
	for _, r := range table(t, snapshot(t, w, CRM, 2), ',') {
		now[r["顧客番号"]] = r["住所"]
	}
	data, _ := dump(t, w, Dump{At: b[1].Add(b[2].Sub(b[1]) / 2)})
	isOld, isNew, came := 0, 0, 0
	for _, r := range table(t, data, ',') {
		id, v := r["顧客番号"], r["住所"]
		o, was := old[id]
		n, is := now[id]
		switch {
		case !was && !is:
			t.Error("somebody whom no snapshot has")
		case !was:
			came++
		case is && o != n && v == o:
			isOld++
		case is && o != n && v == n:
			isNew++
		case is && v != n:
			t.Error("an address that no snapshot has")
		}
	}
	share := float64(isNew) / float64(isOld+isNew)
	if math.Abs(share-0.5) > 0.2 || isOld < 20 || came < 20 {
		t.Errorf("%d old, %d new, %d came", isOld, isNew, came)
	}
}

// TestPeople: what the levels of harm need is there, and nobody registered before birth.
func TestPeople(t *testing.T) {
	w := New(Options{Seed: 6, People: 5000, MyNumber: true})
	count := map[string]int{}
	for s := range w.Stores {
		rows := table(t, snapshot(t, w, s, 3), ',')
		for _, r := range rows {
			for k, v := range r {
				if v != "" {
					count[w.Stores[s].Name+" "+k]++
				}
			}
			if r["kokuseki"] == "CN" {
				count["chinese"]++
			}
			birth := strings.NewReplacer("/", "", "-", "").Replace(r["生年月日"] + r["birthday"] + r["seinengappi"])
			from := strings.NewReplacer("/", "", "-", "").Replace(r["登録日"] + r["created_at"] + r["nyukai_bi"])
			if birth > from[:8] {
				t.Errorf("born %s, registered %s", birth, from[:8])
			}
			if birth > "20080000" {
				count[w.Stores[s].Name+" children"]++
			}
		}
		count[w.Stores[s].Name] = len(rows)
	}
	for what, of := range map[string][2]float64{"crm 個人番号": {0.03, 0.07}, "crm 口座番号": {1, 1}, "shop password_hash": {1, 1}, "shop card_no": {0.5, 0.7},
		"app password": {1, 1}, "app kenko_memo": {0.08, 0.16}, "app mibun_bango": {0.1, 0.3}, "crm children": {0.05, 0.1}, "shop children": {0.05, 0.1}} {
		store, _, _ := strings.Cut(what, " ")
		if share := float64(count[what]) / float64(count[store]); share < of[0] || share > of[1] {
			t.Errorf("%s: %.3f", what, share)
		}
	}
	if count["chinese"] == 0 || count["app taikai_bi"] == 0 {
		t.Error("no Chinese, or nobody left")
	}
}
