package cases

import "net/http"

func (m Room) fresh(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) opened(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) verify(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) facts(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) work(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) record(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) documents(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) document(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) persons(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) letter(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) send(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) desk(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) ask(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) evidence(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) kept(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) asking(w http.ResponseWriter, r *http.Request) error { return nil }
func (m Room) file(sort, end, media string) func(http.ResponseWriter, *http.Request) error { return nil }
