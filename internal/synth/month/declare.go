package month

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/incident"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/usual"
)

// What an organisation declares to a watcher of its logs, and what of it its other systems know.

// Networks is the table of invented addresses: prefix, country, and kind (office, vpn, mobile, isp, hosting, tor).
func Networks() []Network { return org.Networks() }

// Declared are the countries from which the organisation says that its stores are accessed.
func Declared() []string { return []string{"JP", "SG", "DE", "US"} }

// Mappings are the mapping files of the logs that no parser knows, by the name of the file.
func Mappings() map[string]string { return line.Mappings() }

// Indicators are those of a closed case: an address and an account.
func (w *World) Indicators() []Indicator { return incident.Closed(w.org) }

// Canary is something planted, which nobody has a reason to touch.
type Canary struct {
	Kind        string   // person, key, file
	Value       string   // a person's account, an access key, a file's key in the bucket of documents
	Fingerprint [16]byte // of a person
}

// Canaries are five persons planted in the shop's database, a key of the cloud, and a file.
func (w *World) Canaries() []Canary {
	out := []Canary{{Kind: "key", Value: incident.CanaryKey}, {Kind: "file", Value: incident.CanaryFile}}
	for i := range 5 {
		c := incident.Canary(w.org, i)
		out = append(out, Canary{"person", w.org.Member(c), w.org.Person(c)})
	}
	return out
}

// Account is somebody, or a job, by the name that logs have.
type Account struct {
	Name    string
	Role    string // job, staff, admin
	Work    string // of staff: support, identity, sales, dev, ops, dba, analyst, finance, hr, clerk
	Country string // where he works
}

var jobs = []string{"shop_app", "backup", "monitor", "report_batch", "batch-report", "svc-hrsync", "svc-vpn", "svc-hr", "shop_search", "indexer", "snapshotter", "partner-api", "ci-runner[bot]"}

// Accounts are all of the staff and the jobs; customers are those whose accounts begin with M.
func (w *World) Accounts() []Account {
	var out []Account
	for _, e := range append(slices.Clone(w.org.Staff), w.org.Contractor...) {
		a := Account{e.Login, "staff", string(e.Role), e.Office.Country}
		if e.Role == org.Ops || e.Role == org.DBA {
			a.Role = "admin"
		}
		out = append(out, a)
	}
	out = append(out, Account{"dba_admin", "admin", "", "JP"})
	for _, j := range jobs {
		out = append(out, Account{j, "job", "", ""})
	}
	return out
}

// Leave are days on which somebody of the staff is not at work, but for weekends and holidays.
type Leave struct {
	Login string
	Days  []time.Time // midnights UTC of the days by his office's calendar
}

// Leaves are those of the month, as a calendar of the organisation says. Those of an incident stand in it after Write.
func (w *World) Leaves() []Leave {
	var out []Leave
	for _, e := range w.org.Staff {
		if e.LeaveTo > e.LeaveFrom {
			l := Leave{Login: e.Login}
			for d := e.LeaveFrom; d < e.LeaveTo; d++ {
				l.Days = append(l.Days, moment(d*org.Day))
			}
			out = append(out, l)
		}
	}
	return out
}

// Holidays are the days, but for weekends, on which the office in Tokyo does not work.
func (w *World) Holidays() []time.Time {
	var out []time.Time
	for d := w.org.First; d < w.org.First+int64(w.org.Days); d++ {
		if at := moment(d * org.Day); at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && !w.org.Offices[0].Works(d) {
			out = append(out, at)
		}
	}
	return out
}

// Sale is the day of the sale, in Japan; false if there is none.
func (w *World) Sale() (time.Time, bool) { return moment(w.org.Sale * org.Day), w.org.Sale >= 0 }

// Holding is what stands in a store, as an inventory would say.
type Holding struct {
	Log         string // whose records name it
	Store       string // database, application, bucket, cluster
	Part        string // table, index; empty for all
	People      int
	Credentials bool
}

// Holdings are the stores that the logs name.
func (w *World) Holdings() []Holding {
	var out []Holding
	n := func(share float64) int { return min(int(share*float64(w.org.Customers)), w.org.Customers) }
	for _, t := range usual.Tables {
		h := Holding{line.Postgres.String(), "shop", t.Name, n(t.Rows), t.Name == "public.credentials"}
		if t.Name == "public.items" {
			h.People = 0
		}
		out = append(out, h)
	}
	return append(out, Holding{line.App.String(), "manage", "", w.org.Customers, false}, Holding{line.App.String(), "merchant", "", w.org.Merchants, false},
		Holding{line.App.String(), "shop", "", w.org.Customers, false}, Holding{line.App.String(), "hr", "", len(w.org.Staff), false},
		Holding{line.Trail.String(), usual.DocumentBucket, "", usual.Documents(w.org), false}, Holding{line.Search.String(), "shop-search", "customers", w.org.Customers, false},
		Holding{line.Search.String(), "shop-search", "orders", w.org.Customers, false}, Holding{line.Directory.String(), "", "ou=people,dc=example,dc=local", len(w.org.Staff), true})
}

