package engine

import (
	"bytes"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// verdicts plans a part and tells each field's kind, or how it is looked at.
func verdicts(t *testing.T, p content.Part, text []byte) map[string]string {
	t.Helper()
	key, err := pii.NewKey(make([]byte, pii.KeySize), "test")
	if err != nil {
		t.Fatal(err)
	}
	e := New(Config{Detectors: detectors.All(), Key: key, Workers: 1})
	w := newWorker(e)
	f := w.plan(&p, &content.Block{Text: text, To: len(text)}, 0)
	out := map[string]string{}
	for _, c := range f.columns {
		switch c.mode {
		case asKind:
			out[c.name] = c.kind.String()
		case asDull:
			out[c.name] = "dull"
		default:
			out[c.name] = "text"
		}
	}
	return out
}

// The Frame of the Shanghai shape: pinyin initials as keys.
func TestFrameOfTheShanghaiShape(t *testing.T) {
	var b bytes.Buffer
	if err := synth.WriteShanghai(&b, 1000, 3); err != nil {
		t.Fatal(err)
	}
	got := verdicts(t, content.Part{Name: "a.ndjson", Form: content.NDJSON}, b.Bytes())
	for name, want := range map[string]string{
		"_source.xm": "PERSON_NAME", "_source.sfzh": "CHINA_RESIDENT_ID_NUMBER", "_source.sjh": "PHONE_NUMBER",
		"_source.xb": "GENDER", "_source.mz": "ETHNIC_GROUP", "_source.csrq": "DATE_OF_BIRTH", "_source.hjdz": "STREET_ADDRESS",
		"_source.xzz": "STREET_ADDRESS", "_source.lxdh": "PHONE_NUMBER", "_source.jd": "LOCATION_COORDINATES",
		"_id": "dull", "_type": "dull", "_source.gxsj": "dull", "_source.djsj": "dull", "_source.rybh": "dull", "_source.ajbh": "dull",
	} {
		if got[name] != want {
			t.Errorf("%s is taken for %s, want %s", name, got[name], want)
		}
	}
	t.Log(got)
}

func testKey(t testing.TB) *pii.Key {
	key, err := pii.NewKey(make([]byte, pii.KeySize), "test")
	if err != nil {
		t.Fatal(err)
	}
	return key
}
