// Package journal reads the journal of systemd through journalctl, which knows all versions of its files and who may read them.
package journal

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/flat"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Options say what to read.
type Options struct {
	Units     []string // of systemd; none is all
	Directory string   // of the journal's files; "" is this machine's own
	Namespace string
	// After is the cursor behind which to begin; "" is from Since on, and without one the beginning.
	After  string
	Since  time.Time
	Follow bool
}

// Entry is an entry of the journal. It is valid until the next one is read.
type Entry struct {
	Line          []byte // as JSON, on one line
	Host, Program []byte
	Cursor        []byte
	Time, Seq     uint64 // µs since 1970 when the journal received it; its number
}

const (
	program = "journalctl"
	longest = 4 << 20 // bytes of an entry; longer ones are passed over and counted
)

// Long is told how many entries were longer than that.
type Long struct{ Entries int64 }

func (l *Long) Error() string {
	return strconv.FormatInt(l.Entries, 10) + " entries of the journal are too long to be read"
}

// Read gives all entries until the context ends, or until there are no more where they are not followed. Refused: there is no
// journalctl, or it may not read. Unavailable: it ended. An error of give ends the reading.
func Read(ctx context.Context, o Options, give func(*Entry) error) error {
	path, err := exec.LookPath(program)
	if err != nil {
		return fault.Errorf(fault.Refused, "read the journal: there is no %s here; have the journal sent by syslog (ForwardToSyslog=), or give its text as standard input", program)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, arguments(&o)...) //nolint:gosec // journalctl itself
	cmd.Env = append(os.Environ(), "LC_ALL=C", "SYSTEMD_COLORS=0")
	cmd.WaitDelay = 2 * time.Second
	said := &said{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return fault.Errorf(fault.Unavailable, "read the journal: %s cannot be run", program)
	}
	stopped := entries(out, give)
	cancel2 := stopped != nil
	if cancel2 {
		cancel()
	}
	err = cmd.Wait()
	switch long := (*Long)(nil); {
	case ctx.Err() != nil && !cancel2:
		return ctx.Err()
	case errors.As(stopped, &long) && err == nil && !o.Follow:
		return fault.As(fault.Skipped, stopped)
	case stopped != nil:
		return stopped
	case said.has("not seeing messages"), said.has("No journal files were opened due to insufficient permissions"):
		return fault.Errorf(fault.Refused, "read the journal: this user sees messages of his own only; add him to the group systemd-journal")
	case err != nil, o.Follow:
		return fault.Errorf(fault.Unavailable, "read the journal: %s ended", program)
	}
	return nil
}

func arguments(o *Options) []string {
	args := []string{"--output=json", "--all", "--no-pager", "--quiet"}
	if o.Follow {
		args = append(args, "--follow", "--no-tail")
	}
	switch {
	case o.After != "":
		args = append(args, "--after-cursor="+o.After)
	case !o.Since.IsZero():
		args = append(args, "--since=@"+strconv.FormatInt(o.Since.Unix(), 10))
	}
	if o.Directory != "" {
		args = append(args, "--directory="+o.Directory)
	}
	if o.Namespace != "" {
		args = append(args, "--namespace="+o.Namespace)
	}
	for _, u := range o.Units {
		args = append(args, "--unit="+u)
	}
	return args
}

// said keeps the beginning of what the program says.
type said struct {
	mu sync.Mutex
	b  []byte
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.b = append(s.b, p[:min(len(p), 4096-len(s.b))]...)
	return len(p), nil
}

func (s *said) has(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Contains(string(s.b), text)
}

// entries reads one a line.
func entries(in io.Reader, give func(*Entry) error) error {
	r := bufio.NewReaderSize(in, 256<<10)
	var buf []byte
	var long Long
	var p parser
	for {
		part, err := r.ReadSlice('\n')
		buf = append(buf, part[:min(len(part), longest+1-len(buf))]...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		line := bytes.TrimSpace(buf)
		switch {
		case len(line) > longest:
			long.Entries++
		case len(line) > 0:
			if e := p.parse(line); e != nil {
				if err := give(e); err != nil {
					return err
				}
			}
		}
		buf = buf[:0]
		if err != nil {
			if long.Entries > 0 {
				return &long
			}
			return nil
		}
	}
}

// parser takes entries apart.
type parser struct {
	flat   flat.Flattener
	fields []event.Field
	e      Entry
}

func (p *parser) parse(line []byte) *Entry {
	if bytes.Contains(line, listed) {
		line = plain(line)
	}
	var ok bool
	if p.fields, ok = p.flat.Object(line, p.fields[:0]); !ok {
		return nil
	}
	p.e = Entry{Line: line}
	for i := range p.fields {
		switch v := p.fields[i].Value; p.fields[i].Name {
		case "_HOSTNAME":
			p.e.Host = v
		case "SYSLOG_IDENTIFIER":
			p.e.Program = v
		case "_COMM":
			if p.e.Program == nil {
				p.e.Program = v
			}
		case "__CURSOR":
			p.e.Cursor = v
		case "__REALTIME_TIMESTAMP":
			p.e.Time, _ = strconv.ParseUint(string(v), 10, 64)
		case "__SEQNUM":
			p.e.Seq, _ = strconv.ParseUint(string(v), 10, 64)
		}
	}
	if p.e.Seq == 0 { // older ones say it in the cursor only
		p.e.Seq = seq(p.e.Cursor)
	}
	return &p.e
}

var listed = []byte(`"MESSAGE":[`)

// seq is the number that a cursor names: s=…;i=2f;b=…
func seq(cursor []byte) uint64 {
	for part := range bytes.SplitSeq(cursor, []byte{';'}) {
		if v, ok := bytes.CutPrefix(part, []byte("i=")); ok {
			n, _ := strconv.ParseUint(string(v), 16, 64)
			return n
		}
	}
	return 0
}

// plain writes a message that is told as numbers as the text it is: so the journal hands out what holds signs that steer a
// terminal, with which nobody shall hide a message. Of several messages the first counts.
func plain(line []byte) []byte {
	var all map[string]json.RawMessage
	if json.Unmarshal(line, &all) != nil {
		return slices.Clone(line)
	}
	var numbers []int
	var texts []json.RawMessage
	switch {
	case json.Unmarshal(all["MESSAGE"], &numbers) == nil:
		text := make([]byte, len(numbers))
		for i, n := range numbers {
			text[i] = byte(n)
		}
		all["MESSAGE"], _ = json.Marshal(string(text))
	case json.Unmarshal(all["MESSAGE"], &texts) == nil && len(texts) > 0:
		all["MESSAGE"] = texts[0]
	}
	out, err := json.Marshal(all)
	if err != nil {
		return slices.Clone(line)
	}
	return out
}
