package grant

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/tsutsumi-dev/tsutsumi/internal/exposure"
	"github.com/tsutsumi-dev/tsutsumi/internal/source"
)

// look is a look at one server.
type look struct {
	*exposure.Visit
	t    *exposure.Target
	told func(exposure.Finding)
}

// word is a name in a text: fit to be shown, nothing that steers, and not too long.
func (l *look) word(s string) string {
	s = strings.ToValidUTF8(l.Label(s), "?")
	if r := []rune(s); len(r) > 80 {
		s = string(r[:80]) + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

// object is a name as findings bear it: of two that are cut alike, each stays itself.
func (l *look) object(s string) string {
	short := l.word(s)
	if !strings.HasSuffix(short, "…") {
		return short
	}
	sum := sha256.Sum256([]byte(l.Label(s)))
	return short + hex.EncodeToString(sum[:4])
}

// words are some names in a text.
func (l *look) words(names []string) string {
	const most = 8
	var out []string
	for i, n := range names {
		if i == most {
			out = append(out, fmt.Sprintf("… (%d)", len(names)))
			break
		}
		out = append(out, l.word(n))
	}
	return strings.Join(out, ", ")
}

// place is a table of a database as the inventory may know it: by a scan of that database, or of the whole server.
func (l *look) places(scheme, database string, tables ...string) []exposure.Place {
	u := url.URL{Scheme: scheme, Host: l.t.URL.Host}
	if l.t.URL.Port != "" {
		u.Host = l.t.URL.Address("")
	} else if strings.Contains(u.Host, ":") {
		u.Host = "[" + u.Host + "]"
	}
	var out []exposure.Place
	for _, name := range []string{l.t.URL.Scheme, scheme} {
		u.Scheme = name
		u.Path = "/" + database
		one := u.String()
		u.Path = "/"
		all := u.String()
		if tables == nil {
			out = append(out, exposure.Place{Source: one}, exposure.Place{Source: all, Place: database + "/"})
		}
		for _, t := range tables {
			out = append(out, exposure.Place{Source: one, Place: t}, exposure.Place{Source: all, Place: database + "/" + t})
		}
	}
	slices.SortFunc(out, func(a, b exposure.Place) int {
		return strings.Compare(a.Source+"\x00"+a.Place, b.Source+"\x00"+b.Place)
	})
	return slices.Compact(out)
}

// options are what the packages of sources find credentials by.
func (l *look) options() *source.Options {
	return &source.Options{Secret: l.Secret, Getenv: os.Getenv}
}

// lines is a canonical text: sorted, each line once.
func lines(of []string) string {
	of = slices.Clone(of)
	slices.Sort(of)
	return strings.Join(slices.Compact(of), "\n")
}

// tenant are words of columns that say whose a row is among several who share a table.
var tenant = []string{
	"tenant", "organization_id", "organisation_id", "org_id", "company_id", "client_id", "customer_company", "shop_id", "store_id", "merchant_id", "partner_id",
	"workspace_id", "site_id", "school_id", "hospital_id", "clinic_id", "branch_id", "agency_id", "vendor_id", "contract_id", "company_code", "shop_code",
	"テナント", "会社id", "会社コード", "企業id", "企業コード", "法人id", "店舗id", "店舗コード", "加盟店", "取引先コード", "学校コード", "施設コード", "支店コード", "代理店コード",
}

// shared tells whether a column says which of several a row belongs to.
func shared(column string) bool {
	c := strings.ToLower(column)
	return slices.ContainsFunc(tenant, func(t string) bool { return strings.Contains(c, t) })
}
