package digits

// Luhn is the check of ISO/IEC 7812-1, Annex B; also that of Japanese insurer numbers (保険者番号の検証番号).
func Luhn(d []byte) bool {
	sum, double := 0, false
	for i := len(d) - 1; i >= 0; i-- {
		n := int(d[i] - '0')
		if double {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
		double = !double
	}
	return len(d) > 1 && sum%10 == 0
}

// EAN is the check of GTIN-8, -12, -13 and ISBN-13.
func EAN(d []byte) bool {
	sum, w := 0, 1
	for i := len(d) - 1; i >= 0; i-- {
		sum += int(d[i]-'0') * w
		w = 4 - w
	}
	return sum%10 == 0
}

// ISBN10 is the check of ten-digit ISBNs whose check digit is no X.
func ISBN10(d []byte) bool {
	sum := 0
	for i, c := range d {
		sum += int(c-'0') * (10 - i)
	}
	return len(d) == 10 && sum%11 == 0
}

// Corporate is the check of the Japanese corporate number (Ordinance on the Designation of Corporate Numbers, Art. 2).
func Corporate(d []byte) bool {
	if len(d) != 13 {
		return false
	}
	sum := 0
	for n := 1; n <= 12; n++ {
		sum += int(d[13-n]-'0') * (2 - n%2)
	}
	return int(d[0]-'0') == 9-sum%9
}

// IsCode tells whether the digits are valid as something that is no person's: a corporate number, or a JAN or ISBN with
// a prefix in use.
func IsCode(d []byte) bool {
	switch len(d) {
	case 13:
		if Corporate(d) {
			return true
		}
		return EAN(d) && (d[0] == '4' && (d[1] == '5' || d[1] == '9') || d[0] == '9' && d[1] == '7' && d[2] >= '7' || d[0] == '6' && d[1] == '9')
	case 10:
		return d[0] == '4' && ISBN10(d)
	case 12:
		return EAN(d) && d[0] <= '1' // UPC-A
	}
	return false
}

// Timestamp tells whether the digits read as a moment: 20231105123456 (with or without seconds or fractions), or
// seconds, milliseconds or microseconds since 1970 of the years 2001 to 2033.
func Timestamp(d []byte) bool {
	switch len(d) {
	case 10, 13, 16:
		if d[0] == '1' && d[1] >= '4' && d[1] <= '9' {
			return len(d) != 10 || d[1] >= '5'
		}
		if len(d) != 16 {
			return false
		}
	case 12, 14, 17, 18:
	default:
		return false
	}
	if !(d[0] == '2' && d[1] == '0' || d[0] == '1' && d[1] == '9') {
		return false
	}
	return Date(Number(d[:4]), Number(d[4:6]), Number(d[6:8])) && Number(d[8:10]) < 24 && Number(d[10:12]) < 60 &&
		(len(d) < 14 || Number(d[12:14]) < 61)
}

// Regular tells whether the digits are all equal, or count up or down one by one: what people type to fill a form.
func Regular(d []byte) bool {
	if len(d) < 4 {
		return false
	}
	step := int(d[1]) - int(d[0])
	if step < -1 || step > 1 {
		return false
	}
	for i := 2; i < len(d); i++ {
		s := int(d[i]) - int(d[i-1])
		if s != step && !(step == 1 && s == -9) && !(step == -1 && s == 9) {
			return false
		}
	}
	return true
}

// Number is the value of at most nine digits.
func Number(d []byte) int {
	n := 0
	for _, c := range d {
		n = n*10 + int(c-'0')
	}
	return n
}

// Upto is the last year in which a person may have been born. Detectors are pure: they do not ask the clock.
const Upto = 2027

var month = [13]uint8{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

// Date tells whether the day exists.
func Date(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 || d > int(month[m]) {
		return false
	}
	return m != 2 || d != 29 || y%4 == 0 && (y%100 != 0 || y%400 == 0)
}

// Birth tells whether the day exists and somebody alive may have been born on it.
func Birth(y, m, d int) bool { return y > Upto-123 && y <= Upto && Date(y, m, d) }
