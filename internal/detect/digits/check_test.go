package digits

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

func TestChecks(t *testing.T) {
	for _, c := range []struct {
		name  string
		check func([]byte) bool
		good  []string
		bad   []string
	}{
		{"luhn", Luhn, []string{"4111111111111111", "490154203237518", "01130012"}, []string{"4111111111111112", "01130013"}},
		{"ean", EAN, []string{"4901234567894", "9784101010014"}, []string{"4901234567895"}},
		{"corporate", Corporate, []string{"7000012050002"}, []string{"8000012050002", "700001205000"}},
		{"timestamp", Timestamp, []string{"20231105123456", "1700000000", "1700000000123", "20231105123456789"}, []string{"20231305123456", "0312345678", "4539148803436467"}},
		{"regular", Regular, []string{"1234567890", "0000000", "9876543210"}, []string{"1234567891", "0901234"}},
	} {
		for _, s := range c.good {
			if !c.check([]byte(s)) {
				t.Errorf("%s refuses %s", c.name, s)
			}
		}
		for _, s := range c.bad {
			if c.check([]byte(s)) {
				t.Errorf("%s accepts %s", c.name, s)
			}
		}
	}
}

func TestRun(t *testing.T) {
	for in, want := range map[string]string{
		"090-1234-5678 2023-01-05": "090-1234-5678",
		"2023-01-05 090-1234-5678": "2023-01-05",
		"1988/01/07 10":            "1988/01/07",
		"(03)1234-5678 x":          "(03)1234-5678",
		"03(1234)5678)":            "03(1234)5678",
		"4539 1488 0343 6467 12":   "4539 1488 0343 6467 12",
		"12--34":                   "12",
		"０９０ー１２３４ー５６７８は": "０９０ー１２３４ー５６７８",
		"1. 2": "1",
		"5-":   "5",
	} {
		if got := in[:Run([]byte(in), 0, len(in), false)]; got != want {
			t.Errorf("Run(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFill(t *testing.T) {
	text := []byte("+81-(0)90-1234-5678")
	c := detect.Candidate{Text: text, Hi: len(text), End: len(text)}
	var buf [16]byte
	if !Fill(&c, buf[:]) || string(c.Digits) != "8109012345678" || c.NGroup != 5 || c.Groups != [8]uint8{2, 1, 2, 4, 4} || !c.Plus || !c.Paren {
		t.Errorf("%q %v %v %v %v", c.Digits, c.NGroup, c.Groups, c.Plus, c.Paren)
	}
	for _, bad := range []string{"12a", "", "--", "1--2", "1+2", "12345678901234567"} {
		c := detect.Candidate{Text: []byte(bad), Hi: len(bad), End: len(bad)}
		if Fill(&c, buf[:]) || c.Digits != nil || c.NGroup != 0 {
			t.Errorf("Fill accepts %q", bad)
		}
	}
}
