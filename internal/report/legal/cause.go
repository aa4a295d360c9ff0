package legal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
)

// Causes tells each cause that is not ruled out, with what speaks for and against it, and what was ruled out and why.
func (s *Sheet) Causes() Answer {
	a := s.Said(breach.CauseText)
	var standing int
	for _, c := range s.State.Causes {
		if c.Status != breach.Refuted {
			standing++
		}
	}
	for _, c := range s.State.Causes {
		text := s.Tell(c.Text)
		if text == "" {
			continue
		}
		a.Value = append(a.Value, s.cause(c, text, standing))
		a.By = Events(a.By, s.weighed(c)...)
	}
	return a
}

func (s *Sheet) cause(c breach.Cause, text string, standing int) string {
	var line string
	switch {
	case c.Status == breach.Refuted:
		line = fmt.Sprintf(s.Say("否定された原因：%s", "Ruled out: %s"), text)
	case c.Status == breach.Disputed:
		line = fmt.Sprintf(s.Say("見解が分かれており確認中の原因：%s", "Disputed, being checked: %s"), text)
	case standing > 1:
		line = fmt.Sprintf(s.Say("考えられる原因：%s", "Possible cause: %s"), text)
	default:
		line = text
	}
	for _, side := range []struct {
		grounds []breach.Ground
		ja, en  string
	}{{c.For, "根拠", "for it"}, {c.Against, "反証", "against it"}} {
		var texts []string
		for _, g := range side.grounds {
			if t := s.Tell(g.Text); t != "" {
				texts = append(texts, t)
			}
		}
		if len(texts) > 0 {
			line += fmt.Sprintf(s.Say("〔%s：%s〕", " [%s: %s]"), s.Say(side.ja, side.en), strings.Join(texts, s.Say("；", "; ")))
		}
	}
	return line
}

// weighed are the events that name a cause, or evidence that suggested it.
func (s *Sheet) weighed(c breach.Cause) []int64 {
	by := s.evidence(func(e *breach.Added) bool {
		return slices.ContainsFunc(e.Causes, func(o breach.Cause) bool { return o.ID == c.ID || o.Text == c.Text })
	})
	for _, g := range slices.Concat(c.For, c.Against) {
		by = append(by, s.evidence(func(e *breach.Added) bool { return e.ID == g.Source })...)
	}
	for i := range s.Input.Events {
		if w, ok := s.Input.Events[i].Body.(breach.Weighed); ok && w.ID == c.ID {
			by = append(by, s.Input.Events[i].Seq)
		}
	}
	return Events(by)
}

// Manner is the way in which it was lost, as boxes of a form.
func (s *Sheet) Manner() Answer {
	words, whole, by := s.Words(breach.Manner)
	return s.Tick(words, whole, by, []Box{
		{[]string{"intrusion"}, "不正アクセス", "Unauthorised access"},
		{[]string{"insider"}, "内部者による不正", "Misuse by insiders"},
		{[]string{"misdirected"}, "誤送信・誤交付", "Misdirected"},
		{[]string{"lost"}, "紛失", "Lost"},
		{[]string{"stolen"}, "盗難", "Stolen"},
		{[]string{"setting"}, "システムの設定の誤り", "Wrong setting"},
		{[]string{"contractor"}, "委託先での事故", "At a contractor"},
		{[]string{"supplier"}, "利用サービス・供給元での事故", "At a supplier"},
		{[]string{"other"}, "その他", "Other"},
	})
}

// Where it happened: what was said, else the systems concerned.
func (s *Sheet) Where() Answer {
	said, systems := s.Said(breach.Where), s.Systems()
	if len(said.Value) == 0 {
		return systems
	}
	// Countries and contractors come from the register, whatever was said beside them.
	said.Value = append(slices.Clone(said.Value), systems.Value...)
	said.By = Events(said.By, systems.By...)
	return said
}

// Reason is the cause in a few words for those outside: what stands, without the grounds.
func (s *Sheet) Reason() Answer {
	if a := s.Said(breach.CauseText); a.Known() {
		return a
	}
	var a Answer
	for _, c := range s.State.Causes {
		if text := s.Tell(c.Text); text != "" && c.Status == breach.Asserted {
			a.Value, a.By = append(a.Value, text), Events(a.By, s.weighed(c)...)
		}
	}
	if len(a.Value) > 1 {
		for i, v := range a.Value {
			a.Value[i] = s.Say("考えられる原因：", "Possible cause: ") + v
		}
	}
	return a
}
