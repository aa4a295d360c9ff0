package line

import "net/netip"

// Tunnel is a connection to the VPN.
type Tunnel struct {
	User string
	From netip.Addr
	Port int
	Pool netip.Addr // what it is given within
	Plat string     // IV_PLAT: win, mac, linux, android, ios
	Ver  string     // IV_VER
}

func (b *Books) vpn(o []byte) []byte {
	o = append(append(o, b.utc.iso[:]...), ' ')
	return append(b.utc.clock(o), ' ')
}

func (t *Tunnel) peer(o []byte) []byte {
	o = append(t.From.AppendTo(o), ':')
	return num(o, int64(t.Port))
}

// bare begins a line of somebody who has no name yet.
func (b *Books) bare(t *Tunnel) []byte {
	o := b.begin(VPN)
	if o == nil {
		return nil
	}
	return append(t.peer(b.vpn(o)), ' ')
}

// named begins a line of somebody who came in.
func (b *Books) named(t *Tunnel) []byte {
	o := b.begin(VPN)
	if o == nil {
		return nil
	}
	o = append(append(b.vpn(o), t.User...), '/')
	return append(t.peer(o), ' ')
}

// TunnelUp writes that somebody came in by the VPN, as OpenVPN 2.6 does with passwords and certificates.
func (b *Books) TunnelUp(t *Tunnel) {
	if b.begin(VPN) == nil {
		return
	}
	b.end(VPN, append(append(b.bare(t), "peer info: IV_VER="...), t.Ver...))
	b.end(VPN, append(append(b.bare(t), "peer info: IV_PLAT="...), t.Plat...))
	o := append(append(b.bare(t), "TLS: Username/Password authentication succeeded for username '"...), t.User...)
	b.end(VPN, append(o, '\''))
	o = append(append(append(b.bare(t), '['), t.User...), "] Peer Connection Initiated with [AF_INET]"...)
	b.end(VPN, t.peer(o))
	o = append(t.Pool.AppendTo(append(b.named(t), "MULTI_sva: pool returned IPv4="...)), ", IPv6=(Not enabled)"...)
	b.end(VPN, o)
	o = append(append(append(b.named(t), "MULTI: primary virtual IP for "...), t.User...), '/')
	b.end(VPN, t.Pool.AppendTo(append(t.peer(o), ": "...)))
}

// TunnelDown writes that somebody went.
func (b *Books) TunnelDown(t *Tunnel) {
	if o := b.named(t); o != nil {
		b.end(VPN, append(o, "SIGTERM[soft,remote-exit] received, client-instance exiting"...))
	}
}

// TunnelRefused writes that a password was wrong.
func (b *Books) TunnelRefused(t *Tunnel) {
	if b.begin(VPN) == nil {
		return
	}
	b.end(VPN, append(b.bare(t), "TLS Auth Error: Auth Username/Password verification failed for peer"...))
	o := append(append(b.bare(t), "SENT CONTROL ["...), t.User...)
	b.end(VPN, append(o, "]: 'AUTH_FAILED' (status=1)"...))
}

// Shell is a connection by SSH.
type Shell struct {
	Host string
	PID  int
	User string
	From netip.Addr
	Port int
	Key  uint64 // the key's fingerprint; 0 for a password
}

func (b *Books) auth(host, program string, pid int) []byte {
	o := b.begin(SSH)
	if o == nil {
		return nil
	}
	o = append(append(o, b.jst.iso[:]...), 'T')
	o = append(b.jst.clock(o), '.')
	o = append(append(b.jst.milli(o), "000+09:00 "...), host...)
	o = append(append(append(o, ' '), program...), '[')
	return append(num(o, int64(pid)), "]: "...)
}

func (s *Shell) tail(o []byte) []byte {
	o = append(append(append(o, s.User...), " from "...), s.From.String()...)
	return append(num(append(o, " port "...), int64(s.Port)), " ssh2"...)
}

// ShellIn writes that somebody logged in.
func (b *Books) ShellIn(s *Shell) {
	o := b.auth(s.Host, "sshd", s.PID)
	if o == nil {
		return
	}
	if s.Key != 0 {
		o = s.tail(append(o, "Accepted publickey for "...))
		o = append(o, ": ED25519 SHA256:"...)
		o = append(hex(hex(o, s.Key, 16), mix(s.Key), 16), "AbCdEfGhIjK"...)
	} else {
		o = s.tail(append(o, "Accepted password for "...))
	}
	b.end(SSH, o)
	o = append(append(b.auth(s.Host, "sshd", s.PID), "pam_unix(sshd:session): session opened for user "...), s.User...)
	b.end(SSH, append(o, "(uid=1000) by (uid=0)"...))
}

// ShellOut writes that somebody went.
func (b *Books) ShellOut(s *Shell) {
	if o := b.auth(s.Host, "sshd", s.PID); o != nil {
		o = append(append(append(o, "Disconnected from user "...), s.User...), ' ')
		b.end(SSH, num(append(append(o, s.From.String()...), " port "...), int64(s.Port)))
	}
}

// ShellRefused writes that somebody was refused; unknown says that there is no such user.
func (b *Books) ShellRefused(s *Shell, unknown bool) {
	if o := b.auth(s.Host, "sshd", s.PID); o != nil {
		o = append(o, "Failed password for "...)
		if unknown {
			o = append(o, "invalid user "...)
		}
		b.end(SSH, s.tail(o))
	}
}

// Sudo writes a command run as root.
func (b *Books) Sudo(host string, pid int, user, command string) {
	if o := b.begin(SSH); o != nil {
		o = append(append(o, b.jst.iso[:]...), 'T')
		o = append(b.jst.clock(o), '.')
		o = append(append(b.jst.milli(o), "000+09:00 "...), host...)
		o = append(append(o, " sudo: "...), user...)
		o = append(append(append(o, " : TTY=pts/0 ; PWD=/home/"...), user...), " ; USER=root ; COMMAND="...)
		b.end(SSH, append(o, command...))
	}
}
