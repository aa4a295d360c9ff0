package exposure

import (
	"net/url"
	"strings"
)

// address is a target as several spellings of it have it in common.
type address struct{ scheme, host, port, path string }

// sameSchemes are other names of a scheme; ports are what a scheme's targets have if they name none.
var sameSchemes = map[string]string{
	"postgresql": "postgres", "mariadb": "mysql", "rediss": "redis", "ldaps": "ldap", "mongodb+srv": "mongodb",
	"elastic+http": "elastic", "elastic+https": "elastic", "opensearch": "elastic", "opensearch+http": "elastic", "opensearch+https": "elastic",
	"elasticsearch": "elastic", "es": "elastic", "es+http": "elastic", "es+https": "elastic",
}

var ports = map[string]string{
	"postgres": "5432", "mysql": "3306", "redis": "6379", "mongodb": "27017", "ldap": "389", "ldaps": "636",
	"elastic": "9200", "http": "80", "https": "443", "memcached": "11211", "couchdb": "5984", "docker": "2375",
}

func addressOf(target string) (address, bool) {
	u, err := url.Parse(target)
	if err != nil || u.Scheme == "" || !strings.Contains(target, "://") {
		return address{}, false
	}
	a := address{scheme: strings.ToLower(u.Scheme), host: strings.ToLower(u.Hostname()), port: u.Port(), path: strings.TrimRight(u.Path, "/")}
	if s, ok := sameSchemes[a.scheme]; ok {
		if a.port == "" {
			a.port = ports[a.scheme]
		}
		a.scheme = s
	}
	if a.port == "" {
		a.port = ports[a.scheme]
	}
	switch a.host {
	case "localhost", "::1":
		a.host = "127.0.0.1"
	}
	return a, true
}
