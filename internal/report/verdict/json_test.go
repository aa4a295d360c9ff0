package verdict

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
)

func TestJSON(t *testing.T) {
	for name, m := range matches() {
		var b bytes.Buffer
		if err := JSON(&b, []leak.Match{m}); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".json", b.Bytes())
		steers(t, b.Bytes())
		if strings.Count(b.String(), "\n") != 1 || !strings.HasPrefix(b.String(), `{"match":{"dump":`) {
			t.Errorf("%s: not one line of a match", name)
		}
		var got struct{ Match leak.Match }
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if name == "full" && cmp.Diff(whole(m), got.Match) != "" {
			t.Errorf("does not read back: %s", cmp.Diff(whole(m), got.Match))
		}
	}
}

// TestNull: of a match without anything, null stands only where null means unknown, and no list is null.
func TestNull(t *testing.T) {
	m := whole(unknown())
	m.Claim = []leak.Answer{}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Slice, reflect.Map:
			if v.IsNil() {
				t.Errorf("%s is null", path)
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(path+"."+v.Type().Field(i).Name, v.Field(i))
				}
			}
		}
	}
	walk("match", reflect.ValueOf(m))
}

func TestShape(t *testing.T) {
	var b bytes.Buffer
	if err := JSON(&b, []leak.Match{full(), unknown()}); err != nil {
		t.Fatal(err)
	}
	if strings.Count(b.String(), "\n") != 2 {
		t.Error("not one line a dump")
	}
	var got struct {
		Match struct {
			Dump, Format      string
			Records, Unusable int64
			Genuine           struct {
				Verdict    string
				Likelihood float64
				Evidence   []any
			}
			Ours struct {
				Verdict   string
				Share     float64
				FalseRate float64 `json:"false_rate"`
			}
			Origin []struct {
				Store, After, Before string
				Share                float64
				For, Against         int64
			}
			People struct {
				Min, Likely, Max, Matched int64
				MinorsThen                int64 `json:"minors_then"`
				MinorsNow                 int64 `json:"minors_now"`
			}
			Harm []struct {
				Level  string
				People int64
			}
			Kinds map[string]int64
			Law   struct {
				Special, Financial, Specific bool
				Over1000                     bool `json:"over_1000"`
			}
			Canaries []struct{ Store, Copy string }
		}
	}
	if err := json.Unmarshal(b.Bytes()[:bytes.IndexByte(b.Bytes(), '\n')], &got); err != nil {
		t.Fatal(err)
	}
	m := got.Match
	if m.Dump == "" || m.Format != "elasticsearch" || m.Records != 750_000 || m.Unusable != 1_204 || m.Genuine.Likelihood < 0.9 || len(m.Genuine.Evidence) == 0 ||
		m.Ours.FalseRate == 0 || m.Origin[0].After != "2026-03-14T03:00:00+09:00" || m.Origin[0].Against != 158 || m.People.MinorsThen != 61_204 ||
		m.Harm[0].Level != "critical" || m.Kinds["EMAIL_ADDRESS"] == 0 || !m.Law.Over1000 || m.Canaries[0].Copy == "" {
		t.Errorf("the shape is not as documented: %+v", m)
	}
}
