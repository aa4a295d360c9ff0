package verdict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// JSON writes one line for each match, as docs/format/match.md says: {"match":{…}}.
func JSON(w io.Writer, ms []leak.Match) error {
	for i := range ms {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(struct {
			Match leak.Match `json:"match"`
		}{whole(ms[i])}); err != nil {
			return fmt.Errorf("encode match %d: %w", i+1, err)
		}
		if _, err := w.Write(quiet(b.Bytes())); err != nil {
			return err
		}
	}
	return nil
}

// whole makes lists of what is nil: in a match null means unknown, and a list without entries is not that.
func whole(m leak.Match) leak.Match {
	m.What.Parts, m.What.Charsets, m.What.Years = list(m.What.Parts), list(m.What.Charsets), list(m.What.Years)
	m.What.Parts = append([]leak.Part(nil), m.What.Parts...)
	for i := range m.What.Parts {
		m.What.Parts[i].Fields = list(m.What.Parts[i].Fields)
	}
	m.What.Parts = list(m.What.Parts)
	m.Genuine.Evidence, m.Ours.Evidence = list(m.Genuine.Evidence), list(m.Ours.Evidence)
	m.Origin = append([]leak.Origin{}, m.Origin...)
	for i := range m.Origin {
		m.Origin[i].Changes = list(m.Origin[i].Changes)
	}
	m.People.Decades, m.People.Regions = list(m.People.Decades), list(m.People.Regions)
	m.Harm, m.Law.Kinds = list(m.Harm), list(m.Law.Kinds)
	m.Axes = append([]leak.Axis{}, m.Axes...)
	for i := range m.Axes {
		m.Axes[i].Kinds = list(m.Axes[i].Kinds)
	}
	m.Canaries, m.Assets, m.Recycled, m.Skipped = list(m.Canaries), list(m.Assets), list(m.Recycled), list(m.Skipped)
	if m.Kinds == nil {
		m.Kinds = map[pii.Kind]int64{}
	}
	return m
}

func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// quiet escapes what JSON allows as it stands but what steers a terminal: a match is often looked at in one.
func quiet(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r >= 0x7f && r < 0xa0 || r < 0x10000 && unicode.Is(unicode.Cf, r):
			out = fmt.Appendf(out, `\u%04x`, r)
		case unicode.Is(unicode.Cf, r):
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			out = append(out, b[i:i+n]...)
		}
		i += n
	}
	return out
}
