package ldap

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// What of BER (X.690) LDAP needs: tags of one byte, definite lengths.

const maxElement = 4 << 20

var errShape = errors.New("no LDAP")

// element is a tag and what it holds.
type element struct {
	tag  byte
	body []byte
}

// enc writes an element.
func enc(tag byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	out := []byte{tag}
	if n < 0x80 {
		out = append(out, byte(n))
	} else {
		out = binary.BigEndian.AppendUint32(append(out, 0x84), uint32(n))
	}
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func text(s string) []byte { return enc(4, []byte(s)) }

func number(tag byte, n int) []byte {
	return enc(tag, []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)})
}

// read reads one element.
func read(r *bufio.Reader) (element, error) {
	tag, err := r.ReadByte()
	if err != nil {
		return element{}, err
	}
	first, err := r.ReadByte()
	if err != nil {
		return element{}, err
	}
	n := int(first)
	if first >= 0x80 {
		k := int(first & 0x7f)
		if k == 0 || k > 4 {
			return element{}, errShape
		}
		n = 0
		for range k {
			b, err := r.ReadByte()
			if err != nil {
				return element{}, err
			}
			n = n<<8 | int(b)
		}
	}
	if n > maxElement {
		return element{}, errShape
	}
	e := element{tag, make([]byte, n)}
	_, err = io.ReadFull(r, e.body)
	return e, err
}

// next takes the first element off b.
func next(b []byte) (element, []byte, error) {
	if len(b) < 2 {
		return element{}, nil, errShape
	}
	n, at := int(b[1]), 2
	if b[1] >= 0x80 {
		k := int(b[1] & 0x7f)
		if k == 0 || k > 4 || len(b) < 2+k {
			return element{}, nil, errShape
		}
		n = 0
		for _, c := range b[2 : 2+k] {
			n = n<<8 | int(c)
		}
		at += k
	}
	if n < 0 || n > len(b)-at {
		return element{}, nil, errShape
	}
	return element{b[0], b[at : at+n]}, b[at+n:], nil
}

// all takes every element of b apart.
func all(b []byte) (out []element, err error) {
	for len(b) > 0 {
		var e element
		if e, b, err = next(b); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
