package bench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"copratica/content"
	"copratica/content/blobstore"
	"copratica/content/sqlstore"
	"copratica/indexer"
	"copratica/indexer/bleveindex"
	"copratica/server"
)

// A house is our whole program but for its command line.
type house struct {
	dir     string
	store   *sqlstore.DB
	log     *slog.Logger
	blobs   *blobstore.Dir
	library *content.Library
	builder *indexer.Builder
	index   indexer.Index
	finder  *indexer.Finder
	site    *httptest.Server
	client  *http.Client
}

func openHouse(ctx context.Context, dir string, clients int) (*house, error) {
	tax, err := content.LoadTaxonomy()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "spool"), 0o700); err != nil {
		return nil, err
	}
	blobs, err := blobstore.OpenDir(filepath.Join(dir, "blobs"))
	if err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil)) // written, as in earnest, but not shown
	h := &house{dir: dir, log: log, blobs: blobs}
	if h.store, err = sqlstore.Open(ctx, "sqlite:"+filepath.Join(dir, "copratica.db")); err != nil {
		return nil, err
	}
	h.library = content.NewLibrary(h.store, blobs, tax, filepath.Join(dir, "spool"))
	h.builder = indexer.NewBuilder(h.library, h.store)
	if h.index, err = bleveindex.Open(h.indexDir(), log); err != nil {
		return nil, errors.Join(err, h.store.Close())
	}
	h.finder = indexer.NewFinder(h.index, h.library)
	handler, err := server.New(server.Config{Library: h.library, Finder: h.finder, Renderer: content.NewRenderer(), Logger: log})
	if err != nil {
		return nil, errors.Join(err, h.index.Close(), h.store.Close())
	}
	h.site = httptest.NewServer(handler)
	h.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}, Timeout: time.Minute}
	return h, nil
}

func (h *house) indexDir() string { return filepath.Join(h.dir, "index") }

func (h *house) close() error {
	h.client.CloseIdleConnections()
	h.site.Close()
	return errors.Join(h.index.Close(), h.store.Close())
}

// put stores samples as first revisions.
func (h *house) put(ctx context.Context, samples []*sample) error {
	for _, s := range samples {
		_, err := h.store.PutCase(ctx, content.Revision{
			CaseID: s.ID, Number: 1, Text: s.Text, Status: content.StatusPublished, Access: content.AccessPublic,
			Author: "bench", At: time.Now().UTC().Truncate(time.Microsecond),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// documents reads all cases back and builds what the index takes.
func (h *house) documents(ctx context.Context) ([]indexer.Document, error) {
	var docs []indexer.Document
	after := ""
	for {
		page, err := h.store.Cases(ctx, content.Filter{After: after, Limit: batchSize})
		if err != nil || len(page) == 0 {
			return docs, err
		}
		for _, r := range page {
			d, err := h.builder.Document(context.Background(), r)
			if err != nil {
				return nil, err
			}
			docs = append(docs, d)
		}
		after = page[len(page)-1].CaseID
	}
}

// prepare parses a request as the server would, so that Index.Search and
// Finder.Search are timed without it.
func (h *house) prepare(r request) (request, error) {
	v := url.Values{"q": {r.text()}, "per_page": {fmt.Sprint(shown)}}
	for f, values := range r.Chosen {
		v[string(f)] = values
	}
	r.Address = h.site.URL + "/api/v1/cases?" + v.Encode()
	q, notices, err := indexer.ParseQuery(v, content.SightVisitor, h.library.Taxonomy())
	if err == nil && len(notices) > 0 {
		err = fmt.Errorf("notices: %v", notices)
	}
	if err != nil {
		return r, fmt.Errorf("parse %s: %w", v.Encode(), err)
	}
	r.Query = q
	r.Query.Count = r.Count
	return r, nil
}

func (h *house) searchIndex(ctx context.Context, r request) (reply, error) {
	res, err := h.index.Search(ctx, r.Query)
	if err != nil {
		return reply{}, err
	}
	return ourReply(res.Total, len(res.Hits), res.Facets), nil
}

func (h *house) searchFinder(ctx context.Context, r request) (reply, error) {
	a, err := h.finder.Search(ctx, content.Principal{}, r.Query)
	if err != nil {
		return reply{}, err
	}
	return ourReply(a.Total, len(a.Hits), a.Facets), nil
}

func ourReply(total, hits int, facets map[indexer.Facet][]indexer.FacetCount) reply {
	out := newReply(total, min(hits, total))
	for f, counts := range facets {
		for _, c := range counts {
			if c.Count > 0 {
				out.add(f, c.Value, c.Count)
			}
		}
	}
	return out
}

// searchHTTP reads the whole answer without decoding it: that would be the
// client's time.
func (h *house) searchHTTP(ctx context.Context, r request) (reply, error) {
	return reply{}, h.get(ctx, r.Address, io.Discard)
}

// readHTTP also decodes the answer.
func (h *house) readHTTP(ctx context.Context, r request) (reply, error) {
	var answer struct {
		Total  int
		Hits   []struct{ ID string }
		Facets map[indexer.Facet][]indexer.FacetCount
	}
	in, out := io.Pipe()
	go func() { out.CloseWithError(h.get(ctx, r.Address, out)) }()
	if err := json.NewDecoder(in).Decode(&answer); err != nil {
		return reply{}, err
	}
	return ourReply(answer.Total, len(answer.Hits), answer.Facets), nil
}

func (h *house) get(ctx context.Context, address string, to io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := h.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() // read to its end
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", address, res.Status)
	}
	_, err = io.Copy(to, res.Body)
	return err
}
