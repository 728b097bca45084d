package bench

import (
	"time"

	"copratica/content"
	"copratica/indexer"
)

// A loading is how an engine took in the collection.
type loading struct {
	Name    string
	Cases   int
	Wall    time.Duration // inside the engine's calls
	CPU     time.Duration // of this process, until the engine had settled
	Settled time.Duration // wall time after the last call
	Disk    int64
}

func (l loading) rate() float64    { return float64(l.Cases) / l.Wall.Seconds() }
func (l loading) cpuRate() float64 { return float64(l.Cases) / l.CPU.Seconds() }

const batchSize = 500

// load gives the documents to apply in batches, then lets the engine settle.
// What prepare makes of a batch is not counted as wall time.
func load[T any](
	name string, docs []indexer.Document, prepare func([]indexer.Document) T,
	apply func(first int, batch T) error, settle func() error,
) (loading, error) {
	l := loading{Name: name, Cases: len(docs)}
	cpu := cpuTime()
	for first := 0; first < len(docs); first += batchSize {
		batch := prepare(docs[first:min(first+batchSize, len(docs))])
		start := time.Now()
		if err := apply(first, batch); err != nil {
			return l, err
		}
		l.Wall += time.Since(start)
	}
	start := time.Now()
	if err := settle(); err != nil {
		return l, err
	}
	l.Settled = time.Since(start)
	l.CPU = cpuTime() - cpu
	return l, nil
}

func papers(docs []indexer.Document) []paper {
	out := make([]paper, len(docs))
	for i, d := range docs {
		out[i] = newPaper(d, content.SightVisitor)
	}
	return out
}
