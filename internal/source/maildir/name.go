package maildir

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// folder is how a subfolder is called: its parts with slashes, and modified UTF-7 (RFC 3501, 5.1.3) undone. What is not
// well formed stays as it is.
func folder(name string) string {
	parts := strings.Split(name, ".")
	for i, p := range parts {
		if t, ok := utf7(p); ok {
			parts[i] = t
		}
	}
	return content.SafeName(strings.Join(parts, "/"))
}

// alphabet is that of modified UTF-7, whose comma stands for a slash.
var alphabet = base64.NewEncoding("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,").WithPadding(base64.NoPadding)

func utf7(s string) (string, bool) {
	var b strings.Builder
	for {
		before, rest, more := strings.Cut(s, "&")
		b.WriteString(before)
		if !more {
			return b.String(), true
		}
		code, after, ended := strings.Cut(rest, "-")
		if !ended {
			return "", false
		}
		if s = after; code == "" {
			b.WriteByte('&')
			continue
		}
		p, err := alphabet.DecodeString(code)
		if err != nil || len(p)%2 != 0 {
			return "", false
		}
		units := make([]uint16, len(p)/2)
		for i := range units {
			units[i] = uint16(p[2*i])<<8 | uint16(p[2*i+1])
		}
		b.WriteString(string(utf16.Decode(units)))
	}
}
