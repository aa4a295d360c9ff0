package elastic

import (
	"bytes"
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

const (
	noteDocs  = 5  // a note has no more documents
	maxNotes  = 40 // indices that are read for being one
	noteBytes = 64 << 10
	massDocs  = 1000
)

// signs tells what somebody left who was there before.
func (d *door) signs(ctx context.Context) error {
	read := 0
	for i := range d.list {
		x := &d.list[i]
		switch {
		case strings.HasSuffix(strings.ToLower(x.Name), "-meow"):
			d.sign("elasticsearch-wiped", x)
		case exposure.Note(x.Name):
			d.sign("elasticsearch-ransom-note", x)
		case !x.own() && x.docs() > 0 && x.docs() <= noteDocs && read < maxNotes:
			read++
			a, err := d.get(ctx, "/"+url.PathEscape(x.Name)+"/_search?size="+strconv.Itoa(noteDocs), noteBytes)
			if err != nil {
				return err
			}
			if a.OK() && ransom(a.Text) {
				d.sign("elasticsearch-ransom-note", x)
			}
		}
	}
	return d.deletions(ctx)
}

func (d *door) sign(id string, x *index) {
	d.told(exposure.Finding{ID: id, Object: d.v.Label(x.Name), Places: d.places(""),
		Args: map[string]string{"address": d.address, "documents": strconv.FormatInt(x.docs(), 10), "since": x.day()}})
}

// ransom tells whether a text speaks of money for data: of the coin and of what was done.
func ransom(text []byte) bool {
	t := bytes.ToLower(text)
	has := func(words ...string) bool {
		for _, w := range words {
			if bytes.Contains(t, []byte(w)) {
				return true
			}
		}
		return false
	}
	coin := has("bitcoin", " btc", "monero")
	deed := has("your data", "your database", "all your", "backed up", "to recover", "to restore", "leaked", "decrypt")
	return coin && deed
}

// deletions tells indices of which nearly everything was deleted, as far as the servers remember.
func (d *door) deletions(ctx context.Context) error {
	a, err := d.get(ctx, "/_stats/docs,indexing?expand_wildcards=all&filter_path=indices.*.primaries.docs,indices.*.primaries.indexing.delete_total", maxList)
	if err != nil {
		return err
	}
	var v struct {
		Indices map[string]struct {
			Primaries struct {
				Docs     struct{ Count, Deleted int64 }
				Indexing struct {
					Deletes int64 `json:"delete_total"`
				}
			}
		}
	}
	if a.OK() { // not everybody may see these, and they are a hint only: what cannot be read leaves v empty
		_ = json.Unmarshal(a.Text, &v)
	}
	for i := range d.list {
		x := &d.list[i]
		s := v.Indices[x.Name].Primaries
		gone := max(s.Indexing.Deletes, s.Docs.Deleted)
		if x.own() || gone < massDocs || gone < 9*s.Docs.Count {
			continue
		}
		d.told(exposure.Finding{ID: "elasticsearch-mass-delete", Object: d.v.Label(x.Name), Places: d.places(x.Name),
			Args: map[string]string{"address": d.address, "documents": strconv.FormatInt(s.Docs.Count, 10), "deleted": strconv.FormatInt(gone, 10)}})
	}
	return nil
}
