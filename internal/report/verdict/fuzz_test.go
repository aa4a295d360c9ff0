package verdict

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// FuzzNames: whatever a dump calls things, and whatever was counted, no line is too wide, nothing steers a terminal, and
// the page stays well formed, asks for nothing and runs nothing.
func FuzzNames(f *testing.F) {
	f.Add("crm", int64(742_118), 0.98)
	f.Add(evil, int64(-1), 2.0)
	f.Add("田中🈴\u0301花子\u202e\u115f\u3000\U000E0041", int64(1)<<62, -0.5)
	f.Add("2026-11-20T09:02:00Z 1e-05 20000000 people", int64(0), 0.0)
	f.Fuzz(func(t *testing.T, name string, n int64, share float64) {
		if math.IsNaN(share) || math.IsInf(share, 0) {
			t.Skip()
		}
		m := full()
		fill(reflect.ValueOf(&m).Elem(), name, n, share)
		for _, lang := range []string{"ja", "en"} {
			var b bytes.Buffer
			if err := Text(&b, report.Options{Lang: lang, Width: 80}, []leak.Match{m}); err != nil {
				t.Fatal(err)
			}
			steers(t, b.Bytes())
			for line := range strings.Lines(b.String()) {
				if w := report.Columns(strings.TrimSuffix(line, "\n")); w > 80 {
					t.Errorf("%d wide: %q", w, line)
				}
			}
			b.Reset()
			if err := HTML(&b, report.Options{Lang: lang}, []leak.Match{m, m}); err != nil {
				t.Fatal(err)
			}
			steers(t, b.Bytes())
			strict(t, "fuzzed", notXML.ReplaceAll(b.Bytes(), []byte("?")))
		}
		var b bytes.Buffer
		if err := JSON(&b, []leak.Match{m}); err != nil {
			t.Fatal(err)
		}
		steers(t, b.Bytes())
		var got struct{ Match leak.Match }
		if err := json.Unmarshal(b.Bytes(), &got); err != nil || utf8.ValidString(name) && got.Match.Dump != name {
			t.Errorf("JSON does not read back: %v, %q", err, got.Match.Dump)
		}
	})
}

// fill puts the same into every field.
func fill(v reflect.Value, name string, n int64, share float64) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(name)
	case reflect.Int, reflect.Int64:
		v.SetInt(n)
	case reflect.Float64:
		v.SetFloat(share)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		fill(v.Elem(), name, n, share)
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), name, n, share)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Unix(n%(1<<35), 0))) // of the years that JSON has
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), name, n, share)
		}
	}
}
