package config

import (
	"strconv"
	"strings"
	"time"
)

// Uploads bounds the dumps that are handed over to the console. The zero value asks for what Limits says.
type Uploads struct {
	Quota, Free int64 // bytes; 0 is not declared
	Keep        time.Duration
}

// Limits are the bounds that hold: all dumps together take at most 50 GiB, 5 GiB of the disk stay free, and a dump that nobody judges
// is deleted after a day, unless something else is declared.
func (u *Uploads) Limits() Uploads {
	out := Uploads{Quota: 50 << 30, Free: 5 << 30, Keep: 24 * time.Hour}
	if u == nil {
		return out
	}
	if u.Quota > 0 {
		out.Quota = u.Quota
	}
	if u.Free > 0 {
		out.Free = u.Free
	}
	if u.Keep > 0 {
		out.Keep = u.Keep
	}
	return out
}

type writtenUploads struct {
	Quota string `yaml:"quota"`
	Free  string `yaml:"free"`
	Keep  string `yaml:"keep"`
}

func (d *decoder) uploads(w *written, f *File) error {
	in := w.Uploads
	if in == nil {
		return nil
	}
	out := &Uploads{}
	for _, s := range []struct {
		key, text string
		to        *int64
	}{{"quota", in.Quota, &out.Quota}, {"free", in.Free, &out.Free}} {
		if s.text == "" {
			continue
		}
		n, ok := Size(s.text)
		if !ok {
			return d.fail(d.line("uploads", s.key), "a size: 50GB, 500MB")
		}
		*s.to = n
	}
	if in.Keep != "" {
		keep, ok := Interval(in.Keep)
		if !ok {
			return d.fail(d.line("uploads", "keep"), "how long: 24h, 7d")
		}
		out.Keep = keep
	}
	f.Uploads = out
	return nil
}

// Size reads a number of bytes greater than 0: 500MB, 50GB, 1.5TB, 20GiB.
func Size(s string) (int64, bool) {
	s = strings.TrimSpace(s)
	for _, u := range []struct {
		name string
		of   float64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12}, {"B", 1}, {"", 1}} {
		number, ok := strings.CutSuffix(s, u.name)
		if !ok {
			continue
		}
		f, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if n := f * u.of; err == nil && n >= 1 && n < 1<<60 {
			return int64(n), true
		}
		return 0, false
	}
	return 0, false
}
