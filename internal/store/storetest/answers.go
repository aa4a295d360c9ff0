package storetest

import (
	"bytes"
	"fmt"
	"sync"
	"testing"
	"time"
)

// Answers is what a store must do with requests that may be sent again.
func Answers(t *testing.T, open Fresh) {
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	print, answer := []byte("what was asked"), []byte("what was answered")
	t.Run("once", func(t *testing.T) {
		a := open(t).Answers()
		if _, mine, err := a.Begin(t.Context(), "n", print, now); err != nil || !mine {
			t.Fatal(mine, err)
		}
		if got, mine, err := a.Begin(t.Context(), "n", []byte("else"), now); err != nil || mine || got.Body != nil || !bytes.Equal(got.Print, print) {
			t.Fatal(got, mine, err)
		}
		if err := a.Finish(t.Context(), "n", answer); err != nil {
			t.Fatal(err)
		}
		if err := a.Forget(t.Context(), "n"); err != nil { // what was answered stays
			t.Fatal(err)
		}
		got, mine, err := a.Begin(t.Context(), "n", print, now.Add(23*time.Hour))
		if err != nil || mine || !bytes.Equal(got.Body, answer) {
			t.Fatal(got, mine, err)
		}
		if _, mine, err := a.Begin(t.Context(), "n", print, now.Add(25*time.Hour)); err != nil || !mine {
			t.Fatal("kept for longer than a day", mine, err)
		}
	})
	t.Run("forgotten", func(t *testing.T) {
		a := open(t).Answers()
		for range 2 {
			if _, mine, err := a.Begin(t.Context(), "n", print, now); err != nil || !mine {
				t.Fatal(mine, err)
			}
			if err := a.Forget(t.Context(), "n"); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("at once", func(t *testing.T) {
		a := open(t).Answers()
		var mu sync.Mutex
		taken := map[string]int{}
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				name := fmt.Sprint(i % 3)
				_, mine, err := a.Begin(t.Context(), name, print, now)
				if err != nil {
					t.Error(err)
				}
				if mine {
					mu.Lock()
					taken[name]++
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for name, n := range taken {
			if n != 1 || len(taken) != 3 {
				t.Errorf("%s was taken %d times", name, n)
			}
		}
	})
}
