// Package claim reads what somebody says of a dump who offers it, and lays it beside what was found.
package claim

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// Claim is what somebody says of a dump who offers it, as `match --claim` reads it (docs/format/claim.md). Whatever is
// free text in it was made safe to show when it was read: it goes into reports and into a case as evidence.
type Claim struct {
	Seller   string     `json:"seller,omitempty"`
	Price    *Price     `json:"price,omitempty"`
	Count    *int64     `json:"count,omitempty"`
	Of       string     `json:"of,omitempty"`     // people or records; "" untold
	Sample   *bool      `json:"sample,omitempty"` // whether the dump at hand is said to be a part; nil untold
	Place    string     `json:"place,omitempty"`  // where it is offered, or where its people live
	Posted   *Moment    `json:"posted,omitempty"`
	Removed  *Moment    `json:"removed,omitempty"`
	Contents []pii.Kind `json:"contents,omitempty"`
	// Digest is the SHA-256 of the file, hexadecimal: the claim as it was handed in.
	Digest string `json:"digest"`
}

// Price is what is asked for the whole.
type Price struct {
	Amount   float64 `json:"amount"`
	Currency string  `json:"currency"` // as written: JPY, USD, BTC
}

// Moment is a time as it was told: an instant, or a day somewhere on earth, which lasts from its beginning in the far
// east to its end in the far west.
type Moment struct{ From, To time.Time }

// MarshalText writes the instant, or the day.
func (m Moment) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// String is the instant, or the day.
func (m Moment) String() string {
	if m.From.Equal(m.To) {
		return m.From.UTC().Format(time.RFC3339)
	}
	return m.From.Add(14 * time.Hour).UTC().Format(time.DateOnly)
}

func readMoment(s string) (*Moment, bool) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return &Moment{t, t}, true
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return &Moment{t.Add(-14 * time.Hour), t.Add(36 * time.Hour)}, true
	}
	return nil, false
}

// writtenClaim is the file.
type writtenClaim struct {
	Seller string `yaml:"seller"`
	Price  *struct {
		Amount   *float64 `yaml:"amount"`
		Currency string   `yaml:"currency"`
	} `yaml:"price"`
	Count    *float64 `yaml:"count"` // the library would cut 1.5 to 1
	Of       string   `yaml:"of"`
	Sample   *bool    `yaml:"sample"`
	Place    string   `yaml:"place"`
	Posted   string   `yaml:"posted"`
	Removed  string   `yaml:"removed"`
	Contents []string `yaml:"contents"`
}

// maxClaim is the greatest size of a claim's file in bytes.
const maxClaim = 64 << 10

// Read reads a claim, YAML or JSON. safe masks what is personal in a text. Errors tell the line and no value.
func Read(text []byte, safe func(string) string) (*Claim, error) {
	if len(text) > maxClaim {
		return nil, fault.Errorf(fault.Usage, "read claim: longer than 64 KiB")
	}
	var w writtenClaim
	if err := decodeClaim(text, &w); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	c := &Claim{Of: w.Of, Sample: w.Sample, Digest: hex.EncodeToString(sum[:])}
	bad := func(key, what string) (*Claim, error) {
		return nil, fault.Errorf(fault.Usage, "read claim: %s: %s", key, what)
	}
	var ok bool
	if c.Seller, ok = freeText(w.Seller, safe); !ok {
		return bad("seller", "text of at most 200 characters")
	}
	if c.Place, ok = freeText(w.Place, safe); !ok {
		return bad("place", "text of at most 200 characters")
	}
	if p := w.Price; p != nil {
		if p.Amount == nil || !(*p.Amount >= 0 && *p.Amount <= 1e15) || !currency.MatchString(p.Currency) {
			return bad("price", "an amount from 0 and a currency (JPY, USD, BTC)")
		}
		c.Price = &Price{*p.Amount, p.Currency}
	}
	if n := w.Count; n != nil {
		if !(*n >= 1 && *n <= 1e12) || *n != math.Trunc(*n) {
			return bad("count", "a whole number from 1")
		}
		whole := int64(*n)
		c.Count = &whole
	}
	switch w.Of {
	case "", "people", "records":
	default:
		return bad("of", "people or records")
	}
	for _, t := range [...]struct {
		key, text string
		to        **Moment
	}{{"posted", w.Posted, &c.Posted}, {"removed", w.Removed, &c.Removed}} {
		if t.text == "" {
			continue
		}
		if *t.to, ok = readMoment(t.text); !ok {
			return bad(t.key, "2026-11-27 or 2026-11-27T10:00:00+09:00")
		}
	}
	for _, s := range w.Contents {
		k, ok := kindCalled(s)
		if !ok {
			return bad("contents", "no such kind; `tsutsumi kinds` lists them")
		}
		c.Contents = append(c.Contents, k)
	}
	return c, nil
}

var (
	currency  = regexp.MustCompile(`^[A-Za-z]{2,5}$`)
	claimLine = regexp.MustCompile(`line (\d+)`)
)

// decodeClaim is strict and tells no value: the library's texts quote what it read.
func decodeClaim(text []byte, w *writtenClaim) error {
	// Only the tree is made first, in which an alias is one node: what it would grow to is never made.
	var tree yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(text))
	err := dec.Decode(&tree)
	if errors.Is(err, io.EOF) {
		return fault.Errorf(fault.Usage, "read claim: it is empty")
	}
	if err == nil && aliased(&tree) {
		return fault.Errorf(fault.Usage, "read claim: anchors and aliases are not supported")
	}
	if err == nil && !errors.Is(dec.Decode(&yaml.Node{}), io.EOF) {
		return fault.Errorf(fault.Usage, "read claim: more than one document")
	}
	if err == nil {
		dec = yaml.NewDecoder(bytes.NewReader(text))
		dec.KnownFields(true)
		err = dec.Decode(w)
	}
	if err == nil {
		return nil
	}
	line := 0
	if m := claimLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
	}
	return fault.Errorf(fault.Usage, "read claim: line %d: not YAML, an unknown key, or another sort of value than its key takes", line)
}

func aliased(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return true
	}
	for _, c := range n.Content {
		if aliased(c) {
			return true
		}
	}
	return false
}

// freeText makes a text of somebody else's fit to be shown.
func freeText(s string, safe func(string) string) (string, bool) {
	s = strings.TrimSpace(s)
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > 200 {
		return "", false
	}
	if safe != nil {
		s = safe(s)
	}
	return content.SafeName(s), true
}

// kindCalled finds a kind by its name or what it is called in Japanese or English.
func kindCalled(s string) (pii.Kind, bool) {
	if k, ok := pii.Parse(s); ok && k != pii.None {
		return k, true
	}
	for _, k := range pii.Kinds() {
		if i := k.Info(); s == i.JA || strings.EqualFold(s, i.EN) {
			return k, true
		}
	}
	return pii.None, false
}

// number writes n as people and programs both read it.
func number(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'g', 4, 64)
}
