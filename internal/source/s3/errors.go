package s3

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/retry"
	"github.com/tsutsumi-dev/tsutsumi/internal/source/web"
)

// patient turns answers that say "not now" into errors that say when to come again, before the library sees them.
type patient struct {
	trip http.RoundTripper
	now  func() time.Time
}

// RoundTrip implements http.RoundTripper.
func (p *patient) RoundTrip(q *http.Request) (*http.Response, error) {
	r, err := p.trip.RoundTrip(q)
	if err != nil {
		return nil, err
	}
	if r.StatusCode == http.StatusTooManyRequests || r.StatusCode >= http.StatusBadGateway && r.StatusCode <= http.StatusGatewayTimeout {
		r.Body.Close()
		return nil, retry.Status("ask", r, p.time())
	}
	return r, nil
}

func (p *patient) time() time.Time {
	if p.now != nil {
		return p.now()
	}
	return time.Now()
}

// changedMeanwhile says that an object is another than when its reading began.
var changedMeanwhile = fault.Errorf(fault.Changed, "read: the object changed while it was read")

// told classes an error of the library. Its text names neither bucket nor key.
func (s *Source) told(ctx context.Context, act string, err error) error {
	if err == nil {
		return nil
	}
	var a minio.ErrorResponse
	if !errors.As(err, &a) || a.Code == "" {
		return fmt.Errorf("%s: %w", act, web.Failed(ctx, err))
	}
	switch a.Code {
	case "InternalError", "SlowDown", "SlowDownRead", "RequestTimeout", "Throttling", "ThrottlingException", "RequestLimitExceeded", "ServiceUnavailable":
		return fault.Errorf(fault.Unavailable, "%s: the server answers %s", act, a.Code)
	case "PreconditionFailed":
		return changedMeanwhile
	case "NoSuchKey", "NoSuchVersion":
		return fault.Errorf(fault.Unreadable, "%s: the object is not there any more", act)
	case "NoSuchBucket":
		return fault.Errorf(fault.Unreadable, "%s: there is no such bucket", act)
	case "InvalidObjectState":
		return fault.Errorf(fault.Skipped, "%s: the object is archived, and must be restored before it can be read", act)
	case "InvalidRequest":
		return fault.Errorf(fault.Unreadable, "%s: the server refuses (InvalidRequest), as it does where an object is encrypted with its owner's own key (SSE-C)", act)
	case "AccessDenied":
		return fault.Errorf(fault.Unreadable, "%s: these credentials may not (AccessDenied)", act)
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken":
		return fault.Errorf(fault.Unreadable, "%s: the server does not take these credentials (%s)", act, a.Code)
	}
	return fault.Errorf(fault.Unreadable, "%s: the server answers %d (%s)", act, a.StatusCode, word(a.Code))
}

// word is a code as servers have them; anything else is left out.
func word(code string) string {
	for _, c := range code {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return "no code"
		}
	}
	return code[:min(len(code), 64)]
}
