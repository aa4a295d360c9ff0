// Package splunk hands alerts to Splunk's HTTP Event Collector.
package splunk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/notify/post"
)

// Kind is the type of sinks.
func Kind() notify.Kind { return notify.Kind{Type: "splunk", New: open} }

type sink struct {
	to                                *post.Client
	token, channel, index, host, sort string
}

func open(o *notify.Options) (notify.Sink, error) {
	url := strings.TrimSuffix(o.URL, "/")
	if !strings.Contains(url, "/services/collector") {
		url += "/services/collector/event"
	}
	c, err := post.New(url, o.CA, o.Now)
	sum := sha256.Sum256([]byte("tsutsumi " + o.Hostname + " " + o.Name))
	channel := fmt.Sprintf("%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
	return &sink{c, o.Token, channel, o.Index, o.Hostname, o.SourceType}, err
}

type envelope struct {
	Time       float64         `json:"time"` // seconds since 1970
	Host       string          `json:"host"`
	Source     string          `json:"source"`
	SourceType string          `json:"sourcetype"`
	Index      string          `json:"index,omitempty"`
	Event      json.RawMessage `json:"event"`
	Fields     map[string]any  `json:"fields"` // indexed
}

// Send implements notify.Sink.
func (s *sink) Send(ctx context.Context, n *notify.Notice) error {
	var line struct {
		Alert    json.RawMessage `json:"alert"`
		Reminder json.RawMessage `json:"reminder"`
	}
	if err := json.Unmarshal(n.Line, &line); err != nil {
		return fault.Errorf(fault.Refused, "write alert: %w", err)
	}
	id, sort, event, at := "reminder_id", "tsutsumi:reminder", line.Reminder, n.At
	if n.Reminder == nil {
		id, sort, event, at = "alert_id", "tsutsumi:alert", line.Alert, n.Alert.Last
	}
	fields := map[string]any{id: n.ID(), "revision": n.Revision, "severity": n.Severity().String()}
	if n.Test {
		fields["test"] = 1
	}
	body, err := json.Marshal(envelope{float64(at.UnixMilli()) / 1000, s.host, "tsutsumi", cmp.Or(s.sort, sort), s.index, event, fields})
	if err != nil {
		return err
	}
	a, err := s.to.JSON(ctx, body, map[string]string{"Authorization": "Splunk " + s.token, "X-Splunk-Request-Channel": s.channel, post.Key: n.Key()})
	var said struct {
		Code int `json:"code"`
	}
	if json.Unmarshal(a.Body, &said) != nil || said.Code == 0 {
		return err
	}
	// Codes of the collector tell more than the status: 400 is a wrong index too, which the owner can mend.
	switch said.Code {
	case 5, 6, 12, 13, 15, 16: // no data, invalid format, event field missing or blank, …
		return fault.Errorf(fault.Refused, "the collector does not take it: code %d", said.Code)
	}
	return fault.Errorf(fault.Unavailable, "the collector answers code %d", said.Code)
}
