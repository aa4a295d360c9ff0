package gram

import (
	"strings"
	"sync"
)

// ordinary is what nearly every log is full of; literals made of it alone tell little.
const ordinary = "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) chrome/126.0.0.0 safari/537.36 edg/126.0.0.0 " +
	"mozilla/5.0 (macintosh; intel mac os x 10_15_7) applewebkit/605.1.15 version/17.5 mobile/15e148 safari/604.1 mozilla/5.0 (iphone; cpu iphone os 17_5 like mac os x) " +
	"mozilla/5.0 (x11; linux x86_64; rv:127.0) gecko/20100101 firefox/127.0 android 14 mozilla/5.0 (compatible; bot/2.1; +http://www.example.com/bot.html) " +
	"https://www.example.com/index.html /index.php?id=1&page=2 /images/logo.png /assets/app.js /static/css/style.css /favicon.ico /robots.txt .jpg .gif .svg .woff2 " +
	"/api/v1/users/1234 /api/v2/orders?limit=100&offset=0 /login /logout /search?q= /admin/ /account /user /cart /products/ /health http/1.1 http/2.0 " +
	"arn:aws:iam::123456789012:user/ arn:aws:sts::123456789012:assumed-role/ .amazonaws.com aws-sdk-go/1.44 boto3/1.26 botocore/1.29 aws-cli/2.15 aws-internal us-east-1 ap-northeast-1 " +
	"true false null success failure failed error none get post put delete read write list update create microsoft office 365 azure active directory exchange online " +
	"accepted password for from port 22 ssh2 sshd session opened closed user root select from where insert into update set and order by limit statement: duration: ms "

// cost is how often a text of four bytes in lower case is about, from 0 (hardly ever) up.
func cost(s string) int {
	if ordinaryPieces()[piece(s)] {
		return 400
	}
	c := 0
	for i := range len(s) {
		c += int(weight[s[i]])
	}
	return c
}

// ordinaryPieces are the pieces of four bytes of what is ordinary.
var ordinaryPieces = sync.OnceValue(func() map[uint32]bool {
	out := map[uint32]bool{}
	for i := 0; i+4 <= len(ordinary); i++ {
		out[piece(ordinary[i:])] = true
	}
	return out
})

// Ordinary tells a text in lower case that nearly every log has.
func Ordinary(s string) bool { return strings.Contains(ordinary, s) }

// weight is how often a byte stands in logs, roughly.
var weight = func() (t [256]uint8) {
	for i := range t {
		t[i] = 3
	}
	for i, c := range []byte("eatoinsrlcdpmuhgf0123456789/.- _=&bvwykxjqz:;,()%\"") {
		t[c] = uint8(40 - i/2)
	}
	return t
}()
