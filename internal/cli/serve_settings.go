package cli

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"path/filepath"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/access"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/settings"
)

// settingsRoom is what the settings want of the program.
type settingsRoom struct{ h *house }

var _ settings.Program = settingsRoom{}

// Sources are those of the inventory, which accounts and tokens can be confined to.
func (s settingsRoom) Sources(ctx context.Context) ([]string, error) {
	return s.h.db.SourceNames(ctx)
}

// Keys tells which keys there are; never one of them.
func (s settingsRoom) Keys(context.Context) ([]settings.Key, error) {
	h := s.h
	prints, err := h.secrets.Fingerprints()
	if err != nil {
		return nil, err
	}
	team, err := h.secrets.Team()
	if err != nil {
		return nil, err
	}
	place, teamPlace := filepath.Join(h.set.home.Config, "key"), filepath.Join(h.set.home.Config, "team-key")
	if p := h.a.env("TSUTSUMI_KEY_FILE"); p != "" {
		place = p
	}
	if p := h.a.env("TSUTSUMI_TEAM_KEY_FILE"); p != "" {
		teamPlace = p
	}
	if team.ID() == prints.ID() {
		teamPlace = place
	}
	out := []settings.Key{
		{JA: "設置の鍵（指紋・封・署名のもと）", EN: "The installation's key: fingerprints, seals and signatures come from it", ID: prints.ID(), Place: place,
			HowJA: "替えると、これまでの指紋・索引・封をしたデータは読めなくなります。鍵ファイルを退避して起動し直し、走査とスナップショットをやり直してください。",
			HowEN: "With another key, fingerprints, indices and what was sealed do not fit any more: put the file aside, start again, then scan and take snapshots anew."},
		{JA: "チームの鍵（ベースライン）", EN: "The team's key: baselines", ID: team.ID(), Place: teamPlace,
			HowJA: "チームの全員が新しい鍵に替え、ベースラインを作り直します。", HowEN: "Everybody in the team takes the new one, and baselines are made again."},
	}
	for _, x := range []struct{ purpose, ja, en string }{{"audit", "操作記録の署名", "Signature of the audit log's end"}, {"case", "事案の署名", "Signature of cases"}} {
		key, err := h.secrets.Signer(x.purpose)
		if err != nil {
			return nil, err
		}
		public, _ := key.Public().(ed25519.PublicKey)
		out = append(out, settings.Key{JA: x.ja, EN: x.en, ID: hex.EncodeToString(public[:8]), Place: place,
			HowJA: "設置の鍵から導かれ、それとともに替わります。", HowEN: "Derived from the installation's key, and replaced with it."})
	}
	return out, nil
}

// Receivers are those of tsutsumi.yaml.
func (s settingsRoom) Receivers(context.Context) ([]settings.Receiver, error) {
	var out []settings.Receiver
	for i := range s.h.file.Notify {
		n := &s.h.file.Notify[i]
		least := n.Least
		if least == "" {
			least = "low"
		}
		out = append(out, settings.Receiver{Name: n.Name, Type: n.Type, Least: least})
	}
	return out, nil
}

// TestReceiver sends an invented alert.
func (s settingsRoom) TestReceiver(ctx context.Context, name string) error {
	for i := range s.h.file.Notify {
		if n := &s.h.file.Notify[i]; n.Name == name {
			return s.h.a.tryReceiver(ctx, s.h.set, s.h.file, n, s.h.now())
		}
	}
	return fault.Errorf(fault.Usage, "test a receiver: there is none of that name")
}

const retentionName = "retention"

type retentionForm struct {
	Jobs  int `json:"jobs_days"`
	Audit int `json:"audit_days"`
}

// Retention is how long things are kept; jobs for a year while nothing is set.
func (s settingsRoom) Retention(ctx context.Context) (settings.Retention, error) {
	text, err := s.h.db.Setting(ctx, retentionName)
	f := retentionForm{Jobs: 365}
	if err == nil && text != "" {
		if err := json.Unmarshal([]byte(text), &f); err != nil {
			return settings.Retention{}, fault.Errorf(fault.Unreadable, "read retention: damaged")
		}
	}
	return settings.Retention(f), err
}

// SetRetention changes it.
func (s settingsRoom) SetRetention(ctx context.Context, r settings.Retention) error {
	b, err := json.Marshal(retentionForm(r))
	if err != nil {
		return err
	}
	return s.h.db.KeepSetting(ctx, retentionName, string(b))
}

// retire erases what is kept no longer, now and each day until ctx ends.
func (h *house) retire(ctx context.Context) {
	for {
		if err := h.retireOnce(ctx); err != nil && ctx.Err() == nil {
			h.log.ErrorContext(ctx, "retention", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(24 * time.Hour):
		}
	}
}

func (h *house) retireOnce(ctx context.Context) error {
	keep, err := settingsRoom{h}.Retention(ctx)
	if err != nil {
		return err
	}
	before := func(days int) time.Time { return h.now().AddDate(0, 0, -days) }
	if keep.Jobs > 0 {
		if err := h.db.ForgetJobs(ctx, before(keep.Jobs)); err != nil {
			return err
		}
	}
	if keep.Audit > 0 {
		n, err := h.doors.audit.Erase(ctx, before(keep.Audit))
		if err != nil {
			return err
		}
		if n > 0 {
			return h.doors.audit.Append(ctx, &access.Entry{Who: "schedule", Act: "erase-audit", Outcome: access.Done})
		}
	}
	return nil
}
