package text

import (
	"path"
	"regexp"
	"strings"
	"sync"
)

// stems are the ways in which names of files tell that a log was rotated, or delivered in pieces.
type stems struct {
	packed, tail, middle, iis, front, pieces, number, bucket, days *regexp.Regexp
}

const (
	day  = `(?:19|20)\d\d-?[01]\d-?[0-3]\d`
	when = day + `(?:[-_.T ]?\d\d(?:[-:_.]?\d\d){0,2}Z?)?` // a day, or an hour, a minute, a second of it
)

var ways = sync.OnceValue(func() *stems {
	return &stems{
		packed: regexp.MustCompile(`(?i)[.-](gz|bz2|xz|zst|zstd|lz4|z)$`),
		tail:   regexp.MustCompile(`(?i)(?:\.\d{1,5}|[-._]` + when + `|[-.]1\d{9}|\.(?:old|bak|prev|save))$`),
		middle: regexp.MustCompile(`(?i)^(.*?)[-._]?` + when + `((?:\.[a-z][a-z0-9]{0,9}){1,2})$`),
		iis:    regexp.MustCompile(`(?i)^((?:u_)?(?:ex|in|nc))\d{6,8}((?:_x)?\.log)$`),
		// nohup, CloudFront: E2K9EXAMPLE.2026-11-01-00.abcd1234
		front: regexp.MustCompile(`^(E[0-9A-Z]{6,20})\.` + day + `-\d\d\.[0-9a-f]{6,10}$`),
		// CloudTrail, load balancers: …_20261101T0000Z_AbCd.json
		pieces: regexp.MustCompile(`^(.*?)_\d{8}T\d{4}Z(?:_[\w.-]*?)?(\.json|\.log)?$`),
		number: regexp.MustCompile(`(?i)^(.*)\.\d{1,3}(\.[a-z][a-z0-9]{0,9})$`),
		bucket: regexp.MustCompile(`^(.*?)\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d-[0-9A-F]{16}$`), // access logs of S3
		days:   regexp.MustCompile(`(?:/(?:year=)?(?:19|20)\d\d)(?:/(?:month=)?[01]\d)(?:/(?:day=)?[0-3]\d)?(?:/(?:hour=)?[0-2]\d)?$`),
	}
})

// Stem is what the names of one log's files have in common: access.log of access.log.2.gz and of access.log-20261101. Pieces
// of a log that lie in a folder a day are of one log too.
func Stem(name string) string {
	w := ways()
	dir, base := path.Split(name)
	base = w.packed.ReplaceAllString(base, "")
	if m := w.pieces.FindStringSubmatch(base); m != nil {
		return days(dir) + m[1] + m[2]
	}
	if m := w.front.FindStringSubmatch(base); m != nil {
		return days(dir) + m[1]
	}
	if m := w.bucket.FindStringSubmatch(base); m != nil {
		return days(dir) + m[1]
	}
	if m := w.iis.FindStringSubmatch(base); m != nil {
		return dir + m[1] + m[2]
	}
	for {
		cut := w.tail.ReplaceAllString(base, "")
		if cut == base || cut == "" {
			break
		}
		base = cut
	}
	if m := w.middle.FindStringSubmatch(base); m != nil {
		base = m[1] + m[2]
	}
	return dir + base
}

// days is a folder without the folders for days in it.
func days(dir string) string {
	short := ways().days.ReplaceAllString(strings.TrimSuffix(dir, "/"), "")
	return short + "/"
}

// Numbered is the stem of app.1.log, if that is what rotation made of app.log: only who sees app.log can tell.
func Numbered(stem string) (string, bool) {
	dir, base := path.Split(stem)
	m := ways().number.FindStringSubmatch(base)
	if m == nil {
		return "", false
	}
	return dir + m[1] + m[2], true
}
