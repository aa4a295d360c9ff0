package mask_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/mask"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func key(t testing.TB, purpose string) *pii.Key {
	t.Helper()
	k, err := pii.NewKey(make([]byte, pii.KeySize), purpose)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func options(t testing.TB, mode mask.Mode) mask.Options {
	t.Helper()
	k, run := key(t, "test"), key(t, "run")
	e := engine.New(engine.Config{Detectors: detectors.All(), Key: k, Run: run, Findings: true, Workers: 2})
	return mask.Options{Engine: e, Formats: formats.All(), Limits: content.DefaultLimits(), Mode: mode, Key: k, Run: run}
}

func copyOf(t testing.TB, o mask.Options, name, in string) string {
	t.Helper()
	var out bytes.Buffer
	if _, err := mask.Copy(context.Background(), o, name, strings.NewReader(in), &out); err != nil {
		t.Fatalf("copy %s: %v", name, err)
	}
	return out.String()
}

const table = "番号,氏名,メールアドレス,電話番号,備考\r\n" +
	"1,堤 花子,hanako@example.jp,090-1111-2222,\"定期購入, 毎月\"\r\n" +
	"2,川上 太郎,taro@example.com,080-3333-4444,なし\r\n" +
	"3,岸本 次郎,jiro@example.org,070-5555-6666,\"電話は090-7777-8888\r\nまで\"\r\n"

const tableMasked = "番号,氏名,メールアドレス,電話番号,備考\r\n" +
	"1,* **,h*****@*******.**,09*-****-****,\"定期購入, 毎月\"\r\n" +
	"2,** **,t***@*******.***,08*-****-****,なし\r\n" +
	"3,** **,j***@*******.***,07*-****-****,\"電話は09*-****-****\r\nまで\"\r\n"

// In every charset nothing but the findings changes.
func TestCharsets(t *testing.T) {
	o := options(t, mask.Mask)
	for name, e := range map[string]encoding.Encoding{
		"utf-8": unicode.UTF8, "utf-8 with mark": unicode.UTF8BOM, "shift_jis": japanese.ShiftJIS, "euc-jp": japanese.EUCJP,
		"iso-2022-jp": japanese.ISO2022JP, "gb18030": simplifiedchinese.GB18030,
		"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16be": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	} {
		t.Run(name, func(t *testing.T) {
			in, err := e.NewEncoder().String(table)
			if err != nil {
				t.Fatal(err)
			}
			want, err := e.NewEncoder().String(tableMasked)
			if err != nil {
				t.Fatal(err)
			}
			if got := copyOf(t, o, "list.csv", in); got != want {
				t.Errorf("copy (-want +got):\n%s", cmp.Diff(want, got))
			}
		})
	}
}

// Bytes that are no proper characters, and characters in an unusual code, stay as they are, even beside a finding.
func TestBrokenBytes(t *testing.T) {
	o := options(t, mask.Mask)
	in := table + "4,堤 次郎,hana@example.jp,090-1111-3333,\xff\xfe壊れ\r\n"
	want := tableMasked + "4,* **,h***@*******.**,09*-****-****,\xff\xfe壊れ\r\n"
	if got := copyOf(t, o, "a.csv", in); got != want {
		t.Errorf("UTF-8: (-want +got):\n%s", cmp.Diff(want, got))
	}
	enc := japanese.ShiftJIS.NewEncoder()
	sjis, _ := enc.String(strings.Replace(in, "\xff\xfe壊れ", "壊れ@", 1))
	masked, _ := enc.String(strings.Replace(want, "\xff\xfe壊れ", "壊れ@", 1))
	for _, odd := range []string{"\x81\x01", "\x87\x90", "\xfd", "\xed\x40"} { // broken; ≒ in its other code; broken; 纊 likewise
		got := copyOf(t, o, "a.csv", strings.Replace(sjis, "@\r\n", odd+"\r\n", 1))
		if want := strings.Replace(masked, "@\r\n", odd+"\r\n", 1); got != want {
			t.Errorf("Shift_JIS, %x: got %q", odd, got[len(got)-50:])
		}
	}
}

