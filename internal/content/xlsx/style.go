package xlsx

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content/ooxml"
)

// style is what a number format means to a value.
type style struct {
	date, clock bool
	mask        string // of zeros and other characters, as 000-0000
}

// builtins are the date formats that have a number only (ECMA-376 part 1, 18.8.30; 27–36 and 50–58 in East Asia).
func builtin(id int) style {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return style{date: true}
	case id == 22:
		return style{date: true, clock: true}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47:
		return style{clock: true}
	}
	return style{}
}

// parseStyle tells what a format code means.
func parseStyle(code string) style {
	if i := strings.LastIndexByte(code, ';'); i >= 0 && strings.HasPrefix(code, "[<=") {
		code = code[i+1:] // the section for the longest numbers
	} else if i := strings.IndexByte(code, ';'); i >= 0 {
		code = code[:i]
	}
	var plain, shown strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			if k := strings.IndexByte(code[i+1:], '"'); k >= 0 {
				shown.WriteString(code[i+1 : i+1+k])
				i += k + 1
			}
		case '[':
			if k := strings.IndexByte(code[i:], ']'); k >= 0 {
				if in := strings.ToLower(code[i+1 : i+k]); strings.Trim(in, "hms") == "" {
					plain.WriteString(in)
				}
				i += k
			}
		case '\\', '_', '*':
			i++
			if c == '\\' && i < len(code) {
				shown.WriteByte(code[i])
			}
		default:
			plain.WriteByte(c)
			shown.WriteByte(c)
		}
	}
	p := strings.ToLower(plain.String())
	if p == "general" || p == "@" {
		return style{}
	}
	if m := shown.String(); strings.Count(m, "0") >= 3 && strings.Trim(m, "0- ()") == "" {
		return style{mask: m}
	}
	if strings.ContainsAny(strings.ReplaceAll(p, ".0", ""), "0#?") {
		return style{}
	}
	return style{date: strings.ContainsAny(p, "ydeg") || strings.Contains(p, "m") && !strings.ContainsAny(p, "hs"), clock: strings.ContainsAny(p, "hs")}
}

func readStyles(pkg *ooxml.Package) ([]style, error) {
	const name = "xl/styles.xml"
	if !pkg.Has(name) {
		return nil, nil
	}
	r, err := pkg.File(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	custom := map[int]style{}
	var out []style
	s := ooxml.NewScanner(r)
	for inCells := false; s.Next() && len(out) < 1<<16; {
		switch tag := string(s.Name); {
		case s.Kind == ooxml.Text:
		case tag == "cellXfs":
			inCells = s.Kind == ooxml.Start && !s.Empty
		case s.Kind == ooxml.Start && tag == "numFmt":
			id, _ := strconv.Atoi(s.Attr("numFmtId"))
			custom[id] = parseStyle(s.Attr("formatCode"))
		case s.Kind == ooxml.Start && tag == "xf" && inCells:
			id, _ := strconv.Atoi(s.Attr("numFmtId"))
			st, ok := custom[id]
			if !ok {
				st = builtin(id)
			}
			out = append(out, st)
		}
	}
	return out, s.Err()
}

// number appends a number as it is shown.
func (k *book) number(dst, raw []byte, st style) []byte {
	exact := len(raw) <= 15
	for _, c := range raw {
		exact = exact && (c >= '0' && c <= '9' || c == '-')
	}
	if exact && st == (style{}) {
		return append(dst, raw...)
	}
	f, err := strconv.ParseFloat(string(raw), 64)
	switch {
	case err != nil || math.IsInf(f, 0) || math.IsNaN(f):
		return append(dst, raw...)
	case (st.date || st.clock) && f >= 0 && f < 2958466: // 9999-12-31
		return k.moment(dst, f, st)
	case st.mask != "" && f >= 0 && f == math.Trunc(f) && f < 1<<53:
		return masked(dst, strconv.FormatInt(int64(f), 10), st.mask)
	case math.Abs(f) >= 1e21:
		return append(dst, raw...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

// moment appends the date or time that is so many days after the workbook's first.
func (k *book) moment(dst []byte, days float64, st style) []byte {
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case k.date904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60: // the 29 February 1900 that never was comes after these
		base = base.AddDate(0, 0, 1)
	}
	whole := math.Floor(days)
	t := base.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round((days-whole)*86400)) * time.Second)
	switch {
	case !st.date && days < 1:
		return t.AppendFormat(dst, "15:04:05")
	case days == whole && !st.clock:
		return t.AppendFormat(dst, "2006-01-02")
	}
	return t.AppendFormat(dst, "2006-01-02 15:04:05")
}

// masked fills the zeros of the mask from the right.
func masked(dst []byte, digits, mask string) []byte {
	zeros := strings.Count(mask, "0")
	if len(digits) > zeros {
		dst = append(dst, digits[:len(digits)-zeros]...)
		digits = digits[len(digits)-zeros:]
	}
	skip := zeros - len(digits)
	for i := 0; i < len(mask); i++ {
		switch {
		case mask[i] != '0':
			dst = append(dst, mask[i])
		case skip > 0:
			dst = append(dst, '0')
			skip--
		default:
			dst = append(dst, digits[0])
			digits = digits[1:]
		}
	}
	return dst
}
