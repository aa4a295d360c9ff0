package engine

import (
	"bytes"
	"encoding/hex"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Name makes the name of a thing (a path, a field, a key) safe to store and to show: names of things are data too. What
// the detectors find in it becomes a mask, and a short fingerprint of the whole stands behind it, so that two files of two
// people stay two.
func (e *Engine) Name(name string) string {
	if name == "" {
		return name
	}
	w := <-e.pool
	defer func() { e.pool <- w }()
	text := []byte(name)
	w.sw.place, w.sw.lang, w.sw.field = detect.Prose, langOf(text), noLabel
	plain := segments(text, true)
	spans := w.sw.sweep(plain, 0, 0, len(plain), len(plain))
	if bytes.IndexByte(text, '@') >= 0 && !slices.ContainsFunc(spans, func(sp span) bool { return sp.kind == pii.EmailAddress }) {
		// What looks like an extension may be the end of an address.
		plain = segments(text, false)
		spans = w.sw.sweep(plain, 0, 0, len(plain), len(plain))
	}
	var out []byte
	at := 0
	for _, sp := range spans {
		if !telling(sp.kind) {
			continue
		}
		out = append(out, text[at:sp.start]...)
		out = pii.Mask(out, sp.kind, text[sp.start:sp.end])
		at = sp.end
	}
	if at == 0 {
		return name
	}
	out = append(out, text[at:]...)
	f := w.hasher.Sum(text)
	return string(out) + "~" + hex.EncodeToString(f[:3])
}

// telling tells whether a kind in a name tells of a person or opens something.
func telling(k pii.Kind) bool {
	return k.Any(pii.Identifies|pii.Special|pii.Financial|pii.Credential) || k.Info().Rank > 0 || k == pii.StreetAddress
}

// segments is a path with blanks for its slashes and for the dot before an extension: logs/taro@example.com.csv holds an
// address of its own. In logs/taro@example.com the dot is the address's: extension is false.
func segments(path []byte, extension bool) []byte {
	out := bytes.Clone(path)
	for i, c := range path {
		if c == '/' || extension && c == '.' && len(path)-i <= 6 && i == bytes.LastIndexByte(path, '.') {
			out[i] = ' '
		}
	}
	return out
}
