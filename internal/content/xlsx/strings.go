package xlsx

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ooxml"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// table holds the strings that cells share: their text in a spool, their ends in memory.
type table struct {
	spool *content.Spool
	ends  []uint32
}

// maxStrings is the greatest number of shared strings.
const maxStrings = 16 << 20

func readStrings(pkg *ooxml.Package, spool *content.Spool) (*table, error) {
	t := &table{spool: spool}
	const name = "xl/sharedStrings.xml"
	if !pkg.Has(name) {
		return t, nil
	}
	r, err := pkg.File(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := ooxml.NewScanner(r)
	var buf []byte
	inText, reading := false, false
	flush := func() error {
		_, err := spool.Write(buf)
		buf = buf[:0]
		return err
	}
	for s.Next() {
		switch s.Kind {
		case ooxml.Text:
			if inText && !reading {
				buf = append(buf, s.Text...)
			}
		case ooxml.Start:
			switch string(s.Name) {
			case "t":
				inText = !s.Empty
			case "rPh": // how the text is read aloud
				reading = !s.Empty
			}
			if string(s.Name) == "si" && s.Empty {
				t.ends = append(t.ends, uint32(spool.Size()+int64(len(buf))))
			}
		case ooxml.End:
			switch string(s.Name) {
			case "t":
				inText = false
			case "rPh":
				reading = false
			case "si":
				end := spool.Size() + int64(len(buf))
				if end >= 1<<32 || len(t.ends) >= maxStrings {
					return nil, fault.Errorf(fault.Refused, "read shared strings: too many")
				}
				t.ends = append(t.ends, uint32(end))
			}
		}
		if len(buf) > 64<<10 {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	return t, s.Err()
}

// text appends the string of the number; nothing if there is none.
func (t *table) text(dst []byte, i int) ([]byte, error) {
	if i < 0 || i >= len(t.ends) {
		return dst, nil
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	n := len(dst)
	dst = append(dst, make([]byte, t.ends[i]-from)...)
	_, err := t.spool.ReadAt(dst[n:], int64(from))
	return dst, err
}
