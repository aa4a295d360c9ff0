package exposure

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// MaxAnswer is how many bytes of an answer are read where a caller does not say.
const MaxAnswer = 1 << 20

// Answer is what a server said.
type Answer struct {
	*http.Response // its Body is read and closed
	// Text is what was read of the body, Cut tells that there was more.
	Text []byte
	Cut  bool
}

// OK tells whether the server did what it was asked.
func (a *Answer) OK() bool { return a.StatusCode >= 200 && a.StatusCode < 300 }

// Is tells whether the answer says it is of a media type ("application/json").
func (a *Answer) Is(mediaType string) bool {
	t, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(t), mediaType)
}

// Get asks for a page and reads at most limit bytes of it; 0 is MaxAnswer. Any status is an answer; an error means that
// there was none, has class Unavailable or Unreadable, and holds nothing that the server said.
func (v *Visit) Get(ctx context.Context, url string, limit int64) (*Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "ask: not a URL")
	}
	return v.Do(req, limit)
}

// Ask posts a question; see Asking for what may be one.
func (v *Visit) Ask(ctx context.Context, url, mediaType string, question []byte, limit int64) (*Answer, error) {
	req, err := http.NewRequestWithContext(Asking(ctx), http.MethodPost, url, bytes.NewReader(question))
	if err != nil {
		return nil, fault.Errorf(fault.Usage, "ask: not a URL")
	}
	req.Header.Set("Content-Type", mediaType)
	return v.Do(req, limit)
}

// Do is Get for any question.
func (v *Visit) Do(req *http.Request, limit int64) (*Answer, error) {
	if limit <= 0 {
		limit = MaxAnswer
	}
	r, err := v.HTTP.Do(req)
	if err != nil {
		return nil, Failed("ask "+req.URL.Host, err)
	}
	defer r.Body.Close()
	a := &Answer{Response: r}
	text, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if int64(len(text)) > limit {
		text, a.Cut = text[:limit], true
	}
	a.Text = text
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, Failed("ask "+req.URL.Host, err)
	}
	a.Cut = a.Cut || err != nil
	return a, nil
}

// Secure makes TLS of a connection, whoever the other side is: nothing is confided to it.
func Secure(ctx context.Context, c net.Conn, host string) (net.Conn, error) {
	s := tls.Client(c, &tls.Config{ServerName: host, InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}) //nolint:gosec // see above
	if err := s.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return s, nil
}
