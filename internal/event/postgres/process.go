package postgres

import (
	"encoding/json"
	"fmt"
	"net/netip"

	"github.com/tsutsumi-dev/tsutsumi/internal/event/lex"
)

// processes remembers the connections seen last, each in the slot of its process's number: a number in use is not another's.
type processes struct {
	slots []process
}

const connections = 4096

type process struct {
	pid         int64
	from        netip.Addr
	names       [128]byte
	userN, both uint8
}

func (p *process) user() []byte {
	if p.userN == 0 {
		return nil
	}
	return p.names[:p.userN]
}

func (p *process) database() []byte {
	if p.both == p.userN {
		return nil
	}
	return p.names[p.userN:p.both]
}

var nobody process

// of is what is known of a process; nothing if it is not known.
func (s *processes) of(n int64) *process {
	if n <= 0 || s.slots == nil {
		return &nobody
	}
	if p := &s.slots[n%connections]; p.pid == n {
		return p
	}
	return &nobody
}

func (s *processes) claim(n int64) *process {
	if n <= 0 {
		return nil
	}
	if s.slots == nil {
		s.slots = make([]process, connections)
	}
	p := &s.slots[n%connections]
	if p.pid != n {
		*p = process{pid: n}
	}
	return p
}

func (s *processes) received(pid int64, host []byte) {
	if p := s.claim(pid); p != nil {
		*p = process{pid: p.pid}
		p.from, _ = lex.Host(host)
	}
}

func (s *processes) authorized(pid int64, user, database []byte) {
	p := s.claim(pid)
	if p == nil || len(user)+len(database) > len(p.names) {
		return
	}
	p.userN = uint8(copy(p.names[:], user))
	p.both = p.userN + uint8(copy(p.names[p.userN:], database))
}

// gone leaves the slot to whoever comes next; what is asked before is still known.
func (s *processes) gone(pid int64) {
	if p := s.of(pid); p != &nobody {
		p.pid = -p.pid
	}
}

// kept is a process as it is kept over a restart.
type kept struct {
	PID      int64      `json:"pid"`
	From     netip.Addr `json:"from"`
	User     string     `json:"user,omitempty"`
	Database string     `json:"database,omitempty"`
}

// state is what a reader must remember: connections that are open, and a row that had not ended.
type state struct {
	Open []kept `json:"open,omitempty"`
	Row  []byte `json:"row,omitempty"`
}

// Keep implements event.Keeper.
func (r *reader) Keep() []byte {
	s := state{Row: r.csvBuf}
	for i := range r.procs.slots {
		if p := &r.procs.slots[i]; p.pid > 0 {
			s.Open = append(s.Open, kept{p.pid, p.from, string(p.user()), string(p.database())})
		}
	}
	out, err := json.Marshal(s)
	if err != nil {
		return nil
	}
	return out
}

// Restore implements event.Keeper.
func (r *reader) Restore(text []byte) error {
	var s state
	if len(text) == 0 {
		return nil
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return fmt.Errorf("restore the connections of a log: %w", err)
	}
	r.csvBuf = s.Row
	for _, k := range s.Open {
		if p := r.procs.claim(k.PID); p != nil {
			p.from = k.From
			r.procs.authorized(k.PID, []byte(k.User), []byte(k.Database))
		}
	}
	return nil
}
