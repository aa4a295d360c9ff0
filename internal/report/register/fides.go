package register

import (
	"encoding/json"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/declared/fides"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// FromFides makes entries of the datasets of a Fides file, to be laid beside what was found. place is what the inventory calls a
// target.
func FromFides(d *fides.Document, place func(target string) string) []Entry {
	var out []Entry
	for i := range d.Datasets {
		ds := &d.Datasets[i]
		base, owner := "", ""
		if s := d.Register.System(ds.System); s != nil {
			owner = s.Owner
			if s.Target != "" {
				base = place(s.Target)
			}
		} else if ds.System == "" && (strings.HasPrefix(ds.Name, "/") || strings.Contains(ds.Name, "://")) {
			base = ds.Name
		}
		for k := range ds.Collections {
			c := &ds.Collections[k]
			e := Entry{Name: c.Name, Place: c.Name, People: c.People, Department: owner}
			if base = strings.TrimRight(base, "/"); base != "" {
				e.Place = base
				if !strings.HasSuffix(base, "/"+c.Name) {
					e.Place += "/" + c.Name
				}
			}
			for f := range c.Fields {
				e.field(&c.Fields[f])
			}
			if len(e.Kinds)+len(e.Other) > 0 || len(c.Fields) == 0 {
				out = append(out, e)
			}
		}
	}
	return out
}

func (e *Entry) field(f *fides.Field) {
	for _, k := range f.Kinds {
		if !k.Any(pii.Credential | pii.NotPersonal) {
			e.Kinds = appendOnce(e.Kinds, k)
		}
	}
	for _, o := range f.Other {
		e.Other = appendOnce(e.Other, o)
	}
}

func appendOnce[T comparable](list []T, v T) []T {
	for _, x := range list {
		if x == v {
			return list
		}
	}
	return append(list, v)
}

// Imported is what a Fides file says against what was found and what is declared.
type Imported struct {
	*Differences
	Declared *declared.Comparison `json:"declared"`
}

// WriteJSON writes it as one JSON value.
func (d *Imported) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// WriteText writes it for people, in "ja" or "en".
func (d *Imported) WriteText(w io.Writer, lang string) error {
	if err := d.Differences.WriteText(w, lang); err != nil {
		return err
	}
	t := &differ{ja: lang == "ja"}
	c := d.Declared
	t.line("")
	if !c.Any() {
		t.line("%s", t.of("登録内容（tsutsumi.yaml）とも一致しています", "It agrees with what tsutsumi.yaml declares, too"))
	} else {
		t.line("%s", t.of("■ 登録内容（tsutsumi.yaml）との差異", "■ Against what tsutsumi.yaml declares"))
	}
	for _, n := range c.New {
		t.line(t.of("  %s：tsutsumi.yaml に登録なし", "  %s: not in tsutsumi.yaml"), n)
	}
	for _, x := range c.Differ {
		t.line(t.of("  %s：異なる項目 %s", "  %s: declared otherwise: %s"), x.Name, strings.Join(x.Keys, t.of("、", ", ")))
	}
	if len(c.Policy) > 0 {
		t.line(t.of("  policy：異なる項目 %s", "  policy: declared otherwise: %s"), strings.Join(c.Policy, t.of("、", ", ")))
	}
	for _, n := range c.Absent {
		t.line(t.of("  %s：ファイルになし", "  %s: not in the file"), n)
	}
	_, err := io.WriteString(w, t.b.String())
	return err
}
