package detect

// Class is a set of kinds of characters, told by single bytes.
type Class uint8

// The kinds of characters.
const (
	Digit  Class = 1 << iota // 0 to 9
	Letter                   // of ASCII
	Mark                     // of ASCII, blanks included
	At                       // @
	High                     // beyond ASCII
)

// ClassOf is the class of a byte.
func ClassOf(b byte) Class { return classes[b] }

// Classes are those of the bytes of v.
func Classes(v []byte) Class {
	var c Class
	for _, b := range v {
		c |= classes[b]
	}
	return c
}

var classes = func() (t [256]Class) {
	for i := range t {
		switch c := byte(i); {
		case '0' <= c && c <= '9':
			t[i] = Digit
		case 'a' <= c|0x20 && c|0x20 <= 'z':
			t[i] = Letter
		case c == '@':
			t[i] = At
		case c >= 0x80:
			t[i] = High
		default:
			t[i] = Mark
		}
	}
	return t
}()

// Whole is what a whole field value without a label must be like for a detector to find anything in it. To weigh every
// kind for every column, most detectors then need not be asked about most values. The zero Whole asks for nothing.
type Whole struct {
	Min, Max   int    // its length in bytes without blanks around; Max 0: any
	Digits     [2]int // it has at least so many digits, and at most so many, if it is a number; else 0; 0 and 0: any
	NoNumber   bool   // it is no number
	Has, And   Class  // each set: it has a character of one of these
	Not        Class  // it has no character of these
	OnlyLabels bool   // without a label nothing is ever found
}

// Admits tells whether a value of so many bytes, with so many digits if it is a number (else 0), and of these classes may
// hold anything.
func (w *Whole) Admits(size, digits int, c Class) bool {
	switch {
	case w.OnlyLabels, size < w.Min, w.Max > 0 && size > w.Max, w.NoNumber && digits > 0,
		w.Digits[1] > 0 && (digits < w.Digits[0] || digits > w.Digits[1]),
		w.Has != 0 && c&w.Has == 0, w.And != 0 && c&w.And == 0, c&w.Not != 0:
		return false
	}
	return true
}
