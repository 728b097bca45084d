package server

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/content/blobstore"
	"copratica/content/sqlstore"
	"copratica/indexer"
	"copratica/indexer/bleveindex"
)

//go:embed testdata/cases/*.md
var caseFiles embed.FS

// hardName is an act's name with most of what names may hold.
const hardName = `Città "nuova" + 100%, 'già' (1).txt`

const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"

// actBytes are the attachments of the cases in testdata, by case.
var actBytes = map[string]map[string]string{
	"emporio-rossi": {
		"avviso.pdf":    "%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n",
		"pagina.html":   "<!doctype html><script>alert(1)</script>",
		"foto.png":      png,
		hardName:        "prova di un nome difficile\n",
		"riservata.txt": "per i membri\n",
		"interna.txt":   "per la redazione\n",
	},
	"da-aggiornare": {"nota.txt": "una nota\n"},
	"marcature":     {"a&b <c>.txt": "un atto\n"},
}

// small cases fill pages; every one holds the word "panificio".
const small = 25

// house is a real library with its index, shared by the tests that only read.
type house struct {
	dir      string
	store    *sqlstore.DB
	blobs    content.Blobs
	library  *content.Library
	index    indexer.Index
	renderer *content.Renderer
}

var (
	dataDir string
	shared  = sync.OnceValues(func() (*house, error) { return openHouse(filepath.Join(dataDir, "shared")) })
)

func TestMain(m *testing.M) {
	var err error
	if dataDir, err = os.MkdirTemp("", "copratica-server-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(dataDir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// openHouse makes a library with the cases of testdata, indexed.
func openHouse(dir string) (*house, error) {
	h, err := openEmptyHouse(dir)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	if err := h.fill(ctx); err != nil {
		return nil, err
	}
	return h, h.catchUp(ctx)
}

// catchUp indexes what was saved.
func (h *house) catchUp(ctx context.Context) error {
	return indexer.NewIngester(h.store, indexer.NewBuilder(h.library, h.store), h.index, slog.New(slog.DiscardHandler)).CatchUp(ctx)
}

// openEmptyHouse makes a library without cases.
func openEmptyHouse(dir string) (*house, error) {
	ctx := context.Background()
	spool := filepath.Join(dir, "spool")
	if err := os.MkdirAll(spool, 0o700); err != nil {
		return nil, err
	}
	tax, err := content.LoadTaxonomy()
	if err != nil {
		return nil, err
	}
	blobs, err := blobstore.OpenDir(filepath.Join(dir, "blobs"))
	if err != nil {
		return nil, err
	}
	h := &house{dir: dir, renderer: content.NewRenderer(), blobs: blobs}
	if h.store, err = sqlstore.Open(ctx, "sqlite:"+filepath.Join(dir, "copratica.db")); err != nil {
		return nil, err
	}
	h.library = content.NewLibrary(h.store, blobs, tax, spool)
	h.index, err = bleveindex.Open(filepath.Join(dir, "index"), slog.New(slog.DiscardHandler))
	return h, err
}

func (h *house) fill(ctx context.Context) error {
	files, err := caseFiles.ReadDir("testdata/cases")
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := caseFiles.ReadFile(path.Join("testdata/cases", f.Name()))
		if err != nil {
			return err
		}
		if err := h.save(ctx, strings.TrimSuffix(f.Name(), ".md"), text); err != nil {
			return err
		}
	}
	for i := range small {
		text := fmt.Sprintf(`---
title: Panificio numero %02d
summary: Un panificio di comunità.
status: published
region: sicilia
years: [%d]
sectors: [lavoro]
public_body: {name: Comune di Palermo, type: comune}
legal_instrument: coprogettazione
sources: [{url: "https://www.sicilia.example/"}]
---
`, i, 2000+i)
		if err := h.save(ctx, fmt.Sprintf("panificio-%02d", i), []byte(text)); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) save(ctx context.Context, id string, text []byte) error {
	d := content.Draft{ID: id, Text: text, Expect: content.AnyRevision}
	for name, bytes := range actBytes[id] {
		d.Files = append(d.Files, content.Upload{Name: name, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(bytes)), nil
		}})
	}
	_, err := h.library.Save(ctx, content.Principal{Role: content.RoleEditor, Name: "test"}, d)
	return err
}

// ownHouse is a house for a test that does more than read.
func ownHouse(t *testing.T) *house {
	t.Helper()
	h, err := openHouse(filepath.Join(t.TempDir(), "house"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(h.index.Close(), h.store.Close()); err != nil {
			t.Error(err)
		}
	})
	return h
}

// site is the site over a house.
func (h *house) site(t *testing.T) *gin.Engine {
	t.Helper()
	s, err := newSite(h.config())
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.engine()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func (h *house) config() Config {
	return Config{
		Library: h.library, Finder: indexer.NewFinder(h.index, h.library), Renderer: h.renderer,
		BaseURL: "https://casi.example.org/", Version: "test", Logger: slog.New(slog.DiscardHandler),
		Tokens: h.store,
	}
}

// testSite is the site over the shared house.
func testSite(t *testing.T, change ...func(*Config)) *gin.Engine {
	t.Helper()
	_, e := newTestSite(t, change...)
	return e
}

func newTestSite(t *testing.T, change ...func(*Config)) (*site, *gin.Engine) {
	t.Helper()
	h, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	cfg := h.config()
	for _, f := range change {
		f(&cfg)
	}
	s, err := newSite(cfg)
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.engine()
	if err != nil {
		t.Fatal(err)
	}
	return s, e
}

// request is a GET of target; headers are name, value, name, value.
func request(target string, headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// do answers a request, and checks an answer of the API against the description.
func do(t *testing.T, site http.Handler, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	checkAgainstSpec(t, r, w)
	return w
}

func get(t *testing.T, site http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	return do(t, site, request(target, headers...))
}
