package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// alive is how often something is sent though nothing happens, so that nobody in between thinks that the line is dead.
const alive = 15 * time.Second

// Stream adds an operation that tells events as they happen (text/event-stream). Event is a struct of pointers of which exactly one
// is set, as in the command's stream: {"job":…}, {"alert":…}; the name of the event is that of the field. do sends until its
// context ends; id, if not "", comes back in LastEventID (see Since) when the reader connects again.
//
// An error that do returns before it sent anything is answered as by other operations; after that the stream just ends.
func Stream[In, Event any](a *API, op Operation, do func(ctx context.Context, in *In, send func(id string, e Event) error) error) {
	op.Stream = true
	d := a.operation(op)
	registry := a.huma.OpenAPI().Components.Schemas
	d.Responses = map[string]*huma.Response{"200": {
		Description: "Events, each one JSON object with one key; event: names the key.",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: registry.Schema(reflect.TypeFor[Event](), true, op.ID+"Event")}},
	}}
	huma.Register(a.huma, d, func(_ context.Context, in *In) (*huma.StreamResponse, error) {
		return &huma.StreamResponse{Body: func(c huma.Context) {
			r, w := humago.Unwrap(c)
			// c's context is that of the operation: what a middleware put into it counts.
			t := &teller{w: w, c: http.NewResponseController(w)}
			ctx, cancel := context.WithCancel(c.Context())
			var beat sync.WaitGroup
			defer beat.Wait()
			defer cancel()
			beat.Go(func() { t.beat(ctx) })
			err := do(ctx, in, func(id string, e Event) error { return t.tell(id, eventName(e), e) })
			if err != nil && !t.begun() {
				Fail(w, r, a.failed(c.Context(), err))
			}
		}}, nil
	})
	a.route(op)
}

// Since is put into the In of a stream that can go on where it was cut off.
type Since struct {
	LastEventID string `header:"Last-Event-ID" maxLength:"200" doc:"The id of the last event that was received."`
}

// teller writes events one at a time.
type teller struct {
	mu   sync.Mutex
	w    http.ResponseWriter
	c    *http.ResponseController
	open bool
}

func (t *teller) begun() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.open
}

// patience is how long a reader may take for one event.
const patience = 20 * time.Second

// write sends what is whole, headers before the first.
func (t *teller) write(s string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.open {
		t.open = true
		h := t.w.Header()
		h.Set("Content-Type", "text/event-stream")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no")
		t.w.WriteHeader(http.StatusOK)
	}
	_ = t.c.SetWriteDeadline(time.Now().Add(patience)) // not every writer can; then the server's limit stands
	if _, err := t.w.Write([]byte(s)); err != nil {
		return err
	}
	return t.c.Flush()
}

func (t *teller) tell(id, name string, event any) error {
	body, err := json.Marshal(event) // one line: JSON has no raw line ends
	if err != nil {
		return err
	}
	var b strings.Builder
	if id != "" && text(id) {
		b.WriteString("id: " + id + "\n")
	}
	if name != "" {
		b.WriteString("event: " + name + "\n")
	}
	b.WriteString("data: ")
	b.Write(body)
	b.WriteString("\n\n")
	return t.write(b.String())
}

// beat opens the stream if nothing is told at once, and keeps it open.
func (t *teller) beat(ctx context.Context) {
	for wait := 500 * time.Millisecond; ; wait = alive {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
			if t.write(": \n\n") != nil {
				return
			}
		}
	}
}

// eventName is the key of the one field that is set.
func eventName(event any) string {
	v := reflect.Indirect(reflect.ValueOf(event))
	if v.Kind() != reflect.Struct {
		return ""
	}
	for i := range v.NumField() {
		if !v.Field(i).IsZero() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			return name
		}
	}
	return ""
}
