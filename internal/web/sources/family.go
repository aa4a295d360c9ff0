package sources

import (
	"net"
	"net/url"
	"path"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/config"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// Family is a sort of source, with what its form asks.
type Family struct {
	Key, JA, EN string
	Scheme      string // "" is a path
	Also        []string
	Port        string // the usual one; "" where there is no host
	// Place is what stands behind the host: a path, a database, a bucket.
	PlaceJA, PlaceEN, Hint string
	Needs                  bool // the place has to be given
	Login                  bool
}

// Families are the sorts of sources, in the order in which they are offered.
func Families() []Family {
	return []Family{
		{Key: "folder", JA: "フォルダー・ファイル", EN: "Folder or file", PlaceJA: "パス（絶対パス）", PlaceEN: "Path (absolute)", Hint: "/srv/files", Needs: true},
		{Key: "share", JA: "共有フォルダー（マウント済み）", EN: "Mounted share", Scheme: "share", PlaceJA: "マウント先", PlaceEN: "Where it is mounted", Hint: "/mnt/hr", Needs: true},
		{Key: "git", JA: "Git リポジトリ（履歴を含む）", EN: "Git repository with its history", Scheme: "git", Also: []string{"git+https", "git+ssh", "git+file", "git+http"}, PlaceJA: "リポジトリのURLまたはパス", PlaceEN: "URL or path of the repository", Hint: "https://git.example.jp/shop.git", Needs: true, Login: true},
		{Key: "postgres", JA: "PostgreSQL", EN: "PostgreSQL", Scheme: "postgres", Also: []string{"postgresql"}, Port: "5432", PlaceJA: "データベース", PlaceEN: "Database", Needs: true, Login: true},
		{Key: "mysql", JA: "MariaDB・MySQL", EN: "MariaDB, MySQL", Scheme: "mysql", Also: []string{"mariadb"}, Port: "3306", PlaceJA: "データベース", PlaceEN: "Database", Login: true},
		{Key: "sqlite", JA: "SQLite", EN: "SQLite", Scheme: "sqlite", PlaceJA: "ファイルのパス", PlaceEN: "Path of the file", Hint: "/var/lib/shop/shop.db", Needs: true},
		{Key: "elastic", JA: "OpenSearch・Elasticsearch", EN: "OpenSearch, Elasticsearch", Scheme: "elastic+https", Also: []string{"elastic", "elastic+http", "opensearch", "opensearch+http", "opensearch+https", "elasticsearch", "es", "kibana+http", "kibana+https", "dashboards+http", "dashboards+https"}, Port: "9200", PlaceJA: "索引（ワイルドカード可）", PlaceEN: "Indices (wildcards allowed)", Hint: "customers-*", Login: true},
		{Key: "s3", JA: "S3（互換ストレージを含む）", EN: "S3 and what speaks it", Scheme: "s3", PlaceJA: "バケットと接頭辞", PlaceEN: "Bucket and prefix", Hint: "bucket/exports/", Needs: true, Login: true},
		{Key: "redis", JA: "Redis", EN: "Redis", Scheme: "redis", Also: []string{"rediss"}, Port: "6379", PlaceJA: "データベース番号", PlaceEN: "Number of the database", Login: true},
		{Key: "mongodb", JA: "MongoDB", EN: "MongoDB", Scheme: "mongodb", Also: []string{"mongodb+srv"}, Port: "27017", PlaceJA: "データベース", PlaceEN: "Database", Login: true},
		{Key: "ldap", JA: "LDAP・Active Directory", EN: "LDAP, Active Directory", Scheme: "ldap", Also: []string{"ldaps", "ldapi"}, Port: "389", PlaceJA: "検索の起点（ベースDN）", PlaceEN: "Base DN", Hint: "dc=example,dc=jp", Login: true},
		{Key: "imap", JA: "メール（IMAP）", EN: "Mail (IMAP)", Scheme: "imaps", Also: []string{"imap"}, Port: "993", PlaceJA: "フォルダー（空なら全部）", PlaceEN: "Folder (all if empty)", Login: true},
		{Key: "maildir", JA: "メール（Maildir）", EN: "Mail (Maildir)", Scheme: "maildir", PlaceJA: "パス", PlaceEN: "Path", Hint: "/var/mail/shop", Needs: true},
	}
}

// familyOf is the family with a key; nil if there is none.
func familyOf(key string) *Family {
	for _, f := range Families() {
		if f.Key == key {
			return &f
		}
	}
	return nil
}

// familyFor is the family of a target.
func familyFor(target string) *Family {
	scheme, _, url := strings.Cut(target, "://")
	if !url {
		return familyOf("folder")
	}
	for _, f := range Families() {
		if f.Scheme == scheme {
			return &f
		}
		for _, a := range f.Also {
			if a == scheme {
				return &f
			}
		}
	}
	return familyOf("folder")
}

// Name is what a reader calls the family.
func (f *Family) Name(l web.Lang) string { return l.Of(f.JA, f.EN) }

// parts are what a form asks of a target.
type parts struct{ scheme, host, port, user, place, options string }

// target puts a target together. What cannot be meant comes out as it was typed, and is refused where targets are checked.
func (f *Family) target(p parts) string {
	place := strings.TrimSpace(p.place)
	switch {
	case f.Key == "folder":
		return place
	case f.Key == "git":
		return gitTarget(place, p.user)
	case f.Key == "s3":
		u := "s3://" + strings.TrimPrefix(place, "/")
		return withOptions(u, p.options)
	case f.Port == "": // a path of this machine
		return f.Scheme + "://" + place
	}
	u := url.URL{Scheme: f.Scheme, Host: p.host, Path: place}
	if p.scheme != "" {
		u.Scheme = p.scheme
	}
	if strings.Contains(p.host, ":") { // an address of IPv6
		u.Host = "[" + strings.Trim(p.host, "[]") + "]"
	}
	if p.port != "" && p.port != f.Port {
		u.Host = net.JoinHostPort(strings.Trim(p.host, "[]"), p.port)
	}
	if p.user != "" {
		u.User = url.User(p.user)
	}
	if place != "" {
		u.Path = "/" + strings.TrimPrefix(place, "/")
	}
	return withOptions(u.String(), p.options)
}

func withOptions(target, options string) string {
	if options = strings.TrimPrefix(strings.TrimSpace(options), "?"); options != "" {
		return target + "?" + options
	}
	return target
}

func gitTarget(place, user string) string {
	switch {
	case strings.HasPrefix(place, "/"):
		return "git+file://" + path.Clean(place)
	case strings.HasPrefix(place, "git+"):
		return place
	}
	u, err := url.Parse(place)
	if err != nil || u.Host == "" {
		return "git+" + place
	}
	if user != "" && u.User == nil {
		u.User = url.User(user)
	}
	return "git+" + u.String()
}

// apart takes a target apart again, for its form.
func (f *Family) apart(a *config.Added) parts {
	if f.Key == "folder" {
		return parts{place: a.Target}
	}
	u, err := url.Parse(a.Target)
	if err != nil {
		return parts{place: a.Target}
	}
	p := parts{scheme: u.Scheme, user: u.User.Username(), options: u.RawQuery, place: u.Path}
	switch {
	case f.Key == "git":
		u.User = nil
		p.place, p.options = strings.TrimPrefix(u.String(), "git+"), ""
		if u.Scheme == "git+file" {
			p.place = u.Path
		}
	case f.Key == "s3":
		p.place = strings.TrimPrefix(u.Host+u.Path, "/")
	case f.Port != "":
		p.host, p.port, p.place = u.Hostname(), u.Port(), strings.TrimPrefix(u.Path, "/")
	}
	return p
}
