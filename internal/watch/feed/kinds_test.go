package feed_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed"
)

// take reads at most n events, and says of each what is asked.
func take(t testing.TB, f feed.Feed, n int, say func(*event.Event) string) []string {
	t.Helper()
	var out []string
	var e event.Event
	var at feed.Position
	for len(out) < n {
		err := f.Next(&e, &at)
		if errors.Is(err, io.EOF) || errors.Is(err, feed.ErrIdle) {
			break
		}
		must(t, err)
		out = append(out, say(&e))
	}
	return out
}

// TestResumedAnywhere: logs whose reading must remember something are gone on with behind each event, rotated or not.
func TestResumedAnywhere(t *testing.T) {
	iis := "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip cs-username cs-method cs-uri-stem sc-status sc-bytes\n"
	iis2 := "#Fields: date time cs-method cs-uri-stem c-ip cs-username sc-status sc-bytes\n"
	csv := "EVENT_TYPE,TIMESTAMP,USER_NAME,SOURCE_IP,LOGIN_STATUS\n"
	csv2 := "EVENT_TYPE,TIMESTAMP,LOGIN_STATUS,USER_NAME,SOURCE_IP\n"
	for _, tt := range []struct{ name, old, live string }{
		{
			"w3c",
			iis + "2026-11-01 00:00:01 192.0.2.1 user0 GET /a 200 10\n2026-11-01 00:00:02 192.0.2.1 user1 GET /b 200 10\n",
			iis2 + "2026-11-01 00:00:03 GET /c 192.0.2.1 user2 200 10\n2026-11-01 00:00:04 GET /d 192.0.2.1 user3 200 10\n" + iis + "2026-11-01 00:00:05 192.0.2.1 user4 GET /e 200 10\n",
		},
		{
			"salesforce",
			csv + "Login,20261101000001.000,user0,192.0.2.1,LOGIN_NO_ERROR\nLogin,20261101000002.000,\"user1\",192.0.2.1,LOGIN_NO_ERROR\n",
			csv2 + "Login,20261101000003.000,LOGIN_NO_ERROR,user2,192.0.2.1\nLogin,20261101000004.000,LOGIN_NO_ERROR,user3,192.0.2.1\nLogin,20261101000005.000,LOGIN_NO_ERROR,user4,192.0.2.1\n",
		},
		{
			"cloudtrail",
			cloudtrail(0, 2), cloudtrail(2, 5),
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "x.log")
			write(t, path+".1", tt.old)
			write(t, path, tt.live)
			var marks map[string][]byte
			var got []string
			for i := range 6 {
				if i == 1 { // packed meanwhile
					write(t, path+".1.gz", zipped(tt.old))
					must(t, os.Remove(path+".1"))
				}
				f := one(t, open(t, feed.Options{Key: key, Marks: marks}, dir))
				got = append(got, take(t, f, 1, func(e *event.Event) string { return string(e.Actor[strings.LastIndexByte(string(e.Actor), '/')+1:]) })...)
				marks = map[string][]byte{f.Log().Name: f.Mark()}
				if f.Log().Parser != tt.name {
					t.Fatalf("read by %s", f.Log().Parser)
				}
			}
			if d := cmp.Diff([]string{"user0", "user1", "user2", "user3", "user4"}, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func cloudtrail(from, to int) string {
	var all []string
	for n := from; n < to; n++ {
		all = append(all, fmt.Sprintf(`{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"user%d","arn":"arn:aws:iam::123456789012:user/user%d"},"eventTime":"2026-11-01T00:00:%02dZ","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"ap-northeast-1","sourceIPAddress":"192.0.2.1","requestParameters":{"bucketName":"b","key":"k"},"eventID":"%d","recipientAccountId":"123456789012"}`, n, n, n%60, n))
	}
	return `{"Records":[` + strings.Join(all, ",") + `]}`
}

// TestPieces: what is delivered in pieces, in folders for days, is one log, whatever the order of delivery.
func TestPieces(t *testing.T) {
	dir := t.TempDir()
	name := func(day, minute int, tail string) string {
		return filepath.Join(dir, "2026", "11", fmt.Sprintf("%02d", day), fmt.Sprintf("123456789012_CloudTrail_ap-northeast-1_202611%02dT00%02dZ_%s.json.gz", day, minute, tail))
	}
	write(t, name(2, 0, "aa"), zipped(strings.ReplaceAll(cloudtrail(20, 25), "2026-11-01", "2026-11-02")))
	write(t, name(1, 5, "bb"), zipped(cloudtrail(0, 5)))
	write(t, name(1, 0, "cc"), zipped(cloudtrail(5, 10)))
	actor := func(e *event.Event) string { return string(e.Actor) }
	f := one(t, open(t, feed.Options{Key: key}, dir))
	if got := take(t, f, 100, actor); len(got) != 15 || !strings.HasSuffix(got[0], "user0") || !strings.HasSuffix(got[14], "user24") {
		t.Errorf("%q", got)
	}
	write(t, name(1, 10, "dd"), zipped(cloudtrail(10, 12))) // late
	marks := map[string][]byte{f.Log().Name: f.Mark()}
	f = one(t, open(t, feed.Options{Key: key, Marks: marks}, dir))
	if got := take(t, f, 100, actor); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

// TestManyPieces: more than a ledger has entries.
func TestManyPieces(t *testing.T) {
	dir := t.TempDir()
	const pieces = 700
	for n := range pieces {
		write(t, filepath.Join(dir, fmt.Sprintf("1_CloudTrail_x_20261101T0000Z_%d.json", n)), cloudtrail(n, n+1))
	}
	var marks map[string][]byte
	for _, want := range []int{300, 350, 50, 0} {
		f := one(t, open(t, feed.Options{Key: key, Marks: marks}, dir))
		n := 400
		if want == 300 || want == 350 {
			n = want
		}
		if got := take(t, f, n, func(*event.Event) string { return "" }); len(got) != want {
			t.Errorf("%d read, want %d", len(got), want)
		}
		marks = map[string][]byte{f.Log().Name: f.Mark()}
		if n := len(marks[f.Log().Name]); n > 100_000 {
			t.Errorf("a mark of %d bytes", n)
		}
	}
}

func TestSyslogYear(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "auth.log.1")
	write(t, path, "Dec 31 23:59:59 web1 sshd[7]: Failed password for tanaka from 203.0.113.9 port 22 ssh2\n")
	must(t, os.Chtimes(path, epoch.AddDate(-3, 2, 0), epoch.AddDate(-3, 2, 0))) // 2024-01-01
	write(t, filepath.Join(dir, "auth.log"), "Jan  2 00:00:01 web1 sshd[7]: Failed password for suzuki from 203.0.113.9 port 22 ssh2\n")
	must(t, os.Chtimes(filepath.Join(dir, "auth.log"), epoch.AddDate(-3, 2, 2), epoch.AddDate(-3, 2, 2)))
	f := one(t, open(t, feed.Options{}, dir))
	got := take(t, f, 10, func(e *event.Event) string { return fmt.Sprintf("%s %d", e.Actor, e.Time/1_000_000) })
	if d := cmp.Diff([]string{"tanaka 1704067199", "suzuki 1704153601"}, got); d != "" {
		t.Error(d)
	}
}
