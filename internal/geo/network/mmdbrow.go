package network

import (
	"errors"
	"strconv"
	"strings"

	"github.com/oschwald/maxminddb-golang/v2/mmdbdata"
)

// row is what a record of a database says, under the names that its makers use.
type row struct {
	country    [2]byte // where it is used
	registered [2]byte // where it is registered, which is said if nothing better is known
	as         uint32
	name       string
	kind       Kind
	left       int // how many more fields may be looked at
}

func (r *row) network() Network {
	n := Network{Country: r.country, AS: r.as, Name: r.name, Kind: r.kind | marks()[r.as]}
	if hoster(n.Name) {
		n.Kind |= Hosting
	}
	if n.Country == [2]byte{} {
		n.Country = r.registered
	}
	return n
}

// A record holds some dozens of fields, with names in eight languages; in three levels.
const (
	mostFields = 4096
	mostLevels = 4
)

var errRow = errors.New("a record is too large")

// UnmarshalMaxMindDBCursor reads a record; what it does not know is passed over.
func (r *row) UnmarshalMaxMindDBCursor(c mmdbdata.Cursor) (mmdbdata.Cursor, error) {
	r.left = mostFields
	switch kind, err := c.Kind(); {
	case err != nil:
		return c, err
	case kind != mmdbdata.KindMap:
		return c.Skip()
	}
	return r.fields(c, "", 0)
}

func (r *row) fields(c mmdbdata.Cursor, in string, level int) (mmdbdata.Cursor, error) {
	m, err := c.Map()
	if err != nil {
		return c, err
	}
	var at mmdbdata.Cursor
	for {
		key, value, ok := m.Next(at)
		if !ok {
			return m.End()
		}
		if r.left--; r.left < 0 {
			return c, errRow
		}
		if at, err = r.field(in, string(key), value, level); err != nil {
			return c, err
		}
	}
}

// field reads one field; in is the name of the map that holds it.
func (r *row) field(in, key string, c mmdbdata.Cursor, level int) (mmdbdata.Cursor, error) {
	kind, err := c.Kind()
	if err != nil {
		return c, err
	}
	switch kind {
	case mmdbdata.KindMap:
		if level+1 < mostLevels && (key == "country" || key == "registered_country" || key == "traits" || key == "connection" || key == "asn" || key == "as" || key == "privacy") {
			return r.fields(c, key, level+1)
		}
	case mmdbdata.KindString:
		s, next, err := c.ReadStringMaxSize(4096)
		if err == nil {
			r.text(in, key, s)
		}
		return next, err
	case mmdbdata.KindBool:
		b, next, err := c.ReadBool()
		if b {
			r.flag(key)
		}
		return next, err
	case mmdbdata.KindUint16, mmdbdata.KindUint32, mmdbdata.KindUint64:
		n, next, err := c.ReadUint()
		switch key {
		case "autonomous_system_number", "asn", "as_number":
			r.as = uint32(min(n, 1<<32-1))
		}
		return next, err
	}
	return c.Skip()
}

func (r *row) text(in, key, s string) {
	switch {
	case key == "iso_code" && in == "country", key == "country_code" && in == "", key == "country" && in == "":
		if c, ok := Country(s); ok {
			r.country = c
		}
	case key == "iso_code" && in == "registered_country":
		r.registered, _ = Country(s)
	case key == "autonomous_system_organization", key == "as_name", key == "as_organization", key == "name" && (in == "" || in == "asn" || in == "as"):
		r.name = clip(s)
	case key == "asn", key == "as_number":
		if n, err := strconv.ParseUint(strings.TrimPrefix(strings.ToUpper(s), "AS"), 10, 32); err == nil {
			r.as = uint32(n)
		}
	case key == "user_type" && s == "cellular", key == "connection_type" && s == "Cellular":
		r.kind |= Mobile
	case key == "user_type" && s == "hosting":
		r.kind |= Hosting
	case strings.EqualFold(s, "true"): // IPinfo writes its flags as text
		r.flag(key)
	}
}

func (r *row) flag(key string) {
	switch key {
	case "is_anonymous", "is_anonymous_vpn", "is_anonymous_proxy", "is_public_proxy", "is_residential_proxy", "is_tor_exit_node", "vpn", "proxy", "tor", "relay":
		r.kind |= Anonymising
	case "is_hosting_provider", "is_hosting", "hosting":
		r.kind |= Hosting
	case "is_mobile", "mobile":
		r.kind |= Mobile
	}
}
