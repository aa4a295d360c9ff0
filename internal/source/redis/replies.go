package redis

import "github.com/tsutsumi-dev/tsutsumi/internal/fault"

const (
	maxBulk  = 64 << 20 // a value longer than what is asked for in one piece
	maxArray = 1 << 20
	maxLine  = 64 << 10
)

// replies watches the lengths that a server announces: a client makes room for them before anything came.
type replies struct {
	skip int64 // bytes of a value, and what ends it, still to come
	kind byte  // of the line being read, 0 at its beginning
	n    int64 // its number so far
	size int   // its length so far
	neg  bool
}

func (r *replies) see(p []byte) error {
	for len(p) > 0 {
		if r.skip > 0 {
			k := min(r.skip, int64(len(p)))
			r.skip -= k
			p = p[k:]
			continue
		}
		c := p[0]
		p = p[1:]
		if r.kind == 0 {
			*r = replies{kind: c}
			continue
		}
		switch r.size++; {
		case c == '\n':
			if err := r.line(); err != nil {
				return err
			}
		case c == '-':
			r.neg = true
		case c >= '0' && c <= '9' && r.n < 1<<40:
			r.n = r.n*10 + int64(c-'0')
		case r.size > maxLine:
			return fault.Errorf(fault.Unreadable, "read answer: a line that does not end")
		}
	}
	return nil
}

// line ends one.
func (r *replies) line() error {
	kind, n, neg := r.kind, r.n, r.neg
	*r = replies{}
	switch kind {
	case '$', '=', '!':
		if neg {
			return nil
		}
		if n > maxBulk {
			return fault.Errorf(fault.Refused, "read answer: a value of more than %d bytes", int64(maxBulk))
		}
		r.skip = n + 2
	case '*', '~', '>', '%':
		if n > maxArray && !neg {
			return fault.Errorf(fault.Refused, "read answer: a list of more than %d elements", maxArray)
		}
	}
	return nil
}
