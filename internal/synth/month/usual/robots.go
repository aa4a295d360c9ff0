package usual

import (
	"strconv"

	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/line"
	"github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"
)

// Robots are those who come to the shop and are no customers: monitoring, two crawlers, and the noise of the net.
func Robots(s *org.Stage) {
	for i := range 2 {
		monitor(s, i)
	}
	crawler(s)
	prices(s)
	noise(s)
}

func monitor(s *org.Stage, i int) {
	r := s.RandOf("monitor", i)
	from := s.Nets.Addr([]string{"JP", "US"}[i], "hosting", 900)
	every := 15 * org.Second
	if s.Customers < 20000 {
		every = org.Minute
	}
	s.Add(s.Start+int64(i)*7*org.Second, org.Func(func(s *org.Stage, now int64) int64 {
		s.Out.Shop(&line.Visit{From: from, Method: "GET", Path: "/health", Status: 200, Size: 15, Agent: "example-uptime/1.4 (+https://uptime.example.com)", Took: 2 + r.N(9)})
		return now + every
	}))
}

// CrawlerAgent is what the larger crawler calls itself.
const CrawlerAgent = "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com/about)"

// Crawler is one of the crawler's addresses.
func Crawler(o *org.Org, i int) uint64 { return 2015 + uint64(i%16) }

func crawler(s *org.Stage) {
	r, at := s.Rand("crawler"), 10000
	gap := 4 * org.Second
	if s.Customers < 20000 {
		gap = 40 * org.Second
	}
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		v := line.Visit{From: s.Nets.Addr("US", "hosting", Crawler(s.Org, r.N(16))), Method: "GET", Path: "/item/" + strconv.Itoa(at), Status: 200, Size: 18000 + r.N(9000), Agent: CrawlerAgent, Took: 10 + r.N(60)}
		if at++; at > 30000 {
			at = 10000
		}
		if r.P(0.01) {
			v.Path, v.Size = "/robots.txt", 210
		} else if r.P(0.02) {
			v.Status, v.Size = 404, 900
		}
		s.Out.Shop(&v)
		return now + r.Gap(gap)
	}))
}

// prices is a site that compares prices: it fetches a part of the catalogue each hour, as fast as it may.
func prices(s *org.Stage) {
	r, left := s.Rand("prices"), 0
	burst := min(300, 20+s.Customers/300)
	s.Add(s.Start+20*org.Minute, org.Func(func(s *org.Stage, now int64) int64 {
		if left == 0 {
			left = burst
		}
		s.Out.Shop(&line.Visit{From: s.Nets.Addr("JP", "hosting", 3000), Method: "GET", Path: "/api/v1/items/" + strconv.Itoa(10000+r.N(20000)), Status: 200, Size: 1800 + r.N(300), Agent: "example-prices/0.9", Took: 5 + r.N(20)})
		if left--; left == 0 {
			return now + 56*org.Minute
		}
		return now + 700*org.Second/1000
	}))
}

var probes = []string{"/wp-login.php", "/.env", "/.git/config", "/admin/", "/phpmyadmin/index.php", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/actuator/health", "/cgi-bin/luci"}

// noise is what the net does to whatever answers: scans of the shop, guessed passwords at the bastion and the VPN.
func noise(s *org.Stage) {
	r := s.Rand("noise")
	from := func() *line.Visit {
		kind := "hosting"
		if r.P(0.1) {
			kind = "tor"
		}
		return &line.Visit{From: s.Nets.Addr(org.Of(r, org.Countries), kind, 100+uint64(r.N(600)))}
	}
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		v := from()
		v.Method, v.Path, v.Status, v.Size, v.Agent, v.Took = "GET", org.Of(r, probes), 404, 560, "Mozilla/5.0 zgrab/0.x", 1
		s.Out.Shop(v)
		return now + r.Gap(6*org.Minute)
	}))
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		v := from()
		names := []string{"root", "admin", "ubuntu", "test", "oracle", "postgres"}
		s.Out.ShellRefused(&line.Shell{Host: "bastion1", PID: 20000 + r.N(9000), User: org.Of(r, names), From: v.From, Port: 1024 + r.N(60000)}, true)
		return now + r.Gap(3*org.Minute)
	}))
	s.Add(s.Start, org.Func(func(s *org.Stage, now int64) int64 {
		s.Out.TunnelRefused(&line.Tunnel{User: "admin", From: from().From, Port: 1024 + r.N(60000)})
		return now + r.Gap(5*org.Hour)
	}))
}
