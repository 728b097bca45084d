package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Whoever accepts an encoding gets the ready-made one, and the same bytes.
func TestAssetsAreServedAsAccepted(t *testing.T) {
	t.Parallel()
	s, site := newTestSite(t)
	style := s.assets.byName["style.css"]
	plain := get(t, site, style)
	if plain.Code != http.StatusOK || plain.Header().Get("Content-Encoding") != "" || plain.Body.Len() == 0 {
		t.Fatalf("plain style: %d, encoding %q, %d bytes", plain.Code, plain.Header().Get("Content-Encoding"), plain.Body.Len())
	}
	for accept, want := range map[string]string{
		"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip;q=0.5": "gzip", "identity": "", "GZIP": "gzip", "gzipped, brx": "",
	} {
		w := get(t, site, style, "Accept-Encoding", accept)
		h := w.Header()
		if h.Get("Content-Encoding") != want || h.Get("Vary") != "Accept-Encoding" || !strings.Contains(h.Get("Cache-Control"), "immutable") {
			t.Errorf("accepting %q: encoding %q, vary %q, cache %q", accept, h.Get("Content-Encoding"), h.Get("Vary"), h.Get("Cache-Control"))
		}
		if want == "gzip" {
			r, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, plain.Body.Bytes()) {
				t.Errorf("accepting %q: other bytes than the plain file: %v", accept, err)
			}
		}
		if want == "br" && w.Body.Len() >= plain.Body.Len() {
			t.Errorf("accepting %q: %d bytes of %d", accept, w.Body.Len(), plain.Body.Len())
		}
	}
	if w := get(t, site, "/assets/style.css"); w.Code != http.StatusNotFound {
		t.Errorf("style without its hash: %d", w.Code)
	}
}

// Every address of a page's head and every icon and shape leads to a file here.
func TestPagesLoadWhatIsThere(t *testing.T) {
	t.Parallel()
	s, site := newTestSite(t)
	for _, target := range []string{"/", "/casi", "/casi/emporio-rossi", "/nope", "/en"} {
		page := parsePage(t, get(t, site, target))
		var addresses []string
		for _, n := range page.all("link") {
			if rel := n.attr("rel"); rel == "stylesheet" || rel == "icon" || rel == "preload" {
				addresses = append(addresses, n.attr("href"))
			}
		}
		for _, n := range page.all("script") {
			if src := n.attr("src"); src != "" {
				addresses = append(addresses, src)
			}
		}
		if len(addresses) < 4 {
			t.Errorf("%s loads only %v", target, addresses)
		}
		for _, n := range page.all("use") {
			addresses = append(addresses, n.attr("href"))
		}
		for _, address := range addresses {
			path, id, _ := strings.Cut(address, "#")
			w := get(t, site, path)
			if w.Code != http.StatusOK {
				t.Errorf("%s loads %s: %d", target, address, w.Code)
			}
			if id != "" && !strings.Contains(w.Body.String(), `id="`+id+`"`) {
				t.Errorf("%s uses %s, which the file does not have", target, address)
			}
		}
	}
	for _, region := range []string{"01", "09", "20"} {
		if body := get(t, site, s.assets.byName["italia.svg"]).Body.String(); !strings.Contains(body, `id="r`+region+`"`) {
			t.Errorf("the map has no region %s", region)
		}
	}
}
