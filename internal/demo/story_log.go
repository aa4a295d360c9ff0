package demo

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/world"
)

// Night is what the logs hold of the theft.
type Night struct {
	From, To     time.Time
	Actor        string
	Origin       netip.Addr
	Country      string
	People       int       // who were read
	Silent, Till time.Time // when the CRM's log has nothing, on the day after
}

// secret is what the CRM makes its log's fingerprints with; see docs/person-in-logs.md.
var secret = []byte("the invented company's secret of its logs")

// person is a person as the CRM's log names him.
func person(account string) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(account))
	return hex.EncodeToString(m.Sum(nil)[:16])
}

// days are how many the logs go back.
const days = 28

// kinds of logs that the company keeps of its other systems.
var others = []string{"app-audit.json", "openvpn.log", "entra-signin.json", "auth.log"}

// logs writes the last weeks: an ordinary month of the other systems, and the CRM's own log with the night in it.
func (s *Story) logs(ctx context.Context, day time.Time) error {
	dir := filepath.Join(s.Dir, "logs")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("write invented logs: %w", err)
	}
	start := day.AddDate(0, 0, -days)
	w := month.New(s.o.Seed, month.Options{Employees: s.o.Staff, Customers: max(200, s.o.People/6), Days: days - 1, Start: start.UTC(), Visits: -1})
	var first error
	var files []io.Closer
	var writers []*bufio.Writer
	_, err := w.Write(func(log string) io.Writer {
		if !slices.Contains(others, log) {
			return nil
		}
		f, err := os.Create(filepath.Join(dir, log))
		if err != nil {
			first = err
			return nil
		}
		b := bufio.NewWriterSize(stopping{ctx, f}, 1<<20)
		files, writers = append(files, f), append(writers, b)
		s.Logs = append(s.Logs, f.Name())
		return b
	})
	for i, b := range writers {
		if e := b.Flush(); err == nil {
			err = e
		}
		if e := files[i].Close(); err == nil {
			err = e
		}
	}
	if err == nil {
		err = first
	}
	if err != nil {
		return fmt.Errorf("write invented logs: %w", err)
	}
	crm := filepath.Join(dir, "crm-audit.json")
	s.Logs = append(s.Logs, crm)
	if err := writeTo(crm, func(out io.Writer) error { return s.crm(out, w, start, day) }); err != nil {
		return err
	}
	return s.declare(w)
}

// record is a line of the CRM's log, in the form of the company's other applications.
type record struct {
	At    string `json:"at"`
	App   string `json:"app"`
	Actor struct {
		ID   string `json:"id"`
		Role string `json:"role"`
	} `json:"actor"`
	IP       string `json:"ip"`
	UA       string `json:"ua"`
	Session  string `json:"session"`
	Op       string `json:"op"`
	Thing    string `json:"thing"`
	Result   string `json:"result"`
	Tsutsumi struct {
		Rows    int      `json:"rows"`
		Persons []string `json:"persons"`
	} `json:"tsutsumi"`
	when time.Time
}

const agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"

// crm writes the CRM's log: support and sales at work, and the night.
func (s *Story) crm(out io.Writer, w *month.World, start, day time.Time) error {
	f, err := os.Open(s.Snapshots[len(copied)-2].Path)
	if err != nil {
		return fmt.Errorf("read a copy: %w", err)
	}
	members, err := accounts(f)
	_ = f.Close()
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(s.o.Seed, 0x6372))
	var staff []string
	thief := ""
	for _, a := range w.Accounts() {
		switch {
		case a.Country != "JP" || a.Role != "staff":
		case a.Work == "support" && len(staff) < 12:
			staff = append(staff, a.Name)
		case a.Work == "sales" && thief == "":
			thief = a.Name
		}
	}
	if thief == "" {
		thief = staff[len(staff)-1]
	}
	s.Night = Night{Actor: thief, Country: "NL", Origin: network("NL", "hosting"), From: day.AddDate(0, 0, -night).Add(2*time.Hour + 10*time.Minute)}
	s.Night.Silent = day.AddDate(0, 0, -night).Add(9*time.Hour + 40*time.Minute)
	for wd := s.Night.Silent.In(world.Japan).Weekday(); wd == time.Saturday || wd == time.Sunday; wd = s.Night.Silent.In(world.Japan).Weekday() {
		s.Night.Silent = s.Night.Silent.AddDate(0, 0, 1)
	}
	s.Night.Till = s.Night.Silent.Add(7*time.Hour + 25*time.Minute)
	var list []record
	for d := start; d.Before(day.AddDate(0, 0, -1)); d = d.AddDate(0, 0, 1) {
		if wd := d.Weekday(); wd == time.Saturday || wd == time.Sunday {
			continue
		}
		for i, who := range append(slices.Clone(staff), thief) {
			n := 25 + r.IntN(30)
			for range n {
				at := d.Add(9*time.Hour + time.Duration(r.Int64N(int64(9*time.Hour))))
				list = append(list, s.line(at, who, fmt.Sprintf("198.18.0.%d", 5+i%3), "view", r.Uint64(), members[r.IntN(len(members))]))
			}
		}
	}
	pages, at, session := slices.Collect(slices.Chunk(members, 100)), s.Night.From, r.Uint64()
	for _, page := range pages {
		list = append(list, s.line(at, thief, s.Night.Origin.String(), "export", session, page...))
		s.Night.To = at
		at = at.Add(time.Duration(40+r.IntN(50)) * time.Second)
	}
	s.Night.People = len(members)
	slices.SortStableFunc(list, func(a, b record) int { return a.when.Compare(b.when) })
	enc := json.NewEncoder(out)
	for i := range list {
		if t := list[i].when; !t.Before(s.Night.Silent) && t.Before(s.Night.Till) {
			continue // it happened, and nobody wrote it down
		}
		if err := enc.Encode(&list[i]); err != nil {
			return fmt.Errorf("write invented logs: %w", err)
		}
	}
	return nil
}

