package file

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/reading"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/feed/text"
)

func TestLedgerIsBounded(t *testing.T) {
	l := ledger{sealer: &reading.Sealer{}}
	at := func(i int) text.Stamp { return text.Stamp{Dev: 1, Ino: uint64(i), Size: 100, Mtime: int64(i)} }
	for i := range maxEntries + maxOld + 100 {
		l.last(&entry{n: 1, head: uint64(i), stamp: at(i + 1)})
	}
	if len(l.entries) != maxEntries || len(l.old) != maxOld || len(l.queue) != maxOld {
		t.Errorf("%d entries, %d old", len(l.entries), len(l.old))
	}
	if !l.retired(at(1)) || !l.retired(at(maxOld)) || l.retired(text.Stamp{Dev: 1, Ino: 1, Size: 2, Mtime: 1 << 40}) {
		t.Error("what was read is not known")
	}
}
