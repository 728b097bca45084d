package bleveindex

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// boltTimeout is how long the engine waits for its own lock. Without it a
// directory that another process holds would block for ever.
const boltTimeout = 2 * time.Second

// alarmName is the name under which the engine finds our callback.
const alarmName = "copratica"

// alarms is the one callback the engine's registry can hold for us, since it
// knows callbacks by name only and must not change after start. It passes an
// error of a background goroutine on to the generation that owns the path.
var alarms = registerAlarms()

// alarmBoard knows who listens for the errors of a path.
type alarmBoard struct {
	mu     sync.Mutex
	byPath map[string]func(error)
}

func registerAlarms() *alarmBoard {
	b := &alarmBoard{byPath: map[string]func(error){}}
	scorch.RegistryAsyncErrorCallbacks[alarmName] = b.ring
	return b
}

func (b *alarmBoard) listen(path string, f func(error)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.byPath[path] = f
}

func (b *alarmBoard) forget(path string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.byPath, path)
}

func (b *alarmBoard) ring(err error, path string) {
	b.mu.Lock()
	f := b.byPath[path]
	b.mu.Unlock()
	if f != nil {
		f(err)
	}
}

// openEngine opens one index of the engine, creating it if there is none.
// onError hears of what goes wrong in the background.
func openEngine(path string, queue *index.AnalysisQueue, onError func(error)) (*scorch.Scorch, error) {
	config := map[string]any{"path": path, "bolt_timeout": boltTimeout.String(), "asyncErrorCallbackName": alarmName}
	opened, err := scorch.NewScorch(scorch.Name, config, queue)
	if err != nil {
		return nil, err
	}
	alarms.listen(path, onError)
	if err := opened.Open(); err != nil {
		alarms.forget(path)
		return nil, err
	}
	return opened.(*scorch.Scorch), nil
}

// pin returns the engine's present snapshot, which the caller must close.
func pin(s *scorch.Scorch) (*scorch.IndexSnapshot, error) {
	r, err := s.Reader()
	if err != nil {
		return nil, err
	}
	snap, ok := r.(*scorch.IndexSnapshot)
	if !ok || snap == nil {
		return nil, scorch.ErrClosed
	}
	return snap, nil
}

// internal reads a value stored beside the documents; "" if there is none.
func internal(snap *scorch.IndexSnapshot, key string) string {
	return string(snap.Internal()[key])
}

// errPanic is what a panic of the engine becomes.
var errPanic = errors.New("the index engine failed")

// guarded runs f and turns a panic into an error: the engine trusts what it
// reads, and a damaged file must not end the process. Reading a mapped file
// that shrank counts as one.
func guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v\n%s", errPanic, p, debug.Stack())
		}
	}()
	return f()
}
