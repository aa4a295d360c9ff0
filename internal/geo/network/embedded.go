package network

import (
	_ "embed"
	"sync"
)

//go:generate go run gen.go

//go:embed data/networks.bin
var file []byte

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
	return dated{u.join(), u.day}
})

func (u *unpacked) join() *Data {
	j := newJoiner(u.countries, u.systems)
	v4 := meet(j, u.cut4[0], u.cut4[1])
	v6 := meet(j, u.cut6[0], u.cut6[1])
	return tables(j.nets, v4, v6)
}
