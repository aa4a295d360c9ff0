package syslog

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// level is the severity of CEF, 0 to 10; priority that of syslog (RFC 5424, 6.2.1).
var (
	level    = [...]int{watch.Info: 1, watch.Low: 3, watch.Medium: 6, watch.High: 8, watch.Critical: 10}
	priority = [...]int{watch.Info: 6, watch.Low: 5, watch.Medium: 4, watch.High: 3, watch.Critical: 2}
)

// cef writes a notice in the Common Event Format, at most so many bytes long: what is too much is cut from the story.
func cef(n *notify.Notice, most int) string {
	signature := "reminder"
	if n.Alert != nil {
		signature = n.Alert.Detector
	}
	m := &message{}
	m.WriteString("CEF:0")
	for _, f := range []string{"Tsutsumi", "Tsutsumi", n.Version, signature, n.Words.Title, strconv.Itoa(level[min(n.Severity(), watch.Critical)])} {
		m.WriteByte('|')
		m.WriteString(header(f))
	}
	m.WriteByte('|')
	m.put("rt", strconv.FormatInt(n.At.UnixMilli(), 10))
	if n.Reminder != nil {
		m.reminder(n.Reminder)
	} else {
		m.alert(n)
	}
	if n.Test {
		m.text("cs5", "test", "1")
	}
	story := extension(strings.Join(n.Words.Story, "\n"))
	if room := most - m.Len() - len(" msg="); room < len(story) {
		story = fit(story, room)
	}
	if story != "" {
		m.WriteString(" msg=" + story)
	}
	return fit(m.String(), most)
}

// message is a message in the making: extensions are put one after the other.
type message struct {
	strings.Builder
	some bool // extensions
}

func (m *message) put(key, value string) {
	if value == "" {
		return
	}
	if m.some {
		m.WriteByte(' ')
	}
	m.some = true
	m.WriteString(key + "=" + extension(value))
}

func (m *message) count(key, label string, v *int64) {
	if v != nil {
		m.put(key, strconv.FormatInt(*v, 10))
		m.put(key+"Label", label)
	}
}

func (m *message) text(key, label, v string) {
	if v != "" {
		m.put(key, v)
		m.put(key+"Label", label)
	}
}

func (m *message) reminder(r *notify.Reminder) {
	m.put("end", strconv.FormatInt(r.Due.UnixMilli(), 10))
	m.put("externalId", r.ID)
	m.text("cs1", "case", r.Case)
}

func (m *message) alert(n *notify.Notice) {
	a := n.Alert
	m.put("start", strconv.FormatInt(a.First.UnixMilli(), 10))
	m.put("end", strconv.FormatInt(a.Last.UnixMilli(), 10))
	m.put("externalId", a.ID)
	m.put("cat", strings.Join(append([]string{a.Detector}, a.Also...), ","))
	m.put("cnt", strconv.FormatInt(a.Accesses, 10))
	m.put("suser", a.Principal)
	m.count("cn1", "people", a.People)
	m.count("cn2", "rows", a.Rows)
	m.count("cn3", "revision", &n.Revision)
	m.text("cs1", "origin", a.Origin)
	m.text("cs2", "store", a.Source)
	var kinds []string
	for _, k := range a.Kinds {
		kinds = append(kinds, k.String())
	}
	m.text("cs3", "kinds", strings.Join(kinds, ","))
	m.text("cs4", "countries", strings.Join(a.Countries, ","))
}

// header escapes what stands between bars: a bar and a backslash. It has no newlines.
func header(s string) string {
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "\r\n", " ", "\n", " ", "\r", " ").Replace(s)
}

// extension escapes a value: a backslash, an equals sign, newlines. Bars stay.
func extension(s string) string {
	return strings.NewReplacer(`\`, `\\`, "=", `\=`, "\r\n", `\n`, "\n", `\n`, "\r", `\r`).Replace(s)
}

// fit cuts a text to so many bytes, at the end of a letter and outside an escape.
func fit(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if most <= 0 {
		return ""
	}
	s = s[:most]
	for len(s) > 0 {
		r, n := utf8.DecodeLastRuneInString(s)
		if r != utf8.RuneError || n != 1 {
			break
		}
		s = s[:len(s)-1]
	}
	if back := len(s) - len(strings.TrimRight(s, `\`)); back%2 == 1 {
		s = s[:len(s)-1]
	}
	return s
}
