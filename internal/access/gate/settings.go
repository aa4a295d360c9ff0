package gate

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Settings are what an administrator sets of signing in.
type Settings struct {
	Idle     time.Duration // a session that is left alone ends
	Absolute time.Duration // every session ends
	Second   bool          // everybody needs a second factor
}

// Usual are the settings while nothing is set.
var Usual = Settings{Idle: 30 * time.Minute, Absolute: 12 * time.Hour}

const settingsName = "sign-in"

type settingsForm struct {
	Idle     int64 `json:"idle_minutes"`
	Absolute int64 `json:"absolute_minutes"`
	Second   bool  `json:"second_factor"`
}

// settingsCache spares a read at each request; another process's change is seen within some seconds.
type settingsCache struct {
	mu   sync.Mutex
	set  Settings
	read time.Time
}

// Settings are the settings now. Where they cannot be read, the usual ones hold.
func (g *Gate) Settings(ctx context.Context) Settings {
	c := &g.settings
	c.mu.Lock()
	defer c.mu.Unlock()
	now := g.now()
	if age := now.Sub(c.read); !c.read.IsZero() && age >= 0 && age < 5*time.Second {
		return c.set
	}
	c.set, c.read = Usual, now
	text, err := g.store.Setting(ctx, settingsName)
	var f settingsForm
	if err == nil && text != "" && json.Unmarshal([]byte(text), &f) == nil {
		set := Settings{time.Duration(f.Idle) * time.Minute, time.Duration(f.Absolute) * time.Minute, f.Second}
		if set.check() == nil {
			c.set = set
		}
	}
	return c.set
}

func (s Settings) check() error {
	if s.Idle < time.Minute || s.Idle > s.Absolute || s.Absolute > absolute {
		return fault.Errorf(fault.Usage, "set sessions: from one minute to seven days, and not idle for longer than in all")
	}
	return nil
}

// Set changes the settings.
func (g *Gate) Set(ctx context.Context, s Settings) error {
	if err := s.check(); err != nil {
		return err
	}
	b, err := json.Marshal(settingsForm{int64(s.Idle / time.Minute), int64(s.Absolute / time.Minute), s.Second})
	if err != nil {
		return err
	}
	if err := g.store.KeepSetting(ctx, settingsName, string(b)); err != nil {
		return err
	}
	g.settings.mu.Lock()
	g.settings.read = time.Time{}
	g.settings.mu.Unlock()
	return nil
}
