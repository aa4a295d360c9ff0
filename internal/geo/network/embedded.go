package network

import "sync"

// Embedded is the data that comes with the program, read when it is first asked for.
func Embedded() *Data { return embedded() }

var embedded = sync.OnceValue(func() *Data { return &Data{} })
