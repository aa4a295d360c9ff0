package storetest

import (
	"context"
	"crypto/ed25519"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/access/gate"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// Accounts is what every store of accounts, sessions and tokens must keep to.
func Accounts(t *testing.T, open Fresh) {
	for name, f := range map[string]func(*testing.T, gate.Store){
		"account": accountKept, "account changed by many": accountRaced, "session": sessionKept, "token": tokenKept, "setup": setupUsed, "setting": settingKept,
	} {
		t.Run(name, func(t *testing.T) { f(t, open(t)) })
	}
}

var midday = time.Date(2026, 11, 27, 12, 0, 0, 123000, time.UTC)

func accountKept(t *testing.T, s gate.Store) {
	ctx := t.Context()
	want := access.Account{Name: "Ｓato", Roles: []access.Role{access.Officer, access.Admin}, Scope: access.Scope{"/srv/a b", "postgres://db/x"}, Password: "$argon2id$", TOTP: []byte{1, 2}, Step: 7, Recovery: []string{"aa", "bb"},
		MustChange: true, Disabled: true, Subject: "s", Lang: "ja", Theme: "dark", Made: midday, Changed: midday, Signed: midday}
	if err := s.AddAccount(ctx, &want); err != nil {
		t.Fatal(err)
	}
	if err := s.AddAccount(ctx, &access.Account{Name: "sATO"}); fault.Of(err) != fault.Changed {
		t.Error("a name that looks alike is another:", err)
	}
	for _, name := range []string{"Ｓato", "sato", "SATO"} {
		got, err := s.Account(ctx, name)
		if err != nil || got == nil {
			t.Fatal(name, err)
		}
		if d := cmp.Diff(want, *got, cmpopts.EquateEmpty()); d != "" {
			t.Error(d)
		}
	}
	if got, err := s.AccountOf(ctx, "s"); err != nil || got == nil || got.Name != want.Name {
		t.Error(got, err)
	}
	if got, err := s.AccountOf(ctx, ""); err != nil || got != nil {
		t.Error("nobody's subject is somebody's", err)
	}
	if got, err := s.Account(ctx, "tanaka"); err != nil || got != nil {
		t.Error(got, err)
	}
	if err := s.ChangeAccount(ctx, "tanaka", func(*access.Account) error { return nil }); fault.Of(err) != fault.Usage {
		t.Error(err)
	}
	if all, err := s.Accounts(ctx); err != nil || len(all) != 1 {
		t.Error(all, err)
	}
	if n, err := s.AccountCount(ctx); err != nil || n != 1 {
		t.Error(n, err)
	}
}

func accountRaced(t *testing.T, s gate.Store) {
	ctx := t.Context()
	if err := s.AddAccount(ctx, &access.Account{Name: "佐藤", Recovery: []string{"one"}}); err != nil {
		t.Fatal(err)
	}
	used := make(chan error, 6)
	for range cap(used) { // one code, used by many at once
		go func() {
			used <- s.ChangeAccount(context.WithoutCancel(ctx), "佐藤", func(a *access.Account) error {
				if len(a.Recovery) == 0 {
					return gate.ErrWrong
				}
				a.Recovery = nil
				return nil
			})
		}()
	}
	good := 0
	for range cap(used) {
		if <-used == nil {
			good++
		}
	}
	if good != 1 {
		t.Errorf("a code was used %d times", good)
	}
}

func sessionKept(t *testing.T, s gate.Store) {
	ctx := t.Context()
	want := access.Session{ID: "a", Account: "佐藤", Agent: "Firefox Linux", Data: []byte("{}"), Made: midday, Seen: midday, Ends: midday.Add(time.Hour)}
	for _, id := range []string{"a", "b", "c"} {
		x := want
		x.ID, x.Replaced = id, id == "c"
		if err := s.PutSession(ctx, &x); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := s.Session(ctx, "a"); err != nil || cmp.Diff(&want, got, cmpopts.EquateEmpty()) != "" {
		t.Error(cmp.Diff(&want, got, cmpopts.EquateEmpty()), err)
	}
	if list, err := s.Sessions(ctx, "佐藤", midday); err != nil || len(list) != 2 {
		t.Error(list, err)
	}
	if err := s.TouchSession(ctx, "b", midday.Add(time.Minute)); err != nil {
		t.Error(err)
	}
	if list, err := s.Sessions(ctx, "佐藤", midday); err != nil || list[0].ID != "b" {
		t.Error(list, err)
	}
	if err := s.DropSessions(ctx, "佐藤", "a"); err != nil {
		t.Error(err)
	}
	if list, err := s.Sessions(ctx, "佐藤", midday); err != nil || len(list) != 1 || list[0].ID != "a" {
		t.Error(list, err)
	}
	if err := s.SweepSessions(ctx, midday.Add(2*time.Hour)); err != nil {
		t.Error(err)
	}
	if got, err := s.Session(ctx, "a"); err != nil || got != nil {
		t.Error(got, err)
	}
}

func tokenKept(t *testing.T, s gate.Store) {
	ctx := t.Context()
	want := access.Token{ID: "t1", Hash: [32]byte{1}, Account: "佐藤", Name: "report", Only: []access.Permission{access.View, access.Read}, Scope: access.Scope{"/srv"}, Made: midday, Ends: midday.Add(time.Hour)}
	if err := s.AddToken(ctx, &want); err != nil {
		t.Fatal(err)
	}
	if err := s.UseToken(ctx, "t1", "2026-11-27"); err != nil {
		t.Error(err)
	}
	want.UsedDay = "2026-11-27"
	if got, err := s.Token(ctx, [32]byte{1}); err != nil || cmp.Diff(&want, got, cmpopts.EquateEmpty()) != "" {
		t.Error(cmp.Diff(&want, got, cmpopts.EquateEmpty()), err)
	}
	if got, err := s.Token(ctx, [32]byte{2}); err != nil || got != nil {
		t.Error(got, err)
	}
	for _, c := range []struct {
		account string
		ok      bool
	}{{"鈴木", false}, {"佐藤", true}, {"", false}} {
		if ok, err := s.RevokeToken(ctx, "t1", c.account, midday); err != nil || ok != c.ok {
			t.Error(c, ok, err)
		}
	}
	if list, err := s.Tokens(ctx, ""); err != nil || len(list) != 1 || list[0].Revoked.IsZero() {
		t.Error(list, err)
	}
	if list, err := s.Tokens(ctx, "鈴木"); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

func setupUsed(t *testing.T, s gate.Store) {
	ctx := t.Context()
	link := [32]byte{9}
	if err := s.PutSetup(ctx, link, midday, midday.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if good, err := s.GoodSetup(ctx, link, midday.Add(2*time.Hour)); err != nil || good {
		t.Error("a link that is too old is good", err)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	used := 0
	for i := range 4 {
		wg.Go(func() {
			ok, err := s.UseSetup(ctx, link, midday, &access.Account{Name: string(rune('a' + i))})
			mu.Lock()
			defer mu.Unlock()
			if err == nil && ok {
				used++
			}
		})
	}
	wg.Wait()
	if n, err := s.AccountCount(ctx); used != 1 || n != 1 || err != nil {
		t.Errorf("a link was used %d times, by %d accounts: %v", used, n, err)
	}
}

func settingKept(t *testing.T, s gate.Store) {
	ctx := t.Context()
	for _, v := range []string{"", "a", "b"} {
		if v != "" {
			if err := s.KeepSetting(ctx, "n", v); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Setting(ctx, "n"); err != nil || got != v {
			t.Error(got, err)
		}
	}
}

// AuditAtOnce: several processes record in one audit log, and it is one chain.
func AuditAtOnce(t *testing.T, db Database) {
	head := filepath.Join(t.TempDir(), "audit-head")
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	const each = 5
	atOnce(t, db, func(w int, s *store.Store) error {
		l := s.AuditLog(key, head)
		for range each {
			if err := l.Append(t.Context(), &access.Entry{Who: "佐藤", Act: "act", Outcome: access.Done, Status: w}); err != nil {
				return err
			}
		}
		return nil
	})
	r, err := db.Open(t).AuditLog(key, head).Verify(t.Context())
	if err != nil || r.Entries != writers*each || !r.Whole() {
		t.Errorf("%+v %v", r, err)
	}
}
