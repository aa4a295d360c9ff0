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
	"sync"
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

// TestKillLedger kills two processes while they record cases at once: whatever they said was recorded is there, batches are whole, the chain holds,
// no number is given twice, and the heads name nothing that is not there.
func TestKillLedger(t *testing.T) {
	dir := t.TempDir()
	rnd := rand.New(rand.NewPCG(5, 6))
	given := map[string]bool{}
	for range 6 {
		var wg sync.WaitGroup
		said := [2]map[string]int64{{}, {}}
		for i := range said {
			c := exec.CommandContext(t.Context(), os.Args[0])
			c.Env = append(os.Environ(), "STORE_TEST_CASES="+dir)
			c.Stderr = os.Stderr
			out, err := c.StdoutPipe()
			must(t, err)
			must(t, c.Start())
			after := time.Duration(rnd.IntN(60)) * time.Millisecond
			wg.Go(func() {
				lines := bufio.NewScanner(out)
				for n := 0; lines.Scan(); n++ {
					if n == 0 { // it works: now let it be struck anywhere
						time.AfterFunc(after, func() { _ = c.Process.Kill() })
					}
					var id string
					var n int64
					if _, err := fmt.Sscan(lines.Text(), &id, &n); err != nil {
						break // cut in the middle
					}
					said[i][id] = n
				}
				_ = c.Wait()
			})
		}
		wg.Wait()
		l := ledger(t, dir)
		r, err := l.Verify(t.Context(), "")
		if err != nil || len(r.Problems) > 0 {
			t.Fatal(r, err)
		}
		for _, s := range said {
			if len(s) == 0 {
				t.Fatal("a process recorded nothing")
			}
			for id, n := range s {
				if given[id] {
					t.Fatalf("case %s was numbered twice", id)
				}
				given[id] = true
				e, err := l.Events(t.Context(), id)
				if err != nil || int64(len(e)) < n || len(e)%3 != 0 {
					t.Fatalf("case %s: %d events are there, %d were said to be recorded (%v)", id, len(e), n, err)
				}
			}
		}
		if whole, err := l.Whole(t.Context()); !whole || err != nil {
			t.Fatal("the heads name what is not there", err)
		}
		l.s.Close()
	}
}
