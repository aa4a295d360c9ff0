package legal

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

// Next settles which version of a form the document will be, which report to its recipient, and against what it is compared: the report of
// its series that was handed in last, or, of a draft, the draft before; only what is in the same language can be compared.
func (in *Input) Next(forms []Form, f *Form, lang string) {
	in.Version, in.Report, in.Previous = 1, 1, nil
	var draft *breach.Source[breach.Drafted]
	for i := range in.State.Drafts {
		d := &in.State.Drafts[i]
		if d.Body.Document == f.ID {
			in.Version = max(in.Version, d.Body.Version+1)
			if d.Body.Lang == lang {
				draft = d
			}
		}
	}
	for i := range in.State.Submissions {
		u := &in.State.Submissions[i]
		g, err := Find(forms, u.Body.Document)
		if err != nil || g.Continues() != f.Continues() {
			continue
		}
		in.Report++
		p := &Previous{Form: u.Body.Document, Version: u.Body.Version, Submitted: true, At: u.Body.At, Receipt: u.Body.Receipt, To: u.Body.To, Seq: u.Seq}
		if d := Drafted(in.State, u.Body.Document, u.Body.Version); d != nil && d.Body.Lang == lang {
			p.Fields = fields(d)
		}
		in.Previous = p
	}
	if in.Previous == nil && draft != nil && !in.Final {
		in.Previous = &Previous{Form: f.ID, Version: draft.Body.Version, Fields: fields(draft), Seq: draft.Seq}
	}
}

// Drafted is the draft of a form's version, nil if there is none.
func Drafted(st *breach.State, form string, version int) *breach.Source[breach.Drafted] {
	for i := len(st.Drafts) - 1; i >= 0; i-- {
		if d := &st.Drafts[i]; d.Body.Document == form && d.Body.Version == version {
			return d
		}
	}
	return nil
}

func fields(d *breach.Source[breach.Drafted]) map[string]string {
	for _, f := range d.Body.Files {
		if f.Fields != nil {
			return f.Fields
		}
	}
	return nil
}

// Meets are the rules that handing a form in meets, of those that the case has: of a form that serves for several stages the first that is
// still open.
func Meets(forms []Form, f *Form, duties []breach.Duty) []string {
	rules := f.Rules
	if len(rules) == 0 {
		for _, g := range forms {
			if g.Continues() == f.Continues() {
				rules = append(rules, g.Rules...)
			}
		}
		for _, id := range rules {
			for i := range duties {
				if d := &duties[i]; d.Rule.ID == id && d.Status != breach.Done && d.Status != breach.DoneLate && d.Status != breach.None {
					return []string{id}
				}
			}
		}
		return nil
	}
	var out []string
	for _, id := range rules {
		for i := range duties {
			if duties[i].Rule.ID == id && duties[i].Status != breach.None {
				out = append(out, id)
			}
		}
	}
	return out
}

// Missing are the entries of a document that are unknown.
func Missing(entries []Entry) []Entry {
	var out []Entry
	for _, e := range entries {
		if e.Unknown {
			out = append(out, e)
		}
	}
	return out
}
