package event

import (
	"fmt"
	"testing"
	"time"
)

func TestClockReadsWhatTheLibraryReads(t *testing.T) {
	var c Clock
	at := time.Date(1970, 1, 1, 0, 0, 0, 123_456_000, time.UTC)
	for range 60_000 {
		at = at.Add(37*time.Hour + 11*time.Minute + 7*time.Second)
		for _, zone := range []*time.Location{time.UTC, time.FixedZone("", 9*3600), time.FixedZone("", -(3*3600 + 1800))} {
			z := at.In(zone)
			for _, layout := range []string{"2006-01-02T15:04:05.000000Z07:00", "2006-01-02 15:04:05,000000-0700", "2006-01-02 15:04:05.000000 -0700"} {
				if s := z.Format(layout); c.ISO([]byte(s), 0) != at.UnixMicro() {
					t.Fatalf("%s: %d, want %d", s, c.ISO([]byte(s), 0), at.UnixMicro())
				}
			}
			if s := z.Format("02/Jan/2006:15:04:05 -0700"); c.CLF([]byte(s)) != at.Unix()*second {
				t.Fatalf("%s: %d", s, c.CLF([]byte(s)))
			}
		}
	}
}

func TestClockRefuses(t *testing.T) {
	var c Clock
	for _, s := range []string{"", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:0", "2026-01-01X00:00:00Z",
		"2026-01-01T00:00:00+99:00", "2026-01-01T00:00:00 JST", "0000-01-01T00:00:00Z"} {
		if got := c.ISO([]byte(s), 0); got != 0 {
			t.Errorf("%q: %d", s, got)
		}
	}
	for _, s := range []string{"", "29/Feb/2025:00:00:00 +0000", "01/Foo/2025:00:00:00 +0000", "01/Jan/2025:00:00:00", "01/Jan/2025:00:00:00 +00x0"} {
		if got := c.CLF([]byte(s)); got != 0 {
			t.Errorf("%q: %d", s, got)
		}
	}
}

func TestZoneOfTimesThatDoNotSay(t *testing.T) {
	var c Clock
	if got, want := c.ISO([]byte("2026-11-27 09:00:00"), 9*3600), time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC).UnixMicro(); got != want {
		t.Errorf("%d, want %d", got, want)
	}
}

func TestEpoch(t *testing.T) {
	const want = int64(1_764_236_405_123_456)
	for _, s := range []string{"1764236405.123456", "1764236405123456", "1764236405123456789"} {
		if got := Epoch([]byte(s)); got != want {
			t.Errorf("%s: %d", s, got)
		}
	}
	if got := Epoch([]byte("1764236405123")); got != want/1000*1000 {
		t.Errorf("milliseconds: %d", got)
	}
	for _, s := range []string{"", "12", "x", "1764236405x", fmt.Sprint(want, "1234")} {
		if got := Epoch([]byte(s)); got != 0 {
			t.Errorf("%q: %d", s, got)
		}
	}
}

func FuzzClock(f *testing.F) {
	f.Add([]byte("2026-11-27T09:50:05.123456+09:00"))
	f.Add([]byte("27/Nov/2026:09:50:05 +0900"))
	f.Fuzz(func(t *testing.T, s []byte) {
		var c, d Clock
		a, b := c.ISO(s, 0), c.CLF(s)
		if c.ISO(s, 0) != a || d.CLF(s) != b || Epoch(s) < 0 {
			t.Error("the same text is another time")
		}
	})
}
