package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"copratica/content"
	"copratica/content/sqlstore"
	"copratica/indexer"
	"copratica/indexer/bleveindex"

	// The engines that store URLs may name.
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// A house is the records and attachments that the settings name, opened.
type house struct {
	settings
	tax     *content.Taxonomy
	store   *sqlstore.DB
	blobs   blobs
	library *content.Library
	kept    func() // lets go of the blobs, if they are kept
}

// openHouse makes what is not there yet; the data directory is for this user alone.
func openHouse(ctx context.Context, s settings) (*house, error) {
	if err := storeScheme(s.Store); err != nil {
		return nil, err
	}
	spool, err := openSpool(s.Data)
	if err != nil {
		return nil, fmt.Errorf("open the data directory: %w", err)
	}
	h := &house{settings: s}
	if h.tax, err = content.LoadTaxonomy(); err != nil {
		return nil, err
	}
	if h.blobs, err = openBlobs(ctx, &s, "blobs", s.Blobs); err != nil {
		return nil, err
	}
	if h.store, err = sqlstore.Open(ctx, s.Store); err != nil {
		return nil, errors.Join(err, h.blobs.Close())
	}
	h.library = content.NewLibrary(h.store, h.blobs, h.tax, spool)
	return h, nil
}

// spoolAge is how old a file in the spool must be to have been left by a crash.
const spoolAge = time.Hour

// openSpool makes the folder that files wait in until they are stored.
func openSpool(data string) (string, error) {
	dir := filepath.Join(data, "spool")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < spoolAge {
			continue // gone, or somebody's work
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return dir, nil
}

// openHouseThatIs is for commands that make no sense without records: a
// mistyped directory must not become an empty library.
func openHouseThatIs(ctx context.Context, s settings) (*house, error) {
	if name, ok := strings.CutPrefix(s.Store, "sqlite:"); ok {
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no store at %s yet: serve or import makes one", name)
		}
	}
	return openHouse(ctx, s)
}

// keepBlobs holds off whoever wants to delete blobs, until Close.
func (h *house) keepBlobs(ctx context.Context) (err error) {
	h.kept, err = keepBlobs(ctx, h.Data)
	return err
}

// letBlobsGo undoes keepBlobs.
func (h *house) letBlobsGo() {
	if h.kept != nil {
		h.kept()
		h.kept = nil
	}
}

// Close ends the use of records and attachments.
func (h *house) Close() error {
	h.letBlobsGo()
	return errors.Join(h.store.Close(), h.blobs.Close())
}

// openIndex opens the index; only who has the claim may.
func (h *house) openIndex(log *slog.Logger) (indexer.Index, error) {
	dir, err := pathOf("index", h.Index, "bleve", "opensearch", "opensearch+https")
	if err != nil {
		return nil, err
	}
	return bleveindex.Open(dir, log)
}

func storeScheme(url string) error {
	switch scheme, _, _ := strings.Cut(url, ":"); scheme {
	case "sqlite", "postgres", "postgresql":
		return nil
	default:
		return usageError{fmt.Sprintf("--store: unknown kind of store %q: it is sqlite:PATH or postgres://...", scheme)}
	}
}

// pathOf is the path of a URL of the one scheme that this version has; later
// are the schemes that are planned.
func pathOf(flag, url, scheme string, later ...string) (string, error) {
	got, name, ok := strings.Cut(url, ":")
	switch {
	case ok && got == scheme && name != "":
		return name, nil
	case ok && got == scheme:
		return "", usageError{fmt.Sprintf("--%s: %q names no path", flag, url)}
	}
	for _, l := range later {
		if got == l {
			return "", usageError{fmt.Sprintf("--%s: %s is not supported by this version yet: it is %s:PATH", flag, l, scheme)}
		}
	}
	return "", usageError{fmt.Sprintf("--%s: unknown kind %q: it is %s:PATH", flag, got, scheme)}
}
