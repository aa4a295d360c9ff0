package web

import (
	"context"
	"html"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

// folders are where listings are looked for.
var folders = []string{"", "backup/", "backups/", "uploads/", "upload/", "files/", "data/", "dump/", "old/", "tmp/", "logs/", "export/"}

var (
	listed = regexp.MustCompile(`(?i)<title>\s*(?:Index of|Directory listing for|Directory Listing For|Listing directory)\s+/|\[To Parent Directory\]</a>`)
	link   = regexp.MustCompile(`(?i)<a\s[^>]{0,200}?href=["']?([^"'\s>]{1,500})`)
)

// dataList is the extensions of files that hold records, dumps or archives.
const dataList = "csv tsv xls xlsx sql gz tgz tar zip 7z rar bak dump db sqlite sqlite3 mdb accdb json jsonl ndjson xml parquet log pst mbox eml pdf docx dbf"

func isData(name string) bool {
	return slices.Contains(strings.Fields(dataList), strings.TrimPrefix(strings.ToLower(path.Ext(name)), "."))
}

const maxEntries = 5000

// listing looks whether a folder is listed.
func (l *visit) listing(ctx context.Context, dir string) error {
	a, err := l.Get(ctx, l.at(dir), pageBytes)
	if err != nil {
		return err
	}
	if !a.OK() || !listed.Match(a.Text) {
		return nil
	}
	names := entries(a.Text)
	if len(names) == 0 {
		return nil
	}
	if dir != "" { // a server that answers everything with one listing lists nothing here
		if b, err := l.Get(ctx, l.at(noSuch+"/"), pageBytes); err == nil && b.OK() && listed.Match(b.Text) {
			return nil
		}
	}
	var data []string
	for _, n := range names {
		if isData(n) {
			data = append(data, dir+n)
		}
	}
	f := exposure.Finding{ID: "web-listing", Object: l.object(dir), Places: []exposure.Place{{Source: l.at(dir)}},
		Args: map[string]string{"entries": strconv.Itoa(len(names)), "data": strconv.Itoa(len(data)), "host": l.base.Host}}
	if len(data) == 0 {
		f.Sample = exposure.Nobody()
	} else {
		f.ID, f.State = "web-listing-data", strconv.Itoa(len(data))
		f.Peek = func(ctx context.Context) *exposure.Behind { return l.sample(ctx, data) }
	}
	l.told(f)
	return nil
}

// entries are the names that a listing leads to, without what leads out of it.
func entries(page []byte) (out []string) {
	for _, m := range link.FindAllSubmatch(page, maxEntries) {
		ref, err := url.Parse(html.UnescapeString(string(m[1])))
		if err != nil || ref.IsAbs() || ref.Host != "" || ref.Path == "" || ref.RawQuery != "" && ref.Path == "" {
			continue
		}
		name := strings.TrimPrefix(ref.Path, "./")
		if strings.HasPrefix(name, "/") || strings.HasPrefix(name, "..") || strings.Contains(strings.TrimSuffix(name, "/"), "/") || name == "" {
			continue
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
