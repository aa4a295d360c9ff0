package config

import (
	"net/url"
)

// Console is what is declared of the console.
type Console struct {
	OIDC *OIDC
	Line int
}

// OIDC is a provider of identities by which people sign in.
type OIDC struct {
	Issuer, ClientID string
	Secret           Secret
	URL              string // the console's address as the provider knows it; "" is the one asked for
	Label            string // of the button
	Name             string // the claim that becomes an account's name
	RolesClaim       string
	Roles            map[string][]string // role -> groups
	Line             int
}

type writtenConsole struct {
	OIDC *writtenOIDC `yaml:"oidc"`
}

type writtenOIDC struct {
	Issuer     string `yaml:"issuer"`
	ClientID   string `yaml:"client_id"`
	SecretEnv  string `yaml:"client_secret_env"`
	SecretFile string `yaml:"client_secret_file"`
	URL        string `yaml:"url"`
	Label      string `yaml:"label"`
	Name       string `yaml:"name_claim"`
	RolesClaim string `yaml:"roles_claim"`
	Roles      struct {
		Viewer  []string `yaml:"viewer"`
		Analyst []string `yaml:"analyst"`
		Officer []string `yaml:"officer"`
		Admin   []string `yaml:"admin"`
	} `yaml:"roles"`
}

func (d *decoder) console(w *written, f *File) error {
	in := w.Console
	if in == nil {
		return nil
	}
	f.Console = &Console{Line: d.line("console")}
	o := in.OIDC
	if o == nil {
		return nil
	}
	at := func(key string) int { return d.line("console", "oidc", key) }
	out := &OIDC{Issuer: o.Issuer, ClientID: o.ClientID, Secret: Secret{"", o.SecretEnv, o.SecretFile}, URL: o.URL, Label: o.Label, Name: o.Name, RolesClaim: o.RolesClaim, Line: d.line("console", "oidc"),
		Roles: map[string][]string{"viewer": o.Roles.Viewer, "analyst": o.Roles.Analyst, "officer": o.Roles.Officer, "admin": o.Roles.Admin}}
	mapped := len(o.Roles.Viewer)+len(o.Roles.Analyst)+len(o.Roles.Officer)+len(o.Roles.Admin) > 0
	u, err := url.Parse(o.Issuer)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return d.fail(at("issuer"), "https://… (http only to this machine itself)")
	case o.ClientID == "" || !short(o.ClientID):
		return d.fail(at("client_id"), "the ID under which the provider knows the console")
	case out.Secret.twice():
		return d.fail(out.Line, "the same thing is said twice: by _env or by _file")
	case o.URL != "" && reached(Secret{Text: o.URL}) != "":
		return d.fail(at("url"), "https://… (http only to this machine itself)")
	case !short(o.Label) || !short(o.Name) || !short(o.RolesClaim):
		return d.fail(out.Line, "at most 300 printable characters")
	case mapped != (o.RolesClaim != ""):
		return d.fail(out.Line, "roles_claim and roles belong together")
	}
	f.Console.OIDC = out
	return nil
}
