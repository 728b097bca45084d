package server

import (
	"context"
	"io"
	"io/fs"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/content/seed"
	"copratica/indexer"
)

// sampleHouse is a house with the sample cases.
var sampleHouse = sync.OnceValues(func() (*house, error) {
	h, err := openEmptyHouse(filepath.Join(dataDir, "sample"))
	if err != nil {
		return nil, err
	}
	return h, h.fillFrom(context.Background(), seed.FS())
})

// fillFrom saves the case folders of fsys and indexes them.
func (h *house) fillFrom(ctx context.Context, fsys fs.FS) error {
	folders, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return err
	}
	for _, folder := range folders {
		d := content.Draft{ID: folder.Name(), Expect: content.AnyRevision}
		files, err := fs.ReadDir(fsys, folder.Name())
		if err != nil {
			return err
		}
		for _, f := range files {
			name := path.Join(folder.Name(), f.Name())
			if f.Name() == "case.md" {
				if d.Text, err = fs.ReadFile(fsys, name); err != nil {
					return err
				}
				continue
			}
			d.Files = append(d.Files, content.Upload{Name: f.Name(), Open: func() (io.ReadCloser, error) { return fsys.Open(name) }})
		}
		if _, err := h.library.Save(ctx, content.Principal{Role: content.RoleEditor, Name: "test"}, d); err != nil {
			return err
		}
	}
	return h.catchUp(ctx)
}

func sampleSite(t *testing.T) (*site, *gin.Engine) {
	t.Helper()
	h, err := sampleHouse()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newSite(h.config())
	if err != nil {
		t.Fatal(err)
	}
	e, err := s.engine()
	if err != nil {
		t.Fatal(err)
	}
	return s, e
}

// Each question of the doors finds what it promises among the sample cases, and
// the page tells the number that following it gives.
func TestDoorsKeepTheirPromises(t *testing.T) {
	t.Parallel()
	s, site := sampleSite(t)
	page := parsePage(t, get(t, site, "/"))
	for i, d := range s.doors {
		if got := page.all("section.door")[i].one(t, "h3").text(); got != d.IT {
			t.Errorf("door %d is %q, want %q", i, got, d.IT)
		}
		for _, q := range d.Questions {
			a := decode[answerJSON](t, get(t, site, "/api/v1/cases?per_page=100&"+q.Search))
			if a.Total < max(q.Promise.Min, 1) || a.Coverage != indexer.CoverAll {
				t.Errorf("%q finds %d, tier %s; it promises %d", q.IT, a.Total, a.Coverage, q.Promise.Min)
			}
			for _, id := range q.Promise.Include {
				if !slices.ContainsFunc(a.Hits, func(h hitJSON) bool { return h.ID == id }) {
					t.Errorf("%q does not find %s", q.IT, id)
				}
			}
			links := page.with("a", "href", "/casi?"+q.Search)
			if len(links) != 1 {
				t.Errorf("%q has %d links on the page", q.IT, len(links))
				continue
			}
			there := parsePage(t, get(t, site, links[0].attr("href"))).one(t, "section.list").all("h2")[0].text()
			if said := (node{links[0].Parent}).one(t, "span.count").text(); said != there {
				t.Errorf("%q says %s, there it is %s", q.IT, said, there)
			}
		}
	}
	if got := len(s.doors); got != 5 {
		t.Errorf("%d doors, want five steps of a procedure", got)
	}
}

// A question that finds nothing here is not asked, nor is a door without one.
func TestDoorsWithoutAnswersStayShut(t *testing.T) {
	t.Parallel()
	page := parsePage(t, get(t, testSite(t), "/"))
	for _, a := range page.all("section.door") {
		for _, q := range a.all("a") {
			u, err := url.Parse(q.attr("href"))
			if err != nil {
				t.Fatal(err)
			}
			if n := decode[answerJSON](t, get(t, testSite(t), "/api/v1/cases?"+u.RawQuery)).Total; n == 0 {
				t.Errorf("%q finds nothing", q.text())
			}
		}
	}
	if strings.Contains(page.text(), "Serve un facilitatore?") {
		t.Error("a question without answers is asked")
	}
}

// A library without cases has a home all the same.
func TestEmptyLibrary(t *testing.T) {
	t.Parallel()
	h, err := openEmptyHouse(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = h.index.Close(), h.store.Close() })
	site, err := New(h.config())
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/", "/en", "/casi", "/casi?q=emporio", "/glossario"} {
		page := parsePage(t, get(t, site, target))
		if strings.Contains(page.text(), "0 regioni") || len(page.all("section.door")) > 0 {
			t.Errorf("%s offers what is not there", target)
		}
	}
}
