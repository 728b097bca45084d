package server

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A page that the reader has is not sent again; one that changed is.
func TestPagesAreSentOnce(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, target := range []string{"/", "/casi", "/casi?q=emporio", "/casi/emporio-rossi", "/en/casi/emporio-rossi", "/glossario", "/aiuto", "/sitemap.xml"} {
		first := get(t, site, target)
		tag := first.Header().Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) {
			t.Fatalf("%s has the tag %q", target, tag)
		}
		for _, have := range []string{tag, `"other", ` + tag, "*", strings.TrimPrefix(tag, "W/")} {
			if w := get(t, site, target, "If-None-Match", have); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
				t.Errorf("%s with %s: %d, %d bytes", target, have, w.Code, w.Body.Len())
			}
		}
		if w := get(t, site, target, "If-None-Match", `W/"other"`); w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s with another tag: %d", target, w.Code)
		}
	}
	if w := get(t, site, "/niente", "If-None-Match", "*"); w.Code != http.StatusNotFound || w.Header().Get("ETag") != "" {
		t.Errorf("an error with a tag: %d %q", w.Code, w.Header().Get("ETag"))
	}
	page, part := get(t, site, "/casi"), get(t, site, "/casi", "X-Fragment", "results")
	if page.Header().Get("ETag") == part.Header().Get("ETag") {
		t.Error("page and fragment have one tag")
	}
}

// What is sent compressed is the same; assets and acts go their own way.
func TestCompression(t *testing.T) {
	t.Parallel()
	h, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	site, err := New(h.config())
	if err != nil {
		t.Fatal(err)
	}
	ask := func(target, accept string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, request(target, "Accept-Encoding", accept))
		return w
	}
	for _, target := range []string{"/casi", "/casi/emporio-rossi", "/api/v1/cases", "/feed.atom", "/casi.csv"} {
		plain, packed := ask(target, "identity"), ask(target, "gzip")
		if packed.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(packed.Header().Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: %v", target, packed.Header())
			continue
		}
		r, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(r); err != nil || string(body) != plain.Body.String() {
			t.Errorf("%s: compressed it is another page: %v", target, err)
		}
		if w := ask(target, "identity"); w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: compressed without being asked", target)
		}
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, request("/casi/emporio-rossi/allegati/avviso.pdf", "Accept-Encoding", "gzip", "Range", "bytes=0-3"))
	if w.Code != http.StatusPartialContent || w.Header().Get("Content-Encoding") != "" || w.Body.Len() != 4 {
		t.Errorf("a range of an act: %d, %v", w.Code, w.Header())
	}
}

func TestSitemapAndRobots(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	body := get(t, site, "/sitemap.xml").Body.String()
	for _, want := range []string{
		"<loc>https://casi.example.org/casi/emporio-rossi</loc><lastmod>2026-11-22</lastmod>",
		`<xhtml:link rel="alternate" hreflang="en" href="https://casi.example.org/en/casi/emporio-rossi">`,
		"<loc>https://casi.example.org/glossario</loc>",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the site map has no %s", want)
		}
	}
	if n := strings.Count(body, "<loc>https://casi.example.org/casi/"); n != decode[answerJSON](t, get(t, site, "/api/v1/cases")).Total {
		t.Errorf("%d cases in the site map", n)
	}
	if got := get(t, site, "/robots.txt").Body.String(); !strings.Contains(got, "Sitemap: https://casi.example.org/sitemap.xml") || !strings.Contains(got, "Disallow: /casi?") {
		t.Errorf("robots: %s", got)
	}
	bare := testSite(t, func(c *Config) { c.BaseURL = "" })
	if w := get(t, bare, "/sitemap.xml"); w.Code != http.StatusNotFound {
		t.Errorf("a site map without addresses: %d", w.Code)
	}
	if got := get(t, bare, "/robots.txt").Body.String(); strings.Contains(got, "Sitemap") {
		t.Errorf("robots without addresses: %s", got)
	}
}

// Long texts name who keeps the site as text, whatever the name.
func TestTexts(t *testing.T) {
	t.Parallel()
	site := testSite(t, func(c *Config) {
		c.Owner, c.Contact = "Rete *A* [x](javascript:alert(1)) <script>", "redazione@example.org"
	})
	for _, target := range []string{"/privacy", "/en/privacy", "/accessibilita", "/en/accessibilita", "/crediti", "/en/crediti", "/aiuto", "/en/aiuto"} {
		page := parsePage(t, get(t, site, target))
		if len(page.all("h2")) < 3 {
			t.Errorf("%s says too little", target)
		}
		if strings.Contains(target, "privacy") && !strings.Contains(page.text(), "Rete *A* [x](javascript:alert(1)) <script>") {
			t.Errorf("%s does not name its keeper as given", target)
		}
		for _, a := range page.all("a") {
			if strings.HasPrefix(a.attr("href"), "javascript") {
				t.Errorf("%s: link to %s", target, a.attr("href"))
			}
		}
	}
	if page := parsePage(t, get(t, testSite(t), "/privacy")); strings.Contains(page.text(), "mailto") || !strings.Contains(page.text(), "non ha ancora indicato il proprio nome") {
		t.Error("a site without a keeper does not say so")
	}
}

// Each example of the help finds something among the sample cases, as typed.
func TestHelpIsTrue(t *testing.T) {
	t.Parallel()
	_, site := sampleSite(t)
	for _, target := range []string{"/aiuto", "/en/aiuto"} {
		links := 0
		for _, a := range parsePage(t, get(t, site, target)).one(t, "div.prose").all("a") {
			_, query, ok := strings.Cut(a.attr("href"), "/casi?")
			if !ok {
				continue
			}
			links++
			answer := decode[answerJSON](t, get(t, site, "/api/v1/cases?"+query))
			if answer.Total == 0 || answer.Relaxed {
				t.Errorf("%s: %s finds %d, relaxed %v", target, a.text(), answer.Total, answer.Relaxed)
			}
		}
		if links < 15 {
			t.Errorf("%s has %d live examples", target, links)
		}
	}
}
