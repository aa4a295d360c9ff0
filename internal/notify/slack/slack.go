// Package slack posts alerts to an incoming webhook of Slack, as blocks.
//
// Everything is plain text: the stars of masks would be read as bold, and a name in a log as a mention.
package slack

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
)

// The limits of blocks: https://docs.slack.dev/reference/block-kit/blocks
const (
	mostHeader  = 150
	mostText    = 3000
	mostField   = 2000
	mostFields  = 10
	mostContext = 10 // lines of evidence
)

// Kind is the type of sinks.
func Kind() notify.Kind { return notify.Kind{Type: "slack", New: open} }

type sink struct{ to *post.Client }

func open(o *notify.Options) (notify.Sink, error) {
	c, err := post.New(o.URL, o.CA, o.Now)
	return &sink{c}, err
}

type text struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji,omitempty"`
}

type block struct {
	Type     string `json:"type"`
	Text     *text  `json:"text,omitempty"`
	Fields   []text `json:"fields,omitempty"`
	Elements []text `json:"elements,omitempty"`
}

type message struct {
	Text   string  `json:"text"` // of notifications
	Blocks []block `json:"blocks"`
}

func plain(s string, most int) text {
	no := false
	return text{"plain_text", cut(s, most), &no}
}

// Send implements notify.Sink.
func (s *sink) Send(ctx context.Context, n *notify.Notice) error {
	body, err := json.Marshal(write(n))
	if err != nil {
		return err
	}
	_, err = s.to.JSON(ctx, body, map[string]string{post.Key: n.Key()})
	return err
}

func write(n *notify.Notice) message {
	title := plain(n.Words.Title, mostHeader)
	m := message{Text: escaped(n.Words.Title), Blocks: []block{{Type: "header", Text: &title}}}
	var fields []text
	for _, f := range n.Words.Facts[:min(len(n.Words.Facts), mostFields)] {
		fields = append(fields, plain(f.Name+"\n"+f.Value, mostField))
	}
	if len(fields) > 0 {
		m.Blocks = append(m.Blocks, block{Type: "section", Fields: fields})
	}
	if len(n.Words.Story) > 0 {
		t := plain(strings.Join(n.Words.Story, "\n"), mostText)
		m.Blocks = append(m.Blocks, block{Type: "section", Text: &t})
	}
	if e := n.Words.Evidence; len(e) > 0 {
		m.Blocks = append(m.Blocks, block{Type: "context", Elements: []text{plain(strings.Join(e[:min(len(e), mostContext)], "\n"), mostField)}})
	}
	return m
}

// escaped is a text in which nothing is a mention or a link.
func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
