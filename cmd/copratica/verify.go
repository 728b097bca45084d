package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"copratica/content"
	"copratica/server"
)

// answerWithin is how long verify waits for a running server to say how its
// index is; one that has just started may still be opening.
const answerWithin = 10 * time.Second

// A verifyCommand checks everything. It changes nothing, unless it is asked to
// sweep and all is well.
type verifyCommand struct {
	Sweep bool `help:"Then delete the blobs that nobody names and that are older than a day."`
}

// A verdict collects what verify has to say.
type verdict struct {
	t        *terminal
	progress *progress
	findings int
}

func (v *verdict) finding(format string, args ...any) {
	v.findings++
	v.progress.clear()
	fmt.Fprintf(v.t.out, format+"\n", args...)
}

func (v *verdict) note(format string, args ...any) {
	v.progress.clear()
	fmt.Fprintf(v.t.out, "note: "+format+"\n", args...)
}

// Run prints a line for each finding and each note, and a summary. It fails if
// there was a finding.
func (c *verifyCommand) Run(ctx context.Context, t *terminal, s *settings) (err error) {
	h, err := openHouseThatIs(ctx, *s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := h.keepBlobs(ctx); err != nil {
		return err
	}

	v := &verdict{t: t, progress: newProgress(t.err, "checking", "cases")}
	broken, err := h.store.Check(ctx)
	if err != nil {
		return err
	}
	for _, b := range broken {
		v.finding("store: %s", b)
	}
	sum, err := content.Verify(ctx, h.library, h.store, h.blobs, content.VerifyReport{
		Finding:  func(f content.Finding) { v.finding("%s", f) },
		Progress: v.progress.at,
	})
	if err != nil {
		return err
	}
	v.progress.clear()
	if err := h.verifyOrphans(ctx, v, c.Sweep); err != nil {
		return err
	}
	if err := h.verifyIndex(ctx, v); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d cases, %d revisions, %d files, %d texts: %d findings\n",
		sum.Cases, sum.Revisions, sum.Files, sum.Texts, v.findings)
	if v.findings > 0 {
		return errToldAlready
	}
	return nil
}

// verifyOrphans lists the blobs that nobody names: litter, not damage. Where
// there is damage they are not swept, since they may be what is missing.
func (h *house) verifyOrphans(ctx context.Context, v *verdict, sweep bool) error {
	orphans, err := content.Orphans(ctx, h.store, h.blobs)
	if err != nil {
		return err
	}
	for _, o := range orphans {
		v.note("nobody names sha256:%s, %d bytes, of %s", o.Digest, o.Size, o.Modified.Format(time.DateTime))
	}
	if !sweep {
		if len(orphans) > 0 {
			v.note("%d blobs belong to no case; verify --sweep deletes those older than a day", len(orphans))
		}
		return nil
	}
	if v.findings > 0 {
		v.note("nothing is swept, since something is wrong")
		return nil
	}
	h.letBlobsGo()
	done, err := deleteBlobs(ctx, h.Data, v.t)
	if err != nil {
		return err
	}
	defer done()
	swept := 0
	err = content.Sweep(ctx, h.store, h.blobs, time.Now().Add(-content.OrphanAge), func(o content.Orphan) {
		swept++
		fmt.Fprintf(v.t.out, "swept sha256:%s, %d bytes\n", o.Digest, o.Size)
	})
	fmt.Fprintf(v.t.out, "%d blobs swept\n", swept)
	return err
}

// verifyIndex asks the running server, or looks itself if none runs.
func (h *house) verifyIndex(ctx context.Context, v *verdict) error {
	state, err := h.indexState(ctx, v)
	switch {
	case err != nil:
		return err
	case state == indexComplete:
	case state == indexIncomplete:
		v.finding("index: it holds another number of cases than the store (copratica reindex fills it anew)")
	case state == indexFailed:
		v.finding("index: it cannot be read (copratica reindex fills it anew)")
	default:
		v.note("the index is %s", state)
	}
	return nil
}

func (h *house) indexState(ctx context.Context, v *verdict) (string, error) {
	who, held, err := whoHolds(h.Data)
	switch {
	case err != nil:
		return "", err
	case held && who.Command == "serve":
		return askServer(ctx, h.Data)
	case held:
		return indexRebuilding, nil
	}
	claim, err := takeClaim(ctx, h.Data, "verify")
	if err != nil {
		return "", err
	}
	defer claim.release() //nolint:errcheck // ends with the process anyway
	index, err := h.openIndex(v.t.troubleLog())
	if err != nil {
		return "", err
	}
	defer index.Close() // nothing was written
	if index.Status().Err != nil {
		return indexRebuilding, nil // the next serve fills it anew by itself
	}
	return newIndexWatch(h.store, index).state(ctx)
}

// askServer reads the state of the index at the running server's /readyz.
func askServer(ctx context.Context, data string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	for {
		state, err := readyState(ctx, readHolder(data).Address)
		if err == nil {
			return state, nil
		}
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("the running server does not say how its index is: %w", err)
		case <-time.After(askEvery):
		}
	}
}

func readyState(ctx context.Context, address string) (string, error) {
	if address == "" {
		return "", errors.New("it is not listening yet")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/readyz", nil)
	if err != nil {
		return "", err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close() // read only
	var answer struct {
		Checks []server.Check `json:"checks"`
	}
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return "", err
	}
	for _, c := range answer.Checks {
		if c.Name == indexCheck {
			return c.Detail, nil
		}
	}
	return "", errors.New("it says nothing about an index")
}
