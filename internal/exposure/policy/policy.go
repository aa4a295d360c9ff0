package policy

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/browse"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

const (
	maxPage = 8 << 20
	maxText = 1 << 20 // bytes of text; the longest policies have a tenth
	least   = 80      // characters that a policy has at the very least
)

// Check lays a policy beside what is held. The zero Check knows of nothing held and finds nothing; With completes it.
type Check struct{ Held Held }

// With gives the policy check among the checks what is held.
func With(checks []exposure.Check, h Held) []exposure.Check {
	out := slices.Clone(checks)
	for i := range out {
		if _, ok := out[i].(Check); ok {
			out[i] = Check{Held: h}
		}
	}
	return out
}

// Name implements exposure.Check.
func (Check) Name() string { return "policy" }

// Takes implements exposure.Check: a page or a file that is said to be a policy, or comes with one.
func (Check) Takes(t *exposure.Target) bool {
	_, isWeb := browse.Of(t.URL)
	return t.With == "policy" && (isWeb || t.Path != "") || t.Files["policy"] != ""
}

// Look implements exposure.Check.
func (c Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	text, err := Read(ctx, t, v)
	if errors.Is(err, exposure.ErrDry) {
		return nil
	}
	if err != nil {
		return err
	}
	label := v.Label
	if label == nil {
		label = func(s string) string { return s }
	}
	for _, f := range Differences(Extract(text), text.String(), &c.Held, label) {
		told(f)
	}
	return nil
}

// Read reads the policy of a target: its page, or the file that the owner gave.
func Read(ctx context.Context, t *exposure.Target, v *exposure.Visit) (*Text, error) {
	var a *browse.Answer
	var err error
	name := t.Files["policy"]
	switch u, isWeb := browse.Of(t.URL); {
	case name != "":
		a, err = file(v, name)
	case isWeb:
		name = u.Path
		a, err = browse.Get(ctx, v, u, maxPage)
		if err == nil && a.Status != http.StatusOK {
			class := fault.Unreadable
			if a.Status == http.StatusTooManyRequests || a.Status >= 500 {
				class = fault.Unavailable
			}
			err = fault.Errorf(class, "read policy: %s answers with status %d", u.Host, a.Status)
		}
	default:
		name = t.Path
		a, err = file(v, name)
	}
	if err != nil {
		return nil, err
	}
	return text(a, name)
}

func file(v *exposure.Visit, name string) (*browse.Answer, error) {
	if v.Dry {
		v.Plan("read", name)
		return nil, exposure.ErrDry
	}
	f, err := os.Open(name) //nolint:gosec // the file that the owner named
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read policy: %w", errors.Unwrap(err))
	}
	defer func() { _ = f.Close() }()
	body, err := io.ReadAll(io.LimitReader(f, maxPage+1))
	if err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read policy: it cannot be read to its end")
	}
	return &browse.Answer{Body: body[:min(len(body), maxPage)], Cut: len(body) > maxPage, Header: http.Header{}}, nil
}

// text makes lines of what was read.
func text(a *browse.Answer, name string) (*Text, error) {
	if strings.HasPrefix(string(a.Body[:min(len(a.Body), 8)]), "%PDF-") {
		return nil, fault.Errorf(fault.Unreadable, "read policy: it is a PDF; save its text as a file and give that")
	}
	if a.Cut {
		return nil, fault.Errorf(fault.Refused, "read policy: larger than %d bytes", maxPage)
	}
	s := a.Text()
	var t *Text
	var err error
	ext := strings.ToLower(filepath.Ext(name))
	if ext == ".txt" || ext == ".md" || strings.HasPrefix(a.Header.Get("Content-Type"), "text/plain") {
		t = ReadPlain(string(s))
	} else if t, err = ReadHTML(s); err != nil {
		return nil, fault.Errorf(fault.Unreadable, "read policy: HTML that cannot be parsed")
	}
	switch n := len(t.String()); {
	case n > maxText:
		return nil, fault.Errorf(fault.Refused, "read policy: more than %d bytes of text", maxText)
	case n < least:
		return nil, fault.Errorf(fault.Unreadable, "read policy: the page has no text of its own (scripts draw it); save what it shows as a file and give that")
	}
	return t, nil
}
