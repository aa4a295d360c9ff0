package breach

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// form begins every event's canonical form; docs/format/case.md describes what follows.
const form = "tsutsumi case event 1\n"

// The greatest sizes in bytes: of an event's body, and of what is sealed with it.
const (
	MaxBody   = 8 << 20
	MaxSealed = 8 << 20
)

// signatureSize is that of Ed25519.
const signatureSize = 64

// ErrNewer says that an event is of a type, or says something, that this version does not know.
var ErrNewer = fault.Errorf(fault.Usage, "written by a newer version")

// errDamaged says that bytes are no event.
var errDamaged = fault.Errorf(fault.Unreadable, "damaged")

// decoders make a body of each type from its JSON.
var decoders = func() map[Type]func([]byte) (Body, error) {
	m := map[Type]func([]byte) (Body, error){}
	for _, d := range []struct {
		body Body
		f    func([]byte) (Body, error)
	}{
		{Opened{}, as[Opened]}, {Added{}, as[Added]}, {Stated{}, as[Stated]}, {Counted{}, as[Counted]}, {Weighed{}, as[Weighed]},
		{Decided{}, as[Decided]}, {Met{}, as[Met]}, {Drafted{}, as[Drafted]}, {Submitted{}, as[Submitted]}, {Noticed{}, as[Noticed]},
		{Contained{}, as[Contained]}, {Asked{}, as[Asked]}, {Answered{}, as[Answered]}, {Task{}, as[Task]}, {Progressed{}, as[Progressed]},
		{Spent{}, as[Spent]}, {Looked{}, as[Looked]}, {Closed{}, as[Closed]}, {Reopened{}, as[Reopened]},
	} {
		m[d.body.Type()] = d.f
	}
	return m
}()

// as reads a body loosely; DecodeBody proves afterwards that Encode could have written it.
func as[T Body](text []byte) (Body, error) {
	var b T
	err := json.Unmarshal(text, &b)
	return b, err
}

// strictly tells why text is no body of the type: what the type does not have was written by a newer version, since only Encode writes
// bodies; all else is damage.
func strictly(b Body, text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(reflect.New(reflect.TypeOf(b)).Interface())
	var wrong *json.UnmarshalTypeError
	var broken *json.SyntaxError
	switch {
	case err == nil, errors.As(err, &wrong), errors.As(err, &broken), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errDamaged
	}
	return ErrNewer // an unknown member, or a kind of data unknown here
}

// EncodeBody is the body's JSON, the same bytes for the same body.
func EncodeBody(b Body) ([]byte, error) {
	if b == nil || reflect.TypeOf(b).Kind() == reflect.Pointer || decoders[b.Type()] == nil {
		return nil, fmt.Errorf("encode event: %T is not a body", b)
	}
	text, err := json.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("encode event of type %s: %w", b.Type(), err)
	}
	if len(text) > MaxBody {
		return nil, fault.Errorf(fault.Usage, "encode event of type %s: larger than %d MiB", b.Type(), MaxBody>>20)
	}
	return text, nil
}

// DecodeBody reads a body strictly: it is what EncodeBody writes, or an error. A type, or a member, of a newer version is ErrNewer.
func DecodeBody(t Type, text []byte) (Body, error) {
	f := decoders[t]
	if f == nil {
		return nil, fmt.Errorf("decode event of type %q: %w", t, ErrNewer)
	}
	b, err := f(text)
	if err == nil {
		var again []byte
		if again, err = EncodeBody(b); err == nil && bytes.Equal(again, text) {
			return b, nil
		}
	}
	return nil, fmt.Errorf("decode event of type %s: %w", t, strictly(b, text))
}

// signed appends what of the event is hashed: its canonical form without hash and signature.
func (e *Event) signed(dst, body []byte) []byte {
	dst = append(dst, form...)
	text := func(s string) {
		dst = binary.BigEndian.AppendUint32(dst, uint32(len(s)))
		dst = append(dst, s...)
	}
	text(e.Case)
	dst = binary.BigEndian.AppendUint64(dst, uint64(e.Seq))
	dst = binary.BigEndian.AppendUint64(dst, uint64(e.At.UnixMicro()))
	text(e.By)
	text(string(e.Body.Type()))
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(body)))
	dst = append(dst, body...)
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(e.Sealed)))
	dst = append(dst, e.Sealed...)
	dst = append(dst, e.Prev[:]...)
	return append(dst, e.Before[:]...)
}

// Encode is the event in its canonical form: equal events have equal bytes. Hash and Signature are written as they are.
func Encode(e *Event) ([]byte, error) {
	body, err := EncodeBody(e.Body)
	if err != nil {
		return nil, err
	}
	if len(e.Signature) != signatureSize {
		return nil, fmt.Errorf("encode event %d of case %s: not signed", e.Seq, e.Case)
	}
	out := e.signed(make([]byte, 0, len(form)+len(body)+len(e.Sealed)+320), body)
	out = append(out, e.Hash[:]...)
	return append(out, e.Signature...), nil
}

// Decode reads an event's canonical form and checks its hash; the signature is checked by Verify. What is not in that form,
// or has another hash, is fault.Unreadable; what only a newer version knows is ErrNewer, which is fault.Usage. The event shares no
// memory with b.
func Decode(b []byte) (e Event, err error) {
	r := reader{b: b}
	if string(r.take(len(form))) != form {
		if bytes.HasPrefix(b, []byte("tsutsumi case event ")) {
			return e, fmt.Errorf("decode event: %w", ErrNewer)
		}
		return e, fmt.Errorf("decode event: %w", errDamaged)
	}
	e.Case = string(r.text(64))
	e.Seq = int64(r.number())
	e.At = time.UnixMicro(int64(r.number())).UTC()
	e.By = string(r.text(1 << 10))
	t := Type(r.text(64))
	body := r.text(MaxBody)
	e.Sealed = bytes.Clone(r.text(MaxSealed))
	copy(e.Prev[:], r.take(32))
	copy(e.Before[:], r.take(32))
	end := len(b) - len(r.b)
	copy(e.Hash[:], r.take(32))
	e.Signature = bytes.Clone(r.take(signatureSize))
	if r.short || len(r.b) > 0 || sha256.Sum256(b[:end]) != e.Hash {
		return e, fmt.Errorf("decode event: %w", errDamaged)
	}
	if len(e.Sealed) == 0 {
		e.Sealed = nil
	}
	e.Body, err = DecodeBody(t, body)
	return e, err
}

// reader takes a canonical form apart; short says that it ended too early, or that a length is beyond what it may be.
type reader struct {
	b     []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if r.short || n > len(r.b) {
		r.short = true
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) number() uint64 {
	b := r.take(8)
	if b == nil {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func (r *reader) text(most int) []byte {
	b := r.take(4)
	if b == nil {
		return nil
	}
	n := binary.BigEndian.Uint32(b)
	if n > uint32(most) {
		r.short = true
		return nil
	}
	return r.take(int(n))
}
