package journal

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestEntries(t *testing.T) {
	text := `{"MESSAGE":"a","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"sshd","_COMM":"sshd-session","__CURSOR":"s=1;i=2f;b=3","__REALTIME_TIMESTAMP":"1764236405000000"}` + "\n" +
		`{"MESSAGE":[27,91,51,49,109,34,195,40,10],"_HOSTNAME":"web1","_COMM":"app","__CURSOR":"c","__SEQNUM":"48"}` + "\n\nno JSON\n" +
		`{"MESSAGE":["first","second"],"_HOSTNAME":"web2"}` + "\n" +
		`{"MESSAGE":"` + strings.Repeat("x", longest) + `"}` + "\n" +
		`{"MESSAGE":[` + strings.Repeat("120,", 20_000) + `121],"_HOSTNAME":"web3"}` + "\n" +
		`{"MESSAGE":"last \"MESSAGE\":["}`
	var got []string
	err := entries(strings.NewReader(text), func(e *Entry) error {
		got = append(got, fmt.Sprintf("%s %s %s %d %d %.60s", e.Host, e.Program, e.Cursor, e.Time, e.Seq, e.Line[strings.Index(string(e.Line), `"MESSAGE"`):]))
		return nil
	})
	want := []string{
		`web1 sshd s=1;i=2f;b=3 1764236405000000 47 "MESSAGE":"a","_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"sshd",`,
		`web1 app c 0 48 "MESSAGE":"\u001b[31m\"` + "\ufffd" + `(\n","_COMM":"app","_HOSTNAME":"web`,
		`web2   0 0 "MESSAGE":"first","_HOSTNAME":"web2"}`,
		`web3   0 0 "MESSAGE":"` + strings.Repeat("x", 49),
		`   0 0 "MESSAGE":"last \"MESSAGE\":["}`,
	}
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], `\ufffd`, "\ufffd")
		if i < len(want) && len(got[i]) < len(want[i]) && strings.HasPrefix(want[i], got[i]) {
			want[i] = got[i]
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	var long *Long
	if !errors.As(err, &long) || long.Entries != 1 {
		t.Error(err)
	}
	stop := errors.New("stop")
	if err := entries(strings.NewReader(text), func(*Entry) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
}

func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	err := Read(t.Context(), Options{}, func(*Entry) error { return nil })
	if fault.Of(err) != fault.Refused || !strings.Contains(err.Error(), "journalctl") {
		t.Error(err)
	}
}
