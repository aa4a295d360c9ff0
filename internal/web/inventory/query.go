package inventory

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/geo/country"
	"github.com/tsutsumi-dev/tsutsumi/internal/inventory/shelf"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// pageSize is how many things a page lists.
const pageSize = 50

// maxText is how long a text that is looked for may be, in bytes.
const maxText = 300

// Query chooses things.
type Query struct {
	Source  string
	Text    string
	Kind    string // a kind's name
	Class   string // shelf.Special, shelf.Specific, shelf.Unknown
	Country string // a code; "-" is not declared
	Errors  bool   // only what could not be read, or not to its end
	Order   shelf.Order
	After   *shelf.Ref
	Limit   int
}

// Tags are what the chosen things have in common.
func (q *Query) Tags() []string {
	var out []string
	if q.Errors {
		out = append(out, shelf.Errors)
	} else {
		out = append(out, shelf.Held)
	}
	if q.Kind != "" {
		out = append(out, shelf.KindTag(q.Kind))
	}
	if q.Class != "" {
		out = append(out, q.Class)
	}
	switch q.Country {
	case "":
	case "-":
		out = append(out, shelf.CountryTag(""))
	default:
		out = append(out, shelf.CountryTag(q.Country))
	}
	return out
}

// Parse reads a query of an address. What cannot be meant is told.
func Parse(v url.Values) (*Query, error) {
	q := &Query{Source: v.Get("source"), Text: strings.TrimSpace(v.Get("q")), Kind: v.Get("kind"), Class: v.Get("class"), Country: v.Get("country"),
		Errors: v.Get("errors") != "", Order: shelf.ByPeople, Limit: pageSize}
	switch sort := v.Get("sort"); sort {
	case "", "-people":
	case "-harm":
		q.Order = shelf.ByHarm
	case "name":
		q.Order = shelf.ByName
	default:
		return nil, web.Bad("並べ替えは人数・影響の大きさ・名前のいずれかです。", "Sort by people, harm or name.")
	}
	if k, ok := pii.Parse(q.Kind); q.Kind != "" && (!ok || k == pii.None) {
		return nil, web.Bad("その項目はありません。", "There is no such kind.")
	}
	switch q.Class {
	case "", shelf.Special, shelf.Specific, shelf.Unknown:
	default:
		return nil, web.Bad("その区分はありません。", "There is no such class.")
	}
	if q.Country != "" && q.Country != "-" {
		code, ok := country.Parse(q.Country)
		if !ok {
			return nil, web.Bad("その国はありません。", "There is no such country.")
		}
		q.Country = code
	}
	if len(q.Text) > maxText {
		return nil, web.Bad("検索する文字が長すぎます。", "The text to look for is too long.")
	}
	if after := v.Get("after"); after != "" {
		if q.After = parseRef(after); q.After == nil {
			return nil, web.Bad("続きの位置が正しくありません。一覧を開き直してください。", "This is no place in the list; open the list again.")
		}
	}
	return q, nil
}

// formatRef writes where a list goes on.
func formatRef(r *shelf.Ref) string {
	return strconv.FormatFloat(r.Rank, 'g', -1, 64) + ":" + strconv.FormatUint(uint64(r.Ord), 10) + ":" + r.Source
}

func parseRef(s string) *shelf.Ref {
	rank, rest, _ := strings.Cut(s, ":")
	ord, source, ok := strings.Cut(rest, ":")
	f, err := strconv.ParseFloat(rank, 64)
	n, err2 := strconv.ParseUint(ord, 10, 32)
	if !ok || err != nil || err2 != nil || math.IsNaN(f) {
		return nil
	}
	return &shelf.Ref{Source: source, Ord: uint32(n), Rank: f}
}
