package vault

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

func open(t testing.TB) *Vault {
	t.Helper()
	v, err := Open(filepath.Join(t.TempDir(), "home [x]", "vault"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func read(v *Vault, sum string) (string, error) {
	r, err := v.Open(sum)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

func TestVault(t *testing.T) {
	v := open(t)
	var sums []string
	for _, s := range []string{"", "a log", "another"} {
		sum, size, err := v.Put(t.Context(), strings.NewReader(s))
		if err != nil || size != int64(len(s)) {
			t.Fatal(size, err)
		}
		if again, _, err := v.Put(t.Context(), strings.NewReader(s)); again != sum || err != nil {
			t.Error("the same file twice", err)
		}
		if got, err := read(v, sum); got != s || err != nil {
			t.Errorf("%q %v", got, err)
		}
		p, _ := v.path(sum)
		if st, err := os.Stat(p); err != nil || st.Mode().Perm() != 0o600 {
			t.Error(st.Mode(), err)
		}
		sums = append(sums, sum)
	}
	if sums[0] != "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" {
		t.Error(sums[0])
	}
	must := slices.Sorted(slices.Values(sums))
	var listed []string
	for s, err := range v.List() {
		if err != nil {
			t.Fatal(err)
		}
		listed = append(listed, s)
	}
	if d := cmp.Diff(must, listed); d != "" {
		t.Error(d)
	}
	if err := v.Erase(sums[1]); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{v.Erase(sums[1]), func() error { _, err := v.Open(sums[1]); return err }(), func() error { _, err := v.Open("../../etc/passwd"); return err }(),
		func() error { _, err := v.Open(strings.ToUpper(sums[2])); return err }(), v.Erase("")} {
		if fault.Of(err) != fault.Usage {
			t.Error(err)
		}
	}
}

func TestVaultDamaged(t *testing.T) {
	v := open(t)
	sum, _, err := v.Put(t.Context(), strings.NewReader("evidence"))
	if err != nil {
		t.Fatal(err)
	}
	p, _ := v.path(sum)
	for _, b := range []string{"evidencE", "eviden", "", "evidence and more"} {
		if err := os.WriteFile(p, []byte(b), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(v, sum); fault.Of(err) != fault.Unreadable {
			t.Errorf("%q passes: %v", b, err)
		}
	}
	if _, _, err := v.Put(t.Context(), strings.NewReader("evidence")); err != nil {
		t.Fatal(err)
	}
	if got, err := read(v, sum); got != "evidence" || err != nil {
		t.Error("what was damaged is not put right", got, err)
	}
}

type failing struct{}

var errFailing = errors.New("cut off")

func (failing) Read([]byte) (int, error) { return 0, errFailing }

// TestPutFails: nothing is left of what could not be read to its end.
func TestPutFails(t *testing.T) {
	v := open(t)
	if _, _, err := v.Put(t.Context(), io.MultiReader(strings.NewReader("half"), failing{})); !errors.Is(err, errFailing) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := v.Put(ctx, strings.NewReader("x")); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	left, err := os.ReadDir(v.dir)
	if err != nil || len(left) > 0 {
		t.Error(left, err)
	}
	if err := os.WriteFile(filepath.Join(t.TempDir(), "f"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(f, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(f); fault.Of(err) != fault.Usage {
		t.Error(err)
	}
}

// some makes a set of persons by chance.
func some(r *rand.Rand, rows int) *breach.Persons {
	all := pii.Kinds()
	p := &breach.Persons{Store: "会員", Snapshots: r.IntN(5)}
	groups := 1 + r.IntN(4)
	p.Groups = make([]breach.Group, groups)
	for i := range p.Groups {
		for range 1 + r.IntN(5) {
			p.Groups[i].Kinds = append(p.Groups[i].Kinds, all[r.IntN(len(all))])
		}
	}
	row := uint32(0)
	for range rows {
		row += 1 + uint32(r.IntN(4))
		g := &p.Groups[r.IntN(groups)]
		g.Rows = append(g.Rows, row)
	}
	return p
}

func TestPersons(t *testing.T) {
	v := open(t)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 60 {
		p := some(r, r.IntN(300))
		if i == 0 {
			p = &breach.Persons{Store: "s", Snapshots: 2, All: true, Groups: []breach.Group{{Kinds: []pii.Kind{pii.EmailAddress}}}}
		}
		if i == 1 {
			p = &breach.Persons{Store: "s", Groups: []breach.Group{{Kinds: []pii.Kind{pii.Age}, Rows: []uint32{0, 1, 1<<32 - 1}}}}
		}
		set, err := PutPersons(t.Context(), v, p)
		if err != nil {
			t.Fatal(err)
		}
		people := 0
		for _, g := range p.Groups {
			people += len(g.Rows)
		}
		if set.Store != p.Store || set.People != int64(people) || len(set.Kinds) == 0 {
			t.Errorf("%+v", set)
		}
		got, err := Persons(v, set.SHA256)
		if d := cmp.Diff(p, got); d != "" || err != nil {
			t.Fatal(d, err)
		}
		if again, err := PutPersons(t.Context(), v, p); again.SHA256 != set.SHA256 || err != nil {
			t.Error("the same set has other bytes", err)
		}
	}
}

func TestPersonsHostile(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	whole := some(r, 200)
	good, _, err := encode(whole)
	if err != nil {
		t.Fatal(err)
	}
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 4
		// A bit of a frame's head may mean nothing; the vault's hash finds that too.
		if p, err := decode(b); err == nil && !cmp.Equal(p, whole) {
			t.Errorf("a changed byte %d passes", i)
		}
		if _, err := decode(good[:i]); err == nil {
			t.Errorf("%d of %d bytes pass", i, len(good))
		}
	}
	if _, err := decode([]byte("tsutsumi-persons-2\n")); !errors.Is(err, breach.ErrNewer) {
		t.Error(err)
	}
	for _, p := range []*breach.Persons{
		{Store: "s", Groups: []breach.Group{{Rows: []uint32{2, 1}}}},
		{Store: "s", Groups: []breach.Group{{Rows: []uint32{1, 1}}}},
		{Store: "s", All: true},
		{Store: "s", All: true, Groups: []breach.Group{{Rows: []uint32{1}}}},
	} {
		if _, _, err := encode(p); err == nil {
			t.Errorf("%+v passes", p)
		}
	}
}

// TestMillion: a million persons of a store take a few megabytes at most.
func TestMillion(t *testing.T) {
	b, people, err := encode(some(rand.New(rand.NewPCG(3, 3)), 1_000_000))
	if err != nil || people != 1_000_000 || len(b) > 2<<20 {
		t.Errorf("%d persons in %d bytes, %v", people, len(b), err)
	}
	t.Logf("%d persons in %d bytes", people, len(b))
}

func FuzzPersons(f *testing.F) {
	r := rand.New(rand.NewPCG(4, 4))
	for range 5 {
		b, _, err := encode(some(r, 50))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := decode(b)
		if err != nil {
			return
		}
		again, _, err := encode(p)
		if err != nil {
			t.Fatal(err)
		}
		q, err := decode(again)
		if d := cmp.Diff(p, q); d != "" || err != nil {
			t.Error(d, err)
		}
	})
}