// Files are what the organisation would hand the program besides its logs, by name: mapping files, a list of indicators, days
// of leave, exits of Tor, and the part of tsutsumi.yaml that watches logs which lie in a folder.
func (w *World) Files(folder string) map[string]string {
	out := Mappings()
	var b strings.Builder
	b.WriteString("type,value,name,case\n")
	for _, i := range w.Indicators() {
		fmt.Fprintf(&b, "%s,%s,closed case,%s\n", i.Kind, i.Value, i.Case)
	}
	out["indicators.csv"] = b.String()
	b.Reset()
	b.WriteString("account,day\n")
	for _, l := range w.Leaves() {
		for _, d := range l.Days {
			fmt.Fprintf(&b, "%s,%s\n", l.Login, d.Format(time.DateOnly))
		}
	}
	out["leave.csv"] = b.String()
	b.Reset()
	for _, c := range org.Countries {
		fmt.Fprintln(&b, w.o.Prefix(c, "tor"))
	}
	out["tor.txt"] = b.String()
	out["watch.yaml"] = w.watch(folder)
	return out
}

func (w *World) watch(folder string) string {
	var b strings.Builder
	b.WriteString("watch:\n  zone: \"+09:00\"\n  hours: 07:00-21:00\n  logs:\n")
	for l := line.Shop; l < line.Complaints; l++ {
		fmt.Fprintf(&b, "    - {target: %q", path.Join(folder, l.String()))
		if store := stores[l]; store != "" {
			fmt.Fprintf(&b, ", store: %s", store)
		}
		if l == line.VPN { // its times are UTC's, and do not say so
			b.WriteString(", zone: UTC")
		}
		b.WriteString("}\n")
	}
	b.WriteString("  networks:\n")
	for _, c := range org.Countries {
		for _, k := range []string{"isp", "isp6", "mobile", "mobile6", "hosting", "office", "vpn"} {
			p := w.o.Prefix(c, k)
			if !p.IsValid() {
				continue
			}
			declared := strings.TrimSuffix(k, "6")
			own := slices.Contains(Declared(), c)
			switch {
			case declared == "isp", !own && (declared == "office" || declared == "vpn"): // others' offices are anybody's
				declared = ""
			}
			fmt.Fprintf(&b, "    - {name: %s, ranges: [%q], kind: %q, country: %s}\n", c+" "+k, p, declared, c)
		}
	}
	egress := netip.PrefixFrom(w.org.VPNNAT(w.org.Egress), w.org.VPNNAT(w.org.Egress).BitLen())
	fmt.Fprintf(&b, "    - {name: VPN, ranges: [%q], kind: vpn, country: JP}\n  accounts:\n", egress)
	for _, role := range []string{"job", "admin"} {
		var names []string
		for _, a := range w.Accounts() {
			if a.Role == role {
				names = append(names, fmt.Sprintf("%q", a.Name))
				if a.Work != "" {
					names = append(names, fmt.Sprintf("%q", a.Name+"@"+line.Domain))
				}
			}
		}
		fmt.Fprintf(&b, "    - {role: %s, names: [%s]}\n", role, strings.Join(names, ", "))
	}
	day := func(key string, days ...time.Time) {
		var list []string
		for _, d := range days {
			list = append(list, d.Format(time.DateOnly))
		}
		fmt.Fprintf(&b, "  %s: [%s]\n", key, strings.Join(list, ", "))
	}
	day("holidays", w.Holidays()...)
	if at, ok := w.Sale(); ok {
		day("sales", at)
	}
	var maps, canaries []string
	for name := range Mappings() {
		maps = append(maps, name)
	}
	slices.Sort(maps)
	for _, c := range w.Canaries() {
		canaries = append(canaries, fmt.Sprintf("%q", c.Value))
		if c.Kind == "person" {
			canaries = append(canaries, fmt.Sprintf("%q", hex.EncodeToString(c.Fingerprint[:])))
		}
	}
	fmt.Fprintf(&b, "  mappings: [%s]\n  indicators: [indicators.csv]\n  complaints: [%q]\n  leave: [leave.csv]\n  tor: [tor.txt]\n  canaries: [%s]\n",
		strings.Join(maps, ", "), path.Join(folder, line.Complaints.String()), strings.Join(canaries, ", "))
	return b.String()
}

// stores are what those logs are of whose records do not say.
var stores = map[line.Log]string{line.Shop: "shop", line.VPN: "vpn", line.Payment: "payment", line.Directory: "directory", line.ECP: "mail", line.IIS: "mail"}
