package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/mattn/go-isatty"
)

// How often progress is shown: often enough to move on a terminal, seldom
// enough to read in a log.
const (
	terminalEvery = 100 * time.Millisecond
	logEvery      = 10 * time.Second
)

// A progress shows how far long work is: one line that moves on a terminal, a
// plain line now and then elsewhere.
type progress struct {
	to    io.Writer
	live  bool
	doing string // "exporting"
	of    string // "cases"
	last  time.Time
	drawn bool
}

func newProgress(to io.Writer, doing, of string) *progress {
	f, ok := to.(*os.File)
	return &progress{to: to, live: ok && isatty.IsTerminal(f.Fd()), doing: doing, of: of, last: time.Now()}
}

// at tells that n are done.
func (p *progress) at(n int) {
	now := time.Now()
	switch {
	case p.live && now.Sub(p.last) >= terminalEvery:
		fmt.Fprintf(p.to, "\r\x1b[K%s: %d %s", p.doing, n, p.of)
		p.drawn = true
	case !p.live && now.Sub(p.last) >= logEvery:
		fmt.Fprintf(p.to, "%s: %d %s\n", p.doing, n, p.of)
	default:
		return
	}
	p.last = now
}

// clear takes the moving line away, so that a plain one can be printed.
func (p *progress) clear() {
	if p.drawn {
		fmt.Fprint(p.to, "\r\x1b[K")
		p.drawn = false
	}
}
