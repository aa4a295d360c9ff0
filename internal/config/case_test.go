package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

func TestCase(t *testing.T) {
	f, err := Decode("t.yaml", []byte(`domains: [example.jp]
case:
  name: 株式会社堤
  name_en: Tsutsumi Inc.
  address: 東京都千代田区例町1-1
  representative: 代表取締役
  department: 個人情報保護室
  contact: 個人情報保護室
  phone: 03-0000-0000
  email: privacy@example.jp
  hours: 平日 9:00-17:00
  url: https://www.example.jp/privacy
  corporate_number: "5010401089998"
  sectors: [private, telecom]
  places: [JP, EU]
  role: contractor
  zone: Asia/Tokyo
  two_person: [send, close]
  users: [hanako, 山田]
  letters: {host: mail.example.jp, port: 587, user: u, password_env: MAIL, from: 堤 <privacy@example.jp>, rate: 50, connections: 10, bounces: bounce@example.jp}
  cost: cost.yaml
  remind: [72h, 24h, 3h]
`))
	if err != nil {
		t.Fatal(err)
	}
	want := &Case{Name: "株式会社堤", NameEN: "Tsutsumi Inc.", Address: "東京都千代田区例町1-1", Representative: "代表取締役", Department: "個人情報保護室", Contact: "個人情報保護室",
		Phone: "03-0000-0000", Email: "privacy@example.jp", Hours: "平日 9:00-17:00", URL: "https://www.example.jp/privacy", Corporate: "5010401089998",
		Sectors: []string{"private", "telecom"}, Places: []string{"JP", "EU"}, Role: "contractor", Zone: "Asia/Tokyo", TwoPersons: []string{"send", "close"}, Users: []string{"hanako", "山田"},
		Letters: &Notify{Name: "letters", Type: "email", Host: "mail.example.jp", Port: 587, User: "u", Password: Secret{Env: "MAIL"}, From: "堤 <privacy@example.jp>", Line: 20},
		Rate:    50, Connections: 10, Bounces: "bounce@example.jp", Cost: "cost.yaml", Remind: []string{"72h", "24h", "3h"}, Line: 3}
	if d := cmp.Diff(want, f.Case); d != "" {
		t.Error(d)
	}
	if f, err := Decode("t.yaml", []byte("domains: [example.jp]\n")); err != nil || f.Case != nil {
		t.Error("a case is declared that is not", err)
	}
}

// TestCaseWrong: what is wrong is told with its line, and never with a value.
func TestCaseWrong(t *testing.T) {
	for text, want := range map[string]string{
		`zone: Mars/hunter2`:                           "a time zone",
		`sectors: [hunter2]`:                           "private, public",
		`sectors: [private, private]`:                  "twice",
		`places: [Japan]`:                              "ISO 3166-1",
		`places: [jp]`:                                 "ISO 3166-1",
		`role: hunter2`:                                "controller or contractor",
		`two_person: [hunter2]`:                        "send, close, report",
		"two_person: [send]\n  users: [hanako]":        "names one",
		`users: [""]`:                                  "a name of at most",
		`users: [" a"]`:                                "a name of at most",
		`email: hunter2`:                               "an address",
		`email: "x <hunter2@example.jp>"`:              "an address",
		`url: ftp://hunter2.example.jp`:                "https",
		`corporate_number: "1010401089998"`:            "13 digits",
		`corporate_number: 5010401089`:                 "13 digits",
		`remind: [soon]`:                               "a time before",
		`remind: [1s]`:                                 "a time before",
		`name: "a\u0007"`:                              "printable",
		`letters: {host: mail.example.jp}`:             "a host and from",
		`letters: {host: "h:25", from: a@example.jp}`:  "without a port",
		`letters: {host: h.example.jp, from: hunter2}`: "addresses",
		`letters: {host: h.example.jp, from: a@example.jp, transport: none}`:    "only to this machine",
		`letters: {host: h.example.jp, from: a@example.jp, user: hunter2}`:      "belong together",
		`letters: {host: h.example.jp, from: a@example.jp, rate: -1}`:           "in a second",
		`letters: {host: h.example.jp, from: a@example.jp, connections: 1000}`:  "at a time",
		`letters: {host: h.example.jp, from: a@example.jp, bounces: "hunter2"}`: "an address",
		`letters: {host: h.example.jp, from: a@example.jp, password: hunter2}`:  "unknown key",
		`mood: hunter2`: "unknown key",
	} {
		_, err := Decode("t.yaml", []byte("domains: [example.jp]\ncase:\n  "+text+"\n"))
		switch {
		case err == nil || fault.Of(err) != fault.Usage || !strings.Contains(err.Error(), want):
			t.Errorf("%s: %v", text, err)
		case strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s: the error holds the value: %v", text, err)
		case !strings.Contains(err.Error(), "t.yaml:3:") && !strings.Contains(err.Error(), "t.yaml:4:"):
			t.Errorf("%s: no line: %v", text, err)
		}
	}
}
