//go:build unix

package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/webtest"
)

// The first account of the console that tests look at: it has every role.
const (
	consoleUser     = "sato"
	consolePassword = "levee-by-the-river-8470"
)

// consoleOf is a console that runs in this process on a small invented company: stores that were scanned and have people indices, an
// open door, planted persons, a log that was watched, a dump that was matched, and a case that was opened on it.
type consoleOf struct {
	Base        string // "http://127.0.0.1:…"
	Home, Dir   string // of the program; where the company's files are
	Match, Case string // IDs
	Alert       string
	link        string // by which the first account is made

	account sync.Once
}

var theConsole struct {
	sync.Once
	*consoleOf
	err  error
	dir  string
	stop func()
}

// console gives the console of this test binary, started when it is asked for first. Tests share it: what one adds, others may see.
func console(t *testing.T) *consoleOf {
	t.Helper()
	theConsole.Do(func() {
		if theConsole.dir, theConsole.err = os.MkdirTemp("", "tsutsumi-console-"); theConsole.err == nil {
			theConsole.consoleOf, theConsole.err = startConsole(theConsole.dir)
		}
	})
	if theConsole.err != nil {
		t.Fatal(theConsole.err)
	}
	return theConsole.consoleOf
}

// closeConsole ends what tests shared.
func closeConsole() {
	webtest.Close()
	if theConsole.stop != nil {
		theConsole.stop()
	}
	if theConsole.dir != "" {
		_ = os.RemoveAll(theConsole.dir)
	}
}

// command runs the program on the console's home. Statuses other than those are an error.
func (c *consoleOf) command(ctx context.Context, args []string, may ...int) (string, error) {
	var out, errs bytes.Buffer
	status := cli.Run(ctx, c.env, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, args)
	if !slices.Contains(append(may, cli.StatusDone), status) {
		return "", fmt.Errorf("%v: status %d: %s", args, status, errs.String())
	}
	return out.String(), nil
}

func (c *consoleOf) env(name string) string {
	switch name {
	case "TSUTSUMI_HOME":
		return c.Home
	case "LANG":
		return "en_US.UTF-8"
	}
	return ""
}

func startConsole(dir string) (*consoleOf, error) {
	c := &consoleOf{Home: filepath.Join(dir, "home"), Dir: filepath.Join(dir, "company")}
	if err := c.prepare(context.Background()); err != nil {
		return nil, err
	}
	return c, c.serve()
}

// prepare makes the company and does with it what its owner would.
func (c *consoleOf) prepare(ctx context.Context) error {
	w := world.New(world.Options{Seed: 470, People: 600})
	if err := os.MkdirAll(filepath.Join(c.Dir, "stores"), 0o755); err != nil { //nolint:gosec // a folder that stands open on purpose
		return err
	}
	write := func(name string, do func(io.Writer) error) (string, error) {
		path := filepath.Join(c.Dir, name)
		f, err := os.Create(path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		return path, do(f)
	}
	for s, store := range w.Stores {
		for i, at := range w.Snapshots() {
			path, err := write(filepath.Join("stores", store.Name+".csv"), func(o io.Writer) error { return w.WriteSnapshot(o, s, i) })
			if err != nil {
				return err
			}
			if _, err := c.command(ctx, []string{"people", "snapshot", path, "--as", store.Name, "--key", store.Columns[0].Name, "--as-of", at.Format(time.RFC3339)}); err != nil {
				return err
			}
		}
	}
	dump, err := write("offer.sql", func(o io.Writer) error {
		_, err := w.WriteDump(o, world.Dump{Takes: []world.Take{{Store: world.Shop}}, At: w.Snapshots()[1].AddDate(0, 2, 11), Format: "mysqldump", Shuffle: true, Keep: 1 << 20})
		return err
	})
	if err != nil {
		return err
	}
	log, err := write("shop-access.log", accessLog)
	if err != nil {
		return err
	}
	stores := filepath.Join(c.Dir, "stores")
	for _, name := range []string{filepath.Dir(c.Dir), c.Dir, stores, filepath.Join(stores, "shop.csv")} {
		if err := os.Chmod(name, 0o755); err != nil { //nolint:gosec // the door that stands open
			return err
		}
	}
	for _, args := range [][]string{
		{"scan", stores},
		{"exposure", stores},
		{"canary", "plant", "--store", "shop", "--copy", "contractor-a", "--domain", "shop.example.jp", "--number", "4", "--format", "csv"},
		{"watch", log, "--no-notify"},
	} {
		if _, err := c.command(ctx, args, cli.StatusFindings, cli.StatusPartly); err != nil {
			return err
		}
	}
	return c.find(ctx, dump)
}

// find matches the dump, and opens a case on what came of it.
func (c *consoleOf) find(ctx context.Context, dump string) error {
	out, err := c.command(ctx, []string{"match", dump, "--format", "json"}, cli.StatusFindings)
	if err != nil {
		return err
	}
	var m struct{ Match leak.Match }
	if err := json.Unmarshal([]byte(out), &m); err != nil {
		return err
	}
	c.Match = m.Match.ID
	if out, err = c.command(ctx, []string{"watch", "list", "--format", "json"}); err != nil {
		return err
	}
	var a struct{ Alert struct{ ID string } }
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&a); err != nil {
		return fmt.Errorf("no alert: %w", err)
	}
	c.Alert = a.Alert.ID
	if _, err := c.command(ctx, []string{"case", "open", "会員情報の販売表示", "--match", c.Match, "--alert", c.Alert, "--by", consoleUser}); err != nil {
		return err
	}
	if out, err = c.command(ctx, []string{"case", "list", "--format", "json"}, cli.StatusFindings); err != nil {
		return err
	}
	var k struct{ Case struct{ ID string } }
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&k); err != nil {
		return fmt.Errorf("no case: %w", err)
	}
	c.Case = k.Case.ID
	return nil
}

