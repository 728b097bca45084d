package extract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"copratica/content"
)

// How a Pool works.
const (
	poolPoll     = 500 * time.Millisecond // how often the store is asked
	poolPause    = 5 * time.Second        // after trouble with the store
	poolRest     = time.Minute            // without work, after which children end
	maxAttempts  = 3                      // then a file is set aside
	attemptPause = time.Minute            // before the second attempt; longer before later ones
	poolBatch    = 64                     // files the store is asked for at a time: it sorts all that wait
	scanPages    = 8                      // for OCR, at a time
	scanMost     = 200                    // for OCR, of one document
)

// A Source is the bytes of attachments. content.Blobs is one.
type Source interface {
	Open(ctx context.Context, key string) (io.ReadSeekCloser, error)
	Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error
}

// A Pool reads what a store has waiting, several files at a time. Pages for
// OCR are read one file after another beside them, and only where Scans is set.
type Pool struct {
	Texts   content.Texts
	Blobs   Source
	Runner  *Runner
	Log     *slog.Logger
	Workers int           // files at a time
	Scans   bool          // there is a program for OCR
	Pause   time.Duration // before the second attempt

	mu   sync.Mutex
	busy map[content.Digest]bool
}

// NewPool makes a pool; nothing happens before Run.
func NewPool(texts content.Texts, blobs Source, runner *Runner, workers int, scans bool, log *slog.Logger) *Pool {
	return &Pool{
		Texts: texts, Blobs: blobs, Runner: runner, Log: log, Workers: max(workers, 1), Scans: scans, Pause: attemptPause,
		busy: make(map[content.Digest]bool),
	}
}

// Run works until ctx ends, on what older extractors have read too. What fails
// is logged and tried again.
func (p *Pool) Run(ctx context.Context) {
	switch n, err := p.Texts.Outdated(ctx, Version); {
	case err != nil && ctx.Err() == nil:
		p.Log.Error("texts of older extractors are not read anew", "err", err)
	case n > 0:
		p.Log.Info("texts of older extractors will be read anew", "files", n)
	}
	var lanes sync.WaitGroup
	lanes.Go(func() { p.lane(ctx, content.QueueText, p.Workers, p.read) })
	if p.Scans {
		lanes.Go(func() { p.lane(ctx, content.QueueScan, 1, p.scan) })
	}
	lanes.Wait()
}

// Drain works until nothing waits that may be read now, and returns how many
// files it looked at. progress is told after each.
func (p *Pool) Drain(ctx context.Context, progress func(done int)) (int, error) {
	queues := []content.Queue{content.QueueText}
	if p.Scans {
		queues = append(queues, content.QueueScan)
	}
	n := 0
	for _, q := range queues {
		work := p.read
		if q == content.QueueScan {
			work = p.scan
		}
		for {
			waiting, err := p.Texts.Pending(ctx, q, poolBatch)
			if err != nil {
				return n, fmt.Errorf("list files that wait: %w", err)
			}
			if len(waiting) == 0 {
				break
			}
			for some := range slices.Chunk(waiting, p.Workers) {
				errs := make([]error, len(some))
				var running sync.WaitGroup
				for i, w := range some {
					running.Go(func() {
						if err := work(ctx, w); !errors.Is(err, content.ErrNotFound) { // or it was purged meanwhile
							errs[i] = err
						}
					})
				}
				running.Wait()
				if err := errors.Join(errs...); err != nil {
					return n, err
				}
				n += len(some)
				progress(n)
			}
		}
	}
	return n, nil
}

// lane works through one queue, so many files at a time.
func (p *Pool) lane(ctx context.Context, q content.Queue, workers int, work func(context.Context, content.PendingText) error) {
	free := make(chan struct{}, workers)
	var running sync.WaitGroup
	defer running.Wait()
	var idle time.Duration
	for ctx.Err() == nil {
		wait := poolPoll
		busy := p.claimed() // these may be listed, and done before they are claimed
		waiting, err := p.Texts.Pending(ctx, q, poolBatch)
		if err != nil && ctx.Err() == nil {
			p.Log.Error("files that wait cannot be listed, will try again", "err", err, "in", poolPause)
			wait = poolPause
		}
		started := false
		for _, w := range waiting {
			if busy[w.File.Digest] || !p.claim(w.File.Digest) {
				continue
			}
			started = true
			select {
			case free <- struct{}{}:
			case <-ctx.Done():
				p.release(w.File.Digest)
				return
			}
			running.Go(func() {
				defer func() { <-free }()
				defer p.release(w.File.Digest)
				p.attempt(ctx, w, work)
			})
		}
		if started {
			idle = 0
			continue
		}
		if idle += wait; idle >= poolRest {
			idle = 0
			p.Runner.Rest()
		}
		sleep(ctx, wait)
	}
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// claimed are the files that are worked on.
func (p *Pool) claimed() map[content.Digest]bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.busy)
}

// claim takes a file for one worker.
func (p *Pool) claim(d content.Digest) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.busy[d] {
		return false
	}
	p.busy[d] = true
	return true
}

func (p *Pool) release(d content.Digest) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.busy, d)
}

// attempt works on one file. Trouble that is not the file's own is logged, and
// the file waits for a while.
func (p *Pool) attempt(ctx context.Context, w content.PendingText, work func(context.Context, content.PendingText) error) {
	err := work(ctx, w)
	switch {
	case err == nil, ctx.Err() != nil:
	case errors.Is(err, content.ErrNotFound):
		p.Log.Info("a file went away while it was read", "file", w.File.Name, "digest", w.File.Digest)
		sleep(ctx, poolPoll)
	default:
		p.Log.Error("a file could not be read, will try again", "file", w.File.Name, "digest", w.File.Digest, "err", err)
		sleep(ctx, poolPause)
	}
}

