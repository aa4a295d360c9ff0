package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/inventory"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/store/storetest"
)

// group is how many units the child records at a time.
const group = 10

// TestMain is also the child that TestKill kills: it records groups of units and says so after each; and the one that TestKillLedger kills.
func TestMain(m *testing.M) {
	if dir := os.Getenv("STORE_TEST_CASES"); dir != "" {
		store.RecordCases(dir)
		os.Exit(1)
	}
	path := os.Getenv("STORE_TEST_CHILD")
	if path == "" {
		os.Exit(m.Run())
	}
	s, err := store.Open(context.Background(), path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	known, err := s.Known(context.Background(), "dir")
	for n := len(known); err == nil; n += group {
		var us []inventory.Unit
		for i := range group {
			us = append(us, storetest.Unit("dir", fmt.Sprintf("%09d", n+i)))
		}
		err = s.Record(context.Background(), "r", us)
		fmt.Println(n + group)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKill kills a process while it records: whatever it said was recorded is there, groups are whole, nothing is broken.
func TestKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 8 {
		c := exec.CommandContext(t.Context(), os.Args[0])
		c.Env = append(os.Environ(), "STORE_TEST_CHILD="+path)
		c.Stderr = os.Stderr
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		said := 0
		lines := bufio.NewScanner(out)
		if lines.Scan() { // it works: now let it be struck anywhere
			time.AfterFunc(time.Duration(rnd.IntN(40))*time.Millisecond, func() { _ = c.Process.Kill() })
		}
		for more := true; more; more = lines.Scan() {
			if _, err := fmt.Sscan(lines.Text(), &said); err != nil {
				break // cut in the middle
			}
		}
		_ = c.Wait()
		s := open(t, path)
		known, err := s.Known(t.Context(), "dir")
		if err != nil {
			t.Fatal(err)
		}
		if len(known) < said || len(known)%group != 0 {
			t.Fatalf("%d units are there, %d were said to be recorded", len(known), said)
		}
		sound(t, s, len(known))
		s.Close()
	}
}
