package trace

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch/tally"
)

// ext is the ending of a script that a server runs, nil of anything else.
func ext(path []byte) []byte {
	i := bytes.LastIndexByte(path[max(0, len(path)-6):], '.')
	if i < 0 {
		return nil
	}
	e := path[max(0, len(path)-6)+i:]
	var b [6]byte
	switch string(lex.Lower(b[:0], e)) {
	case ".aspx", ".ashx", ".asp", ".php", ".phtml", ".php5", ".php7", ".jsp", ".jspx", ".cfm":
		return e
	}
	return nil
}

// folders are those of Exchange in which no scripts stand but these; "" none at all.
var folders = []struct{ folder, scripts string }{
	{"/owa/auth/", " logon.aspx logoff.aspx error.aspx error2.aspx errorfe.aspx expiredpassword.aspx signout.aspx casredirect.aspx frowny.aspx preload.aspx languageselection.aspx redir.aspx redirect.aspx timeoutlogoff.aspx "},
	{"/ecp/auth/", " timeoutlogout.aspx logon.aspx "},
	{"/aspnet_client/", ""},
	{"/oab/", ""},
	{"/autodiscover/", ""},
}

// heaps are folders that hold what visitors sent or what is only shown.
var heaps = map[string]bool{"upload": true, "uploads": true, "uploaded": true, "images": true, "image": true, "img": true, "imgs": true, "static": true, "assets": true, "css": true, "js": true, "fonts": true,
	"media": true, "files": true, "tmp": true, "temp": true, "cache": true, "icons": true, "avatars": true, "avatar": true, "attachments": true, "attachment": true, "photos": true, "pics": true, "userfiles": true, "data": true}

// script looks at a script that was asked for.
func (d *detector) script(a *watch.Access, q *asked, out watch.Out) {
	if a.Status < 200 || a.Status >= 300 || len(q.path) > 512 {
		return
	}
	for _, h := range d.hits {
		if m := &d.book.marks[h]; m.rule == shell && (m.method == "" || string(a.Op) == m.method) { // told by its name
			return
		}
	}
	var low [512]byte
	path := lex.Lower(low[:0], q.path)
	slash := bytes.LastIndexByte(path, '/')
	for _, f := range folders {
		if !bytes.HasPrefix(path, []byte(f.folder)) {
			continue
		}
		name := path[slash+1:]
		if i := bytes.Index([]byte(f.scripts), name); i > 0 && f.scripts[i-1] == ' ' && f.scripts[i+len(name)] == ' ' {
			return
		}
		d.misplaced(a, f.folder, out)
		return
	}
	if !heap(path[:slash]) {
		return
	}
	site := d.site(a)
	if d.same(a, site) {
		return
	}
	known := d.sites.Get(site)
	s, fresh := d.scripts.At(watch.Join(site, ofScript, a.Shape))
	if fresh {
		s.late = known != nil && a.At-known.first >= int64(d.c.Late)*60*tally.Minute
	}
	s.client(a.Origin)
	if string(a.Op) == "POST" {
		s.posts = min(s.posts+1, 1<<20)
	}
	sure := 0.0
	switch commands := command(q.query); {
	case int(s.n) > d.c.Clients || a.Net.Kind&watch.Crowd != 0:
		return
	case commands:
		sure = 0.8
	case !s.late || s.posts < 2*int32(s.n): // each asked once: a page
		return
	case s.posts >= 6:
		sure = 0.75
	case s.posts >= 3:
		sure = 0.6
	default:
		return
	}
	d.planted(a, string(ext(q.path)), sure, site, -1, out)
}

func heap(folder []byte) bool {
	for len(folder) > 0 {
		i := bytes.LastIndexByte(folder, '/')
		if heaps[string(folder[i+1:])] {
			return true
		}
		if i < 0 {
			return false
		}
		folder = folder[:i]
	}
	return false
}

// command tells a query that has something run.
func command(query []byte) bool {
	for _, w := range []string{"cmd=", "exec=", "command=", "whoami", "/etc/passwd", "ipconfig", "net user", "system("} {
		if lex.Index(query, w) >= 0 {
			return true
		}
	}
	return false
}

// misplaced is a script where the product has none.
func (d *detector) misplaced(a *watch.Access, folder string, out watch.Out) {
	site := d.site(a)
	s, _ := d.scripts.At(watch.Join(site, ofScript, a.Shape))
	s.client(a.Origin)
	sure := 0.6
	switch {
	case string(a.Op) == "POST":
		sure = 0.95
	case int(s.n) >= len(s.clients): // everybody sees it: a page that this list does not know
		return
	}
	if !d.same(a, site) {
		d.planted(a, folder, sure, site, d.book.planted, out)
	}
}

// planted tells of a web shell: that it is asked, or that it still answers after the hole was closed.
func (d *detector) planted(a *watch.Access, thing string, sure float64, site watch.ID, g int, out watch.Out) {
	further, of := watch.Join(site, ofFamily), watch.ID(0)
	if g >= 0 {
		further, of = d.kin(g), d.family(site, g)
	}
	key := watch.Join(site, ofScript, a.Shape)
	h := d.holes.Get(of)
	if h != nil && h.closed != 0 && a.At > h.closed {
		d.tell(a, "still-there", watch.Join(key, ofGroup), max(sure, 0.9), watch.High, further, out, watch.Say("thing", thing), watch.Say("what", d.book.groups[h.group].name),
			watch.Num("days", (a.At-h.closed)/tally.Day))
	}
	d.tell(a, "web-shell", key, sure, watch.High, further, out, watch.Say("thing", thing))
}

// script is one that stands where none should.
type script struct {
	late    bool
	n       uint8 // clients
	posts   int32
	clients [8]watch.ID
}

func (s *script) client(id watch.ID) {
	for _, c := range s.clients[:s.n] {
		if c == id {
			return
		}
	}
	if int(s.n) < len(s.clients) {
		s.clients[s.n] = id
		s.n++
	}
}
