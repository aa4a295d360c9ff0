package canary

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Column is a column of what is written: the name it has there, and what of a person stands in it.
type Column struct{ Name, Field string }

var fields = []struct {
	name string
	of   func(*Person) string
}{
	{"name", (*Person).Name},
	{"kana", (*Person).Kana},
	{"email", func(p *Person) string { return p.Email }},
	{"phone", func(p *Person) string { return p.Phone }},
	{"postal", func(p *Person) string { return p.Postal }},
	{"address", (*Person).Address},
	{"birth", func(p *Person) string { return p.Birth }},
	{"sex", (*Person).Sex},
	{"account", func(p *Person) string { return p.Account }},
	// The rest are parts, for tables that keep them apart; they are written only if asked for.
	{"surname", func(p *Person) string { return p.Surname }},
	{"given", func(p *Person) string { return p.Given }},
	{"surname_kana", func(p *Person) string { return p.SurnameKana }},
	{"given_kana", func(p *Person) string { return p.GivenKana }},
	{"prefecture", func(p *Person) string { return p.Prefecture }},
	{"city", func(p *Person) string { return p.City }},
	{"town", func(p *Person) string { return p.Town }},
	{"phone_digits", func(p *Person) string { return strings.ReplaceAll(p.Phone, "-", "") }},
	{"postal_digits", func(p *Person) string { return strings.ReplaceAll(p.Postal, "-", "") }},
}

// usual is how many of the fields are written if none is asked for.
const usual = 9

// Sex is 男 or 女.
func (p *Person) Sex() string {
	if p.Woman {
		return "女"
	}
	return "男"
}

func value(p *Person, field string) (string, bool) {
	for _, f := range fields {
		if f.name == field {
			return f.of(p), true
		}
	}
	return "", false
}

// Columns reads "name,email" or "氏名=name,メール=email"; "" is the usual ones under their own names.
func Columns(list string) ([]Column, error) {
	var out []Column
	if list == "" {
		for _, f := range fields[:usual] {
			out = append(out, Column{f.name, f.name})
		}
		return out, nil
	}
	for c := range strings.SplitSeq(list, ",") {
		title, field, ok := strings.Cut(strings.TrimSpace(c), "=")
		if !ok {
			field = title
		}
		if _, known := value(&Person{}, field); !known || title == "" || !shown(title) {
			var names []string
			for _, f := range fields {
				names = append(names, f.name)
			}
			return nil, fault.Errorf(fault.Usage, "--columns: each is a field or NAME=FIELD; the fields are %s", strings.Join(names, ", "))
		}
		out = append(out, Column{title, field})
	}
	return out, nil
}

func row(p *Person, cols []Column) []string {
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i], _ = value(p, c.Field)
	}
	return out
}

// WriteCSV writes persons with a header; bom begins with a byte order mark, for Excel.
func WriteCSV(w io.Writer, persons []Person, cols []Column, bom bool) error {
	if bom {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	head := make([]string, len(cols))
	for i, c := range cols {
		head[i] = c.Name
	}
	if err := out.Write(head); err != nil {
		return err
	}
	for i := range persons {
		if err := out.Write(row(&persons[i], cols)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// WriteJSON writes one object a line, its keys in the order of the columns.
func WriteJSON(w io.Writer, persons []Person, cols []Column) error {
	for i := range persons {
		var b strings.Builder
		for j, v := range row(&persons[i], cols) {
			b.WriteByte("{,"[min(j, 1)])
			for k, s := range [...]string{cols[j].Name, v} {
				text, err := json.Marshal(s)
				if err != nil {
					return err
				}
				b.Write(text)
				if k == 0 {
					b.WriteByte(':')
				}
			}
		}
		b.WriteString("}\n")
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
	}
	return nil
}

// WriteSQL writes one INSERT a person. Names that are plain words stand bare, as every database reads them; others in
// double quotes, as the standard has it (MySQL: with ANSI_QUOTES).
func WriteSQL(w io.Writer, persons []Person, cols []Column, table string) error {
	if table == "" || !shown(table) {
		return fault.Errorf(fault.Usage, "write canaries: SQL needs a --table")
	}
	parts := strings.Split(table, ".")
	for i := range parts {
		parts[i] = identifier(parts[i])
	}
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = identifier(c.Name)
	}
	for i := range persons {
		values := row(&persons[i], cols)
		for j, v := range values {
			values[j] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
		}
		if _, err := fmt.Fprintf(w, "INSERT INTO %s (%s) VALUES (%s);\n", strings.Join(parts, "."), strings.Join(names, ", "), strings.Join(values, ", ")); err != nil {
			return err
		}
	}
	return nil
}

func identifier(s string) string {
	plain := s != ""
	for i := range len(s) {
		c := s[i]
		plain = plain && (c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || i > 0 && '0' <= c && c <= '9')
	}
	if plain {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// WriteText writes a paragraph a person, for a form that is filled in by hand.
func WriteText(w io.Writer, persons []Person, cols []Column) error {
	for i := range persons {
		if i > 0 {
			if _, err := fmt.Fprintln(w); err != nil {
				return err
			}
		}
		for j, v := range row(&persons[i], cols) {
			if _, err := fmt.Fprintf(w, "%s: %s\n", cols[j].Name, v); err != nil {
				return err
			}
		}
	}
	return nil
}
