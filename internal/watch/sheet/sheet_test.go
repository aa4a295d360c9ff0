package sheet

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

func TestLeave(t *testing.T) {
	h := watch.NewHasher(1)
	got, err := Leave("leave.csv", strings.NewReader("\uFEFFアカウント,開始日,終了日\ntanaka,2026-11-02,2026-11-04\nsuzuki,2026/11/9,\n"), h)
	if err != nil {
		t.Fatal(err)
	}
	want := map[watch.ID][]int32{h.Account([]byte("tanaka")): {20759, 20760, 20761}, h.Account([]byte("suzuki")): {20766}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, bad := range []string{"", "account\nx\n", "account,day\nx,soon\n", "account,from,to\nx,2026-11-04,2026-11-02\n"} {
		if _, err := Leave("leave.csv", strings.NewReader(bad), h); err == nil || strings.Contains(err.Error(), "soon") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestComplaints(t *testing.T) {
	got, err := Complaints("c.csv", strings.NewReader("time,account,told\n2026-11-02 10:15:00,m1,2026-11-03T00:00:00Z\n2026-11-02T01:00:00Z,m2,\n"), time.FixedZone("", 9*3600))
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 2, 1, 15, 0, 0, time.UTC)
	want := []watch.Complaint{{At: at.UnixMicro(), Account: []byte("m1"), Told: at.Add(22*time.Hour + 45*time.Minute).UnixMicro()}, {At: at.Add(-15 * time.Minute).UnixMicro(), Account: []byte("m2"), Told: at.Add(-15 * time.Minute).UnixMicro()}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if _, err := Complaints("c.csv", strings.NewReader("time,account\nyesterday,m1\n"), time.UTC); err == nil || !strings.Contains(err.Error(), "c.csv:2") {
		t.Error(err)
	}
}
