package sources

import (
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/web"
	"github.com/tsutsumi-dev/tsutsumi/internal/web/look"
)

func begin(r *http.Request) *look.View {
	v := look.Begin(r, look.Page{Section: look.Sources})
	v.Title = v.Of("データ源と予定", "Sources & schedule")
	return v
}

// who is whoever asks, by his account.
func who(r *http.Request) string {
	if p := web.Of(r.Context()).Who; p != nil {
		return p.User
	}
	return ""
}

func (room *Room) list(w http.ResponseWriter, r *http.Request) error {
	all, err := room.House.Sources(r.Context(), web.Scope(r.Context()))
	if err != nil {
		return err
	}
	if f := r.URL.Query().Get("format"); f != "" {
		return export(w, r, all, f)
	}
	v := begin(r)
	v.Refresh = slices.ContainsFunc(all, func(e Entry) bool { return e.Working != nil })
	v.Actions = buttons(v)
	return look.Write(w, r, v, list(v, all))
}

// find is the source that the path names; what is not there, or beyond the scope, is missing.
func (room *Room) find(r *http.Request) (*Entry, error) {
	all, err := room.House.Sources(r.Context(), web.Scope(r.Context()))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(e Entry) bool { return e.Name == r.PathValue("name") })
	if i < 0 {
		return nil, web.Missing()
	}
	return &all[i], nil
}

// added is find for what was added here: what tsutsumi.yaml declares is changed there.
func (room *Room) added(r *http.Request) (*Entry, error) {
	e, err := room.find(r)
	if err == nil && e.Said == nil {
		err = web.Bad("このデータ源は tsutsumi.yaml で登録されています。変更はそのファイルで行ってください。", "This source is declared in tsutsumi.yaml: it is changed there.")
	}
	return e, err
}

func (room *Room) show(w http.ResponseWriter, r *http.Request) error {
	e, err := room.find(r)
	if err != nil {
		return err
	}
	jobs, err := room.House.Jobs(r.Context(), e.Name, 20)
	if err != nil {
		return err
	}
	v := begin(r)
	v.Name, v.Up = e.Name, &look.Link{Text: v.Of("データ源と予定", "Sources & schedule"), Href: "/sources"}
	v.Refresh = e.Working != nil
	return look.Write(w, r, v, show(v, e, jobs, nil))
}

func (room *Room) blank(w http.ResponseWriter, r *http.Request) error {
	v := begin(r)
	v.Title, v.Up = v.Of("データ源を追加", "Add a source"), &look.Link{Text: v.Of("データ源と予定", "Sources & schedule"), Href: "/sources"}
	key := r.URL.Query().Get("type")
	if key == "" {
		return look.Write(w, r, v, choose(v))
	}
	f := familyOf(key)
	if f == nil {
		return web.Missing()
	}
	v.Name = f.Name(v.Lang)
	return look.Write(w, r, v, edit(v, &form{Family: f, Wrong: map[string]string{}}, "/sources"))
}

// again shows a form with what is wrong.
func again(w http.ResponseWriter, r *http.Request, f *form, action string, status int) error {
	v := begin(r)
	v.Title, v.Up = v.Of("データ源を追加", "Add a source"), &look.Link{Text: v.Of("データ源と予定", "Sources & schedule"), Href: "/sources"}
	if action != "/sources" {
		v.Title = v.Of("データ源を変更", "Change a source")
	}
	v.Name = f.Family.Name(v.Lang)
	f.Secret = ""
	return look.WriteStatus(w, r, status, v, edit(v, f, action))
}

func (room *Room) add(w http.ResponseWriter, r *http.Request) error {
	f, err := read(w, r)
	if err != nil {
		return err
	}
	if len(f.Wrong) > 0 {
		return again(w, r, f, "/sources", http.StatusUnprocessableEntity)
	}
	web.Of(r.Context()).Object = f.Added.Name
	return room.save(w, r, f, "/sources", time.Time{})
}

// save keeps what a form says, or shows it again with what is wrong.
func (room *Room) save(w http.ResponseWriter, r *http.Request, f *form, action string, before time.Time) error {
	err := room.House.Save(r.Context(), &f.Added, f.secret(), before, who(r))
	var told *web.Error
	switch {
	case err == nil:
		return look.Back(w, r, "/sources/"+f.Added.Name, "保存しました。", "Saved.")
	case errors.As(err, &told):
		f.Wrong["host"] = web.Of(r.Context()).Lang.Of(told.JA, told.EN)
		return again(w, r, f, action, http.StatusUnprocessableEntity)
	case fault.Of(err) == fault.Changed && before.IsZero():
		f.Wrong["name"] = web.Of(r.Context()).Lang.Of("この名前は使われています。", "The name is taken.")
		return again(w, r, f, action, http.StatusConflict)
	}
	return err
}

