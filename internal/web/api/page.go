package api

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"

	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Paging is put into the In of a list.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100" doc:"How many at most."`
	Cursor string `query:"cursor" maxLength:"2048" doc:"Where to go on: next of the page before. Good for the same filters only."`
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page. Absent on the last."`
}

// List is the Out of a list.
type List[T any] struct {
	Link string `header:"Link" doc:"The next page: <…>; rel=\"next\"."`
	Body Page[T]
}

// At reads the cursor into the position that an earlier page ended at, and tells whether there is one. An error is the caller's.
func (p Paging) At(ctx context.Context, position any) (bool, error) {
	if p.Cursor == "" {
		return false, nil
	}
	bad := web.Bad("cursorが正しくありません。続きは、同じ絞り込みの前のページのnextで指定してください。", "The cursor is not one of this list: take next of the page before, with the same filters.")
	raw, err := base64.RawURLEncoding.Strict().DecodeString(p.Cursor)
	if err != nil || len(raw) <= signed {
		return false, bad
	}
	c := calling(ctx)
	sum, body := raw[:signed], raw[signed:]
	if c == nil || !hmac.Equal(sum, c.sign(body)) || json.Unmarshal(body, position) != nil {
		return false, bad
	}
	return true, nil
}

// signed is how many bytes of a cursor say that it is ours.
const signed = 16

// Listed is the answer of a list: rows are limit+1 where there are more, and position is that of a row, as At will give it again.
func Listed[T any](ctx context.Context, p Paging, rows []T, position func(T) any) *List[T] {
	out := &List[T]{Body: Page[T]{Items: rows}}
	if out.Body.Items == nil {
		out.Body.Items = []T{}
	}
	if p.Limit <= 0 || len(rows) <= p.Limit {
		return out
	}
	out.Body.Items = rows[:p.Limit]
	out.Body.Next, out.Link = next(ctx, position(rows[p.Limit-1]))
	return out
}

// next is the cursor of a position, and the link that goes on there.
func next(ctx context.Context, position any) (cursor, link string) {
	c := calling(ctx)
	body, err := json.Marshal(position)
	if c == nil || err != nil {
		return "", ""
	}
	cursor = base64.RawURLEncoding.EncodeToString(append(c.sign(body), body...))
	q := c.r.URL.Query()
	q.Set("cursor", cursor)
	return cursor, "<" + c.r.URL.EscapedPath() + "?" + q.Encode() + `>; rel="next"`
}

// sign binds a position to the operation and its filters, so that a cursor cannot be made up, nor be used elsewhere.
func (c *call) sign(position []byte) []byte {
	q := c.r.URL.Query()
	q.Del("cursor")
	q.Del("limit")
	m := hmac.New(sha256.New, c.api.Secret)
	for _, part := range []string{"cursor", c.op.ID, c.r.URL.Path, q.Encode(), string(position)} {
		var n [4]byte
		n[0], n[1], n[2], n[3] = byte(len(part)>>24), byte(len(part)>>16), byte(len(part)>>8), byte(len(part))
		m.Write(n[:])
		m.Write([]byte(part))
	}
	return m.Sum(nil)[:signed]
}

// once is a secret for as long as the process lives.
func once() []byte {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand
	return b
}

func unescaped(q string) (string, error) { return url.QueryUnescape(q) }
