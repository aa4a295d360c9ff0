package cases

import (
	files "path"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func (p *page) planned(yes bool) string {
	if yes {
		return p.of("（見込み）", " (to come)")
	}
	return ""
}

func (p *page) dueOf(d *breach.Duty) string {
	if d.Status == breach.Due || d.Status == breach.Late {
		return p.due(d) + p.of("（", " (") + p.Say.Left(d) + p.of("）", ")")
	}
	return p.due(d)
}

// some are the first of several words, and how many more there are.
func (p *page) some(words []string, n int) string {
	s := strings.Join(words[:min(n, len(words))], p.of("、", ", "))
	if more := len(words) - n; more > 0 {
		s += p.of(" ほか"+strconv.Itoa(more), " and "+strconv.Itoa(more)+" more")
	}
	return s
}

func (x *formPage) filled() string {
	n := 0
	for i := range x.Entries {
		if !x.Entries[i].Unknown {
			n++
		}
	}
	return x.of("記入済み ", "filled in ") + strconv.Itoa(n) + " / " + strconv.Itoa(len(x.Entries))
}

// events are the numbers of events that support an entry.
func (x *formPage) events(ns []int64) string {
	var out []string
	for _, n := range ns[:min(6, len(ns))] {
		out = append(out, "#"+itoa(n))
	}
	return strings.Join(out, " ")
}

// twoReport tells whether two users must decide on a report, as far as the case shows it.
func (x *formPage) twoReport() bool {
	return slices.ContainsFunc(x.C.State.Decisions, func(d breach.Source[breach.Decided]) bool { return d.Body.Act == breach.ActReport })
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

func ending(name string) string { return strings.ToUpper(strings.TrimPrefix(files.Ext(name), ".")) }

func (p *page) people(n int64) string {
	if n == 0 {
		return p.of("未定", "not planned")
	}
	return report.Number(n)
}

func warnIf(yes bool) look.Tone {
	if yes {
		return look.Warn
	}
	return look.Neutral
}

func (p *page) channel(c string) string {
	switch c {
	case "email":
		return p.of("メール", "e-mail")
	case "post":
		return p.of("郵送", "post")
	case "":
		return p.of("準備中", "not begun")
	}
	return c
}

func (p *page) fates(b *Batch) string {
	out := []string{p.of("残り ", "left ") + report.Number(b.Left())}
	for _, x := range []struct {
		n      int64
		ja, en string
	}{{b.Failed, "拒否", "refused"}, {b.Later, "次回あらためて送信", "to be tried again"}, {b.Uncertain, "送信結果が不明", "uncertain"}, {b.Bounced, "戻り", "came back"}} {
		if x.n > 0 {
			out = append(out, p.of(x.ja+" "+report.Number(x.n), report.Number(x.n)+" "+x.en))
		}
	}
	if b.Without != nil && *b.Without > 0 {
		out = append(out, p.of("宛先なし "+report.Number(*b.Without), report.Number(*b.Without)+" without a recipient"))
	}
	return strings.Join(out, p.of("・", ", "))
}

func (p *page) sendForm(of string) form {
	f := p.formOf("decide", query("act", breach.ActSend, "of", of))
	f.Title = p.of("この文面での送信を承認する", "Decide on sending this letter")
	return f
}

func (p *page) sourcesOf(post *Post) (out []look.Choice) {
	for _, s := range post.Sources {
		out = append(out, look.Choice{Value: s, Text: s})
	}
	return out
}
