// Package exposuretest is what tests of checks have in common.
package exposuretest

import (
	"context"
	"maps"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Agent is how the program names itself to servers in tests.
const Agent = "tsutsumi/test (exposure check; +https://github.com/tsutsumi-dev/tsutsumi)"

// Look looks at targets (URLs or paths) with a check, without a rate limit. Findings whose texts lack an argument, or whose
// id is not in the catalogue, show as errors of the result; Found fails on any.
func Look(t testing.TB, c exposure.Check, change func(*exposure.Options), targets ...string) *exposure.Result {
	t.Helper()
	o := exposure.Options{Checks: []exposure.Check{c}, Rate: -1, Agent: Agent}
	for _, text := range targets {
		target, err := exposure.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		o.Targets = append(o.Targets, target)
	}
	if change != nil {
		change(&o)
	}
	r, err := exposure.Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Found is the ids of what is open on targets, each followed by its object if it has one ("s3-public-list bucket"), in the
// order of harm. An error fails the test, as do texts with a hole in them.
func Found(t testing.TB, c exposure.Check, targets ...string) []string {
	t.Helper()
	r := Look(t, c, nil, targets...)
	for _, l := range r.Looked {
		for _, e := range l.Errors {
			t.Errorf("%s: %s: %s (%s)", l.Target, e.Check, e.Text, e.Class)
		}
	}
	return IDs(t, r)
}

// IDs is the ids and objects of what a result tells of.
func IDs(t testing.TB, r *exposure.Result) []string {
	t.Helper()
	var out []string
	for i := range r.Exposures {
		x := &r.Exposures[i]
		for _, lang := range []string{"en", "ja"} {
			for _, text := range []exposure.Text{x.Entry.Title, x.Entry.What, x.Entry.Seen, x.Entry.Fix} {
				if s := text.In(lang, x.Args); strings.Contains(s, "{}") || hole.MatchString(s) && len(text.Names()) > 0 {
					t.Errorf("%s: a hole in %q", x.ID, s)
				}
			}
		}
		out = append(out, strings.TrimSpace(x.ID+" "+x.Object))
	}
	return out
}

var hole = regexp.MustCompile(`\{[a-z_]+\}`)

var id = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Catalogue fails on entries that are not complete in both languages, and on ids that are not one's own.
func Catalogue(t testing.TB, checks ...exposure.Check) {
	t.Helper()
	seen, names := map[string]string{}, map[string]bool{}
	for _, c := range checks {
		if c.Name() == "" || names[c.Name()] {
			t.Errorf("a check has no name of its own: %q", c.Name())
		}
		names[c.Name()] = true
		if len(c.Catalogue()) == 0 {
			t.Errorf("%s: can find nothing", c.Name())
		}
		for _, e := range c.Catalogue() {
			if !id.MatchString(e.ID) {
				t.Errorf("%s: id %q: lower-case words with hyphens", c.Name(), e.ID)
			}
			if by, twice := seen[e.ID]; twice {
				t.Errorf("%s: id %s is %s's", c.Name(), e.ID, by)
			}
			seen[e.ID] = c.Name()
			entry(t, e)
		}
	}
}

// spoken are the names that a text refers to: {country_en} in one language is {country_ja} in the other.
func spoken(s string) map[string]bool {
	out := map[string]bool{}
	for name := range (exposure.Text{EN: s}).Names() {
		out[strings.TrimSuffix(strings.TrimSuffix(name, "_en"), "_ja")] = true
	}
	return out
}

func entry(t testing.TB, e exposure.Entry) {
	t.Helper()
	if e.Severity < exposure.Low || e.Severity > exposure.Critical {
		t.Errorf("%s: no severity", e.ID)
	}
	if u, err := url.Parse(e.Reference); err != nil || u.Scheme != "https" || u.Host == "" {
		t.Errorf("%s: reference %q is no https URL", e.ID, e.Reference)
	}
	for what, text := range map[string]exposure.Text{"title": e.Title, "what": e.What, "seen": e.Seen, "fix": e.Fix} {
		if strings.TrimSpace(text.EN) == "" || strings.TrimSpace(text.JA) == "" {
			t.Errorf("%s: %s is missing in a language", e.ID, what)
			continue
		}
		if strings.ContainsFunc(text.EN, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }) {
			t.Errorf("%s: %s: Japanese in the English text", e.ID, what)
		}
		if !strings.ContainsFunc(text.JA, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }) {
			t.Errorf("%s: %s: no Japanese in the Japanese text", e.ID, what)
		}
		en, ja := spoken(text.EN), spoken(text.JA)
		if !maps.Equal(en, ja) {
			t.Errorf("%s: %s: the languages speak of different things: %v, %v", e.ID, what, en, ja)
		}
		if what != "fix" && strings.Contains(text.EN+text.JA, "\n") {
			t.Errorf("%s: %s is more than a line", e.ID, what)
		}
	}
	if n := len([]rune(e.Title.EN)); n > 76 {
		t.Errorf("%s: the title has %d letters", e.ID, n)
	}
}

// Names is a Look that tells of so many people in a sample, and notes the names of the units it was shown.
func Names(seen *[]string, people int64) func(context.Context, source.Source) (exposure.Behind, error) {
	return func(ctx context.Context, src source.Source) (exposure.Behind, error) {
		for u, err := range src.Units(ctx) {
			if err != nil {
				return exposure.Behind{}, err
			}
			body, err := src.Open(ctx, u)
			if err != nil {
				return exposure.Behind{}, err
			}
			if err := body.Close(); err != nil {
				return exposure.Behind{}, err
			}
			*seen = append(*seen, u.Name)
		}
		return exposure.Behind{People: &people, Sampled: true, Records: 1, Kinds: map[pii.Kind]int64{pii.EmailAddress: people}}, nil
	}
}
