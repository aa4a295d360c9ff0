package legal

import (
	"fmt"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

var statuses = map[breach.DutyStatus][2]string{
	breach.Due: {"期限前", "due"}, breach.Late: {"期限超過", "late"}, breach.Done: {"履行済み", "done"}, breach.DoneLate: {"期限後に履行", "done late"},
	breach.Undecided: {"要判断", "undecided"}, breach.None: {"対象外", "does not apply"},
}

// DutyState is how a duty stands in a word.
func (s *Sheet) DutyState(d *breach.Duty) string {
	w := statuses[d.Status]
	return s.Say(w[0], w[1])
}

// DutyName is what a duty is called: law and title.
func (s *Sheet) DutyName(d *breach.Duty) string {
	return d.Rule.Law.Of(s.Lang) + s.Say("　", ": ") + d.Rule.Title.Of(s.Lang)
}

// DutyBy are the events that a duty rests on.
func DutyBy(d *breach.Duty) []int64 {
	var by []int64
	for _, r := range d.Because {
		by = append(by, r.Value.By...)
	}
	for _, c := range d.History {
		by = append(by, c.Seq)
	}
	return Events(by)
}

// DutyDue is by when: with the remaining time where it is near.
func (s *Sheet) DutyDue(d *breach.Duty) string {
	due := d.Due
	if due == nil {
		due = d.If
	}
	if due == nil {
		return s.Say("未定", "open")
	}
	text := s.Deadline(due)
	if d.Due == nil {
		return fmt.Sprintf(s.Say("該当する場合 %s", "if it applies: %s"), text)
	}
	if d.Status != breach.Due || due.AtOnce {
		return text
	}
	left := due.At.Sub(s.Now)
	switch {
	case left > 48*time.Hour:
		return fmt.Sprintf(s.Say("%s（残り%d日）", "%s (%d days left)"), text, int(left.Hours()/24))
	case left >= 2*time.Hour:
		return fmt.Sprintf(s.Say("%s（残り%d時間）", "%s (%d hours left)"), text, int(left.Hours()))
	case left > 0:
		return text + s.Say("（残り2時間未満）", " (less than two hours left)")
	}
	return text
}

// Words are a sheet without a form: for who tells of duties elsewhere as documents do.
func Words(in *Input, lang string) *Sheet { return &Sheet{Input: in, Lang: lang, Form: &Form{}} }
