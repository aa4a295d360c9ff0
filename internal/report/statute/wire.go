package statute

import (
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/law"
	"github.com/tsutsumi-dev/tsutsumi/internal/law/book"
)

// What stands in {"rule":…}, {"due":…} and {"fact":…}, for whoever writes it otherwise than a line each.
type (
	RuleLine = ruleJSON
	DueLine  = dueJSON
	FactLine = factJSON
)

// Rule is a rule as it stands at a time, in a language.
func Rule(r *law.Rule, lang string, at time.Time) RuleLine { return ruleOut(r, lang, at) }

// Answer is the answer of a rule to what became known at a time.
func Answer(lang string, b *book.Book, a *law.Answer, known time.Time) DueLine {
	return dueOut(lang, b, a, known)
}

// Fact is a fact of the catalogue.
func Fact(f *law.Fact, lang string) FactLine {
	out := factJSON{Name: f.Name, Sort: f.Sort, Question: f.Question.Of(lang), Help: f.Help.Of(lang), Also: append([]string{}, f.Also...)}
	for _, w := range f.Words {
		out.Words = append(out.Words, wordJSON{w.Name, w.Text.Of(lang)})
	}
	return out
}

// Values says in English how a value of a fact is written.
func Values(f *law.Fact) string {
	if f.Sort != law.Set {
		return values[f.Sort].EN
	}
	var out []string
	for _, w := range f.Words {
		out = append(out, w.Name)
	}
	return "some of: " + strings.Join(out, ", ")
}
