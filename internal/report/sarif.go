package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
	"github.com/tsutsumi-dev/tsutsumi/internal/scan"
)

// held is how many findings of a part wait for its charset, which says whether byte offsets are the file's own. Those
// beyond are located by line only.
const held = 4096

// Code scanning services take so many results a log and no more; a column of a large table alone has more. All of them
// stand in the JSON stream.
const (
	maxResults  = 25_000
	maxPerField = 100 // of a kind in a field of a part
)

// sarif writes one SARIF 2.1.0 log. Results are written as they come; the rules follow behind them, when it is known
// which were needed.
type sarif struct {
	w     io.Writer
	words words
	min   float64
	root  string
	buf   bytes.Buffer

	written, left int64
	perField      map[fieldOfKind]int

	config scan.Config
	rules  map[pii.Kind]int
	order  []pii.Kind
	ref    scan.PartRef
	wait   []scan.Finding
	failed []sarifNotification
}

type fieldOfKind struct {
	kind  pii.Kind
	field string
}

// NewSARIF writes a SARIF 2.1.0 log, leaving out findings below the likelihood min.
func NewSARIF(w io.Writer, o Options, min float64) scan.Handler {
	return &sarif{
		w: w, words: words(o.ja()), min: min, root: o.Root,
		rules: map[pii.Kind]int{}, perField: map[fieldOfKind]int{},
	}
}

