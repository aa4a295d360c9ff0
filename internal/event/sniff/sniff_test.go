package sniff_test

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/shape"
	"github.com/tsutsumi-dev/tsutsumi/internal/event/sniff"
)

const access = `192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] "GET / HTTP/1.1" 200 1 "-" "curl/8.5.0"`

func TestLog(t *testing.T) {
	for _, tt := range []struct {
		name, head, parser string
		wrap               shape.Wrap
	}{
		{"an access log", access + "\n" + access + "\n", "access", shape.Bare},
		{"behind syslog", "Nov 27 09:50:05 web1 nginx: " + access + "\n", "access", shape.Syslog},
		{"in Docker", `{"log":"192.0.2.7 - - [27/Nov/2026:09:50:05 +0900] \"GET / HTTP/1.1\" 200 1\n","stream":"stdout","time":"2026-11-27T00:50:05Z"}`, "access", shape.Message},
		{"in a container", "2026-11-27T09:50:05.123456789Z stdout F " + access + "\n", "access", shape.Runtime},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, ok := sniff.Log([]byte(tt.head), builtin.All(), event.Options{})
			if !ok || c.Parser.Name() != tt.parser || c.Shape.Wrap != tt.wrap {
				t.Errorf("%v %+v", ok, c)
			}
		})
	}
	for _, head := range []string{"", "\n\n", "x", "{}", "a,b,c\n1,2,3\n", "\x00\x01\x02", "[]", "{\"a\":"} {
		if c, ok := sniff.Log([]byte(head), builtin.All(), event.Options{}); ok {
			t.Errorf("%q is %s", head, c.Parser.Name())
		}
	}
}

func FuzzLog(f *testing.F) {
	f.Add([]byte(access))
	f.Add([]byte(`{"Records":[{"eventName":"GetObject","eventSource":"s3.amazonaws.com"}]}`))
	f.Add([]byte("a,b,c\n1,2,3\n"))
	f.Fuzz(func(t *testing.T, head []byte) {
		sniff.Log(head, builtin.All(), event.Options{})
	})
}
