package bucket

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPolicies(t *testing.T) {
	statement := func(more string) string {
		return `{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/x/*",` + more + `}}`
	}
	for name, c := range map[string]struct{ policy, want string }{
		"everybody":            {statement(`"Principal":"*"`), "public read [x/]"},
		"everybody of AWS":     {statement(`"Principal":{"AWS":["*"]}`), "public read [x/]"},
		"all but one":          {statement(`"NotPrincipal":{"AWS":"arn:aws:iam::123456789012:root"}`), "public read [x/]"},
		"from one network":     {statement(`"Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`), ""},
		"from any network":     {statement(`"Principal":"*","Condition":{"IpAddress":{"aws:SourceIp":["0.0.0.0/0"]}}`), "public read [x/]"},
		"by a referrer":        {statement(`"Principal":"*","Condition":{"StringLike":{"aws:Referer":"https://www.example.jp/*"}}`), "public read [x/]"},
		"one organisation":     {statement(`"Principal":"*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}`), ""},
		"not one network":      {statement(`"Principal":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}`), "public read [x/]"},
		"another account":      {statement(`"Principal":{"AWS":["arn:aws:iam::123456789012:user/u","210987654321"]}`), "123456789012,210987654321 read [x/]"},
		"a service":            {statement(`"Principal":{"Service":"logging.s3.amazonaws.com"}`), ""},
		"denied":               {strings.Replace(statement(`"Principal":"*"`), "Allow", "Deny", 1), ""},
		"anything":             {`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"]}]}`, "public list,read,write []"},
		"all but some":         {`{"Statement":[{"Effect":"Allow","Principal":"*","NotAction":"s3:DeleteObject","Resource":"*"}]}`, "public list,read,write []"},
		"a file, and a shape":  {`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":["arn:aws:s3:::b/a/b.txt","arn:aws:s3:::b/img/*.jpg"]}]}`, "public read [a/b.txt img/]"},
		"about something else": {`{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetBucketLocation","Resource":"*"}]}`, ""},
	} {
		all, err := allows([]byte(c.policy))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got []string
		for _, s := range all {
			who := strings.Join(s.accounts, ",")
			if s.public {
				who = "public"
			}
			got = append(got, who+" "+strings.Join(s.does, ",")+" ["+strings.Join(s.prefixes, " ")+"]")
		}
		if d := cmp.Diff(c.want, strings.Join(got, "; ")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
	for _, bad := range []string{"", "[]", `{"Statement":[1]}`, `{"Statement":{"Effect":"Allow","Action":{}}}`} {
		if all, err := allows([]byte(bad)); err == nil && len(all) > 0 {
			t.Errorf("%q allows %d", bad, len(all))
		}
	}
}