type (
	sarifText struct {
		Text string `json:"text"`
	}
	sarifArtifact struct {
		URI    string `json:"uri"`
		BaseID string `json:"uriBaseId,omitempty"`
	}
	sarifRegion struct {
		StartLine  int64  `json:"startLine,omitempty"`
		ByteOffset *int64 `json:"byteOffset,omitempty"`
		ByteLength *int64 `json:"byteLength,omitempty"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifLogical struct {
		Name string `json:"fullyQualifiedName"`
		Kind string `json:"kind,omitempty"`
	}
	sarifLocation struct {
		Physical sarifPhysical  `json:"physicalLocation"`
		Logical  []sarifLogical `json:"logicalLocations,omitempty"`
	}
	sarifResult struct {
		Rule         string            `json:"ruleId"`
		Index        int               `json:"ruleIndex"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Properties   map[string]any    `json:"properties"`
	}
	sarifRule struct {
		ID         string         `json:"id"`
		Name       string         `json:"name"`
		Short      sarifText      `json:"shortDescription"`
		Full       sarifText      `json:"fullDescription"`
		Help       sarifText      `json:"help"`
		Default    sarifLevel     `json:"defaultConfiguration"`
		Properties map[string]any `json:"properties"`
	}
	sarifLevel struct {
		Level string `json:"level"`
	}
	sarifNotification struct {
		Level     string          `json:"level"`
		Message   sarifText       `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
)

func (s *sarif) Config(c *scan.Config) error {
	s.config = *c
	s.buf.WriteString(`{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",` +
		`"version":"2.1.0","runs":[{"columnKind":"unicodeCodePoints","results":[`)
	return nil
}

func (s *sarif) Findings(p *scan.PartRef, fs []scan.Finding) error {
	if *p != s.ref {
		if err := s.release(false); err != nil {
			return err
		}
		s.ref = *p
		clear(s.perField)
	}
	for i := range fs {
		if fs[i].Likelihood < s.min {
			continue
		}
		at := fieldOfKind{fs[i].Kind, fs[i].Field}
		if s.perField[at]++; s.perField[at] > maxPerField || s.written+int64(len(s.wait)) >= maxResults {
			s.left++
			continue
		}
		if len(s.wait) >= held {
			if err := s.result(&fs[i], false); err != nil {
				return err
			}
			continue
		}
		f := fs[i]
		f.Mask = bytes.Clone(f.Mask)
		s.wait = append(s.wait, f)
	}
	return nil
}

func (s *sarif) Unit(u *scan.Unit) error {
	own := (u.Charset == "utf-8" || u.Charset == "us-ascii" || u.Charset == "ascii") && !strings.Contains(u.Name, "!/")
	if err := s.release(own); err != nil {
		return err
	}
	if u.Error != "" && u.Class != "skipped" && len(s.failed) < 1000 {
		s.failed = append(s.failed, sarifNotification{Level: "warning", Message: sarifText{strings.ToValidUTF8(u.Error, "\ufffd")},
			Locations: []sarifLocation{s.location(u.Source, u.Name, nil)}})
	}
	return nil
}

// release writes the findings that waited. own: offsets are bytes of the file as it stands.
func (s *sarif) release(own bool) error {
	for i := range s.wait {
		if err := s.result(&s.wait[i], own); err != nil {
			return err
		}
	}
	s.wait = s.wait[:0]
	return nil
}

func (s *sarif) result(f *scan.Finding, own bool) error {
	rule, ok := s.rules[f.Kind]
	if !ok {
		rule = len(s.order)
		s.rules[f.Kind], s.order = rule, append(s.order, f.Kind)
	}
	region := &sarifRegion{StartLine: f.Line}
	if own && f.Place == "" {
		n := f.End - f.Start
		region.ByteOffset, region.ByteLength = &f.Start, &n
	}
	if region.StartLine == 0 && region.ByteOffset == nil || strings.Contains(s.ref.Part, "!/") {
		region = nil // lines of an inner file are not lines of the file that holds it
	}
	loc := s.location(s.ref.Source, s.ref.Part, region)
	if at := s.place(f); at != "" {
		loc.Logical = append(loc.Logical, sarifLogical{Name: at, Kind: "member"})
	}
	props := map[string]any{"likelihood": float64(tenThousandths(f.Likelihood)) / 10000, "why": why(f.Why), "mask": string(f.Mask)}
	if f.Record > 0 {
		props["record"] = f.Record
	}
	if f.Place == "" && (f.Start != 0 || f.End != 0) {
		props["start"], props["end"] = f.Start, f.End
	}
	return s.item(sarifResult{
		Rule: f.Kind.String(), Index: rule, Level: sarifLevelOf(f.Likelihood), Message: sarifText{s.message(f)},
		Locations: []sarifLocation{loc}, Properties: props,
		Fingerprints: map[string]string{"tsutsumi/v1": string(appendHex(nil, f.ID[:]))},
	})
}

// place says where in a part, where lines say nothing.
func (s *sarif) place(f *scan.Finding) string {
	var at []string
	if f.Place != "" {
		at = append(at, f.Place)
	}
	if f.Field != "" {
		at = append(at, f.Field)
	}
	return clean(strings.Join(at, " "))
}

func (s *sarif) message(f *scan.Finding) string {
	w := s.words
	text := w.kind(f.Kind) + " " + string(f.Mask)
	if f.Field != "" {
		text += fmt.Sprintf(w.of("（項目「%s」）", " in field %q"), clean(f.Field))
	}
	if at := f.Place; at != "" {
		text += w.of("、位置 ", " at ") + at
	}
	return text + w.of("：", ": ") + f.Why.Why(bool(w))
}

// location of a part: the outermost file, with what is inside it as a logical location.
func (s *sarif) location(source, part string, region *sarifRegion) sarifLocation {
	outer, _, inside := strings.Cut(part, "!/")
	a := sarifArtifact{URI: uri(outer), BaseID: "%SRCROOT%"}
	if abs := filepath.FromSlash(source); s.root != "" && filepath.IsAbs(abs) {
		if filepath.Base(abs) != outer { // else the target is the file itself
			abs = filepath.Join(abs, filepath.FromSlash(outer))
		}
		if rel, err := filepath.Rel(s.root, abs); err == nil && filepath.IsLocal(rel) {
			a.URI = uri(filepath.ToSlash(rel))
		} else {
			a = sarifArtifact{URI: (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String()}
		}
	}
	l := sarifLocation{Physical: sarifPhysical{Artifact: a, Region: region}}
	if inside {
		l.Logical = []sarifLogical{{Name: clean(part), Kind: "resource"}}
	}
	return l
}

func uri(path string) string {
	return (&url.URL{Path: strings.ReplaceAll(path, `\`, "/")}).String()
}

// item writes one element of the results.
func (s *sarif) item(v any) error {
	if s.written > 0 {
		s.buf.WriteByte(',')
	}
	s.written++
	s.buf.WriteByte('\n')
	if err := s.encode(v); err != nil {
		return err
	}
	if s.buf.Len() >= flushAt {
		return s.flush()
	}
	return nil
}

func (s *sarif) encode(v any) error {
	e := json.NewEncoder(&s.buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	s.buf.Truncate(s.buf.Len() - 1)
	return nil
}

func (s *sarif) flush() error {
	_, err := s.w.Write(s.buf.Bytes())
	s.buf.Reset()
	return err
}

func (s *sarif) Summary(sum *scan.Summary) error {
	if err := s.release(false); err != nil {
		return err
	}
	if s.left > 0 {
		s.failed = append(s.failed, sarifNotification{Level: "note", Message: sarifText{fmt.Sprintf(s.words.of(
			"ほかに%s件の検出があります。この記録には、同じ項目は1か所あたり%d件まで、全体で%s件までを載せています。すべては --format json で出力できます。",
			"%s further findings are left out: this log holds at most %d of a kind in a field of a part and %s in all; --format json has every one."),
			number(s.left), maxPerField, number(maxResults))}})
	}
	rules := make([]sarifRule, len(s.order))
	for i, k := range s.order {
		rules[i] = s.rule(k)
	}
	s.buf.WriteString("\n],\n" + `"tool":`)
	err := s.encode(map[string]any{"driver": map[string]any{
		"name": "tsutsumi", "version": s.config.Version, "semanticVersion": s.config.Version,
		"informationUri": "https://github.com/tsutsumi-dev/tsutsumi", "rules": rules,
	}})
	if err != nil {
		return err
	}
	s.buf.WriteString(",\n" + `"invocations":`)
	inv := map[string]any{"executionSuccessful": !sum.Incomplete, "toolExecutionNotifications": append([]sarifNotification{}, s.failed...)}
	if !s.config.Started.IsZero() {
		inv["startTimeUtc"] = s.config.Started.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	if err := s.encode([]any{inv}); err != nil {
		return err
	}
	s.buf.WriteString(",\n" + `"properties":`)
	if err := s.encode(summaryOut(sum)); err != nil {
		return err
	}
	s.buf.WriteString("}]}\n")
	return s.flush()
}

func (s *sarif) rule(k pii.Kind) sarifRule {
	w := s.words
	full := w.kind(k)
	if hs := w.heavy([]pii.Kind{k}); len(hs) > 0 {
		full += w.of("（"+strings.Join(hs, "・")+"）", " ("+strings.Join(hs, ", ")+")")
	}
	level, severity := "warning", 4.0
	switch x := weight(k); {
	case x >= 6:
		level, severity = "error", 9.0
	case x >= 5:
		level, severity = "error", 8.0
	case x >= 2:
		severity = 6.0
	}
	tags := []string{"privacy", "personal-data"}
	if k.Has(pii.Credential) {
		tags = []string{"security", "secret"}
	}
	return sarifRule{
		ID: k.String(), Name: camel(k.String()), Short: sarifText{w.kind(k)}, Full: sarifText{full},
		Help: sarifText{w.of(
			"この場所に個人データを置く必要があるかを確かめ、不要なら削除し、必要なら仮の値に置き換えてください（tsutsumi mask）。",
			"Check whether the data has to be here; delete it if not, or replace it by made-up values (tsutsumi mask).")},
		Default:    sarifLevel{level},
		Properties: map[string]any{"tags": tags, "security-severity": strconv.FormatFloat(severity, 'f', 1, 64)},
	}
}

func sarifLevelOf(p float64) string {
	switch pii.LevelOf(p) {
	case pii.VeryLikely:
		return "error"
	case pii.Likely:
		return "warning"
	}
	return "note"
}

// camel turns EMAIL_ADDRESS into EmailAddress.
func camel(s string) string {
	var b strings.Builder
	for w := range strings.SplitSeq(strings.ToLower(s), "_") {
		if w != "" {
			b.WriteString(strings.ToUpper(w[:1]) + w[1:])
		}
	}
	return b.String()
}
