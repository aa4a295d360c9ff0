package imap

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// block is what a tar file's headers and bodies are multiples of.
const block = 512

// reader is a tar file of the mails of a range.
type reader struct {
	ctx         context.Context
	s           *Source
	box         string
	first, last imap.UID
	seen        map[imap.UID]bool // mails that were read, and the one in hand
	done        bool

	c        *conn
	validity uint32
	cmd      *imapclient.FetchCommand
	rest     bool      // cmd asks for the rest of one mail
	mail     io.Reader // of the one in hand, nil between mails
	uid      imap.UID
	failed   error // of reading it
	off      int64 // bytes of it handed out
	size     int64
	out      []byte // a header or the filling behind a mail
	err      error
}

// begin opens the mailbox, so that one that is not there is told at once.
func (r *reader) begin() error {
	return r.s.retry.Do(r.ctx, func(context.Context) error { return r.connect() })
}

func (r *reader) connect() (err error) {
	r.end()
	if r.c, err = r.s.dial(r.ctx); err != nil {
		return err
	}
	data, err := r.c.examine(r.box)
	if err != nil {
		return err
	}
	if r.validity != 0 && data.UIDValidity != r.validity {
		return fault.Errorf(fault.Changed, "read mails: the mailbox was made anew meanwhile")
	}
	r.validity = data.UIDValidity
	return nil
}

// end closes the connection, and with it the command that runs.
func (r *reader) end() {
	if r.c == nil {
		return
	}
	_ = r.c.guard.Close()
	// Before the client, which waits until what it was reading is taken from its hands; but a mail that failed is not touched
	// again: the library has gone on behind it.
	if r.cmd != nil && r.failed == nil {
		_ = r.cmd.Close()
	}
	r.c.close()
	r.c, r.cmd, r.mail, r.failed = nil, nil, nil, nil
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	for {
		switch {
		case len(p) == 0:
			return 0, nil
		case len(r.out) > 0:
			n := copy(p, r.out)
			r.out = r.out[n:]
			return n, nil
		case r.err != nil:
			return 0, r.err
		}
		var n int
		err := r.s.retry.Do(r.ctx, func(context.Context) (err error) {
			n, err = r.step(p)
			if fault.Of(err) == fault.Unavailable {
				r.end()
			}
			return err
		})
		if r.err = err; n > 0 {
			return n, nil
		}
	}
}

// step reads on: a stretch of the mail in hand, or up to the next one's header.
func (r *reader) step(p []byte) (int, error) {
	if r.c == nil {
		if err := r.connect(); err != nil {
			return 0, err
		}
	}
	if r.mail != nil || r.off < r.size {
		return r.body(p)
	}
	if r.cmd == nil {
		if r.done {
			r.out = make([]byte, 2*block)
			return 0, io.EOF
		}
		set := r.left()
		if r.done = len(set) == 0; r.done {
			return 0, nil
		}
		r.fetch(set, nil)
	}
	return 0, r.header()
}

// left are the UIDs of the range that were not yet read.
func (r *reader) left() (set imap.UIDSet) {
	for from := r.first; from <= r.last; from++ {
		if r.seen[from] {
			continue
		}
		to := from
		for to < r.last && !r.seen[to+1] {
			to++
		}
		set.AddRange(from, to)
		if from = to; to == 1<<32-1 {
			break
		}
	}
	return set
}

func (r *reader) fetch(set imap.UIDSet, part *imap.SectionPartial) {
	r.rest = part != nil
	_ = r.c.ask("read mails", func() error {
		r.cmd = r.c.Fetch(set, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true, Partial: part}}})
		return nil
	})
}

// literal goes to the body of the next mail of the command; nil if there is none any more.
func (r *reader) literal() (uid imap.UID, lit imap.LiteralReader, err error) {
	err = r.c.ask("read mails", func() error {
		for {
			m := r.cmd.Next()
			if m == nil {
				cmd := r.cmd
				r.cmd = nil
				return cmd.Close()
			}
			for item := m.Next(); item != nil; item = m.Next() {
				switch item := item.(type) {
				case imapclient.FetchItemDataUID:
					uid = item.UID
				case imapclient.FetchItemDataBodySection:
					if lit = item.Literal; lit != nil {
						return nil
					}
				}
			}
		}
	})
	return uid, lit, err
}

// header begins the next mail.
func (r *reader) header() error {
	uid, lit, err := r.literal()
	if err != nil {
		return err
	}
	if lit == nil { // the command's end
		r.done = !r.rest
		return nil
	}
	if uid < r.first || uid > r.last || r.seen[uid] {
		return fault.Errorf(fault.Unreadable, "read mails: the server sends mails that were not asked for")
	}
	var b bytes.Buffer
	h := &tar.Header{Name: fmt.Sprintf("%d.eml", uid), Mode: 0o600, Size: lit.Size(), Typeflag: tar.TypeReg, Format: tar.FormatGNU, ModTime: time.Unix(0, 0)}
	if err := tar.NewWriter(&b).WriteHeader(h); err != nil {
		return fault.Errorf(fault.Unreadable, "read mails: a mail of an impossible size")
	}
	r.out, r.mail, r.uid, r.off, r.size = b.Bytes(), lit, uid, 0, lit.Size()
	r.seen[uid] = true
	return nil
}

// body hands out the mail in hand. If the connection broke in the middle, the rest of the mail is asked for.
func (r *reader) body(p []byte) (n int, err error) {
	if r.mail == nil {
		set := imap.UIDSetNum(r.uid)
		r.fetch(set, &imap.SectionPartial{Offset: r.off, Size: r.size - r.off})
		uid, lit, err := r.literal()
		if err != nil {
			return 0, err
		}
		if lit == nil || uid != r.uid || lit.Size() != r.size-r.off {
			return 0, fault.Errorf(fault.Changed, "read mails: a mail went while it was read")
		}
		r.mail = lit
	}
	if r.off == r.size {
		return 0, r.filling()
	}
	if r.failed != nil {
		return 0, r.failed
	}
	r.failed = r.c.ask("read mails", func() error {
		var err error
		n, err = r.mail.Read(p[:min(int64(len(p)), r.size-r.off)])
		if err == io.EOF && r.off+int64(n) == r.size {
			err = nil
		} else if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	})
	r.off += int64(n)
	if n > 0 { // handed out; what is wrong is told next
		return n, nil
	}
	return 0, r.failed
}

// filling ends a mail.
func (r *reader) filling() error {
	if _, err := io.Copy(io.Discard, r.mail); err != nil { // its end tells the library that it was read
		return r.c.fail("read mails", err)
	}
	r.mail = nil
	if rest := r.size % block; rest > 0 {
		r.out = make([]byte, block-rest)
	}
	r.off, r.size = 0, 0
	return nil
}