// read reads a file's text and keeps it, or keeps why there is none.
func (p *Pool) read(ctx context.Context, w content.PendingText) error {
	got, retry, err := p.ask(ctx, w, Document{Preview: true})
	if errors.Is(err, errGone) {
		return p.keep(ctx, w, content.Text{
			Digest: w.File.Digest, State: content.TextCorrupt, Reason: "its bytes are missing", Extractor: Version, RetryAt: time.Now().Add(time.Hour),
		})
	}
	if err != nil {
		return err
	}
	t := content.Text{
		Digest: w.File.Digest, State: got.State, Reason: got.Reason, Warnings: got.Warnings, Signers: got.Signers,
		Extractor: Version, Attempts: w.Attempts + 1, Scans: got.Scans, Pages: got.inOrder(),
	}
	switch {
	case retry && t.Attempts < maxAttempts:
		t.RetryAt, t.Scans = p.retryAt(t.Attempts), nil
	case len(t.Scans) > 0 && !p.Scans:
		t.Reason += "; OCR is not installed"
	case len(t.Scans) > scanMost:
		t.Scans = t.Scans[:scanMost]
		t.Warnings = append(t.Warnings, WarnScans)
	}
	if len(t.Scans) > 0 {
		t.Attempts = 0 // from here on they count for OCR
	}
	if t.Preview, err = p.keepPreview(ctx, got.Preview); err != nil {
		return err
	}
	return p.keep(ctx, w, t)
}

// retryAt is when a file may be tried again after so many attempts.
func (p *Pool) retryAt(attempts int) time.Time {
	return time.Now().Add(p.Pause << (2 * (attempts - 1)))
}

// keep stores what is known of a file's text now.
func (p *Pool) keep(ctx context.Context, w content.PendingText, t content.Text) error {
	if err := p.Texts.PutText(ctx, t); err != nil {
		return fmt.Errorf("keep the text of %s: %w", w.File.Name, err)
	}
	p.Log.Info("file read", "file", w.File.Name, "state", t.State, "pages", len(t.Pages), "scans", len(t.Scans), "reason", t.Reason)
	return nil
}

// errGone says that a file's bytes are not where they should be.
var errGone = errors.New("the bytes are missing")

// ask has a child read a file.
func (p *Pool) ask(ctx context.Context, w content.PendingText, d Document) (Outcome, bool, error) {
	blob, err := p.Blobs.Open(ctx, w.File.Digest.Key())
	if errors.Is(err, content.ErrNotFound) {
		return Outcome{}, false, fmt.Errorf("open %s: %w", w.File.Name, errGone)
	}
	if err != nil {
		return Outcome{}, false, fmt.Errorf("open %s: %w", w.File.Name, err)
	}
	defer blob.Close() // read only
	d.Name, d.Size, d.Body = w.File.Name, w.File.Size, blob
	return p.Runner.Read(ctx, d)
}

// keepPreview stores a picture, if there is one.
func (p *Pool) keepPreview(ctx context.Context, jpeg []byte) (content.Preview, error) {
	if len(jpeg) == 0 {
		return content.Preview{}, nil
	}
	kept := content.Preview{Digest: content.DigestOf(jpeg), Size: int64(len(jpeg))}
	if err := p.Blobs.Put(ctx, kept.Digest.Key(), bytes.NewReader(jpeg), kept.Size, "image/jpeg"); err != nil {
		return content.Preview{}, fmt.Errorf("keep a preview: %w", err)
	}
	return kept, nil
}

// scan reads the next few of a file's pages by OCR, so that a crash loses no
// more than these.
func (p *Pool) scan(ctx context.Context, w content.PendingText) error {
	t, err := p.Texts.Text(ctx, w.File.Digest, 0)
	if err != nil {
		return fmt.Errorf("read the text of %s: %w", w.File.Name, err)
	}
	now := t.Scans[:min(len(t.Scans), scanPages)]
	got, retry, err := p.ask(ctx, w, Document{Scan: now})
	if err != nil {
		return err
	}
	if t.Attempts++; retry && t.Attempts < maxAttempts {
		t.RetryAt = p.retryAt(t.Attempts)
		return p.keep(ctx, w, t)
	}
	t.RetryAt, t.Attempts = time.Time{}, 0
	t.Scans = t.Scans[len(now):]
	missed := retry
	for _, n := range now {
		text, ok := got.Texts[n]
		if ok && n <= len(t.Pages) {
			t.Pages[n-1] = text
		}
		missed = missed || !ok || slices.Contains(got.Scans, n)
	}
	if missed && !slices.Contains(t.Warnings, WarnScans) {
		t.Warnings = append(t.Warnings, WarnScans)
	}
	t.State, t.Reason = scanned(t)
	if t.State == content.TextPartial && len(t.Scans) == 0 && got.Reason != "" {
		t.Reason += ": " + got.Reason
	}
	return p.keep(ctx, w, t)
}

// scanned is the state of a text some of whose pages were read by OCR.
func scanned(t content.Text) (content.TextState, string) {
	words := strings.Join(t.Pages, "") != ""
	switch {
	case len(t.Scans) > 0 && words:
		return content.TextPartial, fmt.Sprintf("%d pages wait for OCR", len(t.Scans))
	case len(t.Scans) > 0:
		return content.TextNoTextLayer, fmt.Sprintf("%d pages wait for OCR", len(t.Scans))
	case !words:
		return content.TextNoTextLayer, "OCR found no words"
	case slices.Contains(t.Warnings, WarnScans):
		return content.TextPartial, "OCR failed on some pages"
	}
	return content.TextOK, ""
}
