package rule

import (
	"errors"
	"hash/crc32"
	"math"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
)

// validator tells whether a value is valid.
type validator func(v []byte) bool

// validatorOf finds a validator by the name that rules give it, and what its yes is evidence of.
func validatorOf(name string) (validator, detect.Evidence, error) {
	switch name {
	case "", "none":
		return func([]byte) bool { return true }, 0, nil
	case "luhn":
		return luhn, detect.Check, nil
	case "mynumber":
		return myNumber, detect.Check, nil
	case "mod11-2":
		return mod112, detect.Check, nil
	case "iban":
		return iban, detect.Check, nil
	case "crc32-base62":
		return crc32Base62, detect.Check, nil
	}
	if n, ok := strings.CutPrefix(name, "entropy:"); ok {
		f, err := strconv.ParseFloat(n, 64)
		if err == nil && f > 0 && f <= 8 {
			return func(v []byte) bool { return shannon(v) >= f }, detect.Entropy, nil
		}
		return nil, 0, errors.New("entropy must be above 0 and at most 8 bits a byte")
	}
	return nil, 0, errors.New("unknown validator (luhn, mynumber, mod11-2, iban, crc32-base62, entropy:N, none)")
}

// compact is v without blanks and hyphens, letters in upper case, in buf; nil if longer than buf.
func compact(v []byte, buf *[64]byte) []byte {
	n := 0
	for _, b := range v {
		if b == ' ' || b == '-' {
			continue
		}
		if n == len(buf) {
			return nil
		}
		if 'a' <= b && b <= 'z' {
			b -= 'a' - 'A'
		}
		buf[n] = b
		n++
	}
	return buf[:n]
}

func digits(v []byte) bool {
	for _, b := range v {
		if b < '0' || b > '9' {
			return false
		}
	}
	return len(v) > 0
}

// luhn is ISO/IEC 7812-1, Annex B.
func luhn(v []byte) bool {
	var buf [64]byte
	v = compact(v, &buf)
	if !digits(v) || len(v) < 2 {
		return false
	}
	sum := 0
	for i := range v {
		d := int(v[len(v)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// myNumber is the check digit of the ordinance no. 85 of 2014 of the Ministry of Internal Affairs, Art. 5.
func myNumber(v []byte) bool {
	var buf [64]byte
	v = compact(v, &buf)
	if len(v) != 12 || !digits(v) {
		return false
	}
	sum := 0
	for n := 1; n <= 11; n++ {
		q := n + 1
		if n > 6 {
			q = n - 5
		}
		sum += q * int(v[11-n]-'0')
	}
	check := 0
	if r := sum % 11; r > 1 {
		check = 11 - r
	}
	return int(v[11]-'0') == check
}

// mod112 is ISO 7064 MOD 11-2, the check of Chinese resident ID numbers, ORCID and ISNI.
func mod112(v []byte) bool {
	var buf [64]byte
	v = compact(v, &buf)
	if len(v) < 2 || !digits(v[:len(v)-1]) {
		return false
	}
	p := 0
	for _, b := range v[:len(v)-1] {
		p = (p + int(b-'0')) * 2 % 11
	}
	check := (12 - p) % 11
	last := v[len(v)-1]
	return check == 10 && last == 'X' || check < 10 && int(last) == '0'+check
}

// iban is ISO 13616: MOD 97-10 over the number with its first four characters at the end.
func iban(v []byte) bool {
	var buf [64]byte
	v = compact(v, &buf)
	if len(v) < 15 || len(v) > 34 {
		return false
	}
	r := 0
	for i := range v {
		b := v[(i+4)%len(v)]
		switch {
		case '0' <= b && b <= '9':
			r = (r*10 + int(b-'0')) % 97
		case 'A' <= b && b <= 'Z':
			r = (r*100 + int(b-'A') + 10) % 97
		default:
			return false
		}
	}
	return r == 1
}

// crc32Base62 is how GitHub and npm end their tokens: six letters of the CRC-32 of what stands between the last '_' and
// them.
func crc32Base62(v []byte) bool {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	for i := len(v) - 1; i >= 0; i-- {
		if v[i] == '_' {
			v = v[i+1:]
			break
		}
	}
	if len(v) < 7 {
		return false
	}
	sum := crc32.ChecksumIEEE(v[:len(v)-6])
	for i := len(v) - 1; i >= len(v)-6; i-- {
		if v[i] != alphabet[sum%62] {
			return false
		}
		sum /= 62
	}
	return true
}

// shannon is the entropy of v in bits a byte.
func shannon(v []byte) float64 {
	var n [256]int
	for _, b := range v {
		n[b]++
	}
	h := 0.0
	for _, k := range n {
		if k > 0 {
			p := float64(k) / float64(len(v))
			h -= p * math.Log2(p)
		}
	}
	return h
}
