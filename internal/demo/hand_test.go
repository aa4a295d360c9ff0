package demo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/eval"
)

// hand reads a corpus written by hand: files headed "-- name --", values marked {{KIND:value}}. A table begins with a line
// of the kinds of its columns, "-" for none and "*" where only marks count.
func hand(t *testing.T, name, dir string) []eval.Label {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "hand", name))
	if err != nil {
		t.Fatal(err)
	}
	var labels []eval.Label
	for part := range strings.SplitSeq("\n"+string(b), "\n-- ") {
		name, text, ok := strings.Cut(part, " --\n")
		if !ok {
			continue
		}
		out, ls := unmark(t, name, text)
		labels = append(labels, ls...)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(out), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return labels
}

// unmark takes the marks out of a text and tells where its values stand.
func unmark(t *testing.T, name, text string) (string, []eval.Label) {
	t.Helper()
	var kinds []string
	header := true
	if strings.HasPrefix(text, "#kinds") || strings.HasPrefix(text, "#noheader") {
		head, rest, _ := strings.Cut(text, "\n")
		f := strings.Fields(head)
		kinds, header, text = f[1:], f[0] == "#kinds", rest
	}
	var out strings.Builder
	var labels []eval.Label
	add := func(kind, value string) {
		k, ok := pii.Parse(kind)
		if !ok {
			t.Fatalf("%s: no kind %q", name, kind)
		}
		start := int64(out.Len())
		out.WriteString(value)
		labels = append(labels, eval.Label{File: name, Part: name, Kind: k, Start: start, End: int64(out.Len())})
	}
	marked := func(s string) {
		for {
			pre, rest, ok := strings.Cut(s, "{{")
			out.WriteString(pre)
			if !ok {
				return
			}
			mark, after, _ := strings.Cut(rest, "}}")
			kind, value, _ := strings.Cut(mark, ":")
			add(kind, value)
			s = after
		}
	}
	if kinds == nil {
		marked(text)
		return out.String(), labels
	}
	sep := ","
	switch {
	case strings.Contains(text, "\t"):
		sep = "\t"
	case strings.Contains(strings.SplitN(text, "\n", 2)[0], ";"):
		sep = ";"
	}
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		for j, cell := range cells(line, sep) {
			if j > 0 {
				out.WriteString(sep)
			}
			bare := strings.Trim(cell, `"=' `)
			switch {
			case header && i == 0, bare == "", bare == "-", bare == "なし", bare == "不明", kinds[j] == "-":
				out.WriteString(cell)
			case kinds[j] == "*":
				marked(cell)
			default:
				add(kinds[j], cell)
			}
		}
		out.WriteByte('\n')
	}
	return out.String(), labels
}

// cells splits a line at separators outside quotes.
func cells(line, sep string) []string {
	var out []string
	start, quoted := 0, false
	for i := range len(line) {
		switch {
		case line[i] == '"':
			quoted = !quoted
		case !quoted && line[i] == sep[0]:
			out = append(out, line[start:i])
			start = i + 1
		}
	}
	return append(out, line[start:])
}

// TestHand measures the corpus written by hand: small tables as people keep them, and letters, notes and reports.
func TestHand(t *testing.T) {
	for _, name := range []string{"tables.txt", "prose.txt"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			labels := hand(t, name, dir)
			s := scanAll(t, dir)
			r := eval.CompareFound(labels, s.found)
			var b strings.Builder
			if err := r.Write(&b); err != nil {
				t.Fatal(err)
			}
			t.Log("\n" + b.String())
			for _, m := range misses(labels, s.found, 3) {
				t.Error(m)
			}
			show(t, dir, &r)
		})
	}
}