func (room *Room) edit(w http.ResponseWriter, r *http.Request) error {
	e, err := room.added(r)
	if err != nil {
		return err
	}
	v := begin(r)
	v.Title, v.Name = v.Of("データ源を変更", "Change a source"), e.Name
	v.Up = &look.Link{Text: e.Name, Href: "/sources/" + e.Name}
	return look.Write(w, r, v, edit(v, filled(e), "/sources/"+e.Name))
}

func (room *Room) change(w http.ResponseWriter, r *http.Request) error {
	e, err := room.added(r)
	if err != nil {
		return err
	}
	f, err := read(w, r)
	if err != nil {
		return err
	}
	f.HasSecret = e.Sealed
	if f.Added.Name != e.Name {
		return web.Bad("名前は変えられません。", "The name cannot be changed.")
	}
	action := "/sources/" + e.Name
	if len(f.Wrong) > 0 {
		return again(w, r, f, action, http.StatusUnprocessableEntity)
	}
	// What was sealed is for the place that it was given for: moved elsewhere, it would be sent to a stranger.
	if f.secret() == nil && e.Sealed && !samePlace(e.Said.Target, f.Added.Target) {
		f.Wrong["secret"] = web.Of(r.Context()).Lang.Of("接続先を変えるときは、パスワードをもう一度入力してください。", "When it is moved elsewhere, the password is needed again.")
		return again(w, r, f, action, http.StatusUnprocessableEntity)
	}
	return room.save(w, r, f, action, f.Before)
}

func (room *Room) remove(w http.ResponseWriter, r *http.Request) error {
	e, err := room.added(r)
	if err != nil {
		return err
	}
	if err := room.House.Remove(r.Context(), e.Name); err != nil {
		return err
	}
	return look.Back(w, r, "/sources", "データ源を削除しました。台帳の記録は残っています。", "The source was removed. What the inventory holds of it stays.")
}

// tryForm opens what a form says, before anything is kept.
func (room *Room) tryForm(w http.ResponseWriter, r *http.Request) error {
	f, err := read(w, r)
	if err != nil {
		return err
	}
	action := "/sources"
	if r.PostForm.Get("before") != "" {
		action = "/sources/" + f.Added.Name
	}
	if len(f.Wrong) > 0 {
		return again(w, r, f, action, http.StatusUnprocessableEntity)
	}
	web.Of(r.Context()).Object = f.Added.Name
	secret := f.secret()
	if f.HasSecret, err = room.kept(r, f, &secret); err != nil {
		return err
	}
	if f.Tried, err = room.House.Try(r.Context(), &f.Added, secret); err != nil {
		return err
	}
	return again(w, r, f, action, http.StatusOK)
}

// kept tells whether something is sealed for the source that a form changes. It is not used for another place.
func (room *Room) kept(r *http.Request, f *form, secret **string) (bool, error) {
	all, err := room.House.Sources(r.Context(), web.Scope(r.Context()))
	if err != nil {
		return false, err
	}
	for i := range all {
		e := &all[i]
		if e.Name != f.Added.Name || e.Said == nil {
			continue
		}
		if *secret == nil && !samePlace(e.Said.Target, f.Added.Target) {
			*secret = new(string)
		}
		return e.Sealed, nil
	}
	if *secret == nil {
		*secret = new(string)
	}
	return false, nil
}

func (room *Room) try(w http.ResponseWriter, r *http.Request) error {
	e, err := room.find(r)
	if err != nil {
		return err
	}
	a := e.Said
	if a == nil {
		a = declaredAs(&e.Source)
	}
	tried, err := room.House.Try(r.Context(), a, nil)
	if err != nil {
		return err
	}
	jobs, err := room.House.Jobs(r.Context(), e.Name, 20)
	if err != nil {
		return err
	}
	v := begin(r)
	v.Name, v.Up = e.Name, &look.Link{Text: v.Of("データ源と予定", "Sources & schedule"), Href: "/sources"}
	return look.Write(w, r, v, show(v, e, jobs, tried))
}

// kinds are what may be started of a source.
var kinds = map[string]queue.Kind{"scan": queue.Scan, "full": queue.Scan, "exposure": queue.Exposure, "snapshot": queue.Snapshot}

func (room *Room) start(w http.ResponseWriter, r *http.Request) error {
	e, err := room.find(r)
	if err != nil {
		return err
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	what := r.PostFormValue("what")
	kind, ok := kinds[what]
	if !ok {
		return web.Bad("その処理はありません。", "There is no such work.")
	}
	j, err := room.House.Start(r.Context(), kind, e.Name, what == "full", who(r))
	if err != nil {
		return err
	}
	if r.Header.Get("HX-Request") != "" {
		return look.Fragment(w, r, job(look.Begin(r, look.Page{}), &j))
	}
	return look.Back(w, r, "/sources/"+e.Name, "処理を開始しました。", "The work was started.")
}
