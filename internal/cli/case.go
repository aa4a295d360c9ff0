package cli

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/duty"
	"github.com/tsutsumi-dev/tsutsumi/internal/breach/vault"
	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/calendar"
	"github.com/tsutsumi-dev/tsutsumi/internal/mask"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

func (a *app) caseCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "case",
		Short: a.say("Answer a breach: what is known, what the law asks by when, what was done", "漏えい等の事案に対応する：判明した事実、法令上の期限、対応の記録"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.caseOpen())
	c.AddCommand(a.caseAdd())
	c.AddCommand(a.caseList())
	c.AddCommand(a.caseShow())
	c.AddCommand(a.caseDecide())
	c.AddCommand(a.caseContain())
	c.AddCommand(a.caseMet())
	c.AddCommand(a.caseClose())
	c.AddCommand(a.caseReopen())
	c.AddCommand(a.caseVerify())
	c.AddCommand(a.caseReport())
	c.AddCommand(a.caseExport())
	c.AddCommand(a.caseNotify())
	c.AddCommand(a.caseTask())
	c.AddCommand(a.caseCost())
	c.AddCommand(a.caseAsk())
	c.AddCommand(a.caseDesk())
	c.AddCommand(a.caseICS())
	c.AddCommand(a.caseRemind())
	return c
}

// caseFlags are those of every command below case.
type caseFlags struct {
	by string
}

func (a *app) caseFlags(c *cobra.Command, f *caseFlags) {
	c.Flags().StringVar(&f.by, "by", "", a.say("who does it (default: the user of this machine)", "実施者（既定: この端末の利用者名）"))
}

// caseRoom is what a command on cases works with.
type caseRoom struct {
	a         *app
	set       *setup
	db        *store.Store
	ledger    breach.Ledger
	kept      *store.Ledger // beneath ledger; it knows no users
	vault     *vault.Vault
	about     *config.Case // never nil
	file      *config.File
	secrets   *config.Secrets
	book      *book.Book
	calendars law.Calendars
	by        string
	zone      *time.Location
	now       func() time.Time

	masks *typedMasks
}

// typedMasks looks through what people type; it is made when something is typed first.
type typedMasks struct {
	once    sync.Once
	options mask.Options
}

// caseRoom opens all of it. The function that it returns closes it.
func (a *app) caseRoom(ctx context.Context, f *caseFlags) (*caseRoom, func(), error) {
	set, err := a.setup(&engineFlags{min: typedFloor})
	if err != nil {
		return nil, nil, err
	}
	file, err := set.home.Read()
	if err != nil {
		return nil, nil, err
	}
	r, err := a.roomOf(set, file)
	if err != nil {
		return nil, nil, err
	}
	if err := r.settle(f); err != nil {
		return nil, nil, err
	}
	if r.secrets, err = config.Load(set.home, a.env); err != nil {
		return nil, nil, err
	}
	db, err := a.store(ctx, set)
	if err != nil {
		return nil, nil, err
	}
	if err = r.furnish(db); err == nil {
		err = r.warn(ctx)
	}
	if err != nil {
		_ = db.Close()
		return nil, nil, err
	}
	return r, func() { _ = db.Close() }, nil
}

// roomOf is a room with what the owner declares, in which nobody is and nothing is kept yet.
func (a *app) roomOf(set *setup, file *config.File) (*caseRoom, error) {
	r := &caseRoom{a: a, set: set, file: file, about: &config.Case{}, calendars: calendar.All{}, now: time.Now, masks: &typedMasks{}}
	if file.Case != nil {
		r.about = file.Case
	}
	for _, p := range r.about.Places {
		if c, ok := country.Parse(p); !ok || c != p {
			return nil, set.home.Fault(r.about.Line, "case: places: no such country")
		}
	}
	if r.zone, _ = config.Zone(r.about.Zone); r.zone == nil {
		r.zone = time.Local
	}
	var err error
	r.book, err = book.Open()
	return r, err
}

// furnish gives the room its secrets' keys, its vault and its ledger, on a store that is open.
func (r *caseRoom) furnish(db *store.Store) error {
	v, err := vault.Open(r.set.home.Vault())
	if err != nil {
		return err
	}
	key, err := r.secrets.Signer("case")
	if err != nil {
		return err
	}
	seal, err := r.secrets.Seal("case")
	if err != nil {
		return err
	}
	files, err := r.secrets.Seal("vault")
	if err != nil {
		return err
	}
	r.vault, r.db, r.kept = v.Sealing(files), db, db.Ledger(key, seal, r.set.home.Heads())
	r.ledger = usersLedger{r.kept, r.known}
	return nil
}

