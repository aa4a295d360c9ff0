// Package teams posts alerts to a webhook of Microsoft Teams (a workflow), as an adaptive card.
package teams

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// A message has at most 28 KB: https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
const (
	mostText  = 1000
	mostStory = 8
)

// Kind is the type of sinks.
func Kind() notify.Kind { return notify.Kind{Type: "teams", New: open} }

type sink struct{ to *post.Client }

func open(o *notify.Options) (notify.Sink, error) {
	c, err := post.New(o.URL, o.CA, o.Now)
	return &sink{c}, err
}

type message struct {
	Type        string       `json:"type"`
	Attachments []attachment `json:"attachments"`
}

type attachment struct {
	ContentType string `json:"contentType"`
	Content     card   `json:"content"`
}

type card struct {
	Schema  string    `json:"$schema"`
	Type    string    `json:"type"`
	Version string    `json:"version"`
	Body    []element `json:"body"`
}

type element struct {
	Type    string `json:"type"`
	Text    string `json:"text,omitempty"`
	Size    string `json:"size,omitempty"`
	Weight  string `json:"weight,omitempty"`
	Color   string `json:"color,omitempty"`
	Subtle  bool   `json:"isSubtle,omitempty"`
	Wrap    bool   `json:"wrap,omitempty"`
	Spacing string `json:"spacing,omitempty"`
	Facts   []fact `json:"facts,omitempty"`
}

type fact struct {
	Title string `json:"title"`
	Value string `json:"value"`
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
	color := "default"
	switch {
	case n.Severity() >= watch.High:
		color = "attention"
	case n.Severity() == watch.Medium:
		color = "warning"
	}
	body := []element{{Type: "TextBlock", Text: plain(n.Words.Title), Size: "large", Weight: "bolder", Color: color, Wrap: true}}
	facts := element{Type: "FactSet"}
	for _, f := range n.Words.Facts {
		facts.Facts = append(facts.Facts, fact{plain(f.Name), plain(f.Value)})
	}
	body = append(body, facts)
	for _, s := range n.Words.Story[:min(len(n.Words.Story), mostStory)] {
		body = append(body, element{Type: "TextBlock", Text: plain(s), Wrap: true})
	}
	for _, e := range n.Words.Evidence {
		body = append(body, element{Type: "TextBlock", Text: plain(e), Size: "small", Subtle: true, Wrap: true, Spacing: "none"})
	}
	return message{"message", []attachment{{"application/vnd.microsoft.card.adaptive", card{"http://adaptivecards.io/schemas/adaptive-card.json", "AdaptiveCard", "1.4", body}}}}
}

// plain is a text in which nothing is markdown: stars of masks, links.
func plain(s string) string {
	if r := []rune(s); len(r) > mostText {
		s = string(r[:mostText-1]) + "…"
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "`", "\\`", "#", `\#`, "<", "&lt;", "\n", " ").Replace(s)
}
