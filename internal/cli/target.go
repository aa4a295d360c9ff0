package cli

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/builtin"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/file"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/git"
)

// sourceOptions are what every command opens its targets with.
func (a *app) sourceOptions(set *setup) *source.Options {
	o := &source.Options{
		Secret: func(q source.Ask) (source.Secret, error) {
			user, secret, ok, err := set.home.Credentials(a.env, q.Scheme, q.Host, q.Port, q.User)
			if err != nil || !ok {
				return source.Secret{User: user}, err
			}
			return source.Secret{User: user, Password: source.NewPassword(secret)}, nil
		},
		Getenv: a.env, Agent: "tsutsumi/" + version(), Now: time.Now, Skip: []string{set.home.Data, set.home.Config},
	}
	if a.job != nil {
		o.Secret = a.job.secret
	}
	return o
}

// open turns targets into sources.
func (a *app) open(ctx context.Context, targets []string, o *source.Options) ([]source.Source, error) {
	var out []source.Source
	for _, t := range targets {
		if t == "-" {
			out = append(out, file.Stdin{In: a.In})
			continue
		}
		s, err := a.openOne(ctx, t, o)
		if err != nil {
			return nil, err
		}
		if a.job != nil { // the process does not end with the call
			a.job.opened = append(a.job.opened, s)
		}
		out = append(out, s)
	}
	return out, nil
}

// openOne opens a target. Of a path, what is staged or came since is told by the git repository that it stands in.
func (a *app) openOne(ctx context.Context, target string, o *source.Options) (source.Source, error) {
	if (o.Staged || o.Range != "" || !o.Since.IsZero()) && !strings.Contains(target, "://") {
		root, ok := git.Find(target)
		if !ok {
			return nil, fault.Errorf(fault.Usage, "%s", a.say("--staged, --range and --since need a git repository, and the target is in none", "--staged・--range・--since は git リポジトリでのみ使えます。対象は git リポジトリ内にありません"))
		}
		return git.Open(ctx, root, o)
	}
	return builtin.Open(ctx, target, o)
}

// share is a flag: a part of the whole, as 1% or 0.01.
type share struct{ share float64 }

func (s *share) String() string {
	if s.share == 0 {
		return ""
	}
	return strconv.FormatFloat(s.share*100, 'g', -1, 64) + "%"
}

func (s *share) Type() string { return "share" }

func (s *share) Set(text string) error {
	number, percent := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(number, 64)
	if percent {
		v /= 100
	}
	if err != nil || math.IsNaN(v) || v <= 0 || v > 1 {
		return fault.Errorf(fault.Usage, "a share above 0%% and up to 100%%, as 1%% or 0.01")
	}
	if s.share = v; v == 1 {
		s.share = 0 // all, which is no sample
	}
	return nil
}
