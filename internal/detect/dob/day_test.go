package dob

import "testing"

func TestDay(t *testing.T) {
	for in, want := range map[string][3]int{
		"1988-01-07": {1988, 1, 7}, "19880107": {1988, 1, 7}, "昭和63年1月7日": {1988, 1, 7}, "S63.1.7": {1988, 1, 7}, "平成元年5月3日": {1989, 5, 3},
		" 2000/2/29 00:00:00": {2000, 2, 29}, "880107": {1988, 1, 7}, "１９８８年１月７日": {1988, 1, 7}, "1988年1月": {1988, 1, 1}, "050403": {2005, 4, 3},
	} {
		y, m, d, ok := Day([]byte(in))
		if got := [3]int{y, m, d}; !ok || got != want {
			t.Errorf("%q: %v %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "1988-02-30", "19881301", "なし", "2001-02-29", "881301"} {
		if y, m, d, ok := Day([]byte(in)); ok {
			t.Errorf("%q: %d-%d-%d", in, y, m, d)
		}
	}
}
