package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	index "github.com/blevesearch/bleve_index_api"
	"github.com/gofrs/flock"

	"copratica/indexer"
)

// errClosed is what a closed index answers.
var errClosed = errors.New("the index is closed")

// An Index keeps its generations in a directory. It implements indexer.Index.
type Index struct {
	dir   string
	hash  string
	log   *slog.Logger
	lock  *flock.Flock
	queue *index.AnalysisQueue

	writing  sync.Mutex     // Apply, the swap at the end of Rebuild, and settle
	searches sync.WaitGroup // those that run
	scratch  sync.Pool      // *scratch, memory that they reuse

	mu         sync.RWMutex // guards what follows
	gen        *generation
	view       *view
	rebuilding bool
	closed     bool

	stopping   context.Context // done when background work should end
	stop       context.CancelFunc
	background sync.WaitGroup
}

var _ indexer.Index = (*Index)(nil)

// Open opens the index in a directory, or starts an empty one, at mark 0, if
// there is none or none that can be read; what cannot be read is moved aside.
// It fails only where the directory cannot be written or another process has
// it open. Trouble in the background is logged once and stands in Status.
func Open(dir string, log *slog.Logger) (*Index, error) {
	lock, err := lockDirectory(dir)
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", dir, err)
	}
	x := &Index{dir: dir, hash: mappingHash(), log: log, lock: lock, queue: index.NewAnalysisQueue(1)}
	x.stopping, x.stop = context.WithCancel(context.Background())
	if err := x.open(); err != nil {
		x.stop()
		x.queue.Close()
		return nil, fmt.Errorf("open index %s: %w", dir, errors.Join(err, lock.Close()))
	}
	x.background.Go(x.settle)
	return x, nil
}

// open finds a generation to serve and removes the others.
func (x *Index) open() error {
	if err := removeAll(x.dir, buildingPrefix, oldPrefix); err != nil {
		return err
	}
	found, err := places(x.dir, x.hash)
	if err != nil {
		return err
	}
	for _, p := range found {
		if x.gen != nil {
			if err := discard(x.dir, p.name); err != nil {
				return err
			}
			continue
		}
		err := x.serve(p)
		if err == nil {
			continue
		}
		if why := refusal(err); why != nil {
			return why
		}
		x.log.Warn("the index cannot be read: it is moved aside and must be built anew", "dir", filepath.Join(x.dir, p.name), "err", err)
		if err := setAside(x.dir, p.name); err != nil {
			return err
		}
	}
	if x.gen != nil {
		return nil
	}
	return x.startEmpty()
}

// serve opens a generation and makes it the one that answers.
func (x *Index) serve(p place) error {
	g, err := openGeneration(filepath.Join(x.dir, p.name), x.queue, x.log)
	if err != nil {
		return err
	}
	g.stale = p.hash != x.hash
	v, err := newView(g)
	if err != nil {
		return errors.Join(err, g.close())
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.gen, x.view = g, v
	return nil
}

// startEmpty makes the first generation.
func (x *Index) startEmpty() error {
	g, p, err := x.building()
	if err != nil {
		return err
	}
	if err := g.close(); err != nil {
		return err
	}
	if err := rename(x.dir, buildingPrefix+p.name, p.name); err != nil {
		return err
	}
	return x.serve(p)
}

// building makes an empty generation under a name that is never served, and
// the place it is meant for.
func (x *Index) building() (*generation, place, error) {
	p, err := nextPlace(x.dir, x.hash)
	if err != nil {
		return nil, place{}, err
	}
	if err := removeAll(x.dir, buildingPrefix); err != nil {
		return nil, place{}, err
	}
	g, err := createGeneration(filepath.Join(x.dir, buildingPrefix+p.name), x.queue, x.log)
	return g, p, err
}

// Apply implements indexer.Writer.
func (x *Index) Apply(ctx context.Context, b indexer.Batch) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	g, err := x.current()
	if err != nil {
		return err
	}
	if done(g.health.dead) {
		if g, err = x.revive(g); err != nil {
			return err
		}
	}
	if err := guarded(func() error { return g.apply(ctx, b) }); err != nil {
		return err
	}
	return x.refresh(g)
}

// revive opens a generation anew whose engine cannot go on. Until that works
// searches go on in what was last shown. The caller holds writing.
func (x *Index) revive(g *generation) (*generation, error) {
	shown := x.view
	err := g.close()
	if err == nil {
		_, name := filepath.Split(g.dir)
		p, _ := parsePlace(name)
		err = x.serve(p)
	}
	if err != nil {
		return nil, fmt.Errorf("open the index again: %w", err)
	}
	shown.release()
	x.log.Info("the index works again", "dir", g.dir)
	return x.gen, nil
}

// current returns the generation that answers.
func (x *Index) current() (*generation, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return nil, errClosed
	}
	return x.gen, nil
}

// refresh shows searches the present state of the generation that answers.
// The caller holds writing.
func (x *Index) refresh(g *generation) error {
	v, err := newView(g)
	if err != nil {
		if g.health.ail(err) {
			x.log.Error("the index cannot be read", "dir", g.dir, "err", err)
		}
		return fmt.Errorf("read what was applied: %w", err)
	}
	x.mu.Lock()
	before := x.view
	x.view = v
	x.mu.Unlock()
	before.release()
	return nil
}

// settlePeriod is how often the index looks whether the engine has merged.
const settlePeriod = 5 * time.Second

// settle lets go of what the engine has merged away since the last batch: a
// view holds on to the files, and the memory, of the state it shows.
func (x *Index) settle() {
	tick := time.NewTicker(settlePeriod)
	defer tick.Stop()
	for {
		select {
		case <-x.stopping.Done():
			return
		case <-tick.C:
		}
		x.catchUp()
	}
}

// catchUp shows searches the engine's present state, if that is another.
func (x *Index) catchUp() {
	x.writing.Lock()
	defer x.writing.Unlock()
	if g, err := x.current(); err == nil && !done(g.health.dead) && !x.view.current() {
		_ = x.refresh(g) // logged, and in Status
	}
}

// acquire returns the view for a search, which must give it back with release.
func (x *Index) acquire() (*view, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return nil, errClosed
	}
	x.searches.Add(1)
	x.view.refs.Add(1)
	return x.view, nil
}

func (x *Index) release(v *view) {
	v.release()
	x.searches.Done()
}

// Status implements indexer.Index.
func (x *Index) Status() indexer.Status {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return indexer.Status{Err: errClosed}
	}
	return indexer.Status{
		Mark: x.view.mark, Documents: x.view.documents, Rebuilding: x.rebuilding,
		Stale: x.gen.stale, Err: x.gen.health.get(),
	}
}

// Close ends background work, waits for searches and closes the index.
func (x *Index) Close() error {
	x.mu.Lock()
	closed := x.closed
	x.closed = true
	x.mu.Unlock()
	if closed {
		return nil
	}
	x.stop()
	x.background.Wait()
	x.searches.Wait()
	x.writing.Lock()
	defer x.writing.Unlock()
	x.view.release()
	err := x.gen.close()
	x.queue.Close()
	if err = errors.Join(err, x.lock.Close()); err != nil {
		return fmt.Errorf("close index %s: %w", x.dir, err)
	}
	return nil
}
