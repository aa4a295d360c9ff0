package api

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/store"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Answers keeps what was answered, so that a request that is sent again is not done again. store.Answers are some.
type Answers interface {
	// Begin takes a name for a request, or tells what is known under it: that it is at work, or the answer. The name is taken for
	// one caller only, however many ask at once.
	Begin(ctx context.Context, name string, print []byte, now time.Time) (store.Answer, bool, error)
	// Finish keeps the answer, Forget gives the name back.
	Finish(ctx context.Context, name string, answer []byte) error
	Forget(ctx context.Context, name string) error
}

// replayed are the headers of an answer that are kept beside its body.
var replayed = []string{"Content-Type", "Location", "Etag", "Link"}

type kept struct {
	Status int               `json:"status"`
	Header map[string]string `json:"header"`
	Body   []byte            `json:"body"`
}

// repeat does a request once per key: the answer is kept for a day, sealed with the key itself, of which only a hash is kept. So
// whoever has the database reads no answer in it.
func (a *API) repeat(h *held, r *http.Request) {
	ctx, key := r.Context(), r.Header.Get("Idempotency-Key")
	if !validKey(key) {
		a.write(h, r, problem(ctx, http.StatusUnprocessableEntity, "", []Flaw{{"header.Idempotency-Key", "expected 8 to 200 visible ASCII characters"}}))
		return
	}
	if a.Answers == nil {
		a.write(h, r, problem(ctx, http.StatusServiceUnavailable, "", nil))
		return
	}
	print, err := printOf(r)
	if err != nil {
		a.write(h, r, problem(ctx, http.StatusBadRequest, "", nil))
		return
	}
	name, seal := a.names(ctx, key)
	got, mine, err := a.Answers.Begin(ctx, name, print, web.Of(ctx).Now)
	switch {
	case err != nil:
		a.write(h, r, err)
	case mine:
		a.first(h, r, name, seal)
	case !hmac.Equal(got.Print, print):
		a.write(h, r, &web.Error{Status: http.StatusUnprocessableEntity, JA: "このIdempotency-Keyは別の内容のリクエストで使われています。", EN: "This Idempotency-Key was used for another request."})
	case got.Body == nil:
		a.write(h, r, &web.Error{Status: http.StatusConflict, JA: "同じリクエストが進行中か、途中で終わりました。結果を読んで確かめてください。", EN: "The same request is at work, or was cut short: read what came of it."})
	default:
		a.again(h, r, seal, got.Body)
	}
}

// first does the request and keeps a success. What failed changed nothing and may be tried again.
func (a *API) first(h *held, r *http.Request, name string, seal cipher.AEAD) {
	after := context.WithoutCancel(r.Context()) // the work is done, even if the caller went away
	a.serve(h, r)
	if h.status >= 400 || h.status == 0 {
		if h.status == http.StatusInternalServerError { // nobody knows how far it came
			return
		}
		if err := a.Answers.Forget(after, name); err != nil {
			a.log().ErrorContext(after, "idempotency key stays taken", "request", web.Of(after).ID, "error", err.Error())
		}
		return
	}
	k := kept{Status: h.status, Header: map[string]string{}, Body: h.body.Bytes()}
	for _, name := range replayed {
		if v := h.Header().Get(name); v != "" {
			k.Header[name] = v
		}
	}
	plain, err := json.Marshal(k)
	if err == nil {
		nonce := make([]byte, seal.NonceSize(), seal.NonceSize()+len(plain)+seal.Overhead())
		_, _ = rand.Read(nonce) // never fails: crypto/rand
		err = a.Answers.Finish(after, name, seal.Seal(nonce, nonce, plain, nil))
	}
	if err != nil {
		a.log().ErrorContext(after, "answer was not kept", "request", web.Of(after).ID, "error", err.Error())
	}
}

// again answers as the first time.
func (a *API) again(h *held, r *http.Request, seal cipher.AEAD, body []byte) {
	var k kept
	err := errors.New("too short")
	if n := seal.NonceSize(); len(body) > n {
		var plain []byte
		if plain, err = seal.Open(nil, body[:n], body[n:], nil); err == nil {
			err = json.Unmarshal(plain, &k)
		}
	}
	if err != nil { // kept by another installation's key
		a.write(h, r, &web.Error{Status: http.StatusConflict, JA: "このリクエストは処理済みですが、そのときの応答は読み出せません。", EN: "This request was done; what was answered cannot be read any more."})
		return
	}
	for name, v := range k.Header {
		h.Header().Set(name, v)
	}
	h.Header().Set("Idempotency-Replayed", "true")
	h.WriteHeader(k.Status)
	_, _ = h.Write(k.Body)
}

// names gives what the request is called in the store, and what seals its answer: both of the key, the principal and our secret,
// and neither tells the other.
func (a *API) names(ctx context.Context, key string) (string, cipher.AEAD) {
	who := ""
	if p := web.Of(ctx).Who; p != nil {
		who = p.User + "\x00" + p.Token
	}
	derive := func(what string) []byte {
		m := hmac.New(sha256.New, a.Secret)
		m.Write([]byte(what + "\x00" + who + "\x00" + key))
		return m.Sum(nil)
	}
	block, err := aes.NewCipher(derive("answer"))
	if err != nil {
		panic(err) // 32 bytes are a key
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // AES is a block cipher of 16 bytes
	}
	return base64.RawURLEncoding.EncodeToString(derive("name")), seal
}

// printOf tells one request from another: operation, path, query, body. The body can be read again.
func printOf(r *http.Request) ([]byte, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, errors.New("the body ended early")
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	sum := sha256.Sum256(slices.Concat([]byte(r.Method+"\x00"+r.URL.Path+"\x00"+r.URL.Query().Encode()+"\x00"), body))
	return sum[:], nil
}

// validKey tells whether a key is long enough not to be met by chance, and plain.
func validKey(key string) bool {
	if len(key) < 8 || len(key) > 200 {
		return false
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return true
}
