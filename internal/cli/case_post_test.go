package cli

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper"
	"github.com/tsutsumi-dev/tsutsumi/internal/report/paper/pdf"
)

// TestUnfit: letters that cannot go as they were printed are told, without the characters, which are of names.
func TestUnfit(t *testing.T) {
	letter := func(to ...string) *paper.Document {
		return &paper.Document{Lang: "ja", Letter: true, To: to, Subject: "お知らせ", Blocks: []paper.Block{paper.Text{Text: "本文"}}}
	}
	for name, c := range map[string]struct {
		to     []string
		want   string
		status int
	}{
		"as it should be": {[]string{"〒100-0000", "見本県見本市1-2-3", "見本 太郎 様"}, "", StatusDone},
		"not in the font": {[]string{"〒100-0000", "見本県見本市1-2-3", "𠮷田 太郎 様"}, "1か所", StatusPartly},
		"too long":        {slices.Repeat([]string{"見本県見本市見本町大字見本字見本1234番地5678 見本ビル"}, 12), "1件", StatusPartly},
	} {
		t.Run(name, func(t *testing.T) {
			var err bytes.Buffer
			n := &notifying{caseRoom: &caseRoom{a: &app{Streams: Streams{Err: &err}, lang: "ja"}}}
			p, e := pdf.Letters(io.Discard, func(yield func(*paper.Document, error) bool) { yield(letter(c.to...), nil) })
			if e != nil {
				t.Fatal(e)
			}
			n.unfit("a.pdf", p)
			if got := err.String(); c.want == "" && got != "" || !strings.Contains(got, c.want) || strings.Contains(got, "𠮷") || n.a.status != c.status {
				t.Errorf("status %d: %q", n.a.status, got)
			}
		})
	}
}
