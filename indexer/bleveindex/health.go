package bleveindex

import (
	"errors"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// health is what is known to be wrong with a generation. Trouble in the
// background may pass; an engine that failed a batch, or whose background
// goroutine died, will not get well: it must be opened anew.
type health struct {
	mu      sync.Mutex
	err     error
	dead    chan struct{} // closed when it will not get well
	closing chan struct{} // closed when alarms need not wait
}

func newHealth() *health {
	return &health{dead: make(chan struct{}), closing: make(chan struct{})}
}

func (h *health) get() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.err
}

// ail notes an error that may pass and reports whether it is news.
func (h *health) ail(err error) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	news := h.err == nil
	if news {
		h.err = err
	}
	return news
}

// heal forgets an error that has passed.
func (h *health) heal() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !done(h.dead) {
		h.err = nil
	}
}

// die notes an error that will not pass and reports whether it is news.
func (h *health) die(err error) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if done(h.dead) {
		return false
	}
	h.err = err
	close(h.dead)
	return true
}

// close ends the waiting of alarms.
func (h *health) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !done(h.closing) {
		close(h.closing)
	}
}

func done(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// fail notes that the engine cannot go on.
func (g *generation) fail(err error) {
	if g.health.die(err) {
		g.log.Error("the index cannot be written", "dir", g.dir, "err", err)
	}
}

// persistPause is how long the engine rests after it could not write: it would
// try again at once, for ever, on a full disk.
const persistPause = 500 * time.Millisecond

// alarm hears the errors of the engine's background goroutines. It says each
// kind of trouble once; Status repeats it as long as it lasts.
func (g *generation) alarm(err error) {
	switch {
	case errors.Is(err, scorch.ErrAsyncPanic):
		g.fail(err)
	case errors.Is(err, scorch.ErrPersist):
		if g.health.ail(err) {
			g.log.Warn("the index was not written; trying again", "dir", g.dir, "err", err)
		}
		select {
		case <-g.health.closing:
		case <-time.After(persistPause):
		}
	default:
		g.log.Warn("index", "dir", g.dir, "err", err)
	}
}
