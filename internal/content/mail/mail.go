// Package mail reads messages (EML) and mailboxes (mbox): who wrote to whom and what as text, attachments as bodies of
// their own. It is lenient: broken boundaries, headers and charsets are read as far as there is sense in them.
package mail

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/charset"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/html"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/text"
)

// Message reads one message.
type Message struct{}

// Name implements content.Format.
func (Message) Name() string { return "mail" }

// Match implements content.Format.
func (Message) Match(h *content.Head) content.Certainty {
	known, strong, ok := shape(h.Bytes)
	name := strings.ToLower(h.Name)
	mail := strings.HasSuffix(name, ".eml") || strings.HasSuffix(name, ".mht") || strings.HasSuffix(name, ".mhtml") || strings.HasSuffix(name, ".emlx")
	switch {
	case ok && known >= 2 && strong || ok && mail && known >= 1:
		return content.ByForm
	case mail && known >= 1:
		return content.ByName
	}
	return content.No
}

// shape counts the known fields at the beginning of a message; strong are those that little else has. ok tells that there
// is nothing but fields up to an empty line.
func shape(p []byte) (known int, strong, ok bool) {
	for i := range 200 {
		line, rest, more := bytes.Cut(p, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			return known, strong, i > 0
		}
		if line[0] != ' ' && line[0] != '\t' {
			k, _, is := strings.Cut(string(line[:min(len(line), 80)]), ":")
			if !is || !isName(k) {
				// A mail kept by a system may begin with its "From " line or a count.
				if i > 0 {
					return known, strong, false
				}
			}
			switch strings.ToLower(k) {
			case "from", "received", "message-id", "return-path", "mime-version":
				known++
				strong = strong || k[0] < 'a' // YAML has it in lower case
			case "to", "subject", "date":
				known++
			}
		}
		if !more {
			return known, strong, false
		}
		p = rest
	}
	return known, strong, true
}

// shown are the fields that become lines of the text.
var shown = []string{"From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Date"}

// Read implements content.Format.
func (Message) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	s := w.NewSpool()
	defer s.Close()
	m := &message{ctx: ctx, w: w, name: b.Name, names: content.NewNames(b.Name), l: newLines(b.R), text: s}
	h := readHeader(m.l)
	for _, name := range shown {
		for _, f := range h {
			if strings.EqualFold(f.name, name) {
				m.write(name + ": " + oneLine(words(f.value)) + "\n")
			}
		}
	}
	m.write("\n")
	if err := m.body(h, 0, nil); err != nil {
		return err
	}
	if m.err != nil {
		return m.err
	}
	p := &content.Part{
		Name: b.Name, Type: "message/rfc822", Charset: string(m.charset), Size: s.Size(), Form: content.Text, Locate: content.ByRecord,
		Broken: func() int64 { return m.broken },
	}
	if err := w.Part(ctx, p, text.NewBlocks(io.NewSectionReader(s, 0, s.Size()))); err != nil {
		return err
	}
	if err := m.l.err; err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return ' '
		}
		return r
	}, s)
}

// message is one message being read.
type message struct {
	ctx     context.Context
	w       *content.Walk
	name    string
	names   *content.Names
	l       *lines
	text    *content.Spool
	err     error // of the spool
	charset charset.Name
	broken  int64
	count   int
}

func (m *message) write(s string) {
	if _, err := io.WriteString(m.text, s); err != nil && m.err == nil {
		m.err = err
	}
}

// maxParts is how deep multipart bodies may nest; what is deeper is read as text.
const maxParts = 32

// body reads what follows a header, up to a boundary of what it stands in.
func (m *message) body(h header, depth int, alternative *int64) error {
	kind, ps := params(h.get("content-type"))
	disposition, dps := params(h.get("content-disposition"))
	boundary := ps["boundary"]
	if strings.HasPrefix(kind, "multipart/") && boundary != "" && depth < maxParts {
		return m.multipart(kind, boundary, depth)
	}
	r := transfer(m.l, h.get("content-transfer-encoding"))
	name := dps["filename"]
	if name == "" {
		name = ps["name"]
	}
	var err error
	switch {
	case kind == "message/rfc822" || kind == "message/global":
		err = m.attachment(name, "message", r)
	case disposition == "attachment" || name != "" && disposition != "inline":
		err = m.attachment(name, kind, r)
	case kind == "" || kind == "text/plain" || kind == "text" || kind == "text/enriched":
		n := m.text.Size()
		m.plainText(r, ps["charset"])
		if alternative != nil {
			*alternative += m.text.Size() - n
		}
	case kind == "text/html" || kind == "application/xhtml+xml":
		m.hyperText(r, ps["charset"], alternative)
	case kind == "text/rtf", strings.HasPrefix(kind, "image/"), kind == "application/pgp-signature", kind == "application/pkcs7-signature":
		err = m.attachment(name, kind, r)
	case strings.HasPrefix(kind, "multipart/"): // without a boundary
		m.plainText(r, "")
	default:
		err = m.attachment(name, kind, r)
	}
	m.l.drain()
	return err
}

