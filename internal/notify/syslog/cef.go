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
	a := n.Alert
	name := n.Words.Title
	var b strings.Builder
	b.WriteString("CEF:0")
	for _, f := range []string{"Tsutsumi", "Tsutsumi", n.Version, a.Detector, name, strconv.Itoa(level[min(a.Severity, watch.Critical)])} {
		b.WriteByte('|')
		b.WriteString(header(f))
	}
	b.WriteByte('|')
	first := true
	put := func(key, value string) {
		if value == "" {
			return
		}
		if !first {
			b.WriteByte(' ')
		}
		first = false
		b.WriteString(key + "=" + extension(value))
	}
	count := func(key, label string, v *int64) {
		if v != nil {
			put(key, strconv.FormatInt(*v, 10))
			put(key+"Label", label)
		}
	}
	text := func(key, label, v string) {
		if v != "" {
			put(key, v)
			put(key+"Label", label)
		}
	}
	put("rt", strconv.FormatInt(n.At.UnixMilli(), 10))
	put("start", strconv.FormatInt(a.First.UnixMilli(), 10))
	put("end", strconv.FormatInt(a.Last.UnixMilli(), 10))
	put("externalId", a.ID)
	put("cat", strings.Join(append([]string{a.Detector}, a.Also...), ","))
	put("cnt", strconv.FormatInt(a.Accesses, 10))
	put("suser", a.Principal)
	count("cn1", "people", a.People)
	count("cn2", "rows", a.Rows)
	count("cn3", "revision", &n.Revision)
	text("cs1", "origin", a.Origin)
	text("cs2", "store", a.Source)
	var kinds []string
	for _, k := range a.Kinds {
		kinds = append(kinds, k.String())
	}
	text("cs3", "kinds", strings.Join(kinds, ","))
	text("cs4", "countries", strings.Join(a.Countries, ","))
	if n.Test {
		text("cs5", "test", "1")
	}
	story := extension(strings.Join(n.Words.Story, "\n"))
	if room := most - b.Len() - len(" msg="); room < len(story) {
		story = fit(story, room)
	}
	if story != "" {
		b.WriteString(" msg=" + story)
	}
	return fit(b.String(), most)
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
