package event

import (
	"testing"
	"time"
)

func TestOlderTimes(t *testing.T) {
	var c Clock
	want := time.Date(2026, 11, 27, 9, 50, 5, 0, time.UTC).UnixMicro()
	now := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	for _, s := range []string{"Nov 27 09:50:05", "Nov 27 09:50:05 host", "Nov 27 2026 09:50:05 host", "Nov 27 09:50:05 2026"} {
		if got, _ := c.Stamp([]byte(s), 0, now); got != want {
			t.Errorf("%q: %d", s, got)
		}
	}
	if got, n := c.Stamp([]byte("Nov 27 09:50:05.250 host"), 0, now); got != want+250_000 || n != 19 {
		t.Errorf("with a fraction: %d of %d bytes", got, n)
	}
	if got, n := c.Stamp([]byte("Nov 27 09:50:05 host"), 0, 0); got != 0 || n != 15 {
		t.Errorf("no year is known: %d of %d bytes", got, n)
	}
	if got, n := c.Ctime([]byte("Fri Nov 27 09:50:05 2026 us=1"), 0); got != want || n != 24 {
		t.Errorf("ctime: %d of %d bytes", got, n)
	}
	for _, s := range []string{"20261127 09:50:05", "20261127095005.000", "261127  9:50:05", "261127 09:50:05", "20261127T09:50:05Z"} {
		if got := c.Compact([]byte(s), 0); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
	for _, s := range []string{"11/27/2026 9:50:05 AM", "11/27/2026, 9:50:05 AM", "11/27/2026 09:50:05"} {
		if got := c.American([]byte(s), 0); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
	for _, s := range []string{"2026/11/27 9:50:05", "2026/11/27 18:50:05.000+09:00", "2026/11/27T09:50:05Z"} {
		if got := c.Slashed([]byte(s), 0); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
	for _, s := range []string{"2026-11-27T09:50:05Z", "1795773005", "[27/Nov/2026:09:50:05 +0000]", "2026/11/27 09:50:05", "20261127 09:50:05", "11/27/2026 9:50:05 AM", "Fri Nov 27 09:50:05 2026", "Nov 27 09:50:05"} {
		if got := c.Any([]byte(s), 0, now); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
	if got := c.American([]byte("11/27/2026 9:50:05 PM"), 0); got != want+12*3600*second {
		t.Errorf("in the evening: %d", got)
	}
	if got := c.CLF([]byte("27/Nov/2026:09:50:05.125 +0000")); got != want+125_000 {
		t.Errorf("CLF with a fraction: %d", got)
	}
	for _, s := range []string{"", "Nov", "Foo 27 09:50:05", "Nov 31 09:50:05", "Nov 27 25:50:05", "Nov xx 09:50:05"} {
		if got, _ := c.Stamp([]byte(s), 0, now); got != 0 {
			t.Errorf("%q: %d", s, got)
		}
	}
}

func TestYearIsTheNearest(t *testing.T) {
	var c Clock
	for _, tt := range []struct {
		stamp string
		now   time.Time
		year  int
	}{
		{"Dec 31 23:59:59", time.Date(2027, 1, 1, 0, 0, 5, 0, time.UTC), 2026},
		{"Jan  1 00:00:01", time.Date(2026, 12, 31, 23, 59, 0, 0, time.UTC), 2027},
		{"Nov 27 00:00:01", time.Date(2026, 11, 27, 23, 59, 0, 0, time.UTC), 2026},
		{"Feb 29 00:00:01", time.Date(2027, 11, 27, 23, 59, 0, 0, time.UTC), 2028},
		{"Mar  1 00:00:01", time.Date(2026, 11, 27, 23, 59, 0, 0, time.UTC), 2027},
	} {
		got, _ := c.Stamp([]byte(tt.stamp), 0, tt.now.UnixMicro())
		if y := time.UnixMicro(got).UTC().Year(); y != tt.year {
			t.Errorf("%s at %s: %d", tt.stamp, tt.now, y)
		}
	}
}

func FuzzOlder(f *testing.F) {
	for _, s := range []string{"Nov 27 09:50:05 2026", "Fri Nov 27 09:50:05 2026", "20261127 09:50:05.5", "261127  9:50:05", "11/27/2026 9:50:05 AM"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, s []byte) {
		var c, d Clock
		if _, n := c.Stamp(s, 0, 1_764_236_405_000_000); n > len(s) {
			t.Error("longer than the text")
		}
		if _, n := c.Ctime(s, 0); n > len(s) {
			t.Error("longer than the text")
		}
		if c.Compact(s, 0) != d.Compact(s, 0) || c.American(s, 0) != d.American(s, 0) || c.Any(s, 0, 1) != d.Any(s, 0, 1) {
			t.Error("the same text is another time")
		}
	})
}
