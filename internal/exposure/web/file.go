package web

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
)

// file is a sort of file that has no place on a web server: the names it usually has there, and how its content is told.
type file struct {
	id    string
	names []string
	data  bool // it may hold whatever a database does
	is    func(*exposure.Answer) (args map[string]string, ok bool)
}

var files = []file{
	{id: "web-git", names: []string{".git/HEAD"}, is: plain(isHead)},
	{id: "web-env", names: []string{".env", ".env.production", ".env.local", ".env.bak"}, is: isEnv},
	{id: "web-secret-file", names: []string{".aws/credentials", ".git-credentials", ".htpasswd", "id_rsa", ".ssh/id_rsa", "server.key"}, is: plain(isSecret)},
	{id: "web-config-backup", names: []string{"wp-config.php.bak", "wp-config.php~", "wp-config.php.old", "wp-config.php.save", "wp-config.bak", "config.php.bak", "configuration.php.bak", "web.config.bak"}, is: plain(isConfig)},
	{id: "web-dump", data: true, names: []string{
		"dump.sql", "backup.sql", "db.sql", "database.sql", "data.sql", "mysql.sql", "HOST.sql",
		"dump.sql.gz", "backup.sql.gz", "db.sql.gz", "database.sql.gz", "HOST.sql.gz",
	}, is: plain(isDump)},
	{id: "web-backup", data: true, names: []string{
		"backup.zip", "backup.tar.gz", "backup.tgz", "backup.tar", "www.zip", "site.zip", "html.zip", "public_html.zip", "wwwroot.zip", "HOST.zip", "HOST.tar.gz",
	}, is: plain(isArchive)},
	{id: "web-ds-store", names: []string{".DS_Store"}, is: plain(func(b []byte) bool { return bytes.HasPrefix(b, []byte("\x00\x00\x00\x01Bud1")) })},
	{id: "web-svn", names: []string{".svn/wc.db"}, is: plain(func(b []byte) bool { return bytes.HasPrefix(b, []byte("SQLite format 3\x00")) })},
	{id: "web-phpinfo", names: []string{"phpinfo.php", "info.php", "test.php"}, is: plain(func(b []byte) bool {
		return bytes.Contains(b, []byte("phpinfo()</title>")) && bytes.Contains(b, []byte("PHP Version"))
	})},
	{id: "web-server-status", names: []string{"server-status", "nginx_status"}, is: plain(func(b []byte) bool {
		return bytes.Contains(b, []byte("<h1>Apache Server Status for")) || activeConnections.Match(b)
	})},
}

// plain tells by the content alone.
func plain(is func([]byte) bool) func(*exposure.Answer) (map[string]string, bool) {
	return func(a *exposure.Answer) (map[string]string, bool) { return nil, is(a.Text) }
}

var (
	activeConnections = regexp.MustCompile(`^Active connections: \d+ \nserver accepts handled requests\n`)
	head              = regexp.MustCompile(`^(ref: refs/[^\s<>]{1,200}|[0-9a-f]{40}|[0-9a-f]{64})\n?$`)
	setting           = regexp.MustCompile(`^(?:export )?([A-Za-z_][A-Za-z0-9_.]*)=(.*)$`)
	secretName        = regexp.MustCompile(`(?i)pass|secret|key|token|credential|dsn|database_url`)
	htpasswd          = regexp.MustCompile(`^[^\s:<>]{1,64}:(\$apr1\$|\$2[aby]\$|\$5\$|\$6\$|\{SHA\})`)
	gitCredentials    = regexp.MustCompile(`^https?://[^\s/:@<>]+:[^\s/@<>]+@[^\s<>]+\n?`)
	privateKey        = regexp.MustCompile(`^\s*-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----`)
	awsCredentials    = regexp.MustCompile(`(?m)^\s*aws_secret_access_key\s*=\s*\S`)
	tableWords        = regexp.MustCompile(`(?is)^\s*(?:(?:--|#)[^\n]*\n|/\*.{0,400}?\*/;?|\s|SET [^;]{1,200};|USE [^;]{1,100};|BEGIN;|START TRANSACTION;)*(?:CREATE TABLE|CREATE DATABASE|INSERT INTO|DROP TABLE)\b`)
)

func isHead(b []byte) bool { return len(b) < 300 && head.Match(b) }

// isEnv tells a file of settings, and how many of them are secrets by their names. No value is looked at but whether it is
// there.
func isEnv(a *exposure.Answer) (map[string]string, bool) {
	settings, secrets := 0, 0
	for line := range strings.Lines(string(a.Text)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		m := setting.FindStringSubmatch(line)
		if m == nil {
			if a.Cut && settings > 0 {
				continue // where the reading ended
			}
			return nil, false
		}
		settings++
		if secretName.MatchString(m[1]) && strings.Trim(m[2], `"'`) != "" {
			secrets++
		}
	}
	return map[string]string{"settings": strconv.Itoa(settings), "secrets": strconv.Itoa(secrets)}, settings > 0
}

func isSecret(b []byte) bool {
	return privateKey.Match(b) || awsCredentials.Match(b) || htpasswd.Match(b) || gitCredentials.Match(b)
}

func isConfig(b []byte) bool {
	return bytes.Contains(b, []byte("<?php")) && (bytes.Contains(b, []byte("DB_PASSWORD")) || bytes.Contains(b, []byte("$password")) || bytes.Contains(b, []byte("password'"))) ||
		bytes.Contains(b, []byte("<connectionStrings>"))
}

// isDump tells the dump of a database, packed or not.
func isDump(b []byte) bool {
	if isGzip(b) || bytes.HasPrefix(b, []byte("PGDMP")) || bytes.HasPrefix(b, []byte("SQLite format 3\x00")) {
		return true
	}
	begin := strings.ToLower(string(b[:min(len(b), 512)]))
	for _, s := range []string{"-- mysql dump", "-- mariadb dump", "-- postgresql database dump", "-- phpmyadmin sql dump", "-- pg_dump"} {
		if strings.Contains(begin, s) {
			return true
		}
	}
	return tableWords.Match(b[:min(len(b), 4096)])
}

func isGzip(b []byte) bool { return bytes.HasPrefix(b, []byte{0x1f, 0x8b, 8}) }

func isArchive(b []byte) bool {
	return bytes.HasPrefix(b, []byte("PK\x03\x04")) || isGzip(b) || bytes.HasPrefix(b, []byte("7z\xbc\xaf\x27\x1c")) || bytes.HasPrefix(b, []byte("Rar!\x1a\x07")) ||
		len(b) > 262 && string(b[257:262]) == "ustar"
}
