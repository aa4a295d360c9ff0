package secret

import (
	"bytes"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	"github.com/tsutsumi-dev/tsutsumi/internal/pii"
)

// labelledPassword finds what follows a label in running text: パスワード: …, 密码：…, password is ….
type labelledPassword struct{}

func (labelledPassword) Kind() pii.Kind          { return pii.Password }
func (labelledPassword) MaxLen() int             { return 64 }
func (labelledPassword) Trigger() detect.Trigger { return detect.Trigger{Label: true, Parts: true} }

func (labelledPassword) Judge(c *detect.Candidate) (detect.Match, bool) {
	if c.Whole {
		return detect.Match{}, false // cellPassword's
	}
	t := c.Text
	i := c.Start
	// Separators and particles between the label and the value.
	for i < c.End {
		switch b := t[i]; {
		case b == ' ' || b == '\t' || b == ':' || b == '=' || b == '"' || b == '\'':
			i++
			continue
		case b >= 0x80:
			n := 0
			for _, w := range [...]string{"：", "＝", "は", "：", "是", "为", "為", "　", "「", "『", "“", "】", "］"} {
				if i+len(w) <= c.End && string(t[i:i+len(w)]) == w {
					n = len(w)
				}
			}
			if n > 0 {
				i += n
				continue
			}
		}
		break
	}
	end := i
	for end < c.End && end-i <= 64 && (is(t[end], clsAlnum) || is(t[end], clsSym) && t[end] != '"' && t[end] != '\'' && t[end] != ',' && t[end] != ';' && t[end] != '<') {
		end++
	}
	for end > i && (t[end-1] == '.' || t[end-1] == ')') {
		end--
	}
	v := t[i:end]
	p := profileOf(v)
	if shortLabel(t, c.Lo, c.Start) && len(v) > 0 && (v[len(v)-1] == ':' || bytes.IndexByte(v, '/') >= 0) {
		return detect.Match{}, false // PASS: gdb.base/step.exp: of a test's log
	}
	if shortLabel(t, c.Lo, c.Start) && !random(v, &p) && (foldAt(v, 0, len(v), "test") || p.groups() < 4 && p.sym == 0 || p.digit == 0 || p.longest >= 6) {
		return detect.Match{}, false
	}
	if p.n < 6 || template(v) || p.groups() < 2 {
		return detect.Match{}, false
	}
	ev := detect.Shape
	switch {
	case placeholder(v) || wordy(v):
		ev |= detect.TestValue
	case p.digit == 0:
		ev |= detect.Weak
	default:
		ev |= detect.Entropy
	}
	return detect.Match{Start: i, End: end, Evidence: settle(ev)}, true
}

// shortLabel tells whether the label before at is the bare word pass, which also heads the results of tests.
func shortLabel(t []byte, lo, at int) bool {
	i := at
	for i > lo && at-i < 4 && !is(t[i-1], clsAlnum) && t[i-1] < 0x80 {
		i--
	}
	return i-4 >= lo && foldAt(t, i-4, i, "pass") && begins(t, i-4, lo)
}

// cellPassword judges a whole field value that the field's name calls a password.
type cellPassword struct{}

func (cellPassword) Kind() pii.Kind { return pii.Password }
func (cellPassword) MaxLen() int    { return 128 }
func (cellPassword) Trigger() detect.Trigger {
	return detect.Trigger{Cell: true, Whole: detect.Whole{OnlyLabels: true}}
}

func (cellPassword) Judge(c *detect.Candidate) (detect.Match, bool) {
	v := c.Text[c.Start:c.End]
	if !c.Labelled || len(v) < 4 || len(v) > 128 || template(v) || hashed(v) || bareHash(v) {
		return detect.Match{}, false
	}
	p := profileOf(v)
	ev := detect.Shape
	switch {
	case p.repeat*2 > p.n && p.sym > 0 || p.repeat == p.n:
		return detect.Match{}, false // ********
	case p.groups() >= 2 && p.weird == 0:
		ev |= detect.Entropy
	case p.weird > 0:
		ev |= detect.Weak
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: settle(ev)}, true
}

// cellToken judges a whole field value that the field's name calls a token or key.
type cellToken struct{}

func (cellToken) Kind() pii.Kind { return pii.AuthToken }
func (cellToken) MaxLen() int    { return 512 }
func (cellToken) Trigger() detect.Trigger {
	return detect.Trigger{Cell: true, Whole: detect.Whole{OnlyLabels: true}}
}

