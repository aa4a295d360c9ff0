package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep a body may be nested.
const maxDepth = 32

// strict reads the body of a change and refuses what several readers might understand differently. What is left to the schema is
// what the fields may be.
func strict(w http.ResponseWriter, r *http.Request, op *Operation) error {
	if !sound(r) {
		return problem(r.Context(), http.StatusUnprocessableEntity, "", []Flaw{{"query", "expected UTF-8 without control characters"}})
	}
	if op.Method == http.MethodGet || r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var long *http.MaxBytesError
	var late net.Error
	switch {
	case errors.As(err, &long):
		return problem(r.Context(), http.StatusRequestEntityTooLarge, "", nil)
	case errors.As(err, &late) && late.Timeout():
		return problem(r.Context(), http.StatusRequestTimeout, "", nil)
	case err != nil:
		return problem(r.Context(), http.StatusBadRequest, "", nil)
	}
	if t := r.Header.Get("Content-Type"); t != "" || len(body) > 0 {
		if kind, _, err := mime.ParseMediaType(t); err != nil || kind != "application/json" {
			return problem(r.Context(), http.StatusUnsupportedMediaType, "", nil)
		}
	}
	if len(body) > 0 && !wellFormed(body) {
		return problem(r.Context(), http.StatusBadRequest, "", []Flaw{{"body", "expected JSON in UTF-8, every key once, at most 32 deep"}})
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return nil
}

// sound tells that nothing in a request's path and query is broken text or a control character: no name of ours has one, and they
// would reach logs, files and databases.
func sound(r *http.Request) bool {
	query, err := unescaped(r.URL.RawQuery)
	return err == nil && text(r.URL.Path) && text(query)
}

func text(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7f })
}

// wellFormed tells that a body is one JSON value with every key once, not too deep.
func wellFormed(body []byte) bool {
	if !utf8.Valid(body) || bytes.Contains(body, []byte(`\u0000`)) {
		return false
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if !value(d, 0) {
		return false
	}
	_, err := d.Token()
	return errors.Is(err, io.EOF)
}

func value(d *json.Decoder, depth int) bool {
	t, err := d.Token()
	if err != nil {
		return false
	}
	open, ok := t.(json.Delim)
	if !ok {
		return true
	}
	if depth == maxDepth || open != '{' && open != '[' {
		return false
	}
	seen := map[string]bool{}
	for d.More() {
		if open == '{' {
			k, err := d.Token()
			key, ok := k.(string)
			if err != nil || !ok || seen[strings.ToLower(key)] { // encoding/json takes a key in either case
				return false
			}
			seen[strings.ToLower(key)] = true
		}
		if !value(d, depth+1) {
			return false
		}
	}
	_, err = d.Token()
	return err == nil
}
