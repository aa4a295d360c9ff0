package synth

import "testing"

// TestCheckDigits holds the check digits to numbers that the rules' own texts give as examples.
func TestCheckDigits(t *testing.T) {
	tests := []struct {
		name      string
		got, want byte
	}{
		{"My Number 123456789018", myNumberCheck("12345678901"), '8'},
		{"corporate number 7000012050002", corporateCheck("000012050002"), '7'},
		{"resident ID 11010519491231002X", residentCheck("11010519491231002"), 'X'},
		{"Taiwan A123456789", taiwanCheck(10, "12345678"), '9'},
		{"Hong Kong A123456(3)", hongKongCheck(10, "123456"), '3'},
		{"NRIC S1234567D", nricCheck(0, "1234567"), 'D'},
		{"card 4111111111111111", Luhn("411111111111111"), '1'},
		{"IBAN GB82WEST12345698765432", byte(98 - mod97("WEST12345698765432GB00")), 82},
		{"MRZ L898902C3 6", mrzCheck("L898902C3")[0], '6'},
		{"JAN 4901234567894", gtin("490123456789")[12], '4'},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: check digit %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestMobilesDoNotRepeat(t *testing.T) {
	g := New(3)
	seen := make(map[string]bool)
	for range 50_000 {
		m := g.jpMobile()
		if len(m) != 11 || seen[m] {
			t.Fatalf("mobile number of %d digits, repeated: %v", len(m), seen[m])
		}
		seen[m] = true
	}
}

func TestDates(t *testing.T) {
	d := Date{1988, 1, 7}
	for got, want := range map[string]string{d.Wareki(): "昭和63年1月7日", d.ShortEra(): "S63.1.7", d.Slash(): "1988/01/07", d.Compact(): "19880107",
		Date{2019, 5, 1}.Wareki(): "令和元年5月1日", Date{1989, 1, 8}.ShortEra(): "H1.1.8"} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
