package ci

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/fault"
)

// run is one run of a pipeline, as the CI system's own list tells it.
type run struct {
	id   string
	file string // path of the CI file, "" if not told
	name string // of the pipeline
	at   time.Time
	sha  string // the commit that it ran on
}

const (
	maxRuns = 2_000_000
	maxRow  = 1 << 20
)

// readRuns reads an exported list of runs: JSON as the APIs of GitHub, GitLab, CircleCI and Jenkins answer it, pages one
// behind the other, or CSV with a heading. untimed counts those whose time cannot be told.
func readRuns(path string) (out []run, untimed int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, fault.Errorf(fault.Usage, "read runs: the file cannot be opened")
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 64<<10)
	head, _ := in.Peek(512)
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	take := func(fields map[string]string) error {
		r, ok := runOf(fields)
		switch {
		case !ok:
			untimed++
		case len(out) >= maxRuns:
			return fault.Errorf(fault.Refused, "read runs: more than %d; give those of the window", maxRuns)
		default:
			out = append(out, r)
		}
		return nil
	}
	if len(head) > 0 && (head[0] == '{' || head[0] == '[') {
		err = jsonRuns(in, take)
	} else {
		err = csvRuns(in, take)
	}
	if err != nil && fault.Of(err) == fault.Internal {
		err = fault.Errorf(fault.Usage, "read runs: neither JSON as GitHub, GitLab, CircleCI or Jenkins export it, nor CSV with a heading")
	}
	if err == nil && len(out) == 0 && untimed > 0 {
		err = fault.Errorf(fault.Usage, "read runs: of none of %d entries can the time be told", untimed)
	}
	return out, untimed, err
}

// jsonRuns reads values one behind the other: lists of runs, or answers that hold such a list.
func jsonRuns(in io.Reader, take func(map[string]string) error) error {
	d := json.NewDecoder(in)
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('['):
			err = jsonList(d, take)
		case json.Delim('{'):
			err = jsonAnswer(d, take)
		default:
			err = errors.New("no run")
		}
		if err != nil {
			return err
		}
	}
}

func jsonList(d *json.Decoder, take func(map[string]string) error) error {
	for d.More() {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if inner := bytes.TrimSpace(raw); len(inner) > 0 && inner[0] == '[' { // pages in a list (gh api --slurp)
			if err := jsonRuns(bytes.NewReader(inner), take); err != nil {
				return err
			}
			continue
		}
		if err := jsonOne(raw, take); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// jsonAnswer reads an object: one run, or what holds a list of them.
func jsonAnswer(d *json.Decoder, take func(map[string]string) error) error {
	own := map[string]json.RawMessage{}
	held := false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if slices.Contains([]string{"workflow_runs", "items", "builds", "allBuilds", "pipelines", "runs"}, name) {
			t, err := d.Token()
			if err != nil {
				return err
			}
			if t == json.Delim('[') {
				held = true
				if err := jsonList(d, take); err != nil {
					return err
				}
			} else if t == json.Delim('{') {
				return errors.New("no list of runs")
			}
			continue
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		if len(raw) < maxRow && len(own) < 1000 {
			own[name] = raw
		}
	}
	if _, err := d.Token(); err != nil || held {
		return err
	}
	raw, err := json.Marshal(own)
	if err != nil {
		return err
	}
	return jsonOne(raw, take)
}

// jsonOne flattens one run: names in lower case, without what stands between words.
func jsonOne(raw json.RawMessage, take func(map[string]string) error) error {
	if inner := bytes.TrimSpace(raw); len(inner) > 0 && inner[0] == '{' {
		var lists map[string]json.RawMessage
		if json.Unmarshal(inner, &lists) == nil && (lists["workflow_runs"] != nil || lists["items"] != nil || lists["builds"] != nil || lists["allBuilds"] != nil) {
			return jsonRuns(bytes.NewReader(inner), take) // pages in a list
		}
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	fields := map[string]string{}
	flat(fields, "", v, 0)
	return take(fields)
}

func flat(into map[string]string, name string, v any, depth int) {
	if depth > 6 || len(into) > 2000 {
		return
	}
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			k = fold(k)
			if name != "" {
				k = name + "." + k
			}
			flat(into, k, x, depth+1)
		}
	case []any: // actions of a build of Jenkins
		for _, x := range v {
			flat(into, name, x, depth+1)
		}
	case string:
		into[name] = v
	case json.Number:
		into[name] = v.String()
	}
}

func fold(s string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(s)))
}

// csvRuns reads rows under a heading.
func csvRuns(in io.Reader, take func(map[string]string) error) error {
	c := csv.NewReader(in)
	c.FieldsPerRecord, c.LazyQuotes = -1, true
	heads, err := c.Read()
	if err != nil {
		return err
	}
	for i := range heads {
		heads[i] = fold(strings.TrimPrefix(heads[i], "\ufeff"))
	}
	if !slices.ContainsFunc(heads, func(h string) bool { return slices.Contains(times, h) }) {
		return errors.New("no column of times")
	}
	for {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		fields := map[string]string{}
		for i, v := range row {
			if i < len(heads) {
				fields[heads[i]] = v
			}
		}
		if err := take(fields); err != nil {
			return err
		}
	}
}

// What the systems call things, the better first.
var (
	times = []string{"runstartedat", "startedat", "createdat", "created", "timestamp", "date", "time", "started"}
	ids   = []string{"databaseid", "id", "run", "runid", "number", "pipelinenumber", "pipelineid"}
	shas  = []string{"headsha", "sha", "vcs.revision", "revision", "commit", "commitsha", "actions.lastbuiltrevision.sha1", "gitcommit", "trigger.parameters.git.checkoutsha"}
	files = []string{"path", "workflowpath", "file", "configpath"}
	names = []string{"workflowname", "name", "workflow", "pipeline"}
)

func runOf(f map[string]string) (run, bool) {
	pick := func(list []string) string {
		for _, k := range list {
			if v := strings.TrimSpace(f[k]); v != "" {
				return v
			}
		}
		return ""
	}
	r := run{id: pick(ids), file: pick(files), name: pick(names), sha: strings.ToLower(pick(shas))}
	r.file, _, _ = strings.Cut(r.file, "@") // .github/workflows/ci.yml@refs/heads/main
	if !commit.MatchString(r.sha) {
		r.sha = ""
	}
	if len(r.id) > 64 || strings.ContainsAny(r.id, "@ \n") {
		r.id = ""
	}
	var ok bool
	r.at, ok = timeOf(pick(times))
	return r, ok
}

func timeOf(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999-0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006/01/02 15:04:05", "2006/01/02 15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n > 1_000_000_000 {
		if n > 1_000_000_000_000 { // Jenkins counts milliseconds
			return time.UnixMilli(n).UTC(), true
		}
		return time.Unix(n, 0).UTC(), true
	}
	return time.Time{}, false
}
