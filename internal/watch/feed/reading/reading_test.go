package reading

import (
	"bytes"
	"errors"
	"testing"
)

func TestSealer(t *testing.T) {
	a, err := NewSealer(bytes.Repeat([]byte{1}, 32))
	if err != nil {
		t.Fatal(err)
	}
	b, err := NewSealer(bytes.Repeat([]byte{2}, 32))
	if err != nil {
		t.Fatal(err)
	}
	m := a.Seal("x", []byte("plain"))
	if p, err := a.Open("x", m); err != nil || string(p) != "plain" {
		t.Error(string(p), err)
	}
	if bytes.Contains(m, []byte("plain")) {
		t.Error("it is in clear")
	}
	_, other := a.Open("y", m)
	_, wrong := b.Open("x", m)
	_, none := a.Open("x", nil)
	for name, err := range map[string]error{"another log's": other, "another key": wrong, "nothing": none} {
		if !errors.Is(err, ErrMark) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if c, err := NewSealer(nil); err != nil || c.Seal("x", []byte("plain")) != nil {
		t.Error("sealed without a key")
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{"web1": "web1", "a b\x1b[2J/../\u202ex": "a_b_[2J_..__x", "\xff": "?", "": ""} {
		if got := Clean([]byte(in)); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	if n := len(Clean(bytes.Repeat([]byte("あ"), 100))); n > 70 {
		t.Error(n)
	}
}
