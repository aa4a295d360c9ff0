package ipaddr

import (
	"testing"

	"github.com/tsutsumi-dev/tsutsumi/internal/detect"
	. "github.com/tsutsumi-dev/tsutsumi/internal/detect/detecttest"
)

func TestIPv4(t *testing.T) {
	Accept(t, V4(), Prose("from «93.184.216.34» at", "«10.1.2.3»", "256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4")...)
	Accept(t, V4(), Whole("«93.184.216.34»", "93.184.216", "93.184.216.340")...)
	Accept(t, V4(), Case{In: "«192.0.2.7»", Has: detect.TestValue}, Case{In: "«192.168.0.7»", Has: detect.Weak},
		Case{In: "version «10.20.30.40»", Has: detect.Embedded}, Case{In: "v«10.20.30.40»", Has: detect.Embedded}, Case{In: "«93.184.216.0»/24", Has: detect.Embedded}, Case{In: "«93.184.216.34».", Not: detect.Embedded})
}

func TestIPv6(t *testing.T) {
	Accept(t, V6(), Prose("from «2400:4050:1234::1» at", "[«2400:4050:1234:0:aaaa:bbbb:cccc:dddd»]:443", "12:34:56", "a::b::c:1:2", "std::vector", "08:00:2b:12:34:56", "x::y")...)
	Accept(t, V6(), Whole("«2400:4050:1234::1»", "«::ffff:192.0.2.1»", "12:34:56:78", "2400:4050:12345::1")...)
}
