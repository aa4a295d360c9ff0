package git

import (
	"bufio"
	"encoding/hex"
	"io"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// sizer tells sizes in the order in which they were asked for. git looks for them beside the reading.
type sizer struct {
	s    *stream
	scan *bufio.Scanner
}

func (l *lister) sizes(order []uint32) *sizer {
	if len(order) == 0 {
		return &sizer{}
	}
	t := l.h.table
	feed := func(w io.Writer) error {
		var line []byte
		for _, i := range order {
			line = append(hex.AppendEncode(line[:0], t.id(i)), '\n')
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
		return nil
	}
	return l.r.sizes(l, feed)
}

func (r *repo) sizes(l *lister, feed func(io.Writer) error) *sizer {
	s, err := r.stream(l.ctx, "ask for sizes", feed, "cat-file", "--batch-check=%(objecttype) %(objectsize)", "--buffer")
	if err != nil {
		return &sizer{} // whoever reads will tell
	}
	return &sizer{s, bufio.NewScanner(s)}
}

// next is the size of the next blob, -1 if git cannot tell.
func (z *sizer) next() (int64, error) {
	if z.s == nil || !z.scan.Scan() {
		return -1, nil
	}
	kind, size, _ := strings.Cut(z.scan.Text(), " ")
	switch kind {
	case "blob":
		if n, err := strconv.ParseInt(size, 10, 64); err == nil {
			return n, nil
		}
		return -1, nil
	case "commit", "tree", "tag":
		return -1, fault.Errorf(fault.Unreadable, "read: the object is no file's content")
	}
	return -1, fault.Errorf(fault.Unreadable, "read: the object is missing or broken")
}

func (z *sizer) stop() {
	if z.s != nil {
		z.s.stop()
	}
}
