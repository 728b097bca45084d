package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"copratica/content"
)

// How long a child may take, on the clock.
const (
	documentPatience = 90 * time.Second // one document; its own limit of processor time is lower
	pagePatience     = scanPatience + 10*time.Second
)

// childDocuments is how many documents one child reads before another takes
// its place, so that nothing can pile up.
const childDocuments = 100

// A Runner reads documents in child processes. It keeps children that have
// done well for the next document; several goroutines may use it.
type Runner struct {
	// Command makes the command of a child, which is to call LimitSelf and
	// Child. Directory, environment and pipes are the Runner's.
	Command func() *exec.Cmd
	// Dir is where each child gets an empty directory of its own.
	Dir string
	// Patience is how long a document may take, documentPatience if zero.
	Patience time.Duration

	mu     sync.Mutex
	idle   []*child
	closed bool
}

// A Document is what a Runner is asked to read.
type Document struct {
	Name    string
	Size    int64
	Body    io.Reader // gives Size bytes
	Scan    []int     // read these pages by OCR, and no others
	Preview bool      // make one, if possible
}

// An Outcome is what came of a Document.
type Outcome struct {
	Summary
	Texts   map[int]string // by number of the page, those that were asked for
	Preview []byte         // JPEG
}

// errChild says that a child ended, or was ended, before its work was done.
var errChild = errors.New("the reader ended")

// Read reads a document. The error is errors.Is(err, ErrSource) when Body fails,
// or of ctx: whatever the document does to the child is told by the state, and
// retry says that it may go better another time.
func (r *Runner) Read(ctx context.Context, d Document) (p Outcome, retry bool, err error) {
	c, err := r.take()
	if err != nil {
		return Outcome{}, false, fmt.Errorf("start a reader: %w", err)
	}
	patience := r.Patience
	if patience == 0 {
		patience = documentPatience + time.Duration(len(d.Scan))*pagePatience
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	p, err = c.read(limited, d)
	if err == nil && c.served < childDocuments && p.State != content.TextTooLarge {
		r.give(c)
		return p, false, nil
	}
	said := c.end()
	switch {
	case err == nil, p.State != "": // no more than the preview is missing
		return p, false, nil
	case ctx.Err() != nil:
		return Outcome{}, false, ctx.Err()
	case errors.Is(err, ErrSource):
		return Outcome{}, false, err
	}
	fell := content.TextCorrupt
	reason := "the reader fell over"
	switch {
	case limited.Err() != nil:
		fell, reason = content.TextTimeout, fmt.Sprintf("not read within %s", patience)
	case strings.Contains(said, "CPU time limit"), strings.Contains(said, "SIGXCPU"):
		fell, reason = content.TextTimeout, "it takes too long to read"
	case errors.Is(err, errFlood):
		fell, reason = content.TextTooLarge, "it gives more text than can be kept"
	case strings.Contains(said, "out of memory"), strings.Contains(said, "cannot allocate memory"):
		fell, reason = content.TextTooLarge, "it takes more memory than it may"
	}
	p.State, p.Reason = fell, reason
	if p.hasText() {
		p.State = content.TextPartial
	}
	return p, fell != content.TextTooLarge, nil
}

func (p *Outcome) hasText() bool {
	for _, text := range p.Texts {
		if text != "" {
			return true
		}
	}
	return false
}

// inOrder are the texts of all pages, in order, empty where none was read.
func (p *Outcome) inOrder() []string {
	var pages []string
	for n := range p.Pages {
		pages = append(pages, p.Texts[n+1])
	}
	return pages
}

// take returns a child that waits for work.
func (r *Runner) take() (*child, error) {
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, os.ErrClosed
	}
	if n := len(r.idle); n > 0 {
		c := r.idle[n-1]
		r.idle = r.idle[:n-1]
		r.mu.Unlock()
		return c, nil
	}
	r.mu.Unlock()
	return startChild(r.Command(), r.Dir)
}

// give keeps a child for the next document.
func (r *Runner) give(c *child) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		c.end()
		return
	}
	r.idle = append(r.idle, c)
}

// Rest ends the children that have nothing to do.
func (r *Runner) Rest() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.idle {
		c.end()
	}
	r.idle = nil
}

// Close ends all children that have nothing to do, and those that still work
// when they are done.
func (r *Runner) Close() error {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.Rest()
	return nil
}
