package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/store"
)

// boxed is what secrets of sources are sealed for.
const boxed = "sources"

// sources are all that are declared: those of tsutsumi.yaml as it stands now, then those that were added in the console, each by name.
// Of two of one name, the file's counts.
func (h *house) sources(ctx context.Context) ([]config.Source, error) {
	f, err := h.set.home.Read()
	if err != nil {
		return nil, err
	}
	places, err := h.db.Places(ctx)
	if err != nil {
		return nil, err
	}
	return merged(f, places)
}

// merged are the sources of a file with those that were added.
func merged(f *config.File, places []store.Place) ([]config.Source, error) {
	out := slices.Clone(f.Sources)
	for i := range places {
		if slices.ContainsFunc(f.Sources, func(s config.Source) bool { return s.Name == places[i].Name }) {
			continue
		}
		a, err := added(&places[i])
		if err != nil {
			return nil, err
		}
		s, err := a.Source()
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// added reads what was added back.
func added(p *store.Place) (*config.Added, error) {
	var a config.Added
	if err := json.Unmarshal(p.Body, &a); err != nil {
		return nil, fmt.Errorf("read source %s: not as it was written", p.Name)
	}
	return &a, nil
}

// sourceOptions are what a source is opened with. What was sealed for it goes before all else, but only at its own place: a server that
// it is sent on to learns nothing. Of no source in particular (nil), each place has what was sealed for it.
func (h *house) sourceOptions(ctx context.Context, s *config.Source) (*source.Options, error) {
	o := h.a.sourceOptions(h.set)
	places, err := h.db.Places(ctx)
	if err != nil {
		return nil, err
	}
	box, err := h.secrets.Box(boxed)
	if err != nil {
		return nil, err
	}
	var own []sealedFor
	for i := range places {
		p := &places[i]
		if len(p.Sealed) == 0 || s != nil && (!s.Added || s.Name != p.Name) {
			continue
		}
		a, err := added(p)
		if err != nil {
			return nil, err
		}
		src, err := a.Source()
		if err != nil {
			return nil, err
		}
		own = append(own, sealedFor{src, p.Sealed, s != nil})
	}
	plain := o.Secret
	o.Secret = func(q source.Ask) (source.Secret, error) {
		for i := range own {
			if user, ok := own[i].opens(q); ok {
				secret, err := box.Open(own[i].sealed)
				return source.Secret{User: user, Password: source.NewPassword(secret)}, err
			}
		}
		return plain(q)
	}
	return o, nil
}

// sealedFor is a secret of a source.
type sealedFor struct {
	config.Source
	sealed []byte
	alone  bool // no other source is opened
}

// opens tells whether the secret is for what is asked, and as whom.
func (s *sealedFor) opens(q source.Ask) (user string, ok bool) {
	if u, err := url.Parse(s.Target); s.alone && err == nil && u.Scheme == "s3" && q.Scheme == "s3" { // the host is a bucket, and what is asked for the service's
		return cmp.Or(q.User, s.User, u.User.Username()), true
	}
	user, ok = s.At(q.Scheme, q.Host, q.Port)
	if q.User != "" {
		return q.User, ok && (user == "" || user == q.User)
	}
	return user, ok
}
