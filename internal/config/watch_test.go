package config_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
)

const watched = `
sources: [{name: crm, target: postgres://db.example.jp/crm}]
watch:
  zone: "+09:00"
  hours: 08:30-19:00
  logs:
    - {target: "/var/log/nginx/access.log*", store: shop}
    - {target: "/var/log/app/*.json", parser: app, zone: UTC, skew: -90s}
  routes: [{path: "/customers/*", source: crm, part: public.customers}]
  networks:
    - {name: 本社, ranges: [192.0.2.0/24, 2001:db8::1], kind: office, country: JP}
  accounts: [{names: [backup, etl], role: job}]
  holidays: [2026-11-23]
  sales: [2026-11-27]
  rules: sigma
  indicators: [bad.csv]
`

func TestWatch(t *testing.T) {
	f, err := config.Decode("tsutsumi.yaml", []byte(watched))
	if err != nil {
		t.Fatal(err)
	}
	w := f.Watch
	if _, off := time.Unix(0, 0).In(w.Zone).Zone(); off != 9*3600 || w.Hours != [2]int{510, 1140} || w.Logs[0].Zone != nil || w.Logs[1].Zone.String() != "UTC" || w.Logs[1].Skew != -90*time.Second {
		t.Error(w)
	}
	if d := cmp.Diff([]netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::1/128")}, w.Networks[0].Ranges, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]config.Route{{Path: "/customers/*", Source: "crm", Part: "public.customers", Line: 9}}, w.Routes); d != "" {
		t.Error(d)
	}
	if time.Unix(int64(w.Holidays[0])*86400, 0).UTC().Format("2006-01-02") != "2026-11-23" || w.Rules != "sigma" || w.Accounts[0].Role != "job" {
		t.Error(w)
	}
}

func TestWatchRefused(t *testing.T) {
	for in, want := range map[string]string{
		"watch: {zone: Mars}": "zone", "watch: {hours: 20-8}": "hours", "watch: {logs: [{target: ''}]}": ":1:", "watch: {routes: [{path: /a/*, source: nobody}]}": "no source",
		"watch: {networks: [{name: a, ranges: [10.0.0.0/99]}]}": "range", "watch: {networks: [{name: a}]}": "ranges", "watch: {accounts: [{names: [a], role: king}]}": "job",
		"watch: {holidays: [yesterday]}": "a day", "watch: {logs: [{target: /a, skew: fast}]}": "behind", "watch: {sigma: x}": "unknown key",
	} {
		if _, err := config.Decode("f", []byte(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", in, err)
		}
	}
}
