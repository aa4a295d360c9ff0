package zh

import "github.com/tsutsumi-dev/tsutsumi/internal/detect"

// Whole judges a value that must be an address to its end.
func Whole(v []byte, labelled bool) (detect.Evidence, bool) {
	if len(v) < 9 {
		return 0, false
	}
	n, p := parse(v, true)
	if n != len(v) {
		return 0, false
	}
	ev := evidence(p)
	detail := p & (Street | Number | Room | Estate)
	switch {
	case p&Division != 0 && detail != 0:
		return ev, true
	case p&Division2 != 0, p&Division != 0 && p&Admin != 0:
		return ev | detect.Weak, true
	case p&(Street|Admin|Estate) != 0 && p&Number != 0:
		return ev, true
	case p&(Street|Admin) != 0 && p&(Room|Estate) != 0:
		return ev | detect.Weak, labelled || p&Street != 0 && p&Room != 0
	}
	return ev | detect.Weak, labelled && p&(Division|Street|Admin|Estate) != 0
}

func evidence(p Part) detect.Evidence {
	ev := detect.Shape
	if p&Division != 0 {
		ev |= detect.Lexicon
	}
	if p&Division2 != 0 {
		ev |= detect.LexiconTwo
	}
	if p&(Street|Admin|Estate) != 0 && p&(Number|Room) != 0 || p&Division != 0 && p&Street != 0 {
		ev |= detect.Structure
	}
	return ev
}
