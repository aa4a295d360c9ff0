package store

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

// recordCases is the child that TestKillLedger kills: it opens cases, records three events at a time in them, and says which case has how many.
func recordCases(dir string) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(dir, "t.db"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	seal, err := chacha20poly1305.NewX(make([]byte, 32))
	if err != nil {
		return
	}
	l := s.Ledger(ed25519.NewKeyFromSeed(make([]byte, 32)), seal, filepath.Join(dir, "config", "case-heads"))
	for {
		id, err := l.New(ctx, 2026)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return
		}
		for n := int64(0); n < 30; n += 3 {
			entries := []breach.Entry{{Body: breach.Looked{Asked: n}}, {Body: breach.Looked{Asked: n}}, {Body: breach.Looked{Asked: n}}}
			if n == 0 {
				entries[0].Body = breach.Opened{Title: "t"}
			}
			if _, err := l.Append(ctx, id, n, "child", entries...); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return
			}
			fmt.Println(id, n+3)
		}
	}
}

// TestKillLedger kills a process while it records cases: whatever it said was recorded is there, batches are whole, the chain holds, no number is
// given twice, and the heads name nothing that is not there.
func TestKillLedger(t *testing.T) {
	dir := t.TempDir()
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 8 {
		c := exec.CommandContext(t.Context(), os.Args[0])
		c.Env = append(os.Environ(), "STORE_TEST_CASES="+dir)
		c.Stderr = os.Stderr
		out, err := c.StdoutPipe()
		must(t, err)
		must(t, c.Start())
		said := map[string]int64{}
		lines := bufio.NewScanner(out)
		if lines.Scan() {
			time.AfterFunc(time.Duration(rnd.IntN(60))*time.Millisecond, func() { _ = c.Process.Kill() })
		}
		for more := true; more; more = lines.Scan() {
			var id string
			var n int64
			if _, err := fmt.Sscan(lines.Text(), &id, &n); err != nil {
				break // cut in the middle
			}
			if n == 3 && said[id] != 0 {
				t.Fatalf("case %s was numbered twice", id)
			}
			said[id] = n
		}
		_ = c.Wait()
		l := ledger(t, dir)
		r, err := l.Verify(t.Context(), "")
		if err != nil || len(r.Problems) > 0 {
			t.Fatal(r, err)
		}
		for id, n := range said {
			e, err := l.Events(t.Context(), id)
			if err != nil || int64(len(e)) < n || len(e)%3 != 0 {
				t.Fatalf("case %s: %d events are there, %d were said to be recorded (%v)", id, len(e), n, err)
			}
		}
		if whole, err := l.Whole(t.Context()); !whole || err != nil {
			t.Fatal("the heads name what is not there", err)
		}
		l.s.Close()
	}
}
