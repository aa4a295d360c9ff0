package builtin

import (
	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/archive"
)

// containers hold other bodies.
func containers() []content.Format {
	return []content.Format{
		archive.Zip{},
		archive.Gzip(),
		archive.Tar{},
		archive.Zstd(),
		archive.XZ(),
		archive.Bzip2(),
		archive.SevenZip{},
		archive.LZ4(),
		archive.Unread{},
	}
}
