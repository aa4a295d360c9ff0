package cli

import (
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// momentForms are how times are typed, with what each is precise to.
var momentForms = []struct {
	layout    string
	precision breach.Precision
}{
	{time.RFC3339, breach.Second}, {"2006-01-02 15:04:05", breach.Second}, {"2006-01-02T15:04:05", breach.Second}, {"2006-01-02 15:04", breach.Minute}, {"2006-01-02T15:04", breach.Minute},
	{"2006-01-02", breach.Day}, {"2006/1/2 15:04", breach.Minute}, {"2006/1/2", breach.Day}, {"2006年1月2日15時4分", breach.Minute}, {"2006年1月2日 15:04", breach.Minute}, {"2006年1月2日 15時4分", breach.Minute}, {"2006年1月2日15時", breach.Hour}, {"2006年1月2日 15時", breach.Hour},
	{"2006年1月2日", breach.Day}, {"2006-01", breach.Month}, {"2006年1月", breach.Month}, {"2006", breach.Year}, {"2006年", breach.Year},
}

// momentTyped is a time as a person types it, as exactly as it was given, in the local zone: 2026-12-04 09:12, 2026-12, about 2026-10-18, 10月18日ごろ with
// its year.
func momentTyped(s string, zone *time.Location) (breach.Moment, error) {
	s = strings.TrimSpace(s)
	about := false
	for _, w := range []string{"about ", "~", "約"} {
		if t, ok := strings.CutPrefix(s, w); ok {
			s, about = t, true
		}
	}
	for _, w := range []string{"ごろ", "頃", "ころ"} {
		if t, ok := strings.CutSuffix(s, w); ok {
			s, about = t, true
		}
	}
	for _, f := range momentForms {
		if at, err := time.ParseInLocation(f.layout, s, zone); err == nil {
			return breach.Moment{At: at, Precision: f.precision, About: about}, nil
		}
	}
	return breach.Moment{}, fault.Errorf(fault.Usage, "not a time: 2026-12-04 09:12, 2026-12-04, 2026-12 or 2026")
}
