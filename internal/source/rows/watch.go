package rows

import (
	"net"
	"sync"
	"time"
)

// Watched is a connection whose other side must not be silent for too long.
type Watched struct {
	net.Conn
	mu      sync.Mutex
	silence time.Duration
	set     bool // the driver has set a deadline of its own (to end a query)
}

// Watch makes reads fail with a timeout after a silence.
func Watch(c net.Conn, silence time.Duration) *Watched { return &Watched{Conn: c, silence: silence} }

// Bear sets how long silence is borne.
func (w *Watched) Bear(d time.Duration) {
	w.mu.Lock()
	w.silence = d
	w.mu.Unlock()
}

// Read implements net.Conn.
func (w *Watched) Read(p []byte) (int, error) {
	w.mu.Lock()
	if !w.set {
		_ = w.Conn.SetReadDeadline(time.Now().Add(w.silence))
	}
	w.mu.Unlock()
	return w.Conn.Read(p)
}

// SetDeadline implements net.Conn.
func (w *Watched) SetDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set = !t.IsZero()
	return w.Conn.SetDeadline(t)
}

// SetReadDeadline implements net.Conn.
func (w *Watched) SetReadDeadline(t time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.set = !t.IsZero()
	return w.Conn.SetReadDeadline(t)
}
