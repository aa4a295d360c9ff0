package s3

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// lister yields the units of a bucket.
type lister struct {
	s      *Source
	bucket string
	before string // before the names of units
	yield  func(source.Unit, error) bool
	last   string // key of the object yielded last
	passed int    // versions of that key passed
	newer  minio.ObjectInfo
	stop   bool
}

// list yields the objects of a bucket, and tells whether to go on.
func (s *Source) list(ctx context.Context, bucket, before string, yield func(source.Unit, error) bool) bool {
	l := &lister{s: s, bucket: bucket, before: before, yield: yield}
	err := s.do(ctx, "list objects", l.pages)
	if l.stop {
		return false
	}
	if err == nil {
		return true
	}
	if l.last == "" && s.prefix != "" && fault.Of(err) == fault.Unreadable {
		if u, ok := l.known(ctx); ok { // it may not be listed, but who knows an object may read it
			return yield(u, nil)
		}
	}
	if before == "" || fault.Of(err) == fault.Unavailable {
		yield(source.Unit{}, err)
		return before != "" && ctx.Err() == nil
	}
	return yield(source.Unit{Name: before, Size: -1}, err)
}

// pages follows the list from where it got last time.
func (l *lister) pages(ctx context.Context) error {
	o := minio.ListObjectsOptions{Prefix: l.s.prefix, Recursive: true, WithVersions: l.s.versions}
	l.s.header(o.Set)
	owner := false
	o.FetchOwner = &owner
	if !l.s.versions {
		o.StartAfter = l.last
	}
	skip := l.last // of a list of versions, which begins anew
	again := l.passed
	for x := range l.s.api.ListObjectsIter(ctx, l.bucket, o) {
		if x.Err != nil {
			return x.Err
		}
		if l.s.versions && skip != "" {
			if x.Key < skip {
				continue
			}
			if x.Key == skip && again > 0 {
				if !x.IsDeleteMarker {
					again--
				}
				continue
			}
			if !x.IsDeleteMarker {
				skip = ""
			}
		}
		if !l.object(x) {
			l.stop = true
			return nil
		}
	}
	return ctx.Err()
}

// object yields one version. Those of a key come newest first, markers of deletion among them or, from some servers, all
// at the end.
func (l *lister) object(x minio.ObjectInfo) bool {
	if x.IsDeleteMarker {
		l.newer = x
		return true
	}
	if x.Key != l.last {
		l.last, l.passed = x.Key, 0
	}
	newer := l.newer
	l.newer = x
	l.passed++
	if x.Size == 0 && strings.HasSuffix(x.Key, "/") {
		return true
	}
	u := source.Unit{Name: l.before + l.s.cut(x.Key), Size: x.Size, Stamp: stamp(x)}
	if l.s.versions {
		u.Lived.First = x.LastModified
		if !x.IsLatest {
			u.Place = u.Name
			u.Name += "@" + x.VersionID
			u.Lived.Gone = true
			if newer.Key == x.Key {
				u.Lived.Last = newer.LastModified
			}
		}
	}
	return l.yield(u, nil)
}

// known is the object whose key the target is, if it is there.
func (l *lister) known(ctx context.Context) (source.Unit, bool) {
	var o minio.StatObjectOptions
	l.s.header(o.Set)
	var x minio.ObjectInfo
	err := l.s.do(ctx, "look at object", func(ctx context.Context) (err error) {
		x, err = l.s.api.StatObject(ctx, l.bucket, l.s.prefix, o)
		return err
	})
	x.Key = l.s.prefix
	return source.Unit{Name: l.before + l.s.cut(x.Key), Size: x.Size, Stamp: stamp(x)}, err == nil
}

// cut leaves out of a key the folders that the target names.
func (s *Source) cut(key string) string {
	return strings.TrimPrefix(key, s.prefix[:strings.LastIndexByte(s.prefix, '/')+1])
}

// stamp changes with the content: another object under the same key has another time, and mostly another tag.
func stamp(x minio.ObjectInfo) string {
	return x.ETag + " " + x.VersionID + " " + strconv.FormatInt(x.Size, 10) + " " + x.LastModified.UTC().Format(time.RFC3339Nano)
}

// find takes a unit's name apart.
func (s *Source) find(u source.Unit) (bucket, key, version string, err error) {
	bucket, name, place := s.bucket, u.Name, u.Place
	if bucket == "" {
		var ok bool
		if bucket, name, ok = strings.Cut(name, "/"); !ok {
			return "", "", "", fault.Errorf(fault.Unreadable, "read: there is no such object")
		}
		_, place, _ = strings.Cut(place, "/")
	}
	if place != "" {
		version = strings.TrimPrefix(name[min(len(place), len(name)):], "@")
		name = place
	}
	return bucket, s.prefix[:strings.LastIndexByte(s.prefix, '/')+1] + name, version, nil
}