func TestJSON(t *testing.T) {
	o := options(t, mask.Mask)
	for _, c := range []struct{ name, in, want string }{
		{"an object over lines", "{\n  \"name\": \"堤 花子\",\n  \"tel\" : \"090-1111-2222\",\n  \"n\": 12,\n  \"address\": {\"email\":\"hanako@example.jp\" }\n}\n",
			"{\n  \"name\": \"* **\",\n  \"tel\" : \"09*-****-****\",\n  \"n\": 12,\n  \"address\": {\"email\":\"h*****@*******.**\" }\n}\n"},
		{"envelope", "{\"by\":\"taro@example.com\",\n\"list\":[\n {\"email\":\"hanako@example.jp\",\"phone\":9011112222},\n {\"email\":\"jiro@example.jp\",\"phone\":8033334444}],\n\"cc\":\"saburo@example.com\"}",
			"{\"by\":\"t***@*******.***\",\n\"list\":[\n {\"email\":\"h*****@*******.**\",\"phone\":\"90********\"},\n {\"email\":\"j***@*******.**\",\"phone\":\"80********\"}],\n\"cc\":\"s*****@*******.***\"}"},
		{"lines with escapes", `{"email":"hanako\u0040example.jp","note":"mail \"hanako@example.jp\"\ntel 080-6174-2935"}` + "\n" + `{"email":"taro@example.jp","note":"-"}` + "\n",
			`{"email":"h*****@*******.**","note":"mail \"h*****@*******.**\"\ntel 08*-****-****"}` + "\n" + `{"email":"t***@*******.**","note":"-"}` + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := copyOf(t, o, "a.json", c.in)
			if got != c.want {
				t.Errorf("copy (-want +got):\n%s", cmp.Diff(c.want, got))
			}
			for d := json.NewDecoder(strings.NewReader(got)); ; {
				var v any
				if err := d.Decode(&v); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("the copy is no JSON: %v", err)
				}
			}
		})
	}
}

func TestSQL(t *testing.T) {
	o := options(t, mask.Mask)
	in := "-- MySQL dump\nCREATE TABLE `users` (`n` int, `name` text, `email` text, `tel` bigint);\n" +
		"INSERT INTO `users` (`n`,`name`,`email`,`tel`) VALUES (101,'堤 花子','hanako@example.jp',9011112222),\n(102,'O\\'Hara (9033334444), \\'','taro@example.com',NULL);\n" +
		"COPY members (name, email) FROM stdin;\n堤 花子\thanako@example.jp\n川上 太郎\ttaro@example.com\n\\.\n-- end\n"
	want := "-- MySQL dump\nCREATE TABLE `users` (`n` int, `name` text, `email` text, `tel` bigint);\n" +
		"INSERT INTO `users` (`n`,`name`,`email`,`tel`) VALUES (101,'* **','h*****@*******.**','90********'),\n(102,'****** (**********), *','t***@*******.***',NULL);\n" +
		"COPY members (name, email) FROM stdin;\n* **\th*****@*******.**\n** **\tt***@*******.***\n\\.\n-- end\n"
	if got := copyOf(t, o, "dump.sql", in); got != want {
		t.Errorf("copy (-want +got):\n%s", cmp.Diff(want, got))
	}
}

