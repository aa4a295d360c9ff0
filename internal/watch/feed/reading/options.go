package reading

import (
	"io"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/event"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// Spec names logs.
type Spec struct {
	// Targets are paths, globs, folders, "-", and URLs (docs/logs.md).
	Targets []string
	// Parser is the name of the parser, where it is not to be found out.
	Parser string
	// Store is what the logs are of, where their records do not say.
	Store string
	// Zone is the offset in seconds east of UTC of times that do not say theirs.
	Zone int
}

// Options are how logs are read.
type Options struct {
	// Parsers are those to choose among: the user's mappings, then event/builtin.
	Parsers []event.Parser
	// Follow: logs are read on as they grow, and others that appear.
	Follow bool
	// Marks are where feeds go on, by the names of their logs. A mark that is not one of this key is told, and its log is read
	// from the beginning.
	Marks map[string][]byte
	// Key are 32 secret bytes under which marks and spools are sealed. Without it there are neither.
	Key []byte
	// Spool is the folder for what came and cannot be asked for again; "" keeps nothing. SpoolLimit bounds it in bytes; 0 is
	// DefaultSpool.
	Spool      string
	SpoolLimit int64
	// Poll is how often files are looked at; 0 is DefaultPoll, below 0 each time.
	Poll time.Duration
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Tell takes what could not be read, with the log it is of: its name, fit to be shown. It may be called by several goroutines.
	Tell func(log string, err error)
	// Label makes the name of a file fit to be shown; nil leaves it.
	Label func(name string) string
	// Stdin is "-".
	Stdin io.Reader
	// Since is from when on searches and journals are read that have no mark; the zero Since is all there is.
	Since time.Time
	// Source is how servers are asked: credentials by reference, the name of the program, how long they may be silent.
	Source source.Options
}

// Defaults of Options.
const (
	DefaultPoll  = 250 * time.Millisecond
	DefaultSpool = 1 << 30
)
