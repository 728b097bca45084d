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
	q.Count = countable(content.SightVisitor)
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
