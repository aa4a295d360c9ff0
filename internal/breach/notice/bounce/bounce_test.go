package bounce

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
)

const id = "0123456789abcdef0123456789abcdef"

// crlf writes a message with the ends of lines that mail has.
func crlf(s string) string { return strings.ReplaceAll(strings.TrimLeft(s, "\n"), "\n", "\r\n") }

func dsn(action, status string) string {
	return crlf(`
From: MAILER-DAEMON@mx.example.jp (Mail Delivery System)
To: bounce@example.jp
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp

Final-Recipient: rfc822; taro@example.jp
Action: ` + action + `
Status: ` + status + `
Diagnostic-Code: smtp; 550 5.1.1 unknown

--b
Content-Type: text/rfc822-headers

From: privacy@example.jp
Message-ID: <` + id + `@example.jp>

--b--
`)
}

func in(t *testing.T, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestParse(t *testing.T) {
	carrier := `
From: Mail Administrator <postmaster@carrier.example.jp>
To: bounce@example.jp
Subject: Mail System Error - Returned Mail

次のあて先へのメッセージはエラーのため送信できませんでした。
送信先メールアドレスが見つかりませんでした。

Message-ID: <` + id + `@example.jp>
`
	for name, c := range map[string]struct {
		text string
		want Message
	}{
		"failed":    {dsn("failed", "5.1.1"), Message{Failed, []string{id}, "5.1.1"}},
		"mailbox":   {dsn("failed", "5.2.2 (mailbox full)"), Message{Failed, []string{id}, "5.2.2"}},
		"delayed":   {dsn("delayed", "4.4.1"), Message{Delayed, []string{id}, "4.4.1"}},
		"delivered": {dsn("delivered", "2.0.0"), Message{Delivered, []string{id}, "2.0.0"}},
		"qmail": {crlf(`
From: MAILER-DAEMON@mx.example.jp
Subject: failure notice

Hi. This is the qmail-send program at mx.example.jp.
I'm afraid I wasn't able to deliver your message to the following addresses.

<taro@example.jp>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no mailbox

--- Below this line is a copy of the message.
Message-ID: <` + id + `@example.jp>
`), Message{Failed, []string{id}, "5.1.1"}},
		"without enhanced": {crlf(`
From: <>
To: bounce+` + id + `@example.jp
Subject: Returned mail

   ----- Transcript -----
<<< 550 User unknown
`), Message{Failed, []string{id}, "5.0.0"}},
		"carrier, utf-8":     {crlf(carrier), Message{Failed, []string{id}, ""}},
		"carrier, shift_jis": {in(t, japanese.ShiftJIS, crlf(carrier)), Message{Failed, []string{id}, ""}},
		"carrier, jis":       {in(t, japanese.ISO2022JP, crlf(carrier)), Message{Failed, []string{id}, ""}},
		"base64": {crlf(`
From: MAILER-DAEMON@mx.example.jp
Subject: x
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

5a6b5YWI5LiN5piOIDwwMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZkBleGFtcGxlLmpw
Pgo=
`), Message{Failed, []string{id}, ""}},
		"warning": {crlf(`
From: MAILER-DAEMON@mx.example.jp
Subject: Warning: message delayed

The message will be retried for 4 days. Message-ID: <` + id + `@example.jp>
`), Message{Delayed, []string{id}, ""}},
		"vacation": {crlf(`
From: taro@example.jp
Subject: Re: notice
Auto-Submitted: auto-replied (vacation)
In-Reply-To: <` + id + `@example.jp>

I am away until the 5.1.1
`), Message{Answered, []string{id}, ""}},
		"complaint": {crlf(`
From: fbl@example.jp
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: message/rfc822

Message-ID: <` + id + `@example.jp>

--b--
`), Message{Answered, []string{id}, ""}},
		"a person's": {crlf(`
From: taro@example.jp
Subject: Re: notice
In-Reply-To: <` + id + `@example.jp>

What does this mean?
`), Message{Strange, []string{id}, ""}},
		"another's": {crlf("\nFrom: x@example.jp\nSubject: hello\n\n550 User unknown\n"), Message{Sort: Foreign}},
		"no mail":   {"\x00\x01", Message{Sort: Foreign}},
		"empty":     {"", Message{Sort: Foreign}},
	} {
		if d := cmp.Diff(c.want, Parse([]byte(c.text)), cmp.Transformer("none", func(s []string) string { return strings.Join(s, " ") })); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestRead(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, d, "1.M1P1.host"), []byte(dsn("failed", "5.1.1")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	box := "From MAILER-DAEMON Fri Dec  4 00:00:00 2026\n" + dsn("failed", "5.1.1") + "\n\nFrom x\n" + dsn("delayed", "4.4.1") + "\nFrom the middle, no beginning\n"
	if err := os.WriteFile(filepath.Join(dir, "mbox"), []byte(box), 0o600); err != nil {
		t.Fatal(err)
	}
	got := map[Sort]int{}
	count := func(m Message) error { got[m.Sort]++; return nil }
	if n, err := Read(dir, count); n != 0 || err != nil {
		t.Error(n, err)
	}
	if d := cmp.Diff(map[Sort]int{Failed: 3, Delayed: 1, Foreign: 1}, got); d != "" {
		t.Error(d)
	}
	if _, err := Read(filepath.Join(dir, "none"), count); err == nil {
		t.Error("there is none")
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(dsn("failed", "5.1.1")))
	f.Fuzz(func(t *testing.T, b []byte) {
		m := Parse(b)
		if (m.Sort == Foreign) != (len(m.IDs) == 0) {
			t.Errorf("%+v", m)
		}
	})
}
