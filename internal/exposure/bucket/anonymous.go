package bucket

import (
	"context"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// maxProbes is how many objects of a bucket are asked for, a byte each.
const maxProbes = 12

// listing is a page of keys.
type listing struct {
	Truncated bool `xml:"IsTruncated"`
	Contents  []struct {
		Key  string
		Size int64
	}
}

// anonymous asks as a stranger would: for a list, and for what is in it. It returns the keys that it was told.
func (b *look) anonymous(ctx context.Context) ([]string, error) {
	a, err := b.ask(ctx, "?list-type=2&max-keys=1000&prefix="+url.QueryEscape(b.prefix), "")
	if err != nil {
		return nil, err
	}
	var l listing
	switch {
	case a.StatusCode == http.StatusNotFound && strings.Contains(string(a.Text), "NoSuchBucket"):
		return nil, fault.Errorf(fault.Unreadable, "ask: there is no such bucket")
	case !a.OK():
		return nil, b.known(ctx)
	case xml.Unmarshal(a.Text, &l) != nil:
		return nil, fault.Errorf(fault.Unreadable, "ask: what answers speaks no S3")
	}
	var keys []string
	for _, c := range l.Contents {
		if c.Size > 0 {
			keys = append(keys, c.Key)
		}
	}
	n := strconv.Itoa(len(keys))
	if l.Truncated {
		n += "+"
	}
	b.tell("s3-public-list", "", b.prefix, exposure.Finding{From: b.from, Args: map[string]string{"objects": n}})
	return keys, b.probe(ctx, keys)
}

// known asks for the object that the target may be.
func (b *look) known(ctx context.Context) error {
	if b.prefix == "" || strings.HasSuffix(b.prefix, "/") {
		return nil
	}
	return b.probe(ctx, []string{b.prefix})
}

// sample asks without credentials for what was listed with them.
func (b *look) sample(ctx context.Context) {
	var keys []string
	for u, err := range b.store.Units(ctx) {
		if err != nil || len(keys) >= 1000 {
			break
		}
		if name, ok := strings.CutPrefix(u.Name, b.name+"/"); ok || !b.all {
			if !b.all {
				name = b.prefix[:strings.LastIndexByte(b.prefix, '/')+1] + u.Name
			}
			if u.Place == "" {
				keys = append(keys, name)
			}
		}
	}
	_ = b.probe(ctx, keys) // the asking itself was told already where it does not work
}

// probe asks for a byte of some objects, from all over the list, and tells the folders that gave one.
func (b *look) probe(ctx context.Context, keys []string) error {
	open := map[string]int{}
	for _, key := range spread(keys) {
		a, err := b.ask(ctx, "", key)
		if err != nil {
			return err
		}
		if a.OK() {
			open[key[:strings.LastIndexByte(key, '/')+1]]++
		}
	}
	var folders []string
	for f := range open {
		folders = append(folders, f)
	}
	slices.Sort(folders)
	for i, f := range folders { // what lies under a folder that was told is told with it
		if i > 0 && slices.ContainsFunc(folders[:i], func(up string) bool { return strings.HasPrefix(f, up) }) {
			continue
		}
		b.tell("s3-public-read", b.v.Label(f), f, exposure.Finding{From: b.from, Args: map[string]string{"folder": "/" + b.v.Label(f)}})
	}
	return nil
}

// spread chooses keys: of each folder one, then others.
func spread(keys []string) []string {
	seen := map[string]bool{}
	var out, rest []string
	for _, k := range keys {
		if f := k[:strings.LastIndexByte(k, '/')+1]; !seen[f] && len(out) < maxProbes {
			seen[f] = true
			out = append(out, k)
		} else {
			rest = append(rest, k)
		}
	}
	for i := 0; len(out) < maxProbes && i < len(rest); i += max(1, len(rest)/maxProbes) {
		out = append(out, rest[i])
	}
	return out
}
