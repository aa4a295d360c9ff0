package bounce

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// longest is how much of a message is read, in bytes: what it says stands before that.
const longest = 1 << 20

// Read shows the messages of a file (one message, or an mbox), or of a folder of such (a Maildir too). What cannot be read is counted.
func Read(path string, show func(Message) error) (unread int64, err error) {
	st, err := os.Stat(path)
	if err != nil {
		return 0, fault.As(fault.Usage, fmt.Errorf("read bounces: %w", err))
	}
	if !st.IsDir() {
		return 0, file(path, show)
	}
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			unread++
			return nil //nolint:nilerr // counted; the rest goes on
		}
		if d.IsDir() && (d.Name() == "tmp" && p != path) {
			return fs.SkipDir // of a Maildir: what is being written
		}
		if !d.Type().IsRegular() {
			return nil
		}
		err = file(p, show)
		if fault.Of(err) == fault.Unreadable {
			unread++
			return nil
		}
		return err
	})
	return unread, err
}

func file(path string, show func(Message) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fault.As(fault.Unreadable, fmt.Errorf("read bounces: %w", err))
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 64<<10)
	head, _ := r.Peek(5)
	if string(head) != "From " {
		b, err := io.ReadAll(io.LimitReader(r, longest))
		if err != nil {
			return fault.As(fault.Unreadable, fmt.Errorf("read bounces: %w", err))
		}
		return show(Parse(b))
	}
	return mbox(r, show)
}

// mbox reads messages that each begin with a line "From ", after an empty one but for the first.
func mbox(r *bufio.Reader, show func(Message) error) error {
	var msg []byte
	empty, begun := true, false
	for {
		line, err := r.ReadSlice('\n')
		full := errors.Is(err, bufio.ErrBufferFull)
		if err != nil && !full && !errors.Is(err, io.EOF) {
			return fault.As(fault.Unreadable, fmt.Errorf("read bounces: %w", err))
		}
		switch {
		case empty && bytes.HasPrefix(line, []byte("From ")):
			if begun {
				if err := show(Parse(msg)); err != nil {
					return err
				}
			}
			msg, begun = msg[:0], true
		case len(msg)+len(line) <= longest:
			msg = append(msg, line...)
		}
		empty = !full && len(bytes.TrimRight(line, "\r\n")) == 0
		if errors.Is(err, io.EOF) {
			if begun {
				return show(Parse(msg))
			}
			return nil
		}
	}
}
