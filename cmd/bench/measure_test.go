package bench

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"
)

// A cell is how long one engine took for the searches of one row.
type cell struct {
	Took []time.Duration // ascending
}

func (c cell) median() time.Duration { return c.percentile(0.5) }

func (c cell) percentile(p float64) time.Duration {
	if len(c.Took) == 0 {
		return 0
	}
	return c.Took[min(len(c.Took)-1, int(p*float64(len(c.Took))))]
}

// turns is how often the engines of a row take turns, so that what else the
// machine does falls on all of them.
const turns = 4

// measure runs the requests on every engine, with the given number of clients
// at a time, for about a budget each; at least one request for each client and
// turn. A budget of 0 is a single turn.
func measure(ctx context.Context, engines []search, requests []request, clients int, budget time.Duration) ([]cell, error) {
	cells := make([]cell, len(engines))
	spent := make([]time.Duration, len(engines))
	rounds := turns
	if budget == 0 {
		rounds = 1
	}
	for range rounds {
		for i, run := range engines {
			if run == nil || spent[i] > budget {
				continue
			}
			start := time.Now()
			took, err := race(ctx, run, requests, clients, budget/turns)
			if err != nil {
				return nil, err
			}
			spent[i] += time.Since(start)
			cells[i].Took = append(cells[i].Took, took...)
		}
	}
	for i := range cells {
		slices.Sort(cells[i].Took)
	}
	return cells, nil
}

// race lets clients search until the time is over, each beginning with
// another request. A single client asks each request at least once.
func race(ctx context.Context, run search, requests []request, clients int, budget time.Duration) ([]time.Duration, error) {
	took := make([][]time.Duration, clients)
	errs := make([]error, clients)
	least := 1
	if clients == 1 {
		least = len(requests)
	}
	var wg sync.WaitGroup
	end := time.Now().Add(budget)
	for c := range clients {
		wg.Go(func() {
			for n := 0; n < least || time.Now().Before(end); n++ {
				start := time.Now()
				runtime.Gosched() // a client waits for its turn like everybody's
				if _, errs[c] = run(ctx, requests[(c+n)%len(requests)]); errs[c] != nil {
					return
				}
				took[c] = append(took[c], time.Since(start))
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(took...), nil
}
