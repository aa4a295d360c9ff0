package builtin

import (
	"net"
	"sync/atomic"
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/exposure/exposuretest"
)

// TestCatalogue: every entry of every check is complete in both languages, and every id is one's own.
func TestCatalogue(t *testing.T) { exposuretest.Catalogue(t, All()...) }

// TestDryTouchesNothing: whatever a target is, a dry run makes not one connection, and tells what it would do.
func TestDryTouchesNothing(t *testing.T) {
	var n atomic.Int32
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			n.Add(1)
			c.Close()
		}
	}()
	for _, scheme := range []string{
		"http", "https", "host", "postgres", "postgresql", "mysql", "mariadb", "redis", "rediss", "mongodb", "memcached", "ldap", "ldaps",
		"couchdb", "couchdbs", "docker", "elastic+http", "elastic+https", "opensearch+http", "kibana+http", "s3", "s3+http", "smtp", "exchange", "salesforce",
	} {
		target, err := exposure.Parse(scheme + "://" + l.Addr().String() + "/x")
		if err != nil {
			t.Fatal(err)
		}
		r, err := exposure.Run(t.Context(), exposure.Options{Targets: []exposure.Target{target}, Checks: All(), Dry: true})
		if err != nil {
			t.Fatal(err)
		}
		if got := n.Swap(0); got != 0 {
			t.Errorf("%s: %d connections", scheme, got)
		}
		if looked := r.Looked[0]; len(looked.Checks) > 0 && len(looked.Plans) == 0 || len(looked.Errors) > 0 || len(r.Exposures) > 0 {
			t.Errorf("%s: %d checks, %d plans, %v", scheme, len(looked.Checks), len(looked.Plans), looked.Errors)
		}
	}
}