func (s *Story) line(at time.Time, who, ip, op string, session uint64, members ...string) record {
	l := record{when: at, At: at.UTC().Format("2006-01-02T15:04:05.000Z"), App: "crm", IP: ip, UA: agent, Session: fmt.Sprintf("%016x", session), Op: op, Thing: "customer", Result: "ok"}
	l.Actor.ID, l.Actor.Role = who, "staff"
	l.Tsutsumi.Rows, l.Tsutsumi.Persons = len(members), make([]string, len(members))
	for i, m := range members {
		l.Tsutsumi.Persons[i] = person(m)
	}
	return l
}

// network is an address of a country's and kind's invented network.
func network(country, kind string) netip.Addr {
	for _, n := range month.Networks() {
		if n.Country == country && n.Kind == kind && n.Prefix.Addr().Is4() {
			a := n.Prefix.Addr()
			for range 1571 {
				a = a.Next()
			}
			return a
		}
	}
	return netip.MustParseAddr("198.51.100.7")
}

// declare writes what the company declares: its logs, networks and accounts, and whose company it is.
func (s *Story) declare(w *month.World) error {
	abs, err := filepath.Abs(filepath.Join(s.Dir, "logs"))
	if err == nil {
		err = os.MkdirAll(s.Config, 0o700)
	}
	if err != nil {
		return fmt.Errorf("make folder of the configuration: %w", err)
	}
	for name, text := range w.Files(filepath.ToSlash(abs)) {
		if name == "watch.yaml" {
			name, text = "tsutsumi.yaml", s.yaml(text, abs)
		}
		if err := os.WriteFile(filepath.Join(s.Config, name), []byte(text), 0o600); err != nil {
			return fmt.Errorf("write the configuration: %w", err)
		}
	}
	return nil
}

// yaml is the month's declaration with the logs that are there, the CRM's, the stores, and the owner.
func (s *Story) yaml(text, logs string) string {
	var b strings.Builder
	b.WriteString("domains: [tsutsumi-shoji.example.jp]\n")
	for line := range strings.Lines(text) {
		_, after, isLog := strings.Cut(line, "- {target: \""+filepath.ToSlash(logs)+"/")
		name, _, _ := strings.Cut(after, "\"")
		if isLog && !slices.Contains(others, name) || strings.HasPrefix(strings.TrimSpace(line), "complaints:") {
			continue
		}
		b.WriteString(line)
		if strings.TrimSpace(line) == "logs:" {
			fmt.Fprintf(&b, "    - {target: %q}\n", filepath.ToSlash(filepath.Join(logs, "crm-audit.json")))
		}
	}
	fmt.Fprintf(&b, "sources:\n")
	for _, src := range []struct{ name, path, owner string }{{"crm", "10_顧客管理", "営業企画部長"}, {"shop", "04_通販", "通販事業部長"}} {
		fmt.Fprintf(&b, "  - {name: %s, target: %q, owner: %s, country: JP, subjects: [顧客], purposes: [商品の発送, お問い合わせへの対応]}\n", src.name, filepath.ToSlash(filepath.Join(s.Company.Dir, src.path)), src.owner)
	}
	b.WriteString(owner)
	return b.String()
}

const owner = `case:
  name: 株式会社つつみ商事
  name_en: Tsutsumi Shoji K.K.
  address: 東京都千代田区架空町1-2-3
  representative: 代表取締役
  department: 個人情報保護室
  department_en: Privacy Office
  phone: 0120-000-000
  email: privacy@tsutsumi-shoji.example.jp
  hours: 平日 9:00-18:00
  url: https://www.tsutsumi-shoji.example.jp/
  zone: Asia/Tokyo
  sectors: [private]
  places: [JP]
`