// multipart reads the bodies of one.
func (m *message) multipart(kind, boundary string, depth int) error {
	l := m.l
	level := len(l.boundaries)
	l.boundaries = append(l.boundaries, []byte(boundary))
	defer func() { l.boundaries = l.boundaries[:level] }()
	l.drain() // what stands before the first boundary
	var plain int64
	var alternative *int64
	if kind == "multipart/alternative" {
		alternative = &plain
	}
	for l.stop == level && !l.closing {
		l.next()
		if err := m.body(readHeader(l), depth+1, alternative); err != nil {
			return err
		}
		if m.err != nil {
			return nil
		}
	}
	if l.stop == level {
		l.next()
		l.boundaries = l.boundaries[:level]
		l.drain() // what stands behind the last
	}
	return nil
}

// open decodes a text body.
func (m *message) open(r io.Reader, label string) *charset.Reader {
	br := bufio.NewReaderSize(r, 16<<10)
	head, err := br.Peek(16 << 10)
	name := choose(head, err != nil, label)
	d := charset.NewReader(br, name)
	if m.charset == "" {
		m.charset = name
	}
	return d
}

func (m *message) plainText(r io.Reader, label string) {
	d := m.open(r, label)
	m.copy(d)
	m.broken += d.Broken()
	m.write("\n")
}

// hyperText adds the text of HTML, unless it says no more than the plain text before it.
func (m *message) hyperText(r io.Reader, label string, alternative *int64) {
	d := m.open(r, label)
	t := html.NewReader(d)
	if alternative == nil || *alternative < 200 {
		m.copy(t)
		m.broken += d.Broken()
		m.write("\n")
		return
	}
	s := m.w.NewSpool()
	defer s.Close()
	if _, err := io.Copy(s, t); err != nil && m.err == nil {
		m.err = err
	}
	if s.Size() > *alternative*3/2+200 {
		m.copy(io.NewSectionReader(s, 0, s.Size()))
		m.write("\n")
	}
	m.broken += d.Broken()
}

// copy appends r to the text.
func (m *message) copy(r io.Reader) {
	if _, err := io.Copy(onlyWriter{m.text}, r); err != nil && m.err == nil && m.l.err == nil {
		m.err = err
	}
}

type onlyWriter struct{ io.Writer }

// attachment reads a body inside the message.
func (m *message) attachment(name, kind string, r io.Reader) error {
	m.count++
	name = strings.TrimSpace(name[strings.LastIndexAny(name, `/\`)+1:])
	if name == "" {
		name = fmt.Sprintf("part-%d", m.count)
		if kind == "message" {
			name += ".eml"
		}
	}
	if err := m.w.Descend(m.ctx, content.Body{Name: m.names.Of(name), Size: -1, R: r}, -1); err != nil {
		return err
	}
	return m.w.Spent()
}

// transfer undoes the transfer encoding, as far as it is well formed.
func transfer(r io.Reader, encoding string) io.Reader {
	encoding, _ = params(encoding)
	switch encoding {
	case "base64":
		return &base64Reader{r: base64.NewDecoder(base64.RawStdEncoding, &alphabet{r: r})}
	case "quoted-printable":
		return &quoted{r: bufio.NewReader(r)}
	}
	return r
}

// alphabet passes only the characters of base64.
type alphabet struct{ r io.Reader }

func (a *alphabet) Read(p []byte) (int, error) {
	for {
		n, err := a.r.Read(p)
		k := 0
		for _, c := range p[:n] {
			if c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '+' || c == '/' {
				p[k] = c
				k++
			}
		}
		if k > 0 || err != nil {
			return k, err
		}
	}
}

// base64Reader ends where a rest makes no byte.
type base64Reader struct{ r io.Reader }

func (b *base64Reader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	var corrupt base64.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// quoted undoes quoted-printable; what is no escape stays as it is.
type quoted struct {
	r   *bufio.Reader
	err error
}

func (q *quoted) Read(p []byte) (n int, err error) {
	for n < len(p) && q.err == nil {
		c, err := q.r.ReadByte()
		if err != nil {
			q.err = err
			break
		}
		if c == '=' {
			next, _ := q.r.Peek(2)
			switch {
			case len(next) == 2 && hex(next[0]) >= 0 && hex(next[1]) >= 0:
				c = byte(hex(next[0])<<4 | hex(next[1]))
				q.r.Discard(2)
			case len(next) == 2 && next[0] == '\r' && next[1] == '\n':
				q.r.Discard(2)
				continue
			case len(next) > 0 && next[0] == '\n':
				q.r.Discard(1)
				continue
			case len(next) == 0:
				continue
			}
		}
		p[n] = c
		n++
	}
	if n == 0 {
		return 0, q.err
	}
	return n, nil
}