// settle finds out who it is.
func (r *caseRoom) settle(f *caseFlags) error {
	if r.by = f.by; r.by == "" {
		r.by = who()
	}
	if r.by == "" {
		return fault.Errorf(fault.Usage, "case: %s", r.a.say("who does it? name yourself with --by", "実施者が分かりません。--by で指定してください"))
	}
	if f.by != "" { // who is not named may look, and is asked when something is to be recorded
		return r.known(f.by)
	}
	return nil
}

// known tells whether a name is one of the users.
func (r *caseRoom) known(by string) error {
	users := r.about.Users
	if slices.Contains(users, by) {
		return nil
	}
	if len(users) == 0 {
		if !callable(by) {
			return fault.Errorf(fault.Usage, "case: --by: %s", r.a.say("the name of a user, no address and no number: it stays in the case", "事案に残るため、メールアドレスや番号ではなく利用者名を指定してください"))
		}
		return nil
	}
	return fault.Errorf(fault.Usage, "case: --by %q: %s", by, fmt.Sprintf(r.a.say("not one of the users that tsutsumi.yaml names: %s", "tsutsumi.yaml の users にない利用者です（登録: %s）"), strings.Join(users, ", ")))
}

// callable tells whether a name may stand in a case: one line, no address, no number of a person.
func callable(by string) bool {
	digits := 0
	for _, c := range by {
		switch {
		case unicode.IsDigit(c):
			digits++
		case c == '@', c == '＠', unicode.IsControl(c), unicode.Is(unicode.Cf, c):
			return false
		}
	}
	return digits < 7 && strings.TrimSpace(by) == by && len(by) <= 128
}

// usersLedger records for users only.
type usersLedger struct {
	breach.Ledger
	known func(by string) error
}

// Append is the ledger's, for users.
func (l usersLedger) Append(ctx context.Context, id string, seen int64, by string, entries ...breach.Entry) ([]breach.Event, error) {
	if err := l.known(by); err != nil {
		return nil, err
	}
	return l.Ledger.Append(ctx, id, seen, by, entries...)
}

// warn tells at once that events were taken away; nobody should work on as if nothing were.
func (r *caseRoom) warn(ctx context.Context) error {
	whole, err := r.kept.Whole(ctx)
	if err == nil && !whole {
		fmt.Fprintln(r.a.Err, r.a.say("warning: events of cases that were recorded are missing, or the file that would tell is: tsutsumi case verify tells more",
			"警告: 記録された事案のイベント、またはそれを確かめるファイルが失われています。tsutsumi case verify で確認してください"))
	}
	return err
}

// find is the number of a case by what a person calls it: the number, the end of one (7), or latest.
func (r *caseRoom) find(ctx context.Context, id string) (string, error) {
	all, err := r.ledger.Cases(ctx)
	if err != nil {
		return "", err
	}
	if slices.Contains(all, id) {
		return id, nil
	}
	if id == "latest" && len(all) > 0 {
		return all[len(all)-1], nil
	}
	var found []string
	if n, err := strconv.Atoi(id); err == nil && n > 0 {
		for _, c := range all {
			if _, k, ok := breach.ParseNumber(c); ok && k == n {
				found = append(found, c)
			}
		}
	}
	switch len(found) {
	case 0:
		return "", fault.Errorf(fault.Usage, "case: %s", r.a.say("there is no such case; case list names them", "その事案はありません。case list で確認できます"))
	case 1:
		return found[0], nil
	}
	return "", fault.Errorf(fault.Usage, "case: %s: %s", r.a.say("several cases end so", "該当する事案が複数あります"), strings.Join(found, ", "))
}

// load reads a case and makes its state.
func (r *caseRoom) load(ctx context.Context, id string) ([]breach.Event, *breach.State, error) {
	id, err := r.find(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	events, err := r.ledger.Events(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	st, err := breach.Fold(events)
	return events, st, err
}

// duties are what the law asks of a case now, the most urgent first.
func (r *caseRoom) duties(events []breach.Event) ([]breach.Duty, error) {
	return duty.Of(events, r.about, r.book, r.calendars, r.now())
}

// add records entries as the next events of a case whose state was loaded.
func (r *caseRoom) add(ctx context.Context, st *breach.State, entries ...breach.Entry) error {
	_, err := r.ledger.Append(ctx, st.ID, st.Events, r.by, entries...)
	if fault.Of(err) == fault.Changed {
		return fault.Errorf(fault.Changed, "case %s: %s", st.ID, r.a.say("somebody else recorded something meanwhile; nothing was recorded: look at it and try again",
			"他の利用者が同時に記録したため、記録していません。内容を確認してからやり直してください"))
	}
	return err
}
