package legal

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
)

// nth is 第2報.
func (s *Sheet) nth(n int) string {
	if s.Lang == "ja" {
		return "第" + strconv.Itoa(n) + "報"
	}
	return "Report no. " + strconv.Itoa(n)
}

// Flat is an entry as one text, as it is compared and copied: its paragraphs, before them the boxes that are ticked.
func Flat(f *paper.Field) string {
	if f.Unknown {
		return ""
	}
	var parts []string
	var ticked []string
	for _, c := range f.Choices {
		if c.Ticked {
			ticked = append(ticked, c.Text)
		}
	}
	if len(ticked) > 0 {
		parts = append(parts, strings.Join(ticked, " / "))
	}
	return strings.Join(append(parts, f.Value...), "\n")
}

// Each calls do for each entry of a document, which it may change.
func Each(d *paper.Document, do func(*paper.Field)) {
	for _, b := range d.Blocks {
		if list, ok := b.(paper.Fields); ok {
			for i := range list.List {
				do(&list.List[i])
			}
		}
	}
}

// Values are a document's entries by their IDs, as an event keeps them. Entries that name who we are, and what the document is, are
// not among them: a mask of our own telephone tells nobody what changed.
func Values(d *paper.Document, mask func(string) string) map[string]string {
	out := map[string]string{}
	Each(d, func(f *paper.Field) {
		if kept(f.ID) {
			v := Flat(f)
			if mask != nil && v != "" {
				v = mask(v)
			}
			out[f.ID] = v
		}
	})
	return out
}

func kept(id string) bool {
	return id == "operator.role" || id != "" && !strings.HasPrefix(id, "operator.") && !strings.HasPrefix(id, "report.") && !strings.HasPrefix(id, "fixed.")
}

// Diff marks the entries of a document that are not what they were in the version before, by whose values it is compared.
func Diff(d *paper.Document, was map[string]string, mask func(string) string) (changed int) {
	if was == nil {
		return 0
	}
	Each(d, func(f *paper.Field) {
		before, there := was[f.ID]
		if !there || !kept(f.ID) {
			return
		}
		now := Flat(f)
		if mask != nil && now != "" {
			now = mask(now)
		}
		if now == before {
			return
		}
		changed++
		f.Changed = true
		if f.Was = strings.Split(before, "\n"); before == "" {
			f.Was = []string{paper.UnderInvestigation(d.Lang)}
		}
	})
	if changed > 0 {
		text := fmt.Sprintf("%d entries changed against the version before; they are marked.", changed)
		if d.Lang == "ja" {
			text = fmt.Sprintf("前の版から変更した項目：%d件（該当箇所に印を付けています）", changed)
		}
		d.Lead = append(d.Lead, text)
	}
	return changed
}
