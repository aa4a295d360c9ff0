package ocsf

import (
	"encoding/json"

	"github.com/tsutsumi-dev/tsutsumi/internal/notify"
	"github.com/tsutsumi-dev/tsutsumi/internal/watch"
)

// Version is the schema's version; class that of Detection Finding.
const (
	Version = "1.3.0"
	class   = 2004
)

type finding struct {
	ActivityID      int        `json:"activity_id"` // 1 Create, 2 Update
	ActivityName    string     `json:"activity_name"`
	CategoryUID     int        `json:"category_uid"`
	CategoryName    string     `json:"category_name"`
	ClassUID        int        `json:"class_uid"`
	ClassName       string     `json:"class_name"`
	TypeUID         int        `json:"type_uid"`
	TypeName        string     `json:"type_name"`
	Time            int64      `json:"time"` // ms
	StartTime       int64      `json:"start_time"`
	EndTime         int64      `json:"end_time"`
	SeverityID      int        `json:"severity_id"`
	Severity        string     `json:"severity"`
	StatusID        int        `json:"status_id"` // 1 New
	Status          string     `json:"status"`
	ConfidenceID    int        `json:"confidence_id"`
	Confidence      string     `json:"confidence"`
	ConfidenceScore int        `json:"confidence_score"`
	Count           int64      `json:"count,omitempty"`
	Message         string     `json:"message"`
	Metadata        metadata   `json:"metadata"`
	FindingInfo     info       `json:"finding_info"`
	Resources       []resource `json:"resources,omitempty"`
	Evidences       []evidence `json:"evidences,omitempty"`
	Unmapped        unmapped   `json:"unmapped"`
}

type metadata struct {
	Version     string   `json:"version"`
	UID         string   `json:"uid"` // the key by which one that comes twice is known
	LoggedTime  int64    `json:"logged_time"`
	Product     product  `json:"product"`
	Labels      []string `json:"labels,omitempty"`
	OriginalUID string   `json:"correlation_uid"`
}

type product struct {
	Name    string `json:"name"`
	Vendor  string `json:"vendor_name"`
	Version string `json:"version"`
	Lang    string `json:"lang"`
}

type info struct {
	UID       string   `json:"uid"`
	Title     string   `json:"title"`
	Desc      string   `json:"desc"`
	Types     []string `json:"types"`
	FirstSeen int64    `json:"first_seen_time"`
	LastSeen  int64    `json:"last_seen_time"`
	Created   int64    `json:"created_time"`
	Modified  int64    `json:"modified_time,omitempty"`
	Analytic  analytic `json:"analytic"`
}

type analytic struct {
	Name   string `json:"name"`
	UID    string `json:"uid"`
	TypeID int    `json:"type_id"` // 1 Rule, 2 Behavioral
	Type   string `json:"type"`
}

type resource struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type evidence struct {
	Actor *actor    `json:"actor,omitempty"`
	From  *endpoint `json:"src_endpoint,omitempty"`
	Data  data      `json:"data"`
}

type actor struct {
	User user `json:"user"`
}

type user struct {
	Name string `json:"name"` // masked
}

type endpoint struct {
	Name     string    `json:"name"` // masked: no address of a person
	Location *location `json:"location,omitempty"`
}

type location struct {
	Country string `json:"country"`
}

type data struct {
	File   string `json:"file"`
	Offset int64  `json:"offset"`
	Line   int64  `json:"line"`
	Time   int64  `json:"time"`
	Text   string `json:"text"` // masked
}

type unmapped struct {
	Revision  int64    `json:"revision"`
	People    *int64   `json:"people"`
	PeopleMin *int64   `json:"people_min"`
	PeopleMax *int64   `json:"people_max"`
	Rows      *int64   `json:"rows"`
	Kinds     []string `json:"kinds"`
	Countries []string `json:"countries,omitempty"`
	Principal string   `json:"principal,omitempty"`
	Origin    string   `json:"origin,omitempty"`
	Gaps      int      `json:"gaps"`
	Test      bool     `json:"test,omitempty"`
}

var severities = [...]string{watch.Info: "Informational", watch.Low: "Low", watch.Medium: "Medium", watch.High: "High", watch.Critical: "Critical"}

// write is a notice as a finding, without a newline.
func write(n *notify.Notice) ([]byte, error) {
	a := n.Alert
	s := min(a.Severity, watch.Critical)
	f := finding{ActivityID: 1, ActivityName: "Create", CategoryUID: 2, CategoryName: "Findings", ClassUID: class, ClassName: "Detection Finding", Time: a.Last.UnixMilli(), StartTime: a.First.UnixMilli(), EndTime: a.Last.UnixMilli(),
		SeverityID: int(s) + 1, Severity: severities[s], StatusID: 1, Status: "New", ConfidenceScore: int(a.Confidence*100 + 0.5), Count: a.Accesses, Message: n.Words.Title,
		Metadata: metadata{Version: Version, UID: n.Key(), LoggedTime: n.At.UnixMilli(), Product: product{"Tsutsumi", "Tsutsumi", n.Version, n.Lang}, OriginalUID: a.ID},
		FindingInfo: info{UID: a.ID, Title: n.Words.Title, Types: append([]string{a.Detector}, a.Also...), FirstSeen: a.First.UnixMilli(), LastSeen: a.Last.UnixMilli(), Created: n.At.UnixMilli(),
			Analytic: analytic{Name: a.Detector, UID: a.Detector, TypeID: 2, Type: "Behavioral"}},
		Unmapped: unmapped{Revision: n.Revision, People: a.People, PeopleMin: a.PeopleMin, PeopleMax: a.PeopleMax, Rows: a.Rows, Kinds: []string{}, Countries: a.Countries, Principal: a.Principal, Origin: a.Origin, Gaps: len(a.Gaps), Test: n.Test}}
	if n.Revision > 1 {
		f.ActivityID, f.ActivityName = 2, "Update"
		f.FindingInfo.Modified = n.At.UnixMilli()
	}
	f.TypeUID = class*100 + f.ActivityID
	f.TypeName = f.ClassName + ": " + f.ActivityName
	switch a.Detector {
	case "sigma", "policy", "trace", "return":
		f.FindingInfo.Analytic.TypeID, f.FindingInfo.Analytic.Type = 1, "Rule"
	}
	f.ConfidenceID, f.Confidence = 1, "Low"
	if f.ConfidenceScore >= 70 {
		f.ConfidenceID, f.Confidence = 3, "High"
	} else if f.ConfidenceScore >= 40 {
		f.ConfidenceID, f.Confidence = 2, "Medium"
	}
	for i, s := range n.Words.Story {
		if i > 0 {
			f.FindingInfo.Desc += "\n"
		}
		f.FindingInfo.Desc += s
	}
	if a.Source != "" {
		f.Resources = []resource{{a.Source, "data store"}}
	}
	for _, k := range a.Kinds {
		f.Unmapped.Kinds = append(f.Unmapped.Kinds, k.String())
	}
	if n.Test {
		f.Metadata.Labels = []string{"test"}
	}
	f.Evidences = evidences(a)
	return json.Marshal(&f)
}

func evidences(a *watch.Alert) (out []evidence) {
	for _, e := range a.Evidence {
		v := evidence{Data: data{e.Log, e.Position.Offset, e.Position.Line, e.At.UnixMilli(), e.Text}}
		if a.Principal != "" {
			v.Actor = &actor{user{a.Principal}}
		}
		if a.Origin != "" {
			v.From = &endpoint{Name: a.Origin}
			if a.Country != "" {
				v.From.Location = &location{a.Country}
			}
		}
		out = append(out, v)
	}
	return out
}
