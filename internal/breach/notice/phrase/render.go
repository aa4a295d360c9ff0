package phrase

import "github.com/tsutsumi-dev/tsutsumi/internal/fault"

// Append appends what the template makes of values. What would become longer than Most is fault.Refused.
func (t *Template) Append(dst []byte, values []Value) ([]byte, error) {
	w := writer{out: dst, most: len(dst) + Most, page: t.page, values: values}
	w.write(t.parts, nil)
	if len(w.out) > w.most {
		return dst, fault.Errorf(fault.Refused, "write letter: longer than 256 KiB")
	}
	return w.out, nil
}

type writer struct {
	out    []byte
	most   int
	page   bool
	values []Value
}

func (w *writer) write(parts []part, entry *Entry) {
	for i := range parts {
		if len(w.out) > w.most {
			return
		}
		switch p := &parts[i]; p.verb {
		case literal:
			w.out = append(w.out, p.text...)
		case value:
			w.text(w.values[p.name].Text)
		case dot:
			w.text(entry.Text)
		case title:
			w.text(entry.Title)
		case unless:
			if w.values[p.name].none() {
				w.write(p.in, entry)
			}
		case each:
			v := &w.values[p.name]
			for k := range v.List {
				w.write(p.in, &v.List[k])
			}
			if v.Text != "" {
				w.write(p.in, &Entry{Text: v.Text})
			}
		}
	}
}

// text writes a value; in a page it is escaped, and its lines stay lines.
func (w *writer) text(s string) {
	if !w.page {
		w.out = append(w.out, s...)
		return
	}
	from := 0
	for i := 0; i < len(s); i++ {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '"':
			e = "&#34;"
		case '\'':
			e = "&#39;"
		case '\n':
			e = "<br>\n"
		default:
			continue
		}
		w.out = append(append(w.out, s[from:i]...), e...)
		from = i + 1
	}
	w.out = append(w.out, s[from:]...)
}
