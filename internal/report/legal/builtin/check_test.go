package builtin_test

import (
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/legal/builtin"
)

func judge(t *testing.T) *engine.Engine {
	t.Helper()
	k, err := pii.NewKey(make([]byte, pii.KeySize), "test")
	if err != nil {
		t.Fatal(err)
	}
	return engine.New(engine.Config{Detectors: detectors.All(), Key: k, Run: k, Floor: 0.5, Findings: true, Workers: 1}) // as commands on cases are
}

// What the case says of itself is fit to leave; that who reports is named is found, and let through.
func TestCheckLetsThrough(t *testing.T) {
	e := judge(t)
	for _, f := range builtin.Catalogue() {
		for _, lang := range []string{"ja", "en"} {
			in := full()
			in.Case.Representative, in.Case.Contact, in.Case.Phone = "代表取締役社長 堤 花子", "岸本 次郎", "090-1111-2222"
			found, err := legal.Check(t.Context(), e, f.Draft(in, lang), in.Case)
			if err != nil {
				t.Fatal(err)
			}
			if bad := legal.Forbidden(found); len(bad) > 0 {
				t.Errorf("%s %s: %+v", f.ID, lang, bad)
			}
			if f.Reader == legal.Authority && len(found) == 0 {
				t.Errorf("%s %s: not even who reports was found; the check sees nothing", f.ID, lang)
			}
		}
	}
}

// A datum of somebody else in any text stops every document that prints the text.
func TestCheckFindsPlanted(t *testing.T) {
	e := judge(t)
	for name, c := range map[string]struct {
		text string
		kind pii.Kind
	}{
		"name":  {"漏えいした会員の氏名：川上 太郎", pii.PersonName},
		"mail":  {"会員taro.kawakami@example.jpから連絡があった。", pii.EmailAddress},
		"phone": {"会員の電話番号080-3333-4444に架電した。", pii.PhoneNumber},
	} {
		for _, lang := range []string{"ja", "en"} {
			in := full()
			b := beliefs{}
			b.is(breach.Outline, text(c.text, c.text), 2)
			in.Believe = b.get
			d, err := builtin.Draft("jp-appi-preliminary", in, lang)
			if err != nil {
				t.Fatal(err)
			}
			found, err := legal.Check(t.Context(), e, d, in.Case)
			if err != nil {
				t.Fatal(err)
			}
			bad := legal.Forbidden(found)
			if len(bad) != 1 || bad[0].Kind != c.kind || bad[0].Where != "outline.course" {
				t.Errorf("%s %s: %+v", name, lang, bad)
			}
			for _, p := range bad {
				if strings.Contains(c.text, p.Mask) {
					t.Errorf("%s: its mask tells it", name)
				}
			}
		}
	}
}

// The same holds of files.
func TestCheckFile(t *testing.T) {
	e := judge(t)
	in := full()
	ours := "事務連絡者の電話番号：03-0000-0000\nメール：privacy@tsutsumi.example\n"
	found, err := legal.CheckFile(t.Context(), e, formats.All(), body("notice.txt", ours+"発生日：2026年10月18日\n会員の電話番号：080-3333-4444\n"), true, in.Case)
	if err != nil {
		t.Fatal(err)
	}
	bad := legal.Forbidden(found)
	if len(bad) != 1 || bad[0].Kind != pii.PhoneNumber || len(found) < 2 {
		t.Errorf("%+v", found)
	}
	if _, err = legal.CheckFile(t.Context(), e, formats.All(), body("notice.docx", "PK\x03\x04 no archive at all"), true, in.Case); err == nil {
		t.Error("a file that cannot be read passes")
	}
}

func body(name, text string) content.Body {
	return content.Body{Name: name, Size: int64(len(text)), R: strings.NewReader(text), At: strings.NewReader(text)}
}
