// Package server is the front room: the pages people search and read, the same
// as JSON for programs, the bytes of the acts, and the two questions a
// supervisor asks.
//
// Every request walks one list of middleware, in reading order, then one
// handler that decides, asks and renders. Handlers return an error instead of
// writing one; a single place turns it into a status and a page, or a problem
// document for the API. Pages are typed structs, one template set a page; all
// words people see come from the message catalogues, Italian at the root and
// English under /en.
//
// The package asks content.Library and indexer.Finder for everything, always
// with the principal of the request, so that what a person may not read is not
// in what it gets. No link is made from what a request says about the host.
package server

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/mail"
	"net/url"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// Config is all that a site is made of.
type Config struct {
	Library  *content.Library
	Finder   *indexer.Finder
	Renderer *content.Renderer
	// BaseURL is where readers reach the site, such as "https://casi.example.org".
	// Absolute links are made from it alone; empty leaves them out.
	BaseURL string
	// TrustedProxies are addresses or networks whose word on a client's address
	// is taken; empty is nobody's.
	TrustedProxies []string
	// Owner runs the site, and Contact is the e-mail address for reports, for
	// privacy and accessibility. Pages do without what is empty.
	Owner, Contact string
	Logger         *slog.Logger // nil is the default logger
	Version        string
	// Ready says what the site needs to serve; nil asks nothing.
	Ready func(ctx context.Context) []Check

	// Missed counts searches without results; nil forgets them with the process.
	Missed *Missed

	// Tokens are those that programs act with; nil takes none.
	Tokens content.Tokens
	// MaxFile bounds a file of an upload, in bytes; 0 is 200 MB.
	MaxFile int64
	// Nudge tells the ingester that there is something to do; nil tells nobody.
	Nudge func()
	// KeepBlobs holds off whoever deletes blobs until done is called, so that
	// none goes between being stored and being named; nil holds off nobody.
	KeepBlobs func(ctx context.Context) (done func(), err error)
}

// site is a Config made ready to answer requests.
type site struct {
	Config
	words    map[string]*words
	pages    map[string]*template.Template
	assets   assets
	glossary *glossary
	doors    []door
	tallies  tally
	texts    map[string]longText // by name and language
	ready    readiness

	buffers sync.Pool // of *bytes.Buffer, for answers in the making
}

// New makes the handler of the whole site. It fails on a configuration or an
// embedded file that cannot be right, never later.
func New(cfg Config) (http.Handler, error) {
	s, err := newSite(cfg)
	if err != nil {
		return nil, err
	}
	e, err := s.engine()
	if err != nil {
		return nil, err
	}
	return compressed(e)
}

func newSite(cfg Config) (*site, error) {
	s := &site{Config: cfg}
	if s.Library == nil || s.Finder == nil || s.Renderer == nil {
		return nil, errors.New("make site: library, finder and renderer are needed")
	}
	if s.Logger == nil {
		s.Logger = slog.Default()
	}
	if s.Missed == nil {
		s.Missed = newMissed()
	}
	if s.MaxFile == 0 {
		s.MaxFile = defaultMaxFile
	}
	if s.MaxFile < 0 || s.MaxFile > content.MaxFile {
		return nil, fmt.Errorf("make site: files of %d bytes: at most %d MB can be kept", s.MaxFile, content.MaxFile>>20)
	}
	if a, err := mail.ParseAddress(cfg.Contact); cfg.Contact != "" && (err != nil || a.Address != cfg.Contact) {
		return nil, fmt.Errorf("contact %q: want an e-mail address such as redazione@example.org", cfg.Contact)
	}
	var err error
	if s.BaseURL, err = baseURL(cfg.BaseURL); err != nil {
		return nil, err
	}
	if s.words, err = loadWords(); err != nil {
		return nil, err
	}
	if s.pages, err = parsePages(); err != nil {
		return nil, err
	}
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.glossary, err = loadGlossary(s.Library.Taxonomy()); err != nil {
		return nil, err
	}
	if s.doors, err = loadDoors(s.Library.Taxonomy()); err != nil {
		return nil, err
	}
	if err := s.loadTexts(); err != nil {
		return nil, err
	}
	s.ready.checks = cfg.Ready
	return s, nil
}

func (s *site) engine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	if err := e.SetTrustedProxies(s.TrustedProxies); err != nil {
		return nil, fmt.Errorf("set trusted proxies: %w", err)
	}
	// Names of files may hold an escaped slash, so routes match the path as
	// sent. Gin's own unescaping takes "+" for a space: see param.
	e.UseRawPath = true
	e.UnescapePathValues = false
	// Gin's redirects trust X-Forwarded-Prefix.
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.HandleMethodNotAllowed = true
	e.Use(s.middleware()...)
	s.routes(e)
	return e, nil
}

// baseURL checks and trims the address that absolute links start with.
func baseURL(raw string) (string, error) {
	if raw == "" {
		return "", nil
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("parse base URL %q: %w", raw, err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return "", fmt.Errorf("base URL %q: want scheme and host only, such as https://casi.example.org", raw)
	}
	return u.Scheme + "://" + u.Host, nil
}
