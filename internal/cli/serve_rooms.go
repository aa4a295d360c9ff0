package cli

import (
	"slices"

	"github.com/tsutsumi-dev/tsutsumi/internal/web"
)

// rooms lists the console's rooms, one a line.
func (h *house) rooms() []web.Room {
	return slices.Concat(
		h.overviewRooms(),
		h.caseRooms(),
		h.accessRooms(),
		h.heldRooms(),
		h.leakRooms(),
		[]web.Room{h.jobsRoom()},
		h.lookupRooms(),
		h.watchRooms(),
		h.canaryRooms(),
	)
}
