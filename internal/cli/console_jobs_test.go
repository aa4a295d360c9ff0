//go:build unix

package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/web/webtest"
)

// working is the address of a console of its own, whose schedule scans one source and cannot reach another, and the link by which the
// first account is made.
func working(t *testing.T) (base, link string) {
	t.Helper()
	dir := t.TempDir()
	home := filepath.Join(dir, "home")
	put(t, filepath.Join(dir, "store", "members.csv"), []byte(list))
	put(t, filepath.Join(home+".key", "tsutsumi.yaml"), fmt.Appendf(nil, "sources:\n  - {name: members, target: %q, schedule: 24h}\n  - {name: orders, target: %q, schedule: 7d}\n",
		filepath.Join(dir, "store"), "sqlite://"+filepath.Join(dir, "gone.db")))
	c := child(t, home, "serve", "--listen", "127.0.0.1:0")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(syscall.SIGTERM)
		_ = c.Wait()
	})
	lines := bufio.NewScanner(out)
	for link == "" && lines.Scan() {
		switch text := lines.Text(); {
		case strings.Contains(text, "/setup?"):
			link = text
		case strings.HasPrefix(text, "http://"):
			base = strings.TrimSuffix(text, "/")
		}
	}
	if link == "" {
		t.Fatal("serve does not say where it is")
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return base, link
}

// TestConsoleWork sees what the schedule does, why something stopped, and tries it again, in both languages.
func TestConsoleWork(t *testing.T) {
	base, link := working(t)
	tab := webtest.Open(t, base, webtest.Reader{Lang: "ja"})
	tab.Go(link)
	tab.Fill("name", consoleUser)
	tab.Fill("password", consolePassword)
	tab.Fill("again", consolePassword)
	tab.Click(`main form[action="/setup"] button`)
	if strings.HasPrefix(tab.Path(), "/login") {
		tab.Fill("name", consoleUser)
		tab.Fill("password", consolePassword)
		tab.Click(`main form[action="/login"] button`)
	}
	for _, look := range []struct {
		name       string
		as         webtest.Reader
		list, one  []string
		bad, again string
	}{
		{"ja-light", webtest.Reader{Lang: "ja"}, []string{"スケジュール", "予定", "走査：members", "走査：orders", "要確認", "次回"}, []string{"完了", "依頼者", "スケジュール", "台帳"}, "止まった理由", "再実行"},
		{"en-dark", webtest.Reader{Lang: "en", Dark: true}, []string{"the schedule", "By itself", "Scan: members", "Scan: orders", "To look at", "Next"}, []string{"done", "Ordered by", "the schedule", "Inventory"}, "Why it stopped", "Try again"},
		{"ja-narrow", webtest.Reader{Lang: "ja", Width: 420, Height: 900}, []string{"予定"}, nil, "", ""},
	} {
		tab.As(look.as)
		tab.Go("/jobs")
		for try := 0; try < 300 && !strings.Contains(tab.Text("main"), look.list[0]); try++ {
			tab.Go("/jobs")
		}
		tab.Has(look.list...)
		tab.Accessible()
		tab.Shot("jobs-" + look.name)
		if look.one == nil {
			tab.Press("休止")
			tab.Has("休止中", "再開")
			continue
		}
		ended(tab, "/jobs?state=done&kind=scan")
		tab.Click("td a.row")
		tab.Has(look.one...)
		tab.Accessible()
		tab.Shot("job-" + look.name)
		ended(tab, "/jobs?state=parked&kind=scan")
		tab.Click("td a.row")
		tab.Has(look.bad, look.again)
		tab.Shot("job-parked-" + look.name)
		tab.Press(look.again)
		if !strings.HasPrefix(tab.Path(), "/jobs/") {
			t.Errorf("after trying again the page is %s", tab.Path())
		}
	}
}

// ended opens a list until there is something in it.
func ended(tab *webtest.Tab, path string) {
	tab.Go(path)
	for try := 0; try < 300 && tab.Text("td a.row") == ""; try++ {
		tab.Go(path)
	}
}
