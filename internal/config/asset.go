package config

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds of assets: a shorter literal stands in any text by chance, and all are looked for at once.
const (
	MinLiteral  = 4   // bytes
	MaxLiteral  = 256 // bytes
	MaxLiterals = 1000
)

func (d *decoder) assets(w *written, f *File) error {
	total := 0
	for i, in := range w.Assets {
		a := Asset{Name: in.Name, Type: in.Type}
		if a.Name == "" || utf8.RuneCountInString(a.Name) > 100 || !printable(a.Name) {
			return d.fail(d.line("assets", i, "name"), "an asset needs a name of at most 100 printable characters")
		}
		switch a.Type {
		case Host, Bucket, URL, KeyID, ID:
		default:
			return d.fail(d.line("assets", i, "type"), "type: host, bucket, url, key or id")
		}
		if in.Value != "" {
			v, why := literal(a.Type, in.Value)
			if why != "" {
				return d.fail(d.line("assets", i, "value"), why)
			}
			a.Values = append(a.Values, v)
		}
		for j, s := range in.Values {
			v, why := literal(a.Type, s)
			if why != "" {
				return d.fail(d.line("assets", i, "values", j), why)
			}
			a.Values = append(a.Values, v)
		}
		if len(a.Values) == 0 {
			return d.fail(d.line("assets", i), "an asset needs a value")
		}
		if total += len(a.Values); total > MaxLiterals {
			return d.fail(d.line("assets", i), "more than 1,000 values in all")
		}
		f.Assets = append(f.Assets, a)
	}
	return nil
}

// literal checks a value and brings it into the form in which it is looked for; why tells what is wrong with it.
func literal(kind, s string) (v, why string) {
	switch {
	case len(s) < MinLiteral:
		return "", "a value of at least 4 bytes"
	case len(s) > MaxLiteral:
		return "", "a value of at most 256 bytes"
	case !printable(s) || strings.TrimSpace(s) != s:
		return "", "a value of printable characters without blanks around it"
	}
	switch kind {
	case Host:
		v, ok := hostname(s)
		if !ok {
			return "", "a host: neither scheme, port nor path"
		}
		return v, ""
	case Bucket:
		v, ok := hostname(s)
		if !ok {
			return "", "a bucket: its name alone"
		}
		return v, ""
	case URL:
		scheme, rest, ok := strings.Cut(s, "://")
		if !ok || scheme == "" || rest == "" {
			return "", "a URL: it begins with a scheme (https://)"
		}
	}
	return s, ""
}

// hostname is s in lower case if it may be the name of a host or a bucket. Letters beyond ASCII are allowed.
func hostname(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	if s == "" || len(s) > 253 {
		return "", false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return "", false
		}
		for _, r := range label {
			if r == utf8.RuneError || r != '-' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				return "", false
			}
		}
	}
	return s, true
}

// Domain is s in lower case if it is a domain with at least two labels.
func Domain(s string) (string, bool) {
	s, ok := hostname(s)
	return s, ok && strings.Contains(s, ".")
}

func printable(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) || unicode.Is(unicode.Bidi_Control, r) {
			return false
		}
	}
	return true
}
