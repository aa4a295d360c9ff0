// Package email sends alerts as mail. The way to the server is encrypted, but for one on this machine itself.
package email

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Kind is the type of sinks.
func Kind() notify.Kind { return notify.Kind{Type: "email", New: open} }

type sink struct {
	o     *notify.Options
	trust *tls.Config
}

func open(o *notify.Options) (notify.Sink, error) {
	trust, err := post.Trust(o.CA)
	if err != nil {
		return nil, err
	}
	trust.ServerName = o.Host
	s := &sink{o, trust}
	if _, err := s.client(notify.Patience); err != nil {
		return nil, fault.Errorf(fault.Usage, "host, port: not a mail server")
	}
	if _, err := s.message(&notify.Notice{Alert: &watch.Alert{}}); err != nil {
		return nil, fault.Errorf(fault.Usage, "from, to: addresses of e-mail")
	}
	return s, nil
}

// client is one whose server has so long for each answer.
func (s *sink) client(patience time.Duration) (*mail.Client, error) {
	port := 587
	opts := []mail.Option{mail.WithTLSConfig(s.trust), mail.WithTimeout(patience), mail.WithHELO(helo(s.o.Hostname)), mail.WithoutNoop()}
	switch s.o.Transport {
	case "tls":
		port = 465
		opts = append(opts, mail.WithSSL())
	case "none":
		port = 25
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	case "":
		policy := mail.TLSMandatory
		if s.o.Local() {
			policy = mail.TLSOpportunistic
		}
		opts = append(opts, mail.WithTLSPolicy(policy))
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.o.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.o.User), mail.WithPassword(s.o.Password))
	}
	return mail.NewClient(s.o.Host, append(opts, mail.WithPort(cmp.Or(s.o.Port, port)))...)
}

// helo is a name that servers take.
func helo(host string) string {
	for _, r := range host {
		if r != '.' && r != '-' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') {
			return "localhost"
		}
	}
	return cmp.Or(host, "localhost")
}

// Send implements notify.Sink.
func (s *sink) Send(ctx context.Context, n *notify.Notice) error {
	m, err := s.message(n)
	if err != nil {
		return fault.Errorf(fault.Refused, "write mail: an address or a header is not valid")
	}
	patience := notify.Patience
	if end, ok := ctx.Deadline(); ok {
		patience = max(time.Until(end), time.Millisecond)
	}
	c, err := s.client(patience)
	if err != nil {
		return fault.Errorf(fault.Unavailable, "the mail server's settings are not valid")
	}
	to, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return greeted(ctx, err)
	}
	err = c.SendWithSMTPClient(to, m)
	_ = c.CloseWithSMTPClient(to) // what was taken is taken, however the server takes leave
	return failed(ctx, err)
}

// greeted says what went wrong before there was a message. The server's own words stay out: they may name the user.
func greeted(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return fault.Errorf(fault.Unavailable, "the server is silent")
	case strings.Contains(err.Error(), "STARTTLS"):
		return fault.Errorf(fault.Unavailable, "the server offers no STARTTLS, and nothing is sent without")
	case strings.Contains(err.Error(), "AUTH"):
		return fault.Errorf(fault.Unavailable, "the server does not take the user and password")
	}
	return post.Failed(err)
}

func failed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var s *mail.SendError
	switch {
	case ctx.Err() != nil:
		return fault.Errorf(fault.Unavailable, "the server is silent")
	case errors.As(err, &s) && s.ErrorCode() >= 500:
		return fault.Errorf(fault.Refused, "the server does not take it: %d %s", s.ErrorCode(), s.EnhancedStatusCode())
	case errors.As(err, &s) && s.ErrorCode() > 0:
		return fault.Errorf(fault.Unavailable, "the server answers %d", s.ErrorCode())
	}
	return post.Failed(err)
}

// message is a notice as mail. What grew answers the first mail of its alert, so that programs show them together.
func (s *sink) message(n *notify.Notice) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.From(s.o.From); err != nil {
		return nil, err
	}
	if err := m.To(s.o.To...); err != nil {
		return nil, err
	}
	domain := "localhost"
	if a, err := m.GetSender(false); err == nil {
		if i := strings.LastIndexByte(a, '@'); i >= 0 {
			domain = strings.Trim(a[i+1:], ">")
		}
	}
	m.SetMessageIDWithValue(n.Key() + "@" + domain)
	if n.Revision > 1 {
		first := (&notify.Notice{Alert: n.Alert, Reminder: n.Reminder, Revision: 1}).Key()
		m.SetGenHeader(mail.HeaderInReplyTo, "<"+first+"@"+domain+">")
		m.SetGenHeader(mail.HeaderReferences, "<"+first+"@"+domain+">")
	}
	m.Subject(oneLine("[Tsutsumi] " + n.Words.Title))
	m.SetDateWithValue(n.At)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	if n.Reminder != nil {
		m.SetGenHeader("X-Tsutsumi-Reminder", n.Key())
	} else {
		m.SetGenHeader("X-Tsutsumi-Alert", n.Key())
	}
	if n.Severity() >= watch.High {
		m.SetImportance(mail.ImportanceHigh)
	}
	m.SetBodyString(mail.TypeTextPlain, text(n))
	return m, nil
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// text is the body: what matters first.
func text(n *notify.Notice) string {
	of := func(ja, en string) string {
		if n.Lang == "ja" {
			return ja
		}
		return en
	}
	var b strings.Builder
	b.WriteString(n.Words.Title + "\n\n")
	for _, f := range n.Words.Facts {
		b.WriteString(f.Name + of("：", ": ") + f.Value + "\n")
	}
	section := func(name string, lines []string) {
		if len(lines) == 0 {
			return
		}
		b.WriteString("\n" + name + "\n")
		for _, l := range lines {
			b.WriteString("  " + l + "\n")
		}
	}
	if n.Reminder != nil {
		for _, s := range n.Words.Story {
			b.WriteString("\n" + s + "\n")
		}
		b.WriteString("\n-- \n" + of("Tsutsumi が自動で送信しました。", "Sent by Tsutsumi.") + "\n")
		return b.String()
	}
	section(of("経緯", "Story"), n.Words.Story)
	section(of("根拠", "Evidence"), n.Words.Evidence)
	if n.Revision > 1 {
		b.WriteString("\n" + of("先にお知らせしたアラートに、新たな動きがありました。", "This alert was told before; it has grown since.") + "\n")
	}
	b.WriteString("\n-- \n" + of("Tsutsumi が自動で送信しました。利用者と接続元はマスクしています。\n確認: tsutsumi watch show "+n.Alert.ID, "Sent by Tsutsumi. Principals and origins are masked.\nTo look into it: tsutsumi watch show "+n.Alert.ID) + "\n")
	return b.String()
}
