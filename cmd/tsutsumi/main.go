// Command tsutsumi finds the personal data that an organisation holds and says how many people stand behind it.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/tsutsumi-dev/tsutsumi/internal/cli"
)

func main() {
	cli.BoundMemory(os.Getenv)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // asked a second time, the process ends at once
	status := cli.Run(ctx, os.Getenv, cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Args[1:])
	stop()
	os.Exit(status)
}
