package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// held is an answer that is kept back until it is whole: then it has a tag, and can be put aside for a repetition.
type held struct {
	http.ResponseWriter
	head   http.Header // as it was before the operation
	status int
	body   bytes.Buffer
}

func hold(w http.ResponseWriter) *held { return &held{ResponseWriter: w, head: w.Header().Clone()} }

// Unwrap is for http.ResponseController, which sets deadlines.
func (h *held) Unwrap() http.ResponseWriter { return h.ResponseWriter }

func (h *held) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

func (h *held) Write(b []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	return h.body.Write(b)
}

// reset forgets what the operation wrote.
func (h *held) reset() {
	h.status = 0
	h.body.Reset()
	clear(h.Header())
	for k, v := range h.head {
		h.Header()[k] = v
	}
}

// release sends the answer.
func (h *held) release(r *http.Request) {
	h.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet && h.status == http.StatusOK {
		tag := h.Header().Get("ETag")
		if tag == "" {
			tag = hashTag(h.body.Bytes())
		} else if !strings.HasPrefix(tag, `"`) && !strings.HasPrefix(tag, "W/") {
			tag = quoted(tag)
		}
		h.Header().Set("ETag", tag)
		if matches(r.Header.Get("If-None-Match"), tag, true) {
			h.Header().Del("Content-Type")
			h.ResponseWriter.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.ResponseWriter.WriteHeader(h.status)
	_, _ = h.ResponseWriter.Write(h.body.Bytes())
}

func hashTag(body []byte) string {
	sum := sha256.Sum256(body)
	return quoted(base64.RawURLEncoding.EncodeToString(sum[:16]))
}

func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, "") + `"` }

// matches tells whether a list of tags (RFC 9110, 13.1) has this one. Weak tags are the same to If-None-Match, and never to If-Match.
func matches(list, tag string, weak bool) bool {
	for t := range strings.SplitSeq(list, ",") {
		t = strings.TrimSpace(t)
		if weak {
			t, tag = strings.TrimPrefix(t, "W/"), strings.TrimPrefix(tag, "W/")
		}
		if t == "*" || t != "" && t == tag && !strings.HasPrefix(t, "W/") {
			return true
		}
	}
	return false
}

// IfMatch is put into the In of a change of what has a version.
type IfMatch struct {
	IfMatch string `header:"If-Match" maxLength:"500" doc:"The ETag that was read: the change is made only if nobody changed it since."`
}

// Check compares with the version that is there now, which is the ETag of the GET without quotes. Nothing sent is 428, another version 412.
func (m IfMatch) Check(ctx context.Context, version string) error {
	if m.IfMatch == "" {
		return problem(ctx, http.StatusPreconditionRequired, "", nil)
	}
	return m.CheckIfSent(ctx, version)
}

// CheckIfSent is Check for a change that may be made without having read.
func (m IfMatch) CheckIfSent(ctx context.Context, version string) error {
	if m.IfMatch != "" && !matches(m.IfMatch, quoted(version), false) {
		return problem(ctx, http.StatusPreconditionFailed, "", nil)
	}
	return nil
}
