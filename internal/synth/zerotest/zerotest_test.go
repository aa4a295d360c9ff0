package zerotest

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

func TestFinds(t *testing.T) {
	name := Planted{pii.PersonName, "四月一日　紬"}
	phone := Planted{pii.PhoneNumber, "080-1234-5678"}
	s := New([]Planted{name, phone, {pii.Gender, "男"}, {pii.PersonName, "王伟"}, {pii.EmployeeID, "100319"}})
	tests := []struct {
		text string
		want int
	}{
		{"こんにちは 四月一日　紬 様", 1},
		{"四月一日紬", 1},
		{"tel=08012345678,", 1},
		{"id=508012345678", 0},
		{"id=a08012345678f", 0},
		{"080-1234-5678", 1},
		{"080-****-5678 四月**", 0},
		{base64.StdEncoding.EncodeToString([]byte("xy四月一日紬z")), 1},
		{"男 王伟 100319", 0},
		{"", 0},
	}
	for _, tt := range tests {
		if got := s.Bytes("x", []byte(tt.text)); len(got) != tt.want {
			t.Errorf("%q: %d finds %v, want %d", tt.text, len(got), got, tt.want)
		}
	}
}

func TestCheckFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "log"), []byte("mail to kanko@example.jp sent"), 0o600); err != nil {
		t.Fatal(err)
	}
	planted := []Planted{{pii.EmailAddress, "kanko@example.jp"}}
	spy := &spy{TB: t}
	Check(spy, []string{dir}, nil, planted)
	if spy.failed != 1 {
		t.Errorf("a leak was reported %d times, want once", spy.failed)
	}
	Check(t, nil, map[string][]byte{"stdout": []byte("k****@example.jp")}, planted)
}

// spy takes errors that are wanted.
type spy struct {
	testing.TB
	failed int
}

func (s *spy) Helper()               {}
func (s *spy) Errorf(string, ...any) { s.failed++ }

// TestEstateHoldsItsValues searches the estate itself: what was planted must be found there, which shows that the
// truth and the search agree.
func TestEstateHoldsItsValues(t *testing.T) {
	dir := t.TempDir()
	truth, err := synth.Estate(dir, synth.Options{Seed: 5, People: 400, Values: true})
	if err != nil {
		t.Fatal(err)
	}
	var planted []Planted
	for _, v := range truth.Values {
		planted = append(planted, Planted(v))
	}
	s := New(planted)
	finds, err := s.Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	for _, f := range finds {
		got[f.Text] = true
	}
	missed := 0
	for _, p := range s.planted {
		if len(writings(p)) > 0 && !got[p.Text] {
			missed++
		}
	}
	if missed*100 > len(s.planted)*3 { // EUC-JP and GB18030 are not searched for
		t.Errorf("%d of %d planted values were not found in their own files", missed, len(s.planted))
	}
	clean := bytes.Repeat([]byte(strings.Repeat("2026-04-01T00:00:00Z 1234567890123456 f0e1d2c3b4a59687 ", 10)), 100)
	if f := s.Bytes("clean", clean); len(f) > 0 {
		t.Errorf("%d values found where none stands, such as %v", len(f), f[0])
	}
}

func TestHundredThousandValues(t *testing.T) {
	if testing.Short() {
		t.Skip("slow")
	}
	g := synth.New(9)
	var planted []Planted
	for range 20_000 {
		p := g.Japanese()
		planted = append(planted, Planted{pii.PersonName, p.Name("")}, Planted{pii.PhoneNumber, p.Mobile}, Planted{pii.EmailAddress, p.Email},
			Planted{pii.StreetAddress, p.Address()}, Planted{pii.JapanIndividualNumber, p.National})
	}
	start := time.Now()
	s := New(planted)
	built := time.Since(start)
	var b bytes.Buffer
	if err := synth.WriteJapaneseCSV(&b, 40_000, 99, "utf-8"); err != nil {
		t.Fatal(err)
	}
	start = time.Now()
	n := len(s.Bytes("other people", b.Bytes()))
	t.Logf("%d needles in %v; %d bytes searched in %v, %d finds", len(s.needles), built, b.Len(), time.Since(start), n)
}
