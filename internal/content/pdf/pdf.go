// Package pdf reads the text of PDF files by poppler's pdftotext, run as a process of its own: the readers written in Go
// garble Japanese text. The process gets the file through a pipe, leaves none behind, and is stopped when it takes too
// long or writes too much.
package pdf

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Format reads PDF.
type Format struct {
	// Program is what turns PDF on its standard input into text; "" means pdftotext on the PATH.
	Program string
	// Timeout for one file; 0 means two minutes.
	Timeout time.Duration
}

// maxText is the greatest length of text that is taken from one file.
const maxText = 1 << 30

// Name implements content.Format.
func (Format) Name() string { return "pdf" }

// Match implements content.Format. The mark may stand behind a little rubbish.
func (Format) Match(h *content.Head) content.Certainty {
	switch i := bytes.Index(h.Bytes[:min(len(h.Bytes), 1024)], []byte("%PDF-")); {
	case i == 0:
		return content.Magic
	case i > 0 && bytes.IndexByte(h.Bytes, 0) >= 0:
		return content.ByForm
	}
	return content.No
}

// Read implements content.Format.
func (f Format) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	program := f.Program
	if program == "" {
		program = "pdftotext"
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return fault.Errorf(fault.Unreadable, "read %q: pdftotext is not installed (Debian: poppler-utils)", b.Name)
	}
	limit := f.Timeout
	if limit == 0 {
		limit = 2 * time.Minute
	}
	timed, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	// -layout keeps label and value of a form on one line.
	cmd := exec.CommandContext(timed, path, "-q", "-enc", "UTF-8", "-layout", "-", "-")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "HOME=/nonexistent"}
	cmd.WaitDelay = time.Second
	stderr := &capped{}
	cmd.Stderr = stderr
	in := &remembering{r: b.R}
	cmd.Stdin = in
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("run %q: %w", program, err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("run %q: %w", program, err)
	}
	out := &squeezer{r: bufio.NewReaderSize(stdout, 64<<10)}
	p := &content.Part{Name: b.Name, Type: "application/pdf", Size: -1, Form: content.Text, Locate: content.ByPage}
	err = w.Part(ctx, p, text.NewBlocks(out))
	if !out.done {
		cancel() // nobody reads on
	}
	wait := cmd.Wait()
	switch {
	case err != nil:
		return err
	case out.n > maxText:
		return fault.Errorf(fault.Refused, "read %q: more than %d bytes of text", b.Name, maxText)
	case errors.Is(timed.Err(), context.DeadlineExceeded):
		return fault.Errorf(fault.Refused, "read %q: took longer than %v", b.Name, limit)
	case in.err != nil:
		return in.err
	case wait != nil && bytes.Contains(stderr.b, []byte("ncorrect password")), wait != nil && in.encrypted:
		return fault.Errorf(fault.Unreadable, "read %q: encrypted with a password", b.Name)
	case wait != nil:
		return fault.Errorf(fault.Unreadable, "read %q: not a well-formed PDF", b.Name)
	case !out.any:
		return fault.Errorf(fault.Skipped, "read %q: no text inside (scanned pages?)", b.Name)
	}
	return nil
}

// remembering keeps the error of a body that the process must not be told as the end of the file, and whether the file
// has a dictionary of encryption.
type remembering struct {
	r         io.Reader
	tail      []byte
	encrypted bool
	err       error
}

func (r *remembering) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && err != io.EOF {
		r.err = err
		err = io.EOF
	}
	const mark = "/Encrypt"
	r.tail = append(r.tail, p[:min(n, len(mark))]...)
	r.encrypted = r.encrypted || bytes.Contains(r.tail, []byte(mark)) || bytes.Contains(p[:n], []byte(mark))
	r.tail = append(r.tail[:0], p[max(0, n-len(mark)+1):n]...)
	return n, err
}

// capped keeps the first 4 KiB.
type capped struct{ b []byte }

func (c *capped) Write(p []byte) (int, error) {
	c.b = append(c.b, p[:min(len(p), 4096-len(c.b))]...)
	return len(p), nil
}

// squeezer shortens runs of spaces, by which the layout is kept: up to four, the width of an ideographic space inside a
// name, become one, more become two, as between columns.
type squeezer struct {
	r      io.Reader
	n      int64
	spaces int
	any    bool // something but white space came
	done   bool // the end was reached
}

func (s *squeezer) Read(p []byte) (int, error) {
	for {
		n, err := s.r.Read(p)
		s.n += int64(n)
		if err != nil || s.n > maxText {
			s.done = err != nil
			err = io.EOF
		}
		out := p[:0]
		for _, c := range p[:n] {
			if c != ' ' {
				s.spaces = 0
				s.any = s.any || c > ' '
			} else if s.spaces++; s.spaces != 1 && s.spaces != 5 {
				continue
			}
			out = append(out, c)
		}
		if len(out) > 0 || err != nil {
			return len(out), err
		}
	}
}
