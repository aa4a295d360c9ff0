package archive

import (
	"bytes"
	"context"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Unread knows archives that cannot be read, so that they are told as such: they may hold anything, unlike a picture.
type Unread struct{}

// Name implements content.Format.
func (Unread) Name() string { return "unread archive" }

var unread = []struct{ name, mark string }{
	{"RAR", "Rar!\x1A\x07"},
	{"CAB", "MSCF\x00\x00\x00\x00"},
	{"compress (.Z)", "\x1F\x9D"},
	{"lzip", "LZIP\x01"},
	{"ALZ", "ALZ\x01"},
	{"EGG", "EGGA"},
}

// kind is the archive's name, or "".
func (Unread) kind(p []byte) string {
	for _, u := range unread {
		if bytes.HasPrefix(p, []byte(u.mark)) {
			return u.name
		}
	}
	if len(p) > 21 && p[2] == '-' && p[3] == 'l' && (p[4] == 'h' || p[4] == 'z') && p[6] == '-' && p[20] <= 3 {
		return "LZH"
	}
	return ""
}

// Match implements content.Format. Two bytes alone say too little, so the name must agree.
func (u Unread) Match(h *content.Head) content.Certainty {
	switch k := u.kind(h.Bytes); {
	case k == "":
		return content.No
	case strings.HasPrefix(k, "compress") && !hasSuffix(h.Name, ".z", ".taz"):
		return content.No
	}
	return content.Magic
}

// Read implements content.Format.
func (u Unread) Read(_ context.Context, _ *content.Walk, b content.Body) error {
	var head [32]byte
	n, _ := io.ReadFull(b.R, head[:])
	return fault.Errorf(fault.Unreadable, "read %q: %s archives cannot be read", b.Name, u.kind(head[:n]))
}
