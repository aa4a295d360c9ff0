package exposure

import (
	"context"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Check looks for doors of one kind.
type Check interface {
	// Name is a word for messages: "elasticsearch", "ci".
	Name() string
	// Catalogue lists what it can find.
	Catalogue() []Entry
	// Takes tells whether a target concerns it.
	Takes(t *Target) bool
	// Look tells what it finds; told is called from one goroutine. An error says that (a part of) the target could not be
	// looked at: it has a class, and is told beside the findings. What is not open is no error.
	Look(ctx context.Context, t *Target, v *Visit, told func(Finding)) error
}

// Target is what the owner asked to look at.
type Target struct {
	// URL is set for what is reached over a network, Path for files and folders; exactly one of them.
	URL  *source.Target
	Path string
	// Name is how it is shown and recorded.
	Name string
	// With says what a file is where its name does not: "ci", "salesforce", "".
	With string
	// Files are further files that the owner gave with it, by their use: "advisory", "runs", "policy".
	Files map[string]string
}

// Parse makes a target of what the owner typed or configured: a URL, or a path.
func Parse(text string) (Target, error) {
	if !strings.Contains(text, "://") {
		return Target{Path: text, Name: text}, nil
	}
	u, err := source.Parse(text)
	if err != nil {
		return Target{}, err
	}
	return Target{URL: u, Name: u.Name()}, nil
}

// Host is the scheme of a target of which every service is looked at where it usually listens: host://db.example.jp.
const Host = "host"

// Absent marks the error of a service that does not answer: of a Host target it tells no more than that nobody runs it
// there, unless nothing at all answers.
func (t *Target) Absent(err error) error {
	if t.URL != nil && t.URL.Scheme == Host && fault.Of(err) == fault.Unavailable {
		return &absent{err}
	}
	return err
}

type absent struct{ error }

func (a *absent) Unwrap() error { return a.error }
