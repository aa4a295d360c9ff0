package insider

import "github.com/tsutsumi-dev/tsutsumi/internal/watch"

// home is from where an account comes: the range it was first seen in, and another one that it came from on a later day.
type home struct {
	first, second watch.ID
	late          bool  // it did not come for long before
	at            int64 // when it was seen in the second first, or in the first if there is no second
}

// seen is for how many days logs must have been read until an account that is new is one that did not come for long.
const seen = 7

// strange tells that an account comes from where it was never at home, and whether that is known: of an account that was not seen
// before this day nothing is known, and it counts; after a week of logs it is one that did not come for long.
func (d *detector) strange(a *watch.Access) (elsewhere, known bool) {
	if a.Who == 0 || a.Range == 0 {
		return true, false
	}
	h, fresh := d.homes.At(a.Who)
	switch {
	case fresh:
		h.first, h.at, h.late = a.Range, a.At, d.day(a.At)-d.began >= seen
		return true, h.late
	case a.Range == h.first:
		return h.second == 0 && a.At-h.at < dayLong, h.late // still the day on which it was seen first
	case a.Range != h.second:
		h.second, h.at = a.Range, a.At
		return true, true
	}
	return a.At-h.at < dayLong, true // a second home is one from its second day on
}
