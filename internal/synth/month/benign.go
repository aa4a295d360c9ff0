package month

import (
	"net/netip"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/usual"
)

// benign are the look-alikes of the month that was told.
func (w *World) benign(seen *usual.Counts) []Truth {
	o := w.org
	whole := Truth{Benign: true, First: moment(o.Start), Last: moment(o.End)}
	with := func(name string, change func(t *Truth)) Truth {
		t := whole
		t.Name = name
		change(&t)
		return t
	}
	var out []Truth
	if seen.Carrier > 0 {
		out = append(out, with("carrier-nat", func(t *Truth) { // as many accounts a day as weibo's addresses, and more
			t.Origin, t.Country = prefix(o.NAT(0, 0), 29), "JP"
			t.Store, t.Logs, t.People = "shop", []string{line.Shop.String()}, seen.Carrier
			t.First, t.Last = moment(seen.First), moment(seen.Last)
		}))
	}
	if o.Sale >= o.First && o.Sale < o.First+int64(o.Days) && seen.Carrier > 0 {
		out = append(out, with("sale-day", func(t *Truth) {
			from := o.Offices[0].At(o.Sale, 0)
			t.First, t.Last = moment(from), moment(from+org.Day)
			t.Store, t.Logs, t.People = "shop", []string{line.Shop.String()}, seen.Sale
		}))
	}
	for _, e := range o.Staff {
		if e.TripTo > e.TripFrom {
			out = append(out, with("business-trip", func(t *Truth) {
				t.Actor, t.Country = e.Login, e.TripIn
				t.Origin = prefix(o.Nets.Addr(e.TripIn, "isp", 9000+uint64(e.Number)), 32)
				t.First, t.Last = moment(e.Office.At(e.TripFrom, 0)), moment(e.Office.At(e.TripTo, 0))
				t.Logs = []string{line.VPN.String(), line.SignIn.String()}
			}))
		}
		if e.Joins > 0 {
			out = append(out, with("new-employee", func(t *Truth) {
				t.Actor, t.First, t.Last = e.Login, moment(e.Office.At(e.Joins, 0)), moment(e.Office.At(e.Joins+7, 0))
			}))
		}
		if e.Role == org.Ops {
			out = append(out, with("on-call", func(t *Truth) { t.Actor, t.Logs = e.Login, []string{line.VPN.String(), line.SSH.String()} }))
		}
		if e.Change > 0 {
			out = append(out, with("new-device", func(t *Truth) {
				t.Actor, t.First, t.Logs = e.Login, moment(e.Change), []string{line.SignIn.String()}
			}))
		}
		if usual.Copies(e) {
			out = append(out, with("analyst-copy", func(t *Truth) {
				t.Actor, t.Store, t.People, t.Logs = e.Login, "shop", o.Customers/10, []string{line.Postgres.String()}
			}))
		}
	}
	out = append(out,
		with("vpn-egress", func(t *Truth) {
			t.Origin, t.Country = prefix(o.VPNNAT(o.Egress), 32), "JP"
			t.First, t.Logs = moment(o.Egress), []string{line.SignIn.String(), line.M365.String()}
		}),
		with("backup", func(t *Truth) {
			t.Actor, t.Store, t.People, t.Logs = "backup", "shop", o.Customers, []string{line.Postgres.String()}
		}),
		with("forgotten-job", func(t *Truth) { t.Actor, t.Store, t.Logs = "legacy_sync", "shop", []string{line.Postgres.String()} }),
		with("crawler", func(t *Truth) {
			t.Origin, t.Country = prefix(o.Nets.Addr("US", "hosting", usual.Crawler(o, 0)), 28), "US"
			t.Store, t.Logs = "shop", []string{line.Shop.String()}
		}))
	if day := usual.MigrationDay(o); day >= 0 {
		out = append(out, with("migration", func(t *Truth) {
			t.Actor, t.Store, t.People, t.Logs = "dba_admin", "shop", o.Customers, []string{line.Postgres.String()}
			t.First, t.Last = moment(o.Offices[0].At(day, 22*org.Hour)), moment(o.Offices[0].At(day+1, 6*org.Hour))
		}))
	}
	for i := range out {
		if out[i].Actor != "" {
			out[i].Actors = []string{out[i].Actor}
		}
		if out[i].Origin.IsValid() {
			out[i].Origins = []netip.Prefix{out[i].Origin}
		}
	}
	return out
}

func moment(us int64) time.Time { return time.UnixMicro(us).UTC() }

// prefix is the range of that many bits around an address.
func prefix(a netip.Addr, bits int) netip.Prefix {
	if a.Is6() {
		bits += 96
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
