// Package book is the laws: the rules as dated data, one file a law, and the catalogue of facts they ask. Files are read strictly and checked as a
// whole: every fact is in the catalogue and used as its sort allows, every text is there in both languages, versions of one rule do not overlap,
// clocks are complete, and every rule brings worked examples, which a test runs.
//
// How a file is written says docs/law.md.
package book

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

//go:embed data/*.yaml
var data embed.FS

// Book is what is known of laws.
type Book struct {
	// Rules are all versions of all rules, by file and place in it.
	Rules []*law.Rule
	// Facts is the catalogue, in the order in which one asks.
	Facts []*law.Fact
}

// Open is the book that comes with the program. It is read once; nobody may change it.
var Open = sync.OnceValues(func() (*Book, error) {
	files, err := fs.Sub(data, "data")
	if err != nil {
		return nil, err
	}
	return Read(files)
})

// IDs are the ids of the rules, each once, in the book's order.
func (b *Book) IDs() []string {
	var out []string
	for _, r := range b.Rules {
		if !slices.Contains(out, r.ID) {
			out = append(out, r.ID)
		}
	}
	return out
}

// Rule is the version of a rule that was in force at a time; if none was, the nearest one, whose Apply says why it does not apply; nil if there is no
// rule of that id.
func (b *Book) Rule(id string, at time.Time) *law.Rule {
	var near *law.Rule
	for _, r := range b.Rules {
		if r.ID != id {
			continue
		}
		if r.InForce(at) {
			return r
		}
		if near == nil || !at.Before(r.From) {
			near = r
		}
	}
	return near
}

// On are the rules at a time, one version each: that in force, or the nearest.
func (b *Book) On(at time.Time) []*law.Rule {
	var out []*law.Rule
	for _, id := range b.IDs() {
		out = append(out, b.Rule(id, at))
	}
	return out
}

// Fact is a fact by its name or another under which it is understood, nil if there is none.
func (b *Book) Fact(name string) *law.Fact {
	for _, f := range b.Facts {
		if strings.EqualFold(f.Name, name) || slices.ContainsFunc(f.Also, func(a string) bool { return strings.EqualFold(a, name) }) {
			return f
		}
	}
	return nil
}
