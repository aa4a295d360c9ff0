package network

import (
	_ "embed"
	"sync"
)

//go:generate go run gen.go

//go:embed data/networks.bin
var file []byte

// Attribution is what a page that shows names or numbers of networks has to say; so ask those whose data comes with the program.
const Attribution = "Networks: RouteViews (routeviews.org), NRO (nro.net), IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0"

// Embedded is the data that comes with the program, read when it is first asked for.
func Embedded() *Data { return whole().data }

// Day is of what day the data is that comes with the program, as YYYY-MM-DD.
func Day() string { return whole().day }

type dated struct {
	data *Data
	day  string
}

var whole = sync.OnceValue(func() dated {
	u, err := unpack(file)
	if err != nil {
		panic(err) // what was built in is broken
	}
	return dated{u.data(), u.day}
})
