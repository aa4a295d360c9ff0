// Package bounce reads letters that came back: reports of delivery as RFC 3464 has them, and what other programs and carriers write instead. A letter
// is known by its ID, in the Message-ID of what is quoted or in the address it came back to; nothing else of a message is kept.
package bounce

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
)

// Sort is what a message says.
type Sort uint8

// The sorts.
const (
	Strange   Sort = iota // it names a letter, but what it says of it is not understood
	Failed                // the letter does not arrive
	Delayed               // it may yet
	Delivered             // it did
	Answered              // an automatic reply, or a complaint: it arrived
	Foreign               // it names no letter
)

// Message is what a message says of letters.
type Message struct {
	Sort   Sort
	IDs    []string // of the letters it names
	Status string   // 5.1.1; "" none
}

var (
	letterID = regexp.MustCompile(`(?:^|[^0-9a-f])([0-9a-f]{32})@`)
	status   = regexp.MustCompile(`(?:^|[^0-9.])([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:[^0-9.]|\.?$|\.\s)`)
	reply    = regexp.MustCompile(`(?:^|[\s:"'(<])([45][0-5][0-9])[\s\-#]`)
)

// deepest is how deep parts may stand in each other.
const deepest = 5

// text is what of a message is looked at.
type text struct {
	all    []byte // its parts, decoded
	fields []byte // of message/delivery-status
	report string // report-type
}

// Parse reads one message.
func Parse(raw []byte) Message {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Message{Sort: Foreign}
	}
	var t text
	body, _ := io.ReadAll(msg.Body) // what is there
	t.part(textproto.MIMEHeader(msg.Header), body, 0)
	m := Message{IDs: ids(raw, t.all)}
	if len(m.IDs) == 0 {
		m.Sort = Foreign
		return m
	}
	m.Sort, m.Status = t.judge(msg.Header, body)
	return m
}

// ids are the letters that texts name, in the order of their first mention.
func ids(texts ...[]byte) []string {
	var out []string
	for _, t := range texts {
		for _, m := range letterID.FindAllSubmatch(t, -1) {
			if id := string(m[1]); !slices.Contains(out, id) && len(out) < 100 {
				out = append(out, id)
			}
		}
	}
	return out
}

// part takes a part apart.
func (t *text) part(h textproto.MIMEHeader, body []byte, depth int) {
	body = decode(h.Get("Content-Transfer-Encoding"), body)
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	switch {
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		t.fields = append(append(t.fields, body...), '\n')
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" && depth < deepest:
		if kind == "multipart/report" && depth == 0 {
			t.report = strings.ToLower(params["report-type"])
		}
		r := multipart.NewReader(bytes.NewReader(body), params["boundary"])
		for n := 0; n < 50; n++ {
			p, err := r.NextRawPart()
			if err != nil {
				break
			}
			inner, _ := io.ReadAll(p)
			t.part(p.Header, inner, depth+1)
		}
		return
	}
	t.all = append(append(t.all, body...), '\n')
}

func decode(encoding string, body []byte) []byte {
	var r io.Reader
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body))
	case "quoted-printable":
		r = quotedprintable.NewReader(bytes.NewReader(body))
	default:
		return body
	}
	out, _ := io.ReadAll(r) // as far as it can be
	return out
}

// judge tells what a message says.
func (t *text) judge(h mail.Header, body []byte) (Sort, string) {
	if t.report == "feedback-report" {
		return Answered, ""
	}
	if len(t.fields) > 0 {
		if s, code, ok := reported(t.fields); ok {
			return s, code
		}
	}
	lower := func(name string) string { return strings.ToLower(h.Get(name)) }
	auto := lower("Auto-Submitted")
	if strings.HasPrefix(auto, "auto-replied") && t.report == "" && !daemon(lower("From")) || h.Get("X-Autoreply") != "" || h.Get("X-Autorespond") != "" || lower("Precedence") == "auto_reply" {
		return Answered, ""
	}
	all := append(append([]byte(decoded(h.Get("Subject"))), '\n'), t.all...)
	s, code := told(all)
	if s == Strange && (daemon(lower("From")) || strings.TrimSpace(h.Get("Return-Path")) == "<>" && h.Get("X-Failed-Recipients") != "") {
		s = Failed
	}
	return s, code
}

func daemon(from string) bool {
	return strings.Contains(from, "mailer-daemon") || strings.Contains(from, "postmaster@") || strings.Contains(from, "mail delivery")
}

// decoded is a header in clear; a charset that is not known stays as it is.
func decoded(s string) string {
	if d, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return d
	}
	return s
}

// reported reads the fields of RFC 3464: of several recipients the worst counts.
func reported(fields []byte) (s Sort, code string, ok bool) {
	worst := 0
	for block := range bytes.SplitSeq(bytes.ReplaceAll(fields, []byte("\r\n"), []byte("\n")), []byte("\n\n")) {
		action, st := "", ""
		for line := range bytes.SplitSeq(block, []byte("\n")) {
			name, value, found := strings.Cut(string(line), ":")
			value, _, _ = strings.Cut(value, "(")
			switch value = strings.ToLower(strings.TrimSpace(value)); {
			case !found:
			case strings.EqualFold(name, "Action"):
				action = value
			case strings.EqualFold(name, "Status"):
				if m := status.FindStringSubmatch(value); m != nil {
					st = m[1]
				}
			}
		}
		sort, grave := Strange, 0
		switch action {
		case "failed":
			sort, grave = Failed, 4
		case "delayed":
			sort, grave = Delayed, 3
		case "expanded", "relayed", "delivered":
			sort, grave = Delivered, 2
		}
		if grave > worst {
			s, code, worst = sort, st, grave
		}
	}
	return s, code, worst > 0
}

// The words by which programs without a standard say it: qmail, older Exchange and Notes, Japanese carriers and providers, in the charsets they use.
var (
	lasts  = words("will be retried", "will retry", "still trying", "warning: message", "delivery delayed", "has been delayed", "temporarily deferred", "再送", "遅延")
	failed = words("undeliver", "returned mail", "failure notice", "delivery fail", "delivery status notification (failure)", "delivery has failed", "could not be delivered", "couldn't be delivered", "wasn't able to deliver",
		"user unknown", "unknown user", "no such user", "mailbox unavailable", "mailbox not found", "invalid recipient", "recipient address rejected", "address rejected", "host unknown", "mailbox full", "quota exceeded", "does not exist",
		"送信できませんでした", "配信できません", "配信不能", "配送できません", "届けられません", "届きませんでした", "見つかりませんでした", "存在しません", "宛先不明", "あて先不明", "受信拒否", "エラーメール")
)

func told(all []byte) (Sort, string) {
	low := lower(all)
	has := func(list [][]byte) bool {
		return slices.ContainsFunc(list, func(w []byte) bool { return bytes.Contains(low, w) })
	}
	code := ""
	for _, m := range status.FindAllSubmatch(all, 20) {
		if c := string(m[1]); code == "" || c[0] == '5' && code[0] != '5' {
			code = c
		}
	}
	if code == "" {
		if m := reply.FindSubmatch(all); m != nil {
			code = map[byte]string{'4': "4.0.0", '5': "5.0.0"}[m[1][0]]
		}
	}
	switch {
	case has(lasts) && !strings.HasPrefix(code, "5"):
		return Delayed, code
	case has(failed), strings.HasPrefix(code, "5"):
		return Failed, code
	case strings.HasPrefix(code, "4"):
		return Delayed, code
	}
	return Strange, code
}
