package server

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"
)

// compressed sends pages, data and feeds with gzip to whoever takes it, at the
// level that costs least time. Assets are compressed already, and acts are
// sent in ranges. No page holds a secret that its length could tell; that has
// to be thought of again when people sign in.
func compressed(h http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(gzip.BestSpeed), gzhttp.MinSize(1024))
	if err != nil {
		return nil, fmt.Errorf("set up compression: %w", err)
	}
	smaller := wrap(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, assetRoot) || strings.Contains(r.URL.Path, "/allegati/") {
			h.ServeHTTP(w, r)
			return
		}
		smaller.ServeHTTP(w, r)
	}), nil
}
