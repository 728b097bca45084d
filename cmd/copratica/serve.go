package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"copratica/content"
	"copratica/indexer"
	"copratica/server"
)

// How a server stops.
const (
	// drain is how long it goes on answering, but not ready, so that who
	// watches /readyz sends nobody any more. It is longer than a probe's
	// answer is remembered. Nobody watches if no probe came for watched.
	drain   = 1500 * time.Millisecond
	watched = time.Minute
	// lastRequests is how long requests under way are waited for.
	lastRequests = 25 * time.Second
)

// A serveCommand serves the site.
type serveCommand struct {
	Listen  string `default:"127.0.0.1:8080" placeholder:"ADDRESS" help:"Address and port (127.0.0.1:8080)."`
	BaseURL string `name:"base-url" placeholder:"URL" help:"Where readers reach the site, for absolute links."`
	Owner   string `placeholder:"NAME" help:"Who runs the site, named on its privacy and accessibility pages."`
	Contact string `placeholder:"EMAIL" help:"Where readers report errors and ask about privacy and accessibility."`
	MaxFile int    `name:"max-file" default:"200" placeholder:"MB" help:"Largest file that may be uploaded, in MB, up to 512 (200)."`
	Seed    bool   `help:"Load the sample cases if the store is empty."`
}

// Run serves until ctx ends. What it starts it stops, in reverse order.
func (c *serveCommand) Run(ctx context.Context, t *terminal, s *settings) (err error) {
	if c.MaxFile < 1 || c.MaxFile > content.MaxFile>>20 {
		return usageError{fmt.Sprintf("--max-file: want from 1 to %d MB", content.MaxFile>>20)}
	}
	log := slog.New(slog.NewTextHandler(t.err, nil))
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	claim, err := takeClaim(ctx, s.Data, "serve")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, claim.release()) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return err
	}
	defer listener.Close() // closed by the HTTP server when all goes well
	h, err := openHouse(ctx, *s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	if err := h.resumePurge(ctx, t); err != nil {
		return err
	}
	index, err := h.openIndex(log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	if c.Seed {
		if err := h.seed(ctx, t); err != nil {
			return err
		}
	}
	ingester := indexer.NewIngester(h.store, indexer.NewBuilder(h.library, h.store), index, log)
	missed, err := server.OpenMissed(filepath.Join(h.Data, missedFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, missed.Save()) }()
	site, err := newSite(c, h, index, ingester, missed, log)
	if err != nil {
		return err
	}
	stopIngester := startIngester(ctx, ingester)
	defer stopIngester()
	stopReaders, err := h.startReaders(ctx, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopReaders()) }()
	if err := claim.announce(siteURL(listener.Addr())); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "listening on %s\n", siteURL(listener.Addr()))
	return site.serve(ctx, listener, log)
}

// siteURL is an address that a browser on this machine can open.
func siteURL(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// startIngester keeps the index in step. stop waits until it has put down what
// it is doing. It outlives ctx: requests under way may still change things.
func startIngester(ctx context.Context, ingester *indexer.Ingester) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		ingester.Run(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

// missedFile, in the data directory, counts the searches without results.
const missedFile = "searches.json"

// A site is the HTTP server with what it says of itself.
type site struct {
	http     *http.Server
	stopping atomic.Bool
	probed   atomic.Int64 // when, in Unix seconds
}

func newSite(c *serveCommand, h *house, index indexer.Index, ingester *indexer.Ingester, missed *server.Missed, log *slog.Logger) (*site, error) {
	s := &site{}
	renderer := content.NewRenderer()
	watch := newIndexWatch(h.store, index)
	synonyms, err := loadSynonyms(h.Data)
	if err != nil {
		return nil, err
	}
	handler, err := server.New(server.Config{
		Library: h.library, Finder: indexer.NewFinder(index, h.library).WithSynonyms(synonyms), Renderer: renderer,
		BaseURL: c.BaseURL, Owner: c.Owner, Contact: c.Contact, Logger: log, Version: programVersion(),
		Missed: missed, Tokens: h.store, MaxFile: int64(c.MaxFile) << 20, Nudge: ingester.Nudge,
		KeepBlobs: func(ctx context.Context) (func(), error) { return keepBlobs(ctx, h.Data) },
		Ready: func(ctx context.Context) []server.Check {
			s.probed.Store(time.Now().Unix())
			return []server.Check{
				{Name: "running", OK: !s.stopping.Load(), Detail: s.phase()},
				storeCheck(ctx, h.store),
				watch.check(ctx),
			}
		},
	})
	if err != nil {
		return nil, err
	}
	s.http = server.NewHTTPServer(handler)
	s.http.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	return s, nil
}

func (s *site) phase() string {
	if s.stopping.Load() {
		return "stopping"
	}
	return "serving"
}

// serve answers on listener until ctx ends and the last requests are answered.
func (s *site) serve(ctx context.Context, listener net.Listener, log *slog.Logger) error {
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	log.Info("stopping")
	s.stopping.Store(true)
	if time.Since(time.Unix(s.probed.Load(), 0)) < watched {
		<-time.After(drain)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastRequests)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		log.Warn("requests were cut off", "after", lastRequests)
		return s.http.Close()
	}
	return nil
}