// What cannot be rewritten, or not read to its end, is refused.
func TestRefused(t *testing.T) {
	o := options(t, mask.Mask)
	for name, in := range map[string]string{
		"a.zip":  "PK\x03\x04\x14\x00\x00\x00\x00\x00",
		"a.bin":  "\x00\x01\x02\x03\x00\x00\xff\xfe\x00\x00",
		"a.json": `[{"email":"hanako@example.jp"},{"email":"taro@exam`,
		"d.json": `[{"a":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + "}]",
		"a.html": "<!DOCTYPE html><html><body>hanako@example.jp</body></html>",
	} {
		_, err := mask.Copy(t.Context(), o, name, strings.NewReader(in), io.Discard)
		if c := fault.Of(err); c != fault.Refused && c != fault.Unreadable {
			t.Errorf("%s: error %v of class %v", name, err, c)
		} else if !strings.Contains(err.Error(), name) {
			t.Errorf("%s: the error does not name it: %v", name, err)
		}
	}
}

// One value has one pseudonym, in every file and spelling; only a My Number's lives no longer than the run.
func TestJoins(t *testing.T) {
	o := options(t, mask.Pseudonym)
	a := copyOf(t, o, "a.csv", "氏名,電話番号,メールアドレス,個人番号\n堤　花子,090-1234-5678,Hanako@Example.jp,123456789018\n川上 太郎,080-3333-4444,taro@example.com,\n")
	b := copyOf(t, o, "b.csv", "tel;name;email\n+81 90 1234 5678;堤花子;hanako@example.jp\n08033334444;川上太郎;taro@example.com\n")
	rowA, rowB := strings.Split(strings.Split(a, "\n")[1], ","), strings.Split(strings.Split(b, "\n")[1], ";")
	plain := strings.NewReplacer("-", "", " ", "", "+", "")
	if plain.Replace(rowA[1]) != plain.Replace(rowB[0]) || rowA[0] != rowB[1] || rowA[2] != rowB[2] {
		t.Errorf("pseudonyms differ:\n%s\n%s", a, b)
	}
	if len(rowA[1]) != 13 || rowA[1][3] != '-' || !strings.HasSuffix(rowA[2], "@example.invalid") || !strings.HasPrefix(rowA[0], "仮名") {
		t.Errorf("pseudonyms have another shape: %q", rowA)
	}
	o.Run = key(t, "another run")
	again := strings.Split(strings.Split(copyOf(t, o, "a.csv", "氏名,電話番号,個人番号\n堤　花子,090-1234-5678,123456789018\n川上 太郎,080-3333-4444,\n"), "\n")[1], ",")
	if again[0] != rowA[0] || again[1] != rowA[1] || again[2] == rowA[3] || len(again[2]) != 12 || !strings.HasPrefix(again[2], "99") {
		t.Errorf("in another run: %q, before: %q", again, rowA)
	}
}

func TestKinds(t *testing.T) {
	o := options(t, mask.Mask)
	o.Kinds = map[pii.Kind]bool{pii.EmailAddress: true}
	got := copyOf(t, o, "list.csv", table)
	if !strings.Contains(got, "堤 花子,h*****@*******.**,090-1111-2222") {
		t.Errorf("more or less than e-mail addresses is replaced:\n%s", got)
	}
}

// No pseudonym is a valid value of any kind, labelled or not.
func TestPseudonymsAreNotValid(t *testing.T) {
	e := engine.New(engine.Config{Detectors: detectors.All(), Key: key(t, "test"), Run: key(t, "run"), Findings: true, Workers: 1})
	for _, kind := range pii.Kinds() {
		var in bytes.Buffer
		fmt.Fprintf(&in, "番号,%s\n", kind.Info().JA)
		for i := range 400 {
			for _, v := range mask.Samples(key(t, fmt.Sprint(i)), kind) {
				fmt.Fprintf(&in, "%d,\"%s\"\n", i, v)
			}
		}
		for _, name := range []string{"a.csv", "a.txt"} {
			var hits counter
			r := e.NewReader(&hits, "")
			w := &content.Walk{Handler: r, Formats: formats.All(), Limits: content.DefaultLimits()}
			if err := w.Run(t.Context(), content.Body{Name: name, Size: -1, R: bytes.NewReader(in.Bytes())}); err != nil {
				t.Fatal(err)
			}
			if hits.n > 0 {
				t.Errorf("%v: %d pseudonyms found in %s, the first %q", kind, hits.n, name, in.String()[hits.first.Start:hits.first.End])
			}
		}
	}
}

// counter counts findings.
type counter struct {
	n     int
	first engine.Hit
}

func (c *counter) Hits(_ *engine.Part, _ []string, hits []engine.Hit) error {
	if c.n == 0 {
		c.first = hits[0]
	}
	c.n += len(hits)
	return nil
}
func (c *counter) Done(*engine.Part) error   { return nil }
func (c *counter) Skip(string, int64, error) {}

// Pseudonyms of names are written in whatever the charset holds.
func TestNamesInOtherCharsets(t *testing.T) {
	o := options(t, mask.Pseudonym)
	in := "姓名,電話號碼,地址\n" + strings.Repeat("陳美玲,0912-345-678,臺北市中正區重慶南路一段122號\n林志明,0922-345-678,臺北市大安區和平東路二段106號\n", 4)
	big5, err := traditionalchinese.Big5.NewEncoder().String(in)
	if err != nil {
		t.Fatal(err)
	}
	out, err := traditionalchinese.Big5.NewDecoder().String(copyOf(t, o, "a.csv", big5))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out, "陳美玲") || !strings.Contains(out, "\nName-") && !strings.Contains(out, "\n仮名") || !strings.HasPrefix(out, "姓名,電話號碼,地址\n") {
		t.Errorf("copy:\n%s", out)
	}
}
