// Package sigmatest writes rules as they are commonly published, about invented products and weaknesses, for tests and
// measurements.
package sigmatest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Generator writes rules; the same seed writes the same ones.
type Generator struct {
	r *rand.Rand
	n int
}

// New makes a generator.
func New(seed uint64) *Generator { return &Generator{r: rand.New(rand.NewPCG(seed, 5))} }

func (g *Generator) pick(of ...string) string { return of[g.r.IntN(len(of))] }

var syllables = strings.Fields("ka ron tel mi vo sar den lux pra qui zen tor bel fy gan hox jun kel lim nar ost pex rux sil tam ulm vex wid yor zup con net sys doc web mail host port data file user")

func (g *Generator) word() string {
	w := ""
	for range 2 + g.r.IntN(2) {
		w += syllables[g.r.IntN(len(syllables))]
	}
	return w
}

func (g *Generator) list(indent string, n int, f func() string) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "\n%s- '%s'", indent, strings.ReplaceAll(f(), "'", "''"))
	}
	return b.String()
}

func (g *Generator) path() string {
	return g.pick("/", "/cgi-bin/", "/api/v1/", "/admin/", "/wp-content/plugins/", "/", "/") + g.word() + g.pick("/", "-", "_") + g.word() + g.pick(".php", ".aspx", ".jsp", ".action", "", "/", ".do")
}

func (g *Generator) payload() string {
	switch g.r.IntN(8) {
	case 0:
		return "=../../../../" + g.word()
	case 1:
		return "${" + g.word() + ":"
	case 2:
		return "%27%20" + g.word() + "%20"
	case 3:
		return "cmd=" + g.word()
	case 4:
		return ";" + g.word() + "+-"
	case 5:
		return "?" + g.word() + "=" + g.word() + "("
	case 6:
		return g.word() + ".jsp?x="
	}
	return "<" + g.word() + ">"
}

func (g *Generator) agent() string {
	switch g.r.IntN(5) {
	case 0:
		return "Mozilla/5.0 (" + g.word() + ")"
	case 1:
		return g.word() + "/1." + fmt.Sprint(g.r.IntN(30))
	case 2:
		return "python-" + g.word()
	case 3:
		return g.word() + " scan"
	}
	return "Go-" + g.word() + "-client"
}

func (g *Generator) head(source, kind string) string {
	g.n++
	return fmt.Sprintf("title: %s %s %s Attempt %d\nid: %08x-0000-4000-8000-%012x\nstatus: test\ndescription: Requests to the %s of the invented product %s\nauthor: nobody\nlogsource:\n    %s\n",
		strings.ToUpper(g.word()), g.word(), kind, g.n, g.r.Uint32(), g.n, g.word(), g.word(), source)
}

func (g *Generator) tail() string {
	return "falsepositives:\n    - Unknown\nlevel: " + g.pick("low", "medium", "high", "critical") + "\ntags:\n    - attack.initial-access\n    - attack.t1190\n"
}

// Web is a rule for web servers or proxies.
func (g *Generator) Web() string {
	b := g.head("category: "+g.pick("webserver", "webserver", "proxy"), g.pick("Exploitation", "Webshell", "Scanner", "Injection"))
	b += "detection:\n"
	l := "            "
	switch g.r.IntN(21) / 2 {
	case 10: // of which nothing is rare
		b += "    selection_ext:\n        cs-uri-query|contains: '" + g.pick(".php", "/admin/", "/api/", ".js", "/login", "id=") + "'\n    selection_do:\n        cs-method: " + g.pick("GET", "POST") + "\n        cs-uri-query|contains:" +
			g.list(l, 2+g.r.IntN(3), func() string { return g.pick("..", "%00", "/\\*", "--", "'", "|", ";") + g.pick("", "", "x", "7") }) + "\n    condition: all of selection_*\n"
	case 0, 1:
		b += "    selection:\n        cs-method: " + g.pick("GET", "POST", "POST", "PUT") + "\n        cs-uri-query|contains: '" + g.path() + "'\n    condition: selection\n"
	case 2, 3:
		b += "    selection_uri:\n        cs-uri-query|contains:" + g.list(l, 2+g.r.IntN(6), g.path) + "\n    selection_payload:\n        cs-uri-query|contains:" + g.list(l, 1+g.r.IntN(8), func() string { return strings.ReplaceAll(g.payload(), "'", "") }) +
			"\n    filter_main_status:\n        sc-status:\n            - 404\n            - 403\n    condition: all of selection_* and not 1 of filter_main_*\n"
	case 4:
		b += "    selection:\n        c-useragent|contains:" + g.list(l, 3+g.r.IntN(25), g.agent) + "\n    condition: selection\n"
	case 5:
		b += "    selection:\n        cs-user-agent:" + g.list(l, 1+g.r.IntN(10), g.agent) + "\n    condition: selection\n"
	case 6:
		b += "    selection:\n        cs-method: POST\n        cs-uri-stem|endswith: '" + g.path() + "'\n        sc-status: 200\n    filter:\n        cs-username|startswith: svc_\n    condition: selection and not filter\n"
	case 7:
		b += "    selection:\n        cs-uri-query|contains|all:" + g.list(l, 2+g.r.IntN(3), g.path) + "\n    condition: selection\n"
	case 8:
		b += "    selection:\n        c-uri|re: '/" + g.word() + "[0-9a-f]{8,}/" + g.word() + "\\.(php|jsp)'\n    condition: selection\n"
	case 9:
		b += "    keywords:" + g.list("        ", 3+g.r.IntN(12), func() string { return strings.ReplaceAll(g.payload(), "'", "") }) + "\n    filter:\n        sc-status: 404\n    condition: keywords and not filter\n"
	}
	return b + g.tail()
}

var services = strings.Fields("s3 iam ec2 rds kms sts lambda cloudtrail secretsmanager guardduty organizations route53 eks ecr ssm")
var verbs = strings.Fields("Create Delete Put Update Attach Detach Get List Describe Disable Enable Modify Assume Start Stop")

// Cloud is a rule for CloudTrail.
func (g *Generator) Cloud() string {
	b := g.head("product: aws\n    service: cloudtrail", g.pick("Modification", "Enumeration", "Persistence"))
	name := func() string { return verbs[g.r.IntN(len(verbs))] + strings.ToUpper(g.word()[:1]) + g.word() }
	b += "detection:\n    selection:\n        eventSource: " + services[g.r.IntN(len(services))] + ".amazonaws.com\n"
	switch g.r.IntN(5) {
	case 0, 1:
		b += "        eventName: " + name() + "\n    condition: selection\n"
	case 2:
		b += "        eventName:" + g.list("            ", 2+g.r.IntN(6), name) + "\n    filter:\n        userAgent: 'AWS Internal'\n    condition: selection and not filter\n"
	case 3:
		b += "        eventName|startswith: " + name() + "\n        requestParameters|contains: '" + g.word() + "'\n    condition: selection\n"
	case 4:
		b += "        errorCode: AccessDenied\n        userIdentity.arn|contains: ':" + g.word() + "/'\n    condition: selection\n"
	}
	return b + g.tail()
}

// Many are n rules of the kind in one text, a document each.
func Many(n int, one func() string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString("---\n")
		}
		b.WriteString(one())
	}
	return b.String()
}
