package relief_test

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/member"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/relief"
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	formats "github.com/tsutsumi-dev/tsutsumi/internal/content/builtin"
	detectors "github.com/tsutsumi-dev/tsutsumi/internal/detect/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/engine"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/leak/snapshot"
	"github.com/tsutsumi-dev/tsutsumi/internal/people/index"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// memory is a source of one body in memory.
type memory struct {
	name string
	data string
}

func (m memory) Name() string { return m.name }
func (m memory) Close() error { return nil }
func (m memory) Units(context.Context) iter.Seq2[source.Unit, error] {
	return func(yield func(source.Unit, error) bool) {
		yield(source.Unit{Name: m.name, Size: int64(len(m.data))}, nil)
	}
}
func (m memory) Open(context.Context, source.Unit) (*source.Body, error) {
	r := strings.NewReader(m.data)
	return &source.Body{Body: content.Body{Name: m.name, Size: int64(len(m.data)), R: r, At: r},
		Changed: func() bool { return false }, Close: func() error { return nil }}, nil
}

// members is a table of n invented members; every third shares a telephone number with the one before.
func members(from, to int) string {
	var b strings.Builder
	b.WriteString("会員ID,メールアドレス,電話番号\n")
	for i := from; i < to; i++ {
		phone := i
		if i%3 == 2 {
			phone--
		}
		fmt.Fprintf(&b, "M%06d,taro%d@example.jp,090-0000-%04d\n", 100000+i, i, phone)
	}
	return b.String()
}

type lab struct {
	engine *engine.Engine
	store  leak.Store
}

func newLab(t *testing.T, n int) *lab {
	t.Helper()
	k, err := pii.NewKey(bytes.Repeat([]byte{7}, pii.KeySize), "fingerprint")
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{engine: engine.New(engine.Config{Detectors: detectors.All(), Key: k, Run: k})}
	dir := t.TempDir()
	b, err := index.NewBuilder(index.Options{Dir: dir, Store: "crm", Key: k.ID(), At: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	o := snapshot.Options{Sources: []source.Source{memory{"members.csv", members(0, n)}}, Engine: l.engine, Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: dir, Key: "会員ID"}
	if _, err := snapshot.Take(t.Context(), o, b); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "crm.people")
	if _, err := b.Write(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	_ = b.Close()
	x, err := index.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	l.store = leak.Store{Name: "crm", Index: x}
	return l
}

// row is the row of a member.
func (l *lab) row(t *testing.T, value string) uint32 {
	t.Helper()
	held, err := snapshot.Who([]leak.Store{l.store}, l.engine.Key, []byte(value))
	rows := snapshot.Rows(held, "crm")
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows of a member: %v", len(rows), err)
	}
	return rows[0]
}

// TestJoin: the case has 60 of 90 members, 30 of them with a password; of a list of those who set a new one only these count, once
// each, by whichever column; whoever is not of the case does not, and one who cannot be told from another is said to be unclear.
func TestJoin(t *testing.T) {
	l := newLab(t, 90)
	var with, without []uint32
	for i := range 60 {
		r := l.row(t, fmt.Sprintf("taro%d@example.jp", i))
		if i < 30 {
			with = append(with, r)
		} else {
			without = append(without, r)
		}
	}
	slices.Sort(with)
	slices.Sort(without)
	persons := &breach.Persons{Store: "crm", Snapshots: 1, Groups: []breach.Group{{Kinds: []pii.Kind{pii.EmailAddress, pii.Password}, Rows: with}, {Kinds: []pii.Kind{pii.EmailAddress}, Rows: without}}}
	laid, missing := member.Lay([]leak.Store{l.store}, []*breach.Persons{persons, {Store: "shop"}})
	if d := cmp.Diff([]string{"shop"}, missing); d != "" {
		t.Error(d)
	}
	join := func(data, key string, kind pii.Kind, laid []member.Members) (relief.Measured, error) {
		return relief.Join(t.Context(), relief.JoinOptions{Sources: []source.Source{memory{"done.csv", data}}, Engine: l.engine, Formats: formats.All(), Limits: content.DefaultLimits(), TempDir: t.TempDir(), Members: laid, Concerns: func(kinds []pii.Kind) bool { return relief.Concerns(&breach.Task{Kind: kind}, kinds) }, Key: key})
	}
	list := members(5, 80) + strings.TrimPrefix(members(5, 10), "会員ID,メールアドレス,電話番号\n")
	for _, c := range []struct {
		key  string
		kind pii.Kind
		want relief.Measured
	}{
		{"", pii.Password, relief.Measured{Records: 80, Done: 25, Of: 30, Others: 50}},
		{"会員ID", pii.Password, relief.Measured{Records: 80, Done: 25, Of: 30, Others: 50}},
		{"メールアドレス", pii.None, relief.Measured{Records: 80, Done: 55, Of: 60, Others: 20}},
		{"電話番号", pii.Password, relief.Measured{Records: 80, Done: 8, Of: 30, Others: 50, Unclear: 20}},
	} {
		got, err := join(list, c.key, c.kind, laid)
		got.Fields, got.Skipped = nil, nil
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%q %s: %s %v", c.key, c.kind, d, err)
		}
	}
	if _, err := join(list, "氏名コード", pii.Password, laid); err == nil || !strings.Contains(err.Error(), "会員ID") || strings.Contains(err.Error(), "taro") {
		t.Error(err)
	}
	// Everybody of the index, as it was.
	all, _ := member.Lay([]leak.Store{l.store}, []*breach.Persons{{Store: "crm", Snapshots: 1, All: true, Groups: []breach.Group{{Kinds: []pii.Kind{pii.EmailAddress}}}}})
	got, err := join(list, "会員ID", pii.EmailAddress, all)
	if err != nil || got.Done != 75 || got.Of != 90 {
		t.Errorf("%+v %v", got, err)
	}
}
