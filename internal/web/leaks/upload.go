package leaks

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

// quiet is how long an upload may send nothing before it is given up.
const quiet = 60 * time.Second

// maxField is the longest field of the form beside the dump, in bytes.
const maxField = 4 << 10

func (r Room) form(w http.ResponseWriter, q *http.Request) error {
	v := look.Begin(q, look.Page{Section: look.Leaks, Up: &look.Link{Href: "/leaks"}})
	v.Title, v.Up.Text = v.Of("流出データを照合する", "Judge a dump"), v.Of("流出照合", "Leaks")
	left := max(r.Quota-r.Used(), 0)
	return look.Write(w, q, v, form(v, left, r.Keep))
}

// said is what the form says of a dump.
type said struct {
	Seller string `json:"seller,omitempty"`
	Price  *price `json:"price,omitempty"`
	Count  int64  `json:"count,omitempty"`
	Of     string `json:"of,omitempty"`
	Posted string `json:"posted,omitempty"`
	Place  string `json:"place,omitempty"`
}

type price struct {
	Amount   float64 `json:"amount"`
	Currency string  `json:"currency"`
}

// claimOf makes a claim of the fields of a form; nothing is said if all are empty.
func claimOf(get func(string) string) ([]byte, error) {
	f := func(k string) string { return strings.TrimSpace(get(k)) }
	s := said{Seller: f("seller"), Place: f("place"), Posted: f("posted")}
	if t := strings.ReplaceAll(f("count"), ",", ""); t != "" {
		n, err := strconv.ParseInt(t, 10, 64)
		if err != nil || n < 1 {
			return nil, web.Bad("件数は1以上の整数で入力してください。", "The count is a whole number from 1.")
		}
		s.Count, s.Of = n, f("of")
	}
	if t := strings.ReplaceAll(f("price"), ",", ""); t != "" {
		n, err := strconv.ParseFloat(t, 64)
		if err != nil || !(n >= 0) {
			return nil, web.Bad("価格は数字で入力してください。", "The price is a number.")
		}
		s.Price = &price{n, f("currency")}
	}
	if s == (said{}) {
		return nil, nil
	}
	return json.Marshal(s)
}

// upload takes a form with a dump in it. The dump goes straight to where it is sealed; nothing else of the form is longer than a field.
func (r Room) upload(w http.ResponseWriter, q *http.Request) error {
	parts, err := q.MultipartReader()
	if err != nil {
		return web.Bad("フォームからファイルを選んで送ってください。", "Send a file by the form.")
	}
	fields := map[string]string{}
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return web.Bad("ファイルが選ばれていません。", "No file was chosen.")
		}
		if err != nil {
			return brokenOff()
		}
		if p.FormName() == "dump" {
			return r.take(w, q, p, fields)
		}
		text, err := io.ReadAll(io.LimitReader(p, maxField+1))
		if err != nil || len(text) > maxField || len(fields) > 20 {
			return web.Bad("入力が長すぎます。", "A field is too long.")
		}
		fields[p.FormName()] = string(text)
	}
}

func (r Room) take(w http.ResponseWriter, q *http.Request, p *multipart.Part, fields map[string]string) error {
	if p.FileName() == "" {
		return web.Bad("ファイルが選ばれていません。", "No file was chosen.")
	}
	claim, err := claimOf(func(k string) string { return fields[k] })
	if err != nil {
		return err
	}
	size := int64(-1)
	if q.ContentLength > 0 {
		size = q.ContentLength // a little more than the dump: the form is in it
	}
	d, err := r.Desk.Receive(q.Context(), Handed{Name: p.FileName(), Size: size, Claim: claim, Remember: fields["remember"] != "", By: web.Of(q.Context()).Who.User}, &steady{p, http.NewResponseController(w)})
	if err != nil {
		return refused(err)
	}
	web.Of(q.Context()).Object = d.ID
	return look.Back(w, q, "/leaks/dumps/"+d.ID, "受け取りました。照合が終わると、データは自動で削除されます。", "Received. It is deleted as soon as it is judged.")
}

// steady gives up a reader that sends nothing for too long, however long the whole takes.
type steady struct {
	r io.Reader
	c *http.ResponseController
}

func (s *steady) Read(p []byte) (int, error) {
	_ = s.c.SetReadDeadline(time.Now().Add(quiet)) // where it cannot be set, the server's own limit stands
	return s.r.Read(p)
}

func brokenOff() error {
	return &web.Error{Status: http.StatusBadRequest, JA: "アップロードが途中で切れました。受け取った分は削除しました。もう一度お試しください。", EN: "The upload broke off. What had come was deleted; send it again."}
}

// refused says why an upload was not taken.
func refused(err error) error {
	var e *web.Error
	if errors.As(err, &e) {
		return err
	}
	switch fault.Of(err) {
	case fault.Refused:
		return &web.Error{Status: http.StatusRequestEntityTooLarge, JA: "保管できる量を超えるため、受け取れません。受け取った分は削除しました。上限は tsutsumi.yaml の uploads で変えられます。大きなファイルは、サーバー上のパスを指定しても照合できます。",
			EN: "There is no room for it; what had come was deleted. The limits are uploads in tsutsumi.yaml; a large file can be judged where it is on the server."}
	case fault.Unavailable:
		return &web.Error{Status: http.StatusInsufficientStorage, JA: "ディスクに書き込めませんでした。受け取った分は削除しました。", EN: "The disk could not be written. What had come was deleted."}
	case fault.Unreadable:
		return brokenOff()
	}
	return err
}

// choose takes a dump at a place that the program can read.
func (r Room) choose(w http.ResponseWriter, q *http.Request) error {
	if err := q.ParseForm(); err != nil {
		return web.Bad("入力を読み取れません。", "The form cannot be read.")
	}
	target := strings.TrimSpace(q.PostFormValue("target"))
	if target == "" || len(target) > maxField || strings.ContainsAny(target, "\x00\r\n") {
		return web.Bad("パスまたは URL を入力してください。", "Name a path or a URL.")
	}
	claim, err := claimOf(q.PostFormValue)
	if err != nil {
		return err
	}
	d, err := r.Desk.Choose(q.Context(), Handed{Name: target, Size: -1, Claim: claim, Remember: q.PostFormValue("remember") != "", By: web.Of(q.Context()).Who.User}, target)
	if err != nil {
		return refused(err)
	}
	web.Of(q.Context()).Object = d.ID
	return look.Back(w, q, "/leaks/dumps/"+d.ID, "照合を始めます。元のファイルはそのまま残ります。", "It will be judged. The file stays where it is.")
}
