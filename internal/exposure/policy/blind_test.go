package policy

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// measured is how well a set of pages was read.
type measured struct{ right, wrong, missed, transfers, pages, names, named int }

func (m measured) precision() float64 { return float64(m.right) / float64(max(1, m.right+m.wrong)) }
func (m measured) recall() float64    { return float64(m.right) / float64(max(1, m.right+m.missed)) }

// measure reads the pages of a folder and compares with its gold.tsv.
func measure(t *testing.T, dir string) measured {
	t.Helper()
	gold, err := os.ReadFile(filepath.Join(dir, "gold.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	var m measured
	for line := range strings.Lines(string(gold)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(f) != 4 {
			continue
		}
		page, err := os.ReadFile(filepath.Join(dir, f[0]))
		if err != nil {
			t.Fatal(err)
		}
		text := ReadPlain(string(page))
		if strings.HasSuffix(f[0], ".html") {
			if text, err = ReadHTML(page); err != nil {
				t.Fatal(err)
			}
		}
		d := Extract(text)
		m.pages++
		want := strings.Fields(f[1])
		for _, c := range d.Codes() {
			if slices.Contains(want, c) {
				m.right++
			} else {
				m.wrong++
				t.Logf("%s: %s is none that it declares", f[0], c)
			}
		}
		for _, c := range want {
			if !slices.Contains(d.Codes(), c) {
				m.missed++
				t.Logf("%s: %s is missed", f[0], c)
			}
		}
		if d.Transfer.String() == f[2] {
			m.transfers++
		} else {
			t.Logf("%s: transfer %s, want %s", f[0], d.Transfer, f[2])
		}
		for name := range strings.SplitSeq(f[3], "; ") {
			if name == "" {
				continue
			}
			m.names++
			if slices.ContainsFunc(d.Contractors, func(q Quote) bool { return Plain(q.Text) == Plain(name) }) {
				m.named++
			} else {
				t.Logf("%s: %s is not read as a contractor: %v", f[0], name, d.Contractors)
			}
		}
		quotes(t, f[0], text.String(), d)
	}
	return m
}

// quotes fails on a quote that does not stand where it says.
func quotes(t *testing.T, page, text string, d *Declared) {
	t.Helper()
	all := slices.Concat(d.Contractors, d.Purposes, d.Retention, d.JointUse, d.Says)
	for _, p := range d.Countries {
		all = append(all, p.Quote)
	}
	for _, q := range all {
		if q.Start < 0 || q.End > len(text) || q.Start > q.End || strings.TrimSpace(text[q.Start:q.End]) != q.Text {
			t.Errorf("%s: %q does not stand at %d to %d", page, q.Text, q.Start, q.End)
		}
	}
}

// TestBlind holds the rules to what they reached on pages that were written before they were read. What they reached at
// first sight stands in docs/exposure-sites.md.
func TestBlind(t *testing.T) {
	for _, dir := range []string{"blind", "second", "third", "fourth"} {
		m := measure(t, "testdata/"+dir)
		t.Logf("%s: %d pages: countries precision %.3f recall %.3f (%d right, %d wrong, %d missed), transfer %d of %d, contractors %d of %d",
			dir, m.pages, m.precision(), m.recall(), m.right, m.wrong, m.missed, m.transfers, m.pages, m.named, m.names)
		if m.precision() < 0.97 || m.recall() < 0.97 || m.transfers < m.pages-1 || m.named < m.names {
			t.Errorf("%s: worse than it was", dir)
		}
	}
}