func (cellToken) Judge(c *detect.Candidate) (detect.Match, bool) {
	v := c.Text[c.Start:c.End]
	if !c.Labelled || len(v) < 16 || len(v) > 512 || run(v, 0, len(v), clsPercent|clsTilde) < len(v) {
		return detect.Match{}, false
	}
	p := profileOf(v)
	if !random(v, &p) && !isUUID(v) {
		return detect.Match{}, false
	}
	ev := detect.Shape | detect.Entropy
	if placeholder(v) {
		ev |= detect.TestValue
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: settle(ev)}, true
}

// weakAssigned finds bare MD5 and SHA-1 hashes assigned to something called a password.
type weakAssigned struct{}

func (weakAssigned) Kind() pii.Kind { return pii.WeakPasswordHash }
func (weakAssigned) MaxLen() int    { return 64 }
func (weakAssigned) Trigger() detect.Trigger {
	return detect.Trigger{Literals: []string{"passw", "pwd"}, Fold: true}
}

func (weakAssigned) Judge(c *detect.Candidate) (detect.Match, bool) {
	var a assignment
	if c.Whole || !a.read(c, 64) || !bareHash(a.value) {
		return detect.Match{}, false
	}
	ev := detect.Shape | detect.Structure | detect.Entropy
	ev |= detect.Label
	if ratio(a.value, 16) < 60 || placeholder(a.value) {
		ev ^= detect.Entropy | detect.TestValue
	}
	return detect.Match{Start: a.start, End: a.start + len(a.value), Evidence: settle(ev)}, true
}

// awsSecret finds the secret access key that stands close behind its key id, as in the file that AWS lets one download.
type awsSecret struct{}

func (awsSecret) Kind() pii.Kind          { return pii.AWSCredentials }
func (awsSecret) MaxLen() int             { return 40 }
func (awsSecret) Trigger() detect.Trigger { return detect.Trigger{Literals: []string{"AKIA", "ASIA"}} }

func (awsSecret) Judge(c *detect.Candidate) (detect.Match, bool) {
	t := c.Text
	if c.Whole || !begins(t, c.Start, c.Lo) {
		return detect.Match{}, false
	}
	id := run(t, c.Start, min(c.Hi, c.Start+21), clsUpNum)
	if id-c.Start != 20 {
		return detect.Match{}, false
	}
	hi := min(c.Hi, id+160)
	for i := id; i < hi; {
		if !is(t[i], clsB64) {
			i++
			continue
		}
		e := run(t, i, min(c.Hi, i+41), clsB64)
		if v := t[i:e]; e-i == 40 && (e >= c.Hi || t[e] != '=') {
			p := profileOf(v)
			if p.lower > 4 && p.upper > 4 && p.digit > 0 && ratio(v, 64) >= 70 {
				ev := detect.Shape | detect.Prefix | detect.Entropy | detect.Structure
				if placeholder(v) {
					ev ^= detect.Entropy | detect.TestValue
				}
				return detect.Match{Start: i, End: e, Evidence: settle(ev)}, true
			}
		}
		i = e
	}
	return detect.Match{}, false
}

// awsCell judges a whole field value as a secret access key: by the field's name, or by a key id in the same record.
type awsCell struct{}

func (awsCell) Kind() pii.Kind { return pii.AWSCredentials }
func (awsCell) MaxLen() int    { return 40 }
func (awsCell) Trigger() detect.Trigger {
	return detect.Trigger{Cell: true, Whole: detect.Whole{Min: 40, Max: 40}}
}

func (awsCell) Judge(c *detect.Candidate) (detect.Match, bool) {
	v := c.Text[c.Start:c.End]
	if len(v) != 40 || run(v, 0, 40, clsB64) < 40 {
		return detect.Match{}, false
	}
	p := profileOf(v)
	if p.lower < 5 || p.upper < 5 || p.digit == 0 || ratio(v, 64) < 70 {
		return detect.Match{}, false
	}
	ev := detect.Shape | detect.Entropy
	switch {
	case placeholder(v):
		ev |= detect.TestValue
	case !c.Labelled:
		ev |= detect.Weak | detect.Ambiguous
	}
	return detect.Match{Start: c.Start, End: c.End, Evidence: settle(ev)}, true
}

// Relate finds the key id that the secret belongs to.
func (awsCell) Relate(self int, _ []pii.Kind, values [][]byte) detect.Evidence {
	for i, v := range values {
		if i != self && len(v) == 20 && (string(v[:4]) == "AKIA" || string(v[:4]) == "ASIA") && run(v, 4, 20, clsUpNum) == 20 {
			return detect.Prefix | detect.Structure | detect.Entropy | detect.Rare
		}
	}
	return 0
}
