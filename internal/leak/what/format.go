package what

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// Format names what a part's bytes came from, as far as its type, form and names of fields tell. fields are the names
// that its records turned out to have; nil takes those known beforehand.
func Format(p *content.Part, fields []string) string {
	if fields == nil {
		fields = p.Fields
	}
	switch {
	case p.Form == content.Copy:
		return "postgres"
	case p.Form == content.Tuples && p.Escape != 0:
		return "mysqldump"
	case p.Form == content.Tuples, p.Type == "application/sql":
		return "sql"
	case p.Form == content.NDJSON && searchHits(p.Prefix, fields):
		return "elasticsearch"
	}
	for _, t := range formatTypes {
		if strings.HasPrefix(p.Type, t.prefix) {
			return t.format
		}
	}
	switch p.Form {
	case content.CSV:
		if p.Comma == '\t' {
			return "tsv"
		}
		return "csv"
	case content.NDJSON:
		return "ndjson"
	case content.Log:
		return "log"
	case content.Code:
		return "code"
	}
	return "text"
}

// formatTypes are the media types that tell a format by themselves.
var formatTypes = []struct{ prefix, format string }{
	{"application/vnd.sqlite3", "sqlite"},
	{"application/vnd.apache.parquet", "parquet"},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml", "xlsx"},
	{"application/vnd.oasis.opendocument.spreadsheet", "xlsx"},
	{"message/rfc822", "mail"},
	{"application/x-ndjson", "ndjson"},
	{"application/json", "json"},
	{"text/tab-separated-values", "tsv"},
	{"text/x-log", "log"},
	{"text/x-source", "code"},
}

// searchHits tells the hits of a search in Elasticsearch or OpenSearch, of a scroll dump, and the lines of its bulk interface.
func searchHits(prefix string, fields []string) bool {
	index, source := false, strings.HasPrefix(prefix, "hits.hits")
	for _, f := range fields {
		switch {
		case f == "_index" || strings.HasSuffix(f, "._index"):
			index = true
		case f == "_source" || strings.HasPrefix(f, "_source.") || strings.Contains(f, "._source."):
			source = true
		case f == "index._id" || f == "create._id":
			return true
		}
		if f == "index._index" || f == "create._index" {
			return true
		}
	}
	return index && source
}

// mixedBelow is the share of a dump's records below which its greatest format does not name it.
const mixedBelow = 0.9

// MainFormat names a dump by the formats of its parts, weighed by their records. What stands between the tables of a
// dump is code or SQL of the same file and does not count beside them.
func MainFormat(records map[string]int64) string {
	best, sum := "", int64(0)
	dumped := records["mysqldump"] > 0 || records["postgres"] > 0
	for f, n := range records {
		if dumped && f == "sql" {
			continue
		}
		n = max(n, 1)
		sum += n
		if best == "" || n > max(records[best], 1) || n == max(records[best], 1) && f < best {
			best = f
		}
	}
	if best != "" && float64(max(records[best], 1)) < mixedBelow*float64(sum) {
		return "mixed"
	}
	return best
}
