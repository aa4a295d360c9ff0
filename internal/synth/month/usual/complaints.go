package usual

import "github.com/tsutsumi-dev/tsutsumi/internal/synth/month/org"

// Subjects are what customers complain of.
var Subjects = []string{"身に覚えのない操作がありました", "知らない投稿がされている", "覚えのないログイン通知が届いた", "勝手にフォローが増えている", "覚えのない注文がある"}

// Grumble are the reports of an ordinary month: of devices shared in a family, passwords forgotten, orders that were forgotten.
func Grumble(s *org.Stage) {
	r := s.Rand("grumble")
	mean := 30 * org.Day / int64(max(8, s.Customers/1600))
	s.Add(s.Start+org.Hour, org.Func(func(s *org.Stage, now int64) int64 {
		if _, of := s.Offices[0].Clock(now); of > 7*org.Hour {
			s.Out.Complain(s.Member(r.N(s.Customers)), org.Of(r, []string{"form", "mail", "phone"}), org.Of(r, Subjects))
		}
		return now + r.Gap(mean)
	}))
}
