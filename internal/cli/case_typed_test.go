//go:build unix

package cli_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/zerotest"
)

// TestNothingTypedStays: whoever types names, addresses and numbers of persons into every field there is, leaves none of them in clear: neither in the
// home nor on the screen.
func TestNothingTypedStays(t *testing.T) {
	home := filepath.Join(t.TempDir(), "home")
	t.Setenv("TMPDIR", t.TempDir())
	var planted []zerotest.Planted
	names := []string{"四月一日 紬", "佐々木 健太郎", "長谷川 さくら", "小笠原 茂", "高橋 美咲", "渡辺 陽一", "中村 麻衣", "山本 大輔", "加藤 由美子", "吉田 翔太", "清水 奈々", "斎藤 浩二"}
	n := 0
	typed := func() string {
		name, mail, phone := names[n%len(names)], fmt.Sprintf("typed-by-hand-%d@example.jp", n), fmt.Sprintf("080-1234-%04d", 5670+n)
		n++
		planted = append(planted, zerotest.Planted{Kind: pii.PersonName, Text: name}, zerotest.Planted{Kind: pii.EmailAddress, Text: mail}, zerotest.Planted{Kind: pii.PhoneNumber, Text: phone})
		return name + "様（" + mail + "、電話 " + phone + "）"
	}
	extra := map[string][]byte{}
	run := func(args ...string) {
		t.Helper()
		args = append(args, "--by", "hanako")
		out, errs, status := program(t, home, args...)
		if status != cli.StatusDone {
			t.Fatalf("%s: status %d: %s", strings.Join(args[:2], " "), status, errs)
		}
		extra[fmt.Sprint(len(extra), " out")], extra[fmt.Sprint(len(extra), " err")] = []byte(out), []byte(errs)
	}
	run("case", "open", typed(), "--known", "2026-11-02")
	run("case", "open", typed(), "--small", "--what", "handed", "--who", typed(), "--department", typed(), "--people", "1", "--kinds", "氏名")
	run("case", "contain", "1", typed(), "--proof", typed())
	run("case", "met", "1", "jp-appi-preliminary", "--proof", typed(), "--note", typed())
	run("case", "decide", "1", "other", "--of", typed(), "--choice", typed(), "--why", typed())
	run("case", "decide", "1", "apply", "--of", "eu-gdpr-33", "--choice", "no", "--why", typed())
	run("case", "close", "1", "--why", typed())
	run("case", "reopen", "1", "--why", typed(), "--source", typed())
	for _, lang := range []string{"en", "ja"} {
		run("case", "report", "1", "jp-appi-preliminary", "--format", "md,csv", "-o", filepath.Join(filepath.Dir(home), "out"), "--lang", lang)
	}
	run("case", "report", "1", "board", "--format", "docx,html", "-o", filepath.Join(filepath.Dir(home), "out"))
	run("case", "report", "1", "--submitted", "jp-appi-preliminary", "--to", typed(), "--receipt", typed())
	run("case", "export", "1", "-o", filepath.Join(filepath.Dir(home), "out", "case.zip"))
	for _, lang := range []string{"en", "ja"} {
		run("case", "show", "1", "--lang", lang)
		run("case", "show", "1", "--events", "--facts", "--duties", "--all", "--lang", lang)
		run("case", "list", "--small", "--all", "--format", "csv", "--lang", lang)
	}
	run("case", "show", "2", "--format", "json", "--events", "--facts")
	run("case", "show", "1", "--format", "json", "--events", "--facts")
	zerotest.Check(t, []string{filepath.Dir(home)}, extra, planted)
}
