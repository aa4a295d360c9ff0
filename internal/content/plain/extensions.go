package plain

import (
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/content"
)

// extensions tell source code, logs and tables by their names. A table's delimiter is still told from the text.
var extensions = func() map[string]content.Form {
	m := map[string]content.Form{}
	for form, list := range map[content.Form]string{
		content.Code: ".go .c .h .cc .cpp .cxx .hpp .hh .m .mm .rs .java .kt .kts .scala .groovy .gradle .py .pyi .rb .php .pl .pm .js .jsx " +
			".ts .tsx .mjs .cjs .vue .svelte .swift .cs .fs .vb .dart .lua .r .jl .ex .exs .erl .hs .ml .mli .clj .cljs .lisp .el .s .asm " +
			".sh .bash .zsh .fish .ps1 .psm1 .bat .cmd .yaml .yml .toml .ini .cfg .conf .properties .env .tf .tfvars .hcl .proto .thrift " +
			".graphql .css .scss .sass .less .mod .sum .cmake .mk .bzl .bazel .nix .dockerfile .patch .diff .ipynb .xml .xsd .xsl .plist " +
			".pem .key .crt .cer .htaccess .npmrc .pypirc .netrc .gitconfig .json .lock .tmpl .templ .sol .v .sv .vhd .zig .nim .pas .f90",
		content.Log: ".log .out .err .trace .access .syslog",
		content.CSV: ".csv .tsv .tab .psv",
	} {
		for _, e := range strings.Fields(list) {
			m[e] = form
		}
	}
	return m
}()

// names tell files without an extension.
var names = map[string]content.Form{
	"makefile": content.Code, "dockerfile": content.Code, "jenkinsfile": content.Code, "vagrantfile": content.Code,
	"gemfile": content.Code, "rakefile": content.Code, "procfile": content.Code, ".env": content.Code, ".npmrc": content.Code,
	".netrc": content.Code, ".pgpass": content.Code, ".bashrc": content.Code, ".zshrc": content.Code, ".profile": content.Code,
	".gitignore": content.Code, ".htpasswd": content.Code, "id_rsa": content.Code, "id_ed25519": content.Code,
	"syslog": content.Log, "messages": content.Log, "access_log": content.Log, "error_log": content.Log,
}
