// Package docker looks whether a Docker daemon takes orders over the network from whoever asks.
package docker

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// Check looks at docker:// targets.
type Check struct{}

// Name implements exposure.Check.
func (Check) Name() string { return "docker" }

// Takes implements exposure.Check.
func (Check) Takes(t *exposure.Target) bool {
	return t.URL != nil && slices.Contains([]string{"docker", exposure.Host}, t.URL.Scheme)
}

// Look implements exposure.Check.
func (Check) Look(ctx context.Context, t *exposure.Target, v *exposure.Visit, told func(exposure.Finding)) error {
	address := t.URL.Address("2375")
	base := "http://" + address
	if v.Dry {
		v.Plan("GET", base+"/version")
		v.Plan("GET", base+"/containers/json")
		return nil
	}
	a, err := v.Get(ctx, base+"/version", 0)
	if err != nil {
		return t.Absent(err)
	}
	var version struct{ Version, APIVersion string }
	spoken := json.Unmarshal(a.Text, &version) == nil && version.APIVersion != ""
	if !a.OK() || !spoken {
		if t.URL.Scheme == exposure.Host || a.StatusCode >= 400 {
			return nil //nolint:nilerr // something that does not speak to strangers, or a daemon that wants TLS
		}
		return fault.Errorf(fault.Unreadable, "ask %s: what answers speaks no Docker API", address)
	}
	a, err = v.Get(ctx, base+"/containers/json", 4<<20)
	if err != nil {
		return err
	}
	var containers []struct{ Image string }
	if !a.OK() || json.Unmarshal(a.Text, &containers) != nil {
		return nil //nolint:nilerr
	}
	told(exposure.Finding{ID: "docker-api-open", Places: []exposure.Place{{Source: "docker://" + address}}, Args: map[string]string{
		"address": address, "version": strings.Trim(fmt.Sprintf("%.32q", version.Version), `"`), "containers": strconv.Itoa(len(containers)),
	}})
	return nil
}
