package memory_test

import (
	"testing"
	"time"

	"github.com/tsutsumi-dev/tsutsumi/internal/queue"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/memory"
	"github.com/tsutsumi-dev/tsutsumi/internal/queue/queuetest"
)

func TestQueue(t *testing.T) {
	queuetest.Run(t, func(*testing.T) queue.Queue {
		return memory.New(memory.Options{Workers: queuetest.Workers, Delay: 20 * time.Millisecond, Now: time.Now})
	})
}
