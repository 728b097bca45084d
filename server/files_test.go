package server

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"copratica/content"
)

func TestFiles(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	tests := []struct {
		name, kind, how string
	}{
		{"avviso.pdf", "application/pdf", "inline"},
		{"foto.png", "image/png", "inline"},
		{"pagina.html", "text/html", "attachment"},
		{hardName, "text/plain", "attachment"},
	}
	for _, tt := range tests {
		want := actBytes["emporio-rossi"][tt.name]
		w := get(t, site, "/casi/emporio-rossi/allegati/"+url.PathEscape(tt.name))
		if w.Code != http.StatusOK || w.Body.String() != want {
			t.Errorf("%s: status %d, %d bytes of %d", tt.name, w.Code, w.Body.Len(), len(want))
			continue
		}
		h := w.Header()
		if kind, _, _ := mime.ParseMediaType(h.Get("Content-Type")); kind != tt.kind {
			t.Errorf("%s: type %q, want %q", tt.name, h.Get("Content-Type"), tt.kind)
		}
		how, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
		if err != nil || how != tt.how || params["filename"] != tt.name {
			t.Errorf("%s: %s", tt.name, h.Get("Content-Disposition"))
		}
		sum := sha256.Sum256([]byte(want))
		if got := h.Get("ETag"); got != `"`+hex.EncodeToString(sum[:])+`"` {
			t.Errorf("%s: ETag %s", tt.name, got)
		}
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex", "Cache-Control": "no-cache", "Accept-Ranges": "bytes",
		} {
			if h.Get(name) != value {
				t.Errorf("%s: %s is %q, want %q", tt.name, name, h.Get(name), value)
			}
		}
		policy := h.Get("Content-Security-Policy")
		sandboxed := strings.Contains(policy, "sandbox")
		if !strings.HasPrefix(policy, "default-src 'none';") || sandboxed == (tt.kind == "application/pdf") {
			t.Errorf("%s: policy %q", tt.name, policy)
		}
	}
}

func TestFileConditions(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	const target = "/casi/emporio-rossi/allegati/avviso.pdf"
	full := actBytes["emporio-rossi"]["avviso.pdf"]
	tag := get(t, site, target).Header().Get("ETag")
	tests := []struct {
		name    string
		headers []string
		status  int
		body    string
	}{
		{"range", []string{"Range", "bytes=0-7"}, http.StatusPartialContent, full[:8]},
		{"end", []string{"Range", "bytes=-6"}, http.StatusPartialContent, full[len(full)-6:]},
		{"range of this file", []string{"Range", "bytes=0-3", "If-Range", tag}, http.StatusPartialContent, full[:4]},
		{"range of another", []string{"Range", "bytes=0-3", "If-Range", `"x"`}, http.StatusOK, full},
		{"range beyond", []string{"Range", "bytes=10000-"}, http.StatusRequestedRangeNotSatisfiable, ""},
		{"same", []string{"If-None-Match", tag}, http.StatusNotModified, ""},
		{"other", []string{"If-None-Match", `"x"`}, http.StatusOK, full},
	}
	for _, tt := range tests {
		w := get(t, site, target, tt.headers...)
		if w.Code != tt.status || tt.body != "" && w.Body.String() != tt.body {
			t.Errorf("%s: status %d, %q", tt.name, w.Code, w.Body)
		}
	}
	r := request(target)
	r.Method = http.MethodHead
	w := do(t, site, r)
	if w.Code != http.StatusOK || w.Header().Get("Content-Length") != "50" || w.Header().Get("ETag") != tag {
		t.Errorf("HEAD: status %d, %v", w.Code, w.Header())
	}
}

// Names come out of the header as they went in, and no line of it breaks.
func TestDisposition(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"avviso.pdf", "città.pdf", `a "b" c.pdf`, "a\\b.pdf", "a\r\nX-Evil: 1.pdf", "a;b=c.pdf", "100%.pdf", "Ω😀.pdf", "", " ",
		strings.Repeat("città è ", 24) + "fine.pdf", strings.Repeat("a", 200) + ".pdf",
	} {
		got := disposition(name, false)
		if strings.ContainsAny(got, "\r\n") {
			t.Errorf("%q: %q breaks the line", name, got)
		}
		how, params, err := mime.ParseMediaType(got)
		if err != nil || how != "attachment" || params["filename"] != name {
			t.Errorf("%q: %q is read as %q (%v)", name, got, params["filename"], err)
		}
	}
}

func TestServedType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		stored, kind string
		inline       bool
	}{
		{"application/pdf", "application/pdf", true},
		{"image/jpeg", "image/jpeg", true},
		{"image/svg+xml", "image/svg+xml", false},
		{"text/html; charset=utf-8", "text/html; charset=utf-8", false},
		{"application/pdf; x=1", "application/pdf", true},
		{"", "application/octet-stream", false},
		{"pdf", "application/octet-stream", false},
		{"text/html\r\nX: y", "application/octet-stream", false},
	}
	for _, tt := range tests {
		if kind, inline := servedType(tt.stored); kind != tt.kind || inline != tt.inline {
			t.Errorf("%q: %q, %v", tt.stored, kind, inline)
		}
	}
}

// An act whose bytes are lost is told from one that never was, and every other
// page goes on.
func TestFileLost(t *testing.T) {
	t.Parallel()
	h := ownHouse(t)
	if err := h.save(t.Context(), "marcature", []byte(lostText)); err != nil {
		t.Fatal(err)
	}
	site := h.site(t)
	key := content.DigestOf([]byte(actBytes["marcature"]["a&b <c>.txt"])).Key()
	if err := h.blobs.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	for target, status := range map[string]int{
		"/casi/marcature/allegati/a&b%20%3Cc%3E.txt":           http.StatusInternalServerError,
		"/casi/marcature/allegati/a&b%20%3Cc%3E.txt/testo":     http.StatusOK,
		"/casi/marcature/allegati/a&b%20%3Cc%3E.txt/anteprima": http.StatusNotFound,
		"/casi/marcature": http.StatusOK,
	} {
		w := get(t, site, target)
		if w.Code != status {
			t.Errorf("%s: status %d, want %d", target, w.Code, status)
		}
		if said := strings.Contains(w.Body.String(), "non è più nell"); said != (status == http.StatusInternalServerError) {
			t.Errorf("%s says that the bytes are lost: %v", target, said)
		}
		if status != http.StatusOK && w.Header().Get("Content-Disposition")+w.Header().Get("ETag") != "" {
			t.Errorf("%s: %v", target, w.Header())
		}
	}
}

const lostText = `---
title: Un caso
summary: Di prova.
status: published
region: molise
sectors: [lavoro]
legal_instrument: coprogettazione
public_body: {name: Comune}
attachments: [{file: "a&b <c>.txt", access: public}]
---
`
