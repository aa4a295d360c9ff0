package match_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/match"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/file"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth"
)

// TestKindsOfEach: what a dump tells of one person is not told of another, and what two of its tables tell of one is put together.
func TestKindsOfEach(t *testing.T) {
	e, g := newEngine(t), synth.New(41)
	const n = 300
	var members, first, second strings.Builder
	members.WriteString("会員番号,氏名,メールアドレス,電話番号\n")
	first.WriteString("会員番号,氏名,メールアドレス\n")
	second.WriteString("メールアドレス,電話番号\n")
	for i := range n {
		p := g.Japanese()
		fmt.Fprintf(&members, "%s,%s,%s,%s\n", p.Member, p.Name(" "), p.Email, p.Mobile)
		if i < 200 {
			fmt.Fprintf(&first, "%s,%s,%s\n", p.Member, p.Name(" "), p.Email)
		}
		if i >= 150 {
			fmt.Fprintf(&second, "%s,%s\n", p.Email, p.Mobile)
		}
	}
	l := &lab{}
	path := filepath.Join(t.TempDir(), "shop.people")
	build(t, e, path, nil, "shop", "会員番号", today.AddDate(-1, 0, 0), memory{"members.csv", []byte(members.String())})
	x := l.open(t, path)
	defer x.Close()
	got := map[string]int{}
	dir := t.TempDir()
	for name, text := range map[string]string{"a.csv": first.String(), "b.csv": second.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dump, err := file.Open(dir, file.Options{All: true})
	if err != nil {
		t.Fatal(err)
	}
	r, err := match.Run(t.Context(), match.Options{Engine: e, Formats: formats.All(), Limits: content.DefaultLimits(), Stores: []leak.Store{{Name: "shop", Index: x}},
		Now: func() time.Time { return today }}, dump, "dump")
	if err != nil {
		t.Fatal(err)
	}
	for _, group := range r.Persons["shop"].Groups() {
		k := group.Kinds.List()
		key := fmt.Sprint(slices.Contains(k, pii.PersonName), slices.Contains(k, pii.EmailAddress), slices.Contains(k, pii.PhoneNumber))
		got[key] += len(group.Rows)
	}
	for key, want := range map[string]int{"true true false": 150, "true true true": 50, "false true true": 100} {
		if d := got[key] - want; d < -3 || d > 3 {
			t.Errorf("name, e-mail, phone %s: %d persons, want %d; %v", key, got[key], want, got)
		}
	}
}
