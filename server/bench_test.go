package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"copratica/content"
	"copratica/indexer"
)

// What the HTTP layer adds is the difference between a search and its neighbour.
func BenchmarkSearch(b *testing.B) {
	h, err := shared()
	if err != nil {
		b.Fatal(err)
	}
	handler, err := New(h.config())
	if err != nil {
		b.Fatal(err)
	}
	finder := indexer.NewFinder(h.index, h.library)
	r := httptest.NewRequest(http.MethodGet, "/api/v1/cases?q=panificio", nil)
	q, _, err := indexer.ParseQuery(r.URL.Query(), content.SightVisitor, h.library.Taxonomy())
	if err != nil {
		b.Fatal(err)
	}
	q.Count = countable(content.SightVisitor, q)
	b.Run("finder", func(b *testing.B) {
		for b.Loop() {
			if _, err := finder.Search(b.Context(), content.Principal{}, q); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, target := range map[string]string{"json": "/api/v1/cases?q=panificio", "page": "/casi?q=panificio"} {
		r := httptest.NewRequest(http.MethodGet, target, nil)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				handler.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}

// What pages cost beside the same as JSON, over the sample cases.
func BenchmarkPages(b *testing.B) {
	h, err := sampleHouse()
	if err != nil {
		b.Fatal(err)
	}
	s, err := newSite(h.config())
	if err != nil {
		b.Fatal(err)
	}
	handler, err := s.engine() // as it is before compression
	if err != nil {
		b.Fatal(err)
	}
	for _, v := range []struct{ name, target string }{
		{"home", "/"}, {"results/page", "/casi"}, {"results/json", "/api/v1/cases"},
		{"search/page", "/casi?q=emporio+solidale"}, {"search/json", "/api/v1/cases?q=emporio+solidale"},
		{"case/page", "/casi/mantova-emporio-solidale"}, {"case/json", "/api/v1/cases/mantova-emporio-solidale"},
		{"rich/page", "/casi/valdastra-filanda-delle-lanterne?q=tavolo"}, {"rich/json", "/api/v1/cases/valdastra-filanda-delle-lanterne"},
		{"glossary", "/glossario"}, {"help", "/aiuto"},
	} {
		r := httptest.NewRequest(http.MethodGet, v.target, nil)
		b.Run(v.name, func(b *testing.B) {
			for b.Loop() {
				handler.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
}
