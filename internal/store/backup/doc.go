// Package backup packs a store and the files beside it into one stream, and unpacks it into an empty home, on whichever database. The
// format is docs/format/backup.md: a tar within zstd, whose first entry says what is in it, and whose last holds a hash over all before.
//
// What is in it is one moment of the tables; the files are read after it, so that whatever a table names is there. It never holds the
// key, sessions, or dumps that were handed over.
package backup

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Format is the version of the format.
const Format = 1

// The names of entries.
const (
	manifestName = "tsutsumi-backup.json"
	tableFolder  = "tables/"
	fileFolder   = "files/"
	headFolder   = "heads/"
	endName      = "end.json"
)

// chunk is how much of a table stands in one entry, in bytes.
const chunk = 1 << 20

// The limits of what is believed when it is read.
const (
	maxManifest = 1 << 20
	maxChunk    = 64 << 20
	maxHead     = 64 << 20
)

// Manifest is what a backup says of itself.
type Manifest struct {
	Format  int       `json:"format"`
	ID      string    `json:"id"` // of this backup
	Version string    `json:"version"`
	Made    time.Time `json:"made"`
	Key     string    `json:"key"`    // ID of the installation key, which is not in it
	Tables  int64     `json:"tables"` // version of the tables
	Holds   []Held    `json:"holds"`
}

// Held is a table that is in it.
type Held struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// End is the last entry.
type End struct {
	Rows   int64  `json:"rows"`
	Files  int64  `json:"files"`
	Bytes  int64  `json:"bytes"`  // of files
	SHA256 string `json:"sha256"` // over all entries before, see the format
}

// leftOut are the files and folders of a home that no backup holds: the database itself, temporary files, dumps.
var leftOut = []string{"spool", "dumps"}

// Takes tells whether a backup holds a file of the home, by its path there.
func Takes(rel string) bool {
	first, _, _ := strings.Cut(rel, "/")
	base := path.Base(rel)
	return fs.ValidPath(rel) && !slices.Contains(leftOut, first) && !strings.HasPrefix(first, "tsutsumi.db") &&
		!strings.HasPrefix(base, ".") && !strings.HasSuffix(base, ".new") && !strings.HasSuffix(base, ".tmp") && !strings.HasSuffix(base, ".lock")
}

func damaged() error {
	return fault.Errorf(fault.Usage, "restore: the backup is damaged or cut off; nothing was restored")
}

func decode(b []byte, v any) error {
	if json.Unmarshal(b, v) != nil {
		return damaged()
	}
	return nil
}
