package mysql

import "testing"

// FuzzPackets: whatever a server says is taken apart without a panic.
func FuzzPackets(f *testing.F) {
	f.Add([]byte("\x0a5.5.5-10.11\x00\x01\x00\x00\x00scramble\x00\xff\xf7\x2d\x02\x00"))
	f.Add([]byte("\xff\x15\x04#28000no"))
	f.Add([]byte("\x04shop\xfb\xfc\x01\x00x"))
	f.Fuzz(func(t *testing.T, p []byte) {
		if len(p) == 0 { // read gives at least a byte
			return
		}
		var s session
		_ = s.greeting(p)
		_, _ = fields(p)
		_ = refused(p)
	})
}
