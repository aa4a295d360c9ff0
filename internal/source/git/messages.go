package git

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// messages is the unit of what commits say themselves.
const (
	messages = "(commit messages)"
	partOf   = "(commit messages " // and which
)

// messages yields the unit. whole says that authors and committers are part of it: in the history they are persons whose
// names and addresses everybody reads who can clone; of a pull request only what is written is looked at, since each has
// an author.
func (l *lister) messages(commits, tags []string, whole bool) {
	if len(commits) == 0 || l.h.count() == 0 || l.left {
		return
	}
	sum := sha256.New()
	for _, id := range append(append([]string{}, commits...), tags...) {
		io.WriteString(sum, id) //nolint:errcheck,gosec // a hash takes everything
	}
	// A part of them is a unit of its own: it must not stand for all of them in the inventory.
	u := source.Unit{Name: messages, Place: messages, Size: -1}
	since := l.s.o.Since
	if !since.IsZero() {
		u.Name = partOf + "since " + since.UTC().Format(time.RFC3339) + ")"
		io.WriteString(sum, u.Name) //nolint:errcheck,gosec // a hash takes everything
	} else if !whole {
		u.Name = partOf + commits[1][1:13] + ".." + commits[0][:12] + ")"
	}
	u.Stamp = hex.EncodeToString(sum.Sum(nil)[:16])
	l.s.mu.Lock()
	l.s.said = &said{commits: commits, tags: tags, whole: whole, since: since, stamp: u.Stamp}
	l.s.mu.Unlock()
	l.tell(u, nil)
}

// said is what the unit is read from.
type said struct {
	commits, tags []string
	whole         bool
	since         time.Time
	stamp         string
}

func (s *Source) openMessages(ctx context.Context, r *repo, u source.Unit) (*source.Body, error) {
	s.mu.Lock()
	w := s.said
	s.mu.Unlock()
	if w == nil || w.stamp != u.Stamp {
		return nil, fault.Errorf(fault.Changed, "read commit messages: other commits than were listed")
	}
	st, err := r.stream(ctx, "read commit messages", lines(w.commits), "log", "--stdin", "-z", "--no-patch", "--no-color", "--no-notes", "--no-decorate",
		"--encoding=UTF-8", "--date-order", "--format=tformat:%ct%x00%an%x00%ae%x00%cn%x00%ce%x00%B")
	if err != nil {
		return nil, err
	}
	b := &sayings{s: st, w: w}
	return &source.Body{
		Body: content.Body{Name: u.Name, Size: -1, R: b, Known: &content.Part{
			Type: "application/x-ndjson", Charset: "utf-8", Size: -1, Form: content.NDJSON, Locate: content.ByRecord,
		}},
		Changed: func() bool { return false },
		Close: func() error {
			st.stop()
			return nil
		},
	}, nil
}

// sayings writes commits as lines of JSON while it is read.
type sayings struct {
	s    *stream
	w    *said
	line bytes.Buffer
	err  error
}

type person struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

type saying struct {
	Author    *person `json:"author,omitempty"`
	Committer *person `json:"committer,omitempty"`
	Message   string  `json:"message"`
}

// maxMessage is how much of one message is read.
const maxMessage = 16 << 20

// Read implements io.Reader.
func (b *sayings) Read(p []byte) (int, error) {
	for b.line.Len() == 0 && b.err == nil {
		b.err = b.fill()
	}
	if b.line.Len() > 0 {
		return b.line.Read(p)
	}
	return 0, b.err
}

// fill reads one commit.
func (b *sayings) fill() error {
	var f [6]string
	for i := range f {
		var err error
		f[i], err = b.s.token(maxMessage)
		switch {
		case err == nil:
		case errors.Is(err, io.EOF) && i == 0:
			return b.ended()
		case errors.Is(err, io.EOF):
			return fault.Errorf(fault.Unreadable, "read commit messages: git ended early")
		default:
			return err
		}
	}
	if !b.w.since.IsZero() && seconds(f[0]) < b.w.since.Unix() {
		return nil
	}
	say := saying{Message: f[5]}
	if b.w.whole {
		say.Author = &person{f[1], f[2]}
		if f[3] != f[1] || f[4] != f[2] {
			say.Committer = &person{f[3], f[4]}
		}
	} else {
		say.Message = signatures.ReplaceAllString(say.Message, "")
	}
	return json.NewEncoder(&b.line).Encode(say)
}

// signatures are lines that name who made or saw a change, as they stand at the end of a message.
var signatures = regexp.MustCompile(`(?mi)^[a-z][a-z-]*-by:.*$`)

func (b *sayings) ended() error {
	if err := b.s.close(); err != nil {
		return err
	}
	return io.EOF
}

func seconds(s string) int64 {
	var n int64
	for _, c := range []byte(strings.TrimSpace(s)) {
		if c < '0' || c > '9' || n > 1<<40 {
			break
		}
		n = n*10 + int64(c-'0')
	}
	return n
}