// accessLog is three weeks of a member site, and a night in which somebody asks for one member after another.
func accessLog(o io.Writer) error {
	r := rand.New(rand.NewPCG(4, 70))
	zone := time.FixedZone("JST", 9*3600)
	y, m, d := time.Now().In(zone).Date()
	begin := time.Date(y, m, d-21, 8, 0, 0, 0, zone)
	w := bufio.NewWriter(o)
	line := func(at time.Time, from string, id int, with string) {
		fmt.Fprintf(w, "%s - - [%s] \"GET /members/%d HTTP/1.1\" 200 812 \"-\" \"%s\"\n", from, at.Format("02/Jan/2006:15:04:05 -0700"), id, with)
	}
	for day := range 20 {
		at := begin.AddDate(0, 0, day)
		for range 120 {
			at = at.Add(time.Duration(1+r.IntN(500)) * time.Second)
			line(at, fmt.Sprintf("192.0.2.%d", 10+r.IntN(8)), 100000+r.IntN(3000), "Mozilla/5.0")
		}
		if day == 18 {
			night := begin.AddDate(0, 0, day).Add(18 * time.Hour)
			for i := range 1500 {
				line(night.Add(time.Duration(i)*time.Second), "203.0.113.9", 100000+i, "curl/8.5")
			}
		}
	}
	return w.Flush()
}

// serve starts the console and reads where it is.
func (c *consoleOf) serve() error {
	ctx, stop := context.WithCancel(context.Background())
	pr, pw := io.Pipe()
	ended := make(chan int, 1)
	var errs bytes.Buffer
	go func() {
		ended <- cli.Run(ctx, c.env, cli.Streams{In: strings.NewReader(""), Out: pw, Err: &errs}, []string{"serve", "--listen", "127.0.0.1:0"})
		_ = pw.Close()
	}()
	theConsole.stop = func() {
		stop()
		<-ended
	}
	lines := bufio.NewScanner(pr)
	for lines.Scan() {
		text := strings.TrimSpace(lines.Text())
		switch at := strings.Index(text, "http://"); {
		case at < 0:
		case strings.Contains(text, "/setup?"):
			c.link = text[at:]
		case c.Base == "":
			c.Base = strings.TrimSuffix(text[at:], "/")
		}
		if c.link != "" && c.Base != "" {
			go func() { _, _ = io.Copy(io.Discard, pr) }()
			return nil
		}
	}
	return fmt.Errorf("serve ended before it said where it is: %s", errs.String())
}

// Open opens a tab in which consoleUser has signed in. The first who asks makes the account by the setup link.
func (c *consoleOf) Open(t *testing.T, r webtest.Reader) *webtest.Tab {
	t.Helper()
	tab := webtest.Open(t, c.Base, r)
	made := false
	c.account.Do(func() {
		made = true
		tab.Go(c.link)
		tab.Fill("name", consoleUser)
		tab.Fill("password", consolePassword)
		tab.Fill("again", consolePassword)
		tab.Click(`main form[action="/setup"] button`)
	})
	if made && !strings.HasPrefix(tab.Path(), "/login") {
		return tab
	}
	tab.Go("/login")
	tab.Fill("name", consoleUser)
	tab.Fill("password", consolePassword)
	tab.Click(`main form[action="/login"] button`)
	return tab
}
