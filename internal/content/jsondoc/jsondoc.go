// Package jsondoc reads JSON that is not one record a line: arrays of objects at the top or inside an envelope, search
// responses of Elasticsearch, single objects and several objects printed over many lines.
//
// The elements of an array of objects are the records of a part. It bears the file's name if the array is the whole
// document or the hits of a search response, else the name with the array's path ("a.json!/data.items"), which is also
// the prefix of its fields. The text of such a part is the file's own, and so are its offsets. What stands around arrays
// is put together into one more part ("a.json#envelope"), as records that hold the path they stand at.
//
// Reading is by brackets and strings only and keeps at most one block, whatever the size and depth of the document.
package jsondoc

import (
	"context"
	"errors"
	"io"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/ndjson"
	"github.com/tsutsumi-dev/tsutsumi/internal/content/window"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// MaxDepth is how deep a document is followed.
const MaxDepth = 256

// Format reads JSON documents.
type Format struct {
	// InOrder hands out what stands around an array before the array, instead of all together behind: whoever rewrites a
	// document wants it as it stands.
	InOrder bool
}

// Name implements content.Format.
func (Format) Name() string { return "json" }

// Match implements content.Format. One JSON value a line is left to NDJSON, but for a single line that holds a table.
func (Format) Match(h *content.Head) content.Certainty {
	b := h.Bytes
	if len(b) > 2 && string(b[:3]) == "\xEF\xBB\xBF" {
		b = b[3:]
	}
	b = b[space(b, 0):]
	if len(b) == 0 || b[0] != '{' && b[0] != '[' || !valid(b) {
		return content.No
	}
	if b[0] == '[' || !ndjson.Sniff(b, h.All) {
		return content.ByForm
	}
	if end, _ := skipTree(b, 0); h.All && end > 0 && space(b, end) == len(b) && tables(b[:end]) {
		return content.Magic
	}
	return content.No
}

// Read implements content.Format.
func (f Format) Read(ctx context.Context, w *content.Walk, b content.Body) error {
	in := window.Decode(b.R)
	d := &doc{Window: window.New(in.R), walk: w, decoded: in, inOrder: f.InOrder}
	d.proto = content.Part{Name: b.Name, Type: "application/json", Size: -1, Form: content.NDJSON, Broken: in.Broken, Again: true}
	if t := d.Want(3); len(t) > 2 && string(t[:3]) == "\xEF\xBB\xBF" {
		d.Drop(3)
	}
	d.DropWhite()
	if d.sequence() {
		d.push('s', "")
	}
	err := d.read(ctx)
	if err == nil {
		err = d.flush(ctx, true)
	}
	switch {
	case err != nil:
		return err
	case !errors.Is(d.Err(), io.EOF):
		return d.Err()
	case d.broken:
		return fault.Errorf(fault.Unreadable, "read %q: ends inside a JSON value", b.Name)
	}
	return nil
}

// sequence tells whether the document is a run of values of which each is a record: there are several of them, or the
// only one is no envelope of a table.
func (d *doc) sequence() bool {
	t := d.Want(1)
	if len(t) == 0 || t[0] != '{' {
		return false
	}
	end := d.whole(0)
	if end < 0 {
		return false
	}
	for t = d.Text(); space(t, end) == len(t) && d.More(); t = d.Text() {
	}
	return space(t, end) < len(t) || !tables(t[:end])
}

// whole is the offset behind the value at offset i if it fits in a block, else -1.
func (d *doc) whole(i int) int {
	for n := 0; ; n = len(d.Text()) {
		t := d.Want(max(i, n+n/2) + 1)
		if end := skipValue(t, i, d.Err() != nil); end >= 0 {
			return end
		}
		if len(t)-i >= content.BlockMax || d.Err() != nil {
			return -1
		}
	}
}
