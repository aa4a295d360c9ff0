//go:build unix

package cli_test

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding/japanese"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
)

// shared ends what tests had in common.
type shared struct{ *testing.M }

func (s shared) Run() int {
	defer closeConsole()
	return s.M.Run()
}

func TestMain(m *testing.M) {
	testscript.Main(shared{m}, map[string]func(){
		"mailsink": drainProcess,
		"tsutsumi": func() {
			cli.BoundMemory(os.Getenv)
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			os.Exit(cli.Run(ctx, os.Getenv, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Args[1:]))
		},
	})
}

// TestScripts runs the command as its user types it: one story a file.
func TestScripts(t *testing.T) { scripts(t, "testdata/script") }

// TestWatchStories re-enacts what the logs of real incidents would have told.
func TestWatchStories(t *testing.T) { scripts(t, "testdata/watch") }

func scripts(t *testing.T, dir string) {
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TSUTSUMI_HOME", e.WorkDir+"/home")
			e.Setenv("LANG", "en_US.UTF-8")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status":  status,
			"fifo":    fifo,
			"rawname": rawName,
			"cutzip":  cutZip,
			"sjis":    shiftJIS,
		},
	})
}

// status runs tsutsumi and checks its exit status: status 3 scan ….
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N command…")
	}
	err := ts.Exec("tsutsumi", args[1:]...)
	got := "0"
	if e, ok := err.(interface{ ExitCode() int }); ok {
		got = string(rune('0' + e.ExitCode()))
	} else if err != nil {
		ts.Fatalf("run: %v", err)
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

// fifo makes a named pipe.
func fifo(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o600))
}

// cutZip writes a zip whose end is missing.
func cutZip(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("PK\x03\x04\x14\x00\x00\x00\x08\x00cut"), 0o600))
}

// rawName copies a file to a name with a newline and a byte that is no UTF-8 in it.
func rawName(ts *testscript.TestScript, _ bool, args []string) {
	data, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1])+"/two\nlines-\xff.csv", data, 0o600))
}

// shiftJIS writes a copy of a file in Shift_JIS.
func shiftJIS(ts *testscript.TestScript, _ bool, args []string) {
	data, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}
