// Package ics writes what is due as a calendar file (RFC 5545): duties, answers that others owe, tasks, an event each, with alarms.
//
// A calendar goes where a case does not: no name of a case, nothing that a person wrote, and nobody's data are in it. An event keeps its
// UID for good; its SEQUENCE grows whenever it was set to another time, so that a calendar that has it already moves it. Times are in UTC;
// what has a day is an all-day event on the last day of the authority's zone, whose alarms are at exact moments.
package ics

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach/deadline"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
)

// Options say how a calendar is written.
type Options struct {
	Lang    string
	Domain  string // of UIDs: the owner's, so that two installations have none alike
	Version string // of the program
	Before  []time.Duration
	Zone    *time.Location // the owner's
}

// Write writes a calendar of deadlines. The same deadlines give the same bytes.
func Write(w io.Writer, list []deadline.Deadline, o *Options) error {
	c := &calendar{w: bufio.NewWriter(w), o: o}
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Tsutsumi//Tsutsumi "+escape(o.Version)+"//"+strings.ToUpper(o.Lang))
	c.line("CALSCALE", "GREGORIAN")
	c.line("METHOD", "PUBLISH")
	c.text("X-WR-CALNAME", c.of("Breach cases: what is due", "漏えい等事案の期限"))
	c.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
	for i := range list {
		c.event(&list[i])
	}
	c.line("END", "VCALENDAR")
	if c.err != nil {
		return fmt.Errorf("write calendar: %w", c.err)
	}
	return c.w.Flush()
}

type calendar struct {
	w   *bufio.Writer
	o   *Options
	err error
}

func (c *calendar) of(en, ja string) string { return law.Text{EN: en, JA: ja}.Of(c.o.Lang) }

const utc = "20060102T150405Z"

func (c *calendar) event(d *deadline.Deadline) {
	title := d.Title.Of(c.o.Lang) + c.of(" – case ", "（事案 ") + d.Case + c.of("", "）")
	status := "CONFIRMED"
	switch {
	case d.Gone:
		status = "CANCELLED"
	case d.Done:
		title = c.of("Done: ", "済：") + title
	case d.Undecided:
		status = "TENTATIVE"
		title = c.of("If it applies: ", "該当する場合：") + title
	}
	c.line("BEGIN", "VEVENT")
	c.line("UID", UID(d, c.o.Domain))
	c.line("DTSTAMP", d.Since.UTC().Format(utc))
	c.line("LAST-MODIFIED", d.Since.UTC().Format(utc))
	c.line("SEQUENCE", fmt.Sprint(d.Moves))
	if d.LastDay != "" {
		day := d.At.Format("20060102") // in the zone of the authority
		c.line("DTSTART;VALUE=DATE", day)
		c.line("DTEND;VALUE=DATE", d.At.AddDate(0, 0, 1).Format("20060102"))
	} else {
		c.line("DTSTART", d.At.UTC().Format(utc))
		c.line("DURATION", "PT15M")
	}
	c.text("SUMMARY", title)
	r := deadline.Reminder{Deadline: *d, Threshold: deadline.Late} // of its words only what does not name the threshold
	w := r.Words(c.o.Lang, c.o.Zone)
	var text []string
	for _, f := range w.Facts {
		text = append(text, f[0]+c.of(": ", "：")+f[1])
	}
	c.text("DESCRIPTION", strings.Join(append(text, w.Story...), "\n"))
	c.line("STATUS", status)
	c.line("TRANSP", "TRANSPARENT")
	c.line("CLASS", "CONFIDENTIAL")
	c.line("CATEGORIES", strings.ToUpper(d.Sort))
	if !d.Done && !d.Gone {
		for _, b := range c.o.Before {
			if d.AtOnce {
				break
			}
			c.line("BEGIN", "VALARM")
			c.line("ACTION", "DISPLAY")
			c.line("TRIGGER;VALUE=DATE-TIME", d.At.Add(-b).UTC().Format(utc))
			c.text("DESCRIPTION", title)
			c.line("END", "VALARM")
		}
	}
	c.line("END", "VEVENT")
}

// UID is by what a calendar knows a deadline: it never changes.
func UID(d *deadline.Deadline, domain string) string {
	if domain == "" {
		domain = "tsutsumi.invalid"
	}
	return strings.ToLower(d.Case + "-" + d.ID + "@" + domain)
}

func (c *calendar) text(name, value string) { c.line(name, escape(value)) }

// escape writes a TEXT (RFC 5545, 3.3.11). Controls, which none may hold, are left out.
func escape(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\r\n", "\n")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' && r != '\t' || r == 0x7f:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// most is how many bytes a line has at most, its end not counted (RFC 5545, 3.1).
const most = 75

// line writes a content line, folded between letters.
func (c *calendar) line(name, value string) {
	s, room := name+":"+value, most
	for len(s) > room && c.err == nil {
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		c.put(s[:cut] + "\r\n ")
		s, room = s[cut:], most-1
	}
	c.put(s + "\r\n")
}

func (c *calendar) put(s string) {
	if c.err == nil {
		_, c.err = c.w.WriteString(s)
	}
}
