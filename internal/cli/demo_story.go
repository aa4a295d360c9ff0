package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/demo"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// tale is a story that is being told: the commands run as a user would type them, and what they find is said in short.
type tale struct {
	a     *app
	ctx   context.Context //nolint:containedctx // it lives as long as one command
	page  *report.Page
	story *demo.Story
	home  string
	began time.Time
	step  int
	// What the commands said, to be asked again later.
	sample, other matched
	alert         alarm
	answer        answered
	kase          opened
	people        int64 // that the scan of the home found
}

// story makes the invented company in dir and tells what happens to it.
func (a *app) story(ctx context.Context, dir string, o demo.StoryOptions) (*tale, error) {
	if dir == "" {
		tmp, err := os.MkdirTemp("", "tsutsumi-demo-")
		if err != nil {
			return nil, fmt.Errorf("make a temporary folder: %w", err)
		}
		// Whoever has an account may look into it, as into many a share: everybody in it is invented.
		if err := os.Chmod(tmp, 0o755); err != nil { //nolint:gosec // the same
			return nil, fmt.Errorf("make a temporary folder: %w", err)
		}
		dir = tmp
	}
	dir = absolute(dir)
	t := &tale{a: a, ctx: ctx, home: a.home, began: time.Now(), page: report.NewPage(a.Out, a.reportOptions())}
	if t.home == "" {
		t.home = a.env("TSUTSUMI_HOME")
	}
	if t.home == "" {
		t.home = dir + ".home"
	}
	t.home = absolute(t.home)
	if entries, err := os.ReadDir(t.home); err == nil && len(entries) > 0 {
		return nil, fault.Errorf(fault.Usage, "demo: %s", a.say("the home is not empty; the invented company needs one of its own", "台帳フォルダーが空ではありません。架空の会社には専用のフォルダーを指定してください"))
	}
	config := a.env("TSUTSUMI_CONFIG_HOME")
	if config == "" {
		config = t.home + ".key"
	}
	t.say(report.Bold, a.say("Tsutsumi Shoji, an invented mail-order house", "架空の通販会社「株式会社つつみ商事」"))
	t.wrap(a.say("Everybody in this story is invented. Each number below is what a command found; the commands are yours to type.",
		"登場する会社と人物はすべて架空です。以下の数字は、すべてコマンドが実際に見つけたものです。"))
	var err error
	if t.story, err = demo.Tell(ctx, dir, config, o); err != nil {
		return nil, err
	}
	for _, step := range []func() error{t.held, t.doors, t.planted, t.remembered, t.watched, t.offered, t.invented, t.asked, t.opened, t.own} {
		if err := step(); err != nil {
			return nil, err
		}
		if err := t.page.Flush(); err != nil {
			return nil, err
		}
	}
	t.end()
	return t, t.page.Flush()
}

// say writes a line; wrap one that may be longer than a line.
func (t *tale) say(style, s string) { t.page.Line(t.page.Paint(style, s)) }

func (t *tale) wrap(s string) { t.page.Wrap("", s, 2) }

// head begins a step.
func (t *tale) head(en, ja, command string) {
	t.step++
	t.page.Line("")
	t.page.Title(fmt.Sprintf("%d  %s", t.step, t.a.say(en, ja)), fmt.Sprintf(t.a.say("%.0f s", "%.0f秒"), time.Since(t.began).Seconds()))
	t.page.Line("  $ tsutsumi " + report.Cut(command, 66))
}

// run runs a command on the company's home and gives what it wrote.
func (t *tale) run(args ...string) (string, error) {
	var out, errs bytes.Buffer
	env := func(name string) string {
		if name == "TSUTSUMI_HOME" {
			return ""
		}
		return t.a.env(name)
	}
	status := Run(t.ctx, env, Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, append([]string{"--home", t.home, "--lang", t.a.lang}, args...))
	if t.ctx.Err() != nil {
		return "", t.ctx.Err()
	}
	if status != StatusDone && status != StatusPartly {
		return "", fmt.Errorf("demo: %s: %s", args[0], strings.TrimSpace(errs.String()))
	}
	return out.String(), nil
}

// eachLine gives each line of a stream that has the key.
func eachLine(stream, key string, do func(json.RawMessage) error) error {
	for line := range strings.Lines(stream) {
		var m map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			continue
		}
		if v, ok := m[key]; ok {
			if err := do(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// first decodes the first line of a stream that has the key.
func first(stream, key string, to any) error {
	found := false
	err := eachLine(stream, key, func(v json.RawMessage) error {
		if found {
			return nil
		}
		found = true
		return json.Unmarshal(v, to)
	})
	if err == nil && !found {
		err = fmt.Errorf("demo: a command said nothing of %s", key)
	}
	return err
}

func (t *tale) n(n int64) string { return report.Number(n) }

// day is a day as the story says it, in the company's zone.
func (t *tale) day(at time.Time) string {
	at = at.In(storyZone)
	if t.a.lang == "ja" {
		return at.Format("2006年1月2日")
	}
	return at.Format("2 Jan 2006")
}

func (t *tale) minute(at time.Time) string {
	at = at.In(storyZone)
	if t.a.lang == "ja" {
		return at.Format("1月2日 15:04")
	}
	return at.Format("2 Jan 15:04")
}

var storyZone = time.FixedZone("JST", 9*60*60)

// rel is a path as it is typed.
func (t *tale) rel(path string) string {
	if r, err := filepath.Rel(filepath.Dir(t.story.Dir), path); err == nil {
		return r
	}
	return path
}

// person makes a planted person one that stands in a copy of the CRM.
func person(raw json.RawMessage) (synth.Person, error) {
	var c struct{ Name, Kana, Email, Phone, Postal, Address, Birth, Sex, Account string }
	p := synth.Person{Country: "JP"}
	if err := json.Unmarshal(raw, &c); err != nil {
		return p, fmt.Errorf("demo: read a planted person: %w", err)
	}
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
	}
	p.Surname, p.Given, _ = strings.Cut(c.Name, " ")
	p.SurnameKana, p.GivenKana, _ = strings.Cut(c.Kana, " ")
	p.Woman, p.Email, p.Member, p.Mobile, p.Landline, p.Postal, p.Street = c.Sex == "女", c.Email, c.Account, digits(c.Phone), digits(c.Phone), digits(c.Postal), c.Address
	_, _ = fmt.Sscanf(c.Birth, "%d-%d-%d", &p.Birth.Y, &p.Birth.M, &p.Birth.D)
	return p, nil
}

// end says how to go on.
func (t *tale) end() {
	p := t.page
	p.Line("")
	p.Title(t.a.say("Go on", "続けるには"), fmt.Sprintf(t.a.say("told in %.0f s", "所要 %.0f秒"), time.Since(t.began).Seconds()))
	for _, c := range [][3]string{
		{"inventory list", "what is held where", "どこに何があるか"},
		{"exposure " + t.rel(t.story.Company.Dir), "how it could leak", "どこから漏れうるか"},
		{"watch", "the alert, with its evidence", "アラートと根拠"},
		{"match list", "both verdicts", "2件の照合結果"},
		{"case show latest", "the case, its duties and dates", "事案・義務・期限"},
		{"case report latest jp-appi-preliminary", "the draft for the Commission", "委員会あて速報の案"},
		{"verify", "that nothing was changed", "改ざんがないことの確認"},
		{"serve", "all of it in the browser", "すべてをブラウザーで見る"},
	} {
		p.Line("  tsutsumi --home " + t.rel(t.home) + " " + c[0])
		p.Line("      " + t.a.say(c[1], c[2]))
	}
}
