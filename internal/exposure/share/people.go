package share

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// subject is somebody whose rights are asked for.
type subject struct {
	uid    int64 // -1: no account that is known
	gids   []uint32
	name   string // of an account or of a group whose members are unknown, as lists of names have it
	group  bool
	sid    string
	person bool // counts as one account
}

// crowd is all subjects there are; new ones come with lists that name groups unknown here. The first is the stranger.
type crowd struct {
	subjects []subject
	known    map[string]int // "gid:5", "name:hr@example.com", "sid:S-1-…" -> subject
	groups   map[uint32]string
	members  map[string][]int // of a group's name
	users    map[string]int
}

// minPerson is the first uid of people on all usual systems (UID_MIN); the one of nobody is not one.
const (
	minPerson = 1000
	nobody    = 65534
)

// newCrowd reads the lines of passwd and group.
func newCrowd(passwd, group []byte) *crowd {
	c := &crowd{subjects: []subject{{uid: -1}}, known: map[string]int{}, groups: map[uint32]string{}, members: map[string][]int{}, users: map[string]int{}}
	for f := range fields(passwd) {
		uid, err1 := strconv.ParseUint(f[2], 10, 32)
		gid, err2 := strconv.ParseUint(f[3], 10, 32)
		if _, twice := c.users[f[0]]; err1 != nil || err2 != nil || twice || uid == 0 {
			continue
		}
		c.users[f[0]] = len(c.subjects)
		c.subjects = append(c.subjects, subject{uid: int64(uid), gids: []uint32{uint32(gid)}, name: f[0], person: uid >= minPerson && uid != nobody})
	}
	for f := range fields(group) {
		gid, err := strconv.ParseUint(f[2], 10, 32)
		if err != nil {
			continue
		}
		c.groups[uint32(gid)] = f[0]
		for m := range strings.SplitSeq(f[3], ",") {
			if i, ok := c.users[m]; ok && !slices.Contains(c.subjects[i].gids, uint32(gid)) {
				c.subjects[i].gids = append(c.subjects[i].gids, uint32(gid))
			}
		}
	}
	for i := range c.subjects {
		for _, g := range c.subjects[i].gids {
			if name, ok := c.groups[g]; ok {
				c.members[name] = append(c.members[name], i)
			}
			c.known["gid:"+strconv.Itoa(int(g))] = i
		}
	}
	return c
}

// fields are the lines of four fields and more.
func fields(text []byte) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		for s := bufio.NewScanner(bytes.NewReader(text)); s.Scan(); {
			if f := strings.Split(s.Text(), ":"); len(f) >= 4 && f[0] != "" && f[0][0] != '#' && !yield(f) {
				return
			}
		}
	}
}

// system reads who there is: what the system's name service tells (directories included), or else its files.
func system(ctx context.Context) *crowd {
	read := func(what string) []byte {
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		if out, err := exec.CommandContext(ctx, "getent", what).Output(); err == nil && len(out) > 0 { //nolint:gosec // passwd or group
			return out
		}
		out, err := os.ReadFile("/etc/" + what)
		if err != nil {
			return nil // nobody is known then: groups count as such
		}
		return out
	}
	return newCrowd(read("passwd"), read("group"))
}

// maxStrangers bounds how many groups without known members are told apart.
const maxStrangers = 2000

// add makes sure that there is a subject for a principal that a list names.
func (c *crowd) add(key string, s subject) {
	if _, ok := c.known[key]; ok || len(c.known) > maxStrangers+len(c.users) {
		return
	}
	c.known[key] = len(c.subjects)
	c.subjects = append(c.subjects, s)
}

// set is subjects by their index. A subject that came later, with another list, is one whom the lists that the set was made
// of do not name: to them it is the stranger.
type set struct {
	bits []uint64
	n    int
}

const stranger = 0

func (s *set) has(i int) bool {
	if i >= s.n {
		i = stranger
	}
	return i < s.n && s.bits[i/64]>>(i%64)&1 != 0
}

// choose makes the set of the first n subjects of whom f holds.
func choose(n int, f func(i int) bool) *set {
	s := &set{make([]uint64, (n+63)/64), n}
	for i := range n {
		if f(i) {
			s.bits[i/64] |= 1 << (i % 64)
		}
	}
	return s
}

func (s *set) and(o *set) *set {
	return choose(max(s.n, o.n), func(i int) bool { return s.has(i) && o.has(i) })
}
