package engine_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/csv"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// finder keeps where findings stand, and checks that they stand somewhere.
type finder struct {
	text  []byte
	found []string
	err   error
}

func (f *finder) Hits(p *engine.Part, fields []string, hits []engine.Hit) error {
	for _, h := range hits {
		if h.Start < 0 || h.End <= h.Start || h.End > int64(len(f.text)) || h.Record < 1 || h.Line < 1 || int(h.Field) >= len(fields) && h.Field >= 0 {
			f.err = fmt.Errorf("a finding at [%d:%d], record %d, line %d, field %d of %d in a text of %d bytes",
				h.Start, h.End, h.Record, h.Line, h.Field, len(fields), len(f.text))
			return f.err
		}
		if lines := int64(bytes.Count(f.text[:h.Start], []byte("\n"))) + 1; h.Field < 0 && h.Line != lines {
			f.err = fmt.Errorf("a finding at %d is told on line %d, want %d", h.Start, h.Line, lines)
			return f.err
		}
		f.found = append(f.found, fmt.Sprint(h.Kind, h.Start, h.End))
	}
	return nil
}

func (f *finder) Done(*engine.Part) error   { return nil }
func (f *finder) Skip(string, int64, error) {}

// blocksOf cuts a text of a form into blocks of a size.
func blocksOf(p *content.Part, data []byte, size int) content.Blocks {
	var r io.Reader = bytes.NewReader(data)
	switch p.Form {
	case content.CSV:
		return csv.NewBlocksSize(r, p, size)
	case content.NDJSON:
		return ndjson.NewBlocksSize(r, size)
	}
	return text.NewBlocksSize(r, size)
}

// FuzzEngine: whatever the bytes and whatever they are taken for, nothing breaks down and every finding stands in the text.
// Text cut at other lines has the same findings.
func FuzzEngine(f *testing.F) {
	for form := range content.NDJSON + 1 {
		for _, s := range []string{"", "a,b\n1,2\n", "氏名: 堤 花子\n電話 090-1111-2222 taro@example.com\n", "氏名,メール\n堤 花子,taro@example.com\n川上 太郎,hanako@example.jp\n",
			"{\"m\":\"taro@example.com\",\"t\":\"\\u3042 090-1111-2222\"}\n{\"x\":[{\"y\":1}]}\n", "\"\"\rx\n", "password = \"hunter2hunter2\"\n4111 1111 1111 1111\n",
			"〒100-0001 東京都千代田区千代田1-1 生年月日 昭和60年1月1日", "{\"a\":\"", "\xff\xfe@\x00."} {
			f.Add([]byte(s), uint8(form), uint8(40))
		}
	}
	key, err := pii.NewKey(make([]byte, pii.KeySize), "fuzz")
	if err != nil {
		f.Fatal(err)
	}
	e := engine.New(engine.Config{Detectors: detectors.All(), Key: key, Run: key, Workers: 1, Findings: true})
	f.Fuzz(func(t *testing.T, data []byte, form, size uint8) {
		if len(data) > 8192 {
			return
		}
		// A part's text is UTF-8: what was broken has become U+FFFD.
		data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
		judge := func(size int) []string {
			p := &content.Part{Name: "f", Form: content.Form(form) % (content.NDJSON + 1), Comma: ',', Size: int64(len(data))}
			s := &finder{text: data}
			r := e.NewReader(s, "fuzz")
			if err := errors.Join(r.Part(context.Background(), p, blocksOf(p, data, size)), r.Close()); err != nil {
				t.Fatal(err)
			}
			slices.Sort(s.found)
			return s.found
		}
		whole := judge(len(data) + 1)
		cut := judge(int(size) + 1)
		if content.Form(form)%(content.NDJSON+1) >= content.CSV || bytes.ContainsFunc(data, func(r rune) bool { return r >= 0x80 }) {
			return // the sample of a table, and the language of a text, are told from the first block
		}
		if diff := cmp.Diff(whole, cut); diff != "" {
			t.Errorf("blocks of %d bytes change the findings (-whole +cut):\n%s", int(size)+1, diff)
		}
	})
}
