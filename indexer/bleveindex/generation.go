package bleveindex

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"copratica/content"
)

// The indexes of a generation.
const (
	casesName    = "cases"
	deskName     = "desk"
	passagesName = "passages"
)

// The values that a generation stores beside its documents.
const (
	keyLayout  = "layout"  // in all indexes: what wrote them
	keyMark    = "mark"    // in cases: the change the generation stands at
	keyDesk    = "desk"    // in cases: how many desk batches came before
	keyBatches = "batches" // in desk: how many batches it has seen
)

// A generation is one directory with its indexes, open.
type generation struct {
	dir      string
	stale    bool // written by an older program
	log      *slog.Logger
	cases    *scorch.Scorch
	desk     *scorch.Scorch
	passages *scorch.Scorch // of the acts of all cases
	health   *health

	// The writer's own: guarded by Index.writing, or private while filling.
	dict      *dictionary
	caseCols  map[uint64]*columns // by segment
	deskCols  map[uint64]*columns
	passCols  map[uint64]*columns
	deskCount int // batches the desk has seen

	readers sync.WaitGroup // views in use
}

// createGeneration makes an empty generation at dir, which must not exist.
func createGeneration(dir string, queue *index.AnalysisQueue, log *slog.Logger) (*generation, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	g, err := openEngines(dir, queue, log)
	if err != nil {
		return nil, err
	}
	for _, s := range []*scorch.Scorch{g.passages, g.desk, g.cases} {
		b := index.NewBatch()
		b.SetInternal([]byte(keyLayout), []byte(layoutText(len(layouts))))
		if err := g.write(s, b); err != nil {
			return nil, errors.Join(err, g.close())
		}
	}
	return g, nil
}

// openGeneration opens a generation and verifies that all of it is there.
func openGeneration(dir string, queue *index.AnalysisQueue, log *slog.Logger) (*generation, error) {
	var g *generation
	err := guarded(func() (err error) {
		for _, name := range []string{casesName, deskName, passagesName} {
			if err := verifyFiles(filepath.Join(dir, name)); err != nil {
				return err
			}
		}
		if g, err = openEngines(dir, queue, log); err != nil {
			return err
		}
		if err := g.verify(); err != nil {
			return err
		}
		return g.finishMoves()
	})
	if err != nil && g != nil {
		err = errors.Join(err, g.close())
	}
	return g, err
}

// openEngines opens both indexes, or neither.
func openEngines(dir string, queue *index.AnalysisQueue, log *slog.Logger) (*generation, error) {
	g := &generation{
		dir: dir, log: log, health: newHealth(), dict: newDictionary(),
		caseCols: map[uint64]*columns{}, deskCols: map[uint64]*columns{}, passCols: map[uint64]*columns{},
	}
	var err error
	if g.cases, err = openEngine(filepath.Join(dir, casesName), queue, g.alarm); err != nil {
		return nil, fmt.Errorf("open cases: %w", err)
	}
	if g.desk, err = openEngine(filepath.Join(dir, deskName), queue, g.alarm); err != nil {
		return nil, errors.Join(fmt.Errorf("open desk: %w", err), g.close())
	}
	if g.passages, err = openEngine(filepath.Join(dir, passagesName), queue, g.alarm); err != nil {
		return nil, errors.Join(fmt.Errorf("open passages: %w", err), g.close())
	}
	return g, nil
}

// verify refuses a generation whose layout this program cannot read, or whose
// desk is behind its cases.
func (g *generation) verify() error {
	cases, err := pin(g.cases)
	if err != nil {
		return err
	}
	defer cases.Close()
	desk, err := pin(g.desk)
	if err != nil {
		return err
	}
	defer desk.Close()
	passages, err := pin(g.passages)
	if err != nil {
		return err
	}
	defer passages.Close()
	for _, snap := range []*scorch.IndexSnapshot{cases, desk, passages} {
		if !readableLayout(internal(snap, keyLayout)) {
			return fmt.Errorf("%w: layout %q", errRecord, internal(snap, keyLayout))
		}
	}
	wanted, _ := strconv.Atoi(internal(cases, keyDesk)) // absent is 0
	g.deskCount, _ = strconv.Atoi(internal(desk, keyBatches))
	if g.deskCount < wanted {
		return fmt.Errorf("desk is at batch %d, cases want %d", g.deskCount, wanted)
	}
	return nil
}

// markOf reads the mark of a snapshot of cases.
func markOf(cases *scorch.IndexSnapshot) content.Seq {
	n, _ := strconv.ParseInt(internal(cases, keyMark), 10, 64) // absent is 0
	return content.Seq(n)
}

// write gives one batch to the engine. It does not hang on an engine whose
// background has died, and takes one that failed for dead: it closes what it
// could not write and goes on using it.
func (g *generation) write(s *scorch.Scorch, b *index.Batch) error {
	written := make(chan error, 1)
	go func() { written <- guarded(func() error { return s.Batch(b) }) }()
	select {
	case err := <-written:
		if err != nil {
			g.fail(err)
		}
		return err
	case <-g.health.dead:
		return g.health.get()
	}
}

// close closes both engines, once. Views stay readable until they are released; the
// caller waits for them first where that matters.
func (g *generation) close() error {
	g.health.close()
	var errs []error
	if g.cases != nil {
		errs = append(errs, g.closeEngine(g.cases, casesName))
	}
	if g.desk != nil {
		errs = append(errs, g.closeEngine(g.desk, deskName))
	}
	if g.passages != nil {
		errs = append(errs, g.closeEngine(g.passages, passagesName))
	}
	g.cases, g.desk, g.passages = nil, nil, nil
	return errors.Join(errs...)
}

// closePatience is how long a dead engine may take to close; it may never do.
const closePatience = 5 * time.Second

func (g *generation) closeEngine(s *scorch.Scorch, name string) error {
	defer alarms.forget(filepath.Join(g.dir, name))
	closed := make(chan error, 1)
	go func() { closed <- guarded(s.Close) }()
	select {
	case err := <-closed:
		return err
	case <-g.health.dead:
	}
	select {
	case err := <-closed:
		return err
	case <-time.After(closePatience):
		return fmt.Errorf("close %s: %w", name, g.health.get())
	}
}
