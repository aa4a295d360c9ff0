package dossier

import (
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/breach"
	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

// answers are everyday cases as they are answered at once.
func answers() map[string]func(io.Writer, report.Options) error {
	one := func(mishap string, facts map[string]law.Truth, near bool, duties ...breach.Duty) func(io.Writer, report.Options) error {
		believed := map[string]*breach.Belief{breach.Mishap: {Value: breach.Value{Set: []string{mishap}}}}
		for name, truth := range facts {
			believed[name] = &breach.Belief{Value: breach.Value{Truth: truth}}
		}
		known := &breach.Belief{Value: breach.Value{Moment: &breach.Moment{At: at(4, 9, 12), Precision: breach.Minute}}}
		title := MishapText(mishap)
		return func(w io.Writer, o report.Options) error {
			return Answer(w, o, &Case{State: &breach.State{ID: "2026-0012", Title: title.Of(o.Lang), Small: true, NearMiss: near}, Duties: duties, Times: breach.Times{Known: known}, At: at(4, 10, 0), Zone: zone, Now: held(believed), Fact: asked,
				Affected: breach.Affected{Count: breach.Count{Likely: num(1), Max: num(1)}, Kinds: []breach.Held{{Kind: pii.MedicalTerm}, {Kind: pii.PersonName}}}})
		}
	}
	s := sample()
	due, undecided := s.Duties[0], s.Duties[0]
	due.Status = breach.Due
	notice := breach.Duty{Answer: law.Answer{Rule: &law.Rule{ID: "jp-appi-notice", Duty: law.Notice, Jurisdiction: "JP", Title: both("Notice to the persons", "本人への通知"), Source: law.Source{Verified: true}}, Applies: law.Yes, Due: &law.Due{AtOnce: true}}, Status: breach.Due}
	undecided.Status, undecided.If, undecided.Due, undecided.Open = breach.Undecided, undecided.Due, nil, []string{law.Wrongful}
	return map[string]func(io.Writer, report.Options) error{
		"answer-yes":       one("email", nil, false, due, s.Duties[1], notice),
		"answer-recovered": one("post", map[string]law.Truth{law.Viewed: law.No}, false),
		"answer-encrypted": one("device", map[string]law.Truth{law.Encrypted: law.Yes}, false),
		"answer-ordinary":  one("fax", nil, false),
		"answer-unknown":   one("other", nil, false, undecided),
		"answer-near":      one("web", nil, true),
	}
}
