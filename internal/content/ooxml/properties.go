package ooxml

import "bufio"

// Properties writes who made the document and what it is called.
func (p *Package) Properties(out *bufio.Writer) error {
	for _, name := range []string{"docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"} {
		if !p.Has(name) {
			continue
		}
		r, err := p.File(name)
		if err != nil {
			return err
		}
		s := NewScanner(r)
		field := ""
		for s.Next() {
			switch {
			case s.Kind == Start:
				field = string(s.Name)
			case s.Kind == Text && told[field]:
				out.WriteString(field)
				out.WriteString(": ")
				out.Write(s.Text)
				out.WriteByte('\n')
			case s.Kind == End:
				field = ""
			}
		}
		r.Close()
		if err := s.Err(); err != nil {
			return err
		}
	}
	return nil
}

// told are the properties that may say something of a person.
var told = map[string]bool{
	"creator": true, "lastModifiedBy": true, "title": true, "subject": true, "description": true, "keywords": true,
	"Manager": true, "Company": true, "lpwstr": true,
}
