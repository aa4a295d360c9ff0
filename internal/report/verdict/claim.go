package verdict

import (
	"strconv"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/leak"
	"github.com/tsutsumi-dev/tsutsumi/internal/report"
)

var points = map[string][2]string{
	"seller": {"売り手", "seller"}, "price": {"価格", "price"}, "count": {"件数", "count"}, "place": {"掲載場所", "place"},
	"posted": {"掲載日時", "posted"}, "removed": {"取り下げ", "removed"},
}

// answer is one point of a claim and what the dump says to it.
type answer struct {
	Point, Claimed, Found, State, Evidence string
	Refuted                                bool
}

func (t *teller) answers(as []leak.Answer) []answer {
	out := make([]answer, len(as))
	for i := range as {
		a := &as[i]
		x := answer{Point: clean(a.Point), Claimed: t.value(a.Claimed), Found: t.value(a.Found), State: t.Of("確かめられない", "cannot be told"), Evidence: clean(a.Evidence)}
		if p, ok := points[a.Point]; ok {
			x.Point = t.Of(p[0], p[1])
		}
		switch a.Verdict {
		case "supported":
			x.State = t.Of("裏付けあり", "supported")
		case "refuted":
			x.State, x.Refuted = t.Of("食い違う", "refuted"), true
		}
		if o, ok := observations[a.Evidence]; ok {
			x.Evidence = t.Of(o.ja, o.en)
		}
		out[i] = x
	}
	return out
}

// value writes a number or a time of a claim as the rest of the report does.
func (t *teller) value(s string) string {
	if s == "" {
		return t.unknown()
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && strconv.FormatInt(n, 10) == s {
		return report.Number(n)
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return t.moment(at) + " " + zone(at)
	}
	return clean(s)
}

var assetTypes = map[string][2]string{
	"host": {"ホスト", "host"}, "bucket": {"バケット", "bucket"}, "url": {"URL", "URL"}, "key": {"鍵", "key"}, "id": {"識別子", "ID"},
}

func (t *teller) assetType(s string) string {
	if n, ok := assetTypes[s]; ok {
		return t.Of(n[0], n[1])
	}
	return clean(s)
}
