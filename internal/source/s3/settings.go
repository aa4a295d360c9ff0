package s3

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// setting reads a value of the user's profile in the files of the AWS tools: "credentials" or "config". What cannot be
// read is not there.
func setting(env func(string) string, file, key string) string {
	path := env(map[string]string{"credentials": "AWS_SHARED_CREDENTIALS_FILE", "config": "AWS_CONFIG_FILE"}[file])
	if path == "" {
		home := env("HOME")
		if home == "" {
			return ""
		}
		path = filepath.Join(home, ".aws", file)
	}
	f, err := os.Open(path) //nolint:gosec // the user's own settings
	if err != nil {
		return ""
	}
	defer f.Close()
	return section(f, first(env("AWS_PROFILE"), "default"), key)
}

// section reads a value out of one section of an INI file.
func section(in io.Reader, profile, key string) string {
	inside := false
	for sc := bufio.NewScanner(io.LimitReader(in, 1<<20)); sc.Scan(); {
		line := strings.TrimSpace(sc.Text())
		if strings.HasPrefix(line, "[") {
			name := strings.TrimSpace(strings.Trim(line, "[]"))
			inside = name == profile || strings.Join(strings.Fields(name), " ") == "profile "+profile
			continue
		}
		if k, v, ok := strings.Cut(line, "="); ok && inside && strings.EqualFold(strings.TrimSpace(k), key) {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
