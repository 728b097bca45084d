package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

// logLines reads what a logger wrote, line by line.
func logLines(t *testing.T, b *bytes.Buffer) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for dec := json.NewDecoder(b); ; {
		var line map[string]any
		if err := dec.Decode(&line); errors.Is(err, io.EOF) {
			return lines
		} else if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
}

func TestSecurityHeaders(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, target := range []string{"/", "/casi", "/casi/niente", "/api/v1/cases", "/healthz", "/api/v1/niente"} {
		h := get(t, site, target).Header()
		for name, want := range map[string]string{
			"X-Content-Type-Options":    "nosniff",
			"X-Frame-Options":           "DENY",
			"Referrer-Policy":           "same-origin",
			"Cache-Control":             "no-cache",
			"Strict-Transport-Security": "max-age=31536000",
		} {
			if h.Get(name) != want {
				t.Errorf("%s: %s is %q, want %q", target, name, h.Get(name), want)
			}
		}
		policy := h.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", target, policy)
		}
		if len(h.Get("X-Request-ID")) != 16 {
			t.Errorf("%s: request id %q", target, h.Get("X-Request-ID"))
		}
	}
	plain := testSite(t, func(cfg *Config) { cfg.BaseURL = "http://localhost:8080" })
	if got := get(t, plain, "/").Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("HSTS over http: %q", got)
	}
}

// What people look for and read is not in the log.
func TestLogLine(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	site := testSite(t, func(cfg *Config) { cfg.Logger = slog.New(slog.NewJSONHandler(&b, nil)) })
	w := get(t, site, "/casi/emporio-rossi?q=segreto", "X-Request-ID", "forged", "X-Forwarded-For", "192.0.2.7")
	get(t, site, "/niente/segreto")
	get(t, site, "/healthz")
	if strings.Contains(b.String(), "segreto") || strings.Contains(b.String(), "emporio") || strings.Contains(b.String(), "192.0.2.7") {
		t.Errorf("the log tells what was read:\n%s", b.String())
	}
	lines := logLines(t, &b)
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2: %v", len(lines), lines)
	}
	first := lines[0]
	if first["route"] != "/casi/:id" || first["status"] != 200.0 || first["method"] != "GET" || first["level"] != "INFO" {
		t.Errorf("line %v", first)
	}
	if id := first["id"]; id != w.Header().Get("X-Request-ID") || id == "forged" {
		t.Errorf("request id %v, header %q", id, w.Header().Get("X-Request-ID"))
	}
	if _, ok := first["duration"].(float64); !ok {
		t.Errorf("duration %v", first["duration"])
	}
	if lines[1]["route"] != "" || lines[1]["status"] != 404.0 {
		t.Errorf("line %v", lines[1])
	}
}

// One table of outcomes, for pages and for the API.
func TestErrorsBecomeAnswers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err    error
		status int
	}{
		{fmt.Errorf("read case x: %w", content.ErrNotFound), http.StatusNotFound},
		{fmt.Errorf("save case x: %w", content.ErrConflict), http.StatusConflict},
		{fmt.Errorf("save case x: %w", content.ErrForbidden), http.StatusForbidden},
		{fmt.Errorf("save case x: %w", content.ErrTooLarge), http.StatusRequestEntityTooLarge},
		{fmt.Errorf("search: %w", content.ErrInvalid), http.StatusBadRequest},
		{&content.InvalidError{Problems: []content.Problem{{Field: "x", Code: content.CodeFormat}}}, http.StatusBadRequest},
		{fmt.Errorf("search: %w", context.DeadlineExceeded), http.StatusServiceUnavailable},
		{&http.MaxBytesError{Limit: 1}, http.StatusRequestEntityTooLarge},
		{errors.New("disk on fire"), http.StatusInternalServerError},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		s, e := newTestSite(t, func(cfg *Config) { cfg.Logger = slog.New(slog.NewJSONHandler(&b, nil)) })
		s.get(e, "/prova", func(*gin.Context) error { return tt.err })
		s.get(e, "/api/v1/prova", func(*gin.Context) error { return tt.err })
		for _, target := range []string{"/prova", "/api/v1/prova"} {
			w := get(t, e, target)
			if w.Code != tt.status {
				t.Errorf("%v: status %d, want %d", tt.err, w.Code, tt.status)
			}
			if strings.Contains(w.Body.String(), "disk on fire") {
				t.Errorf("%s tells our own failure", target)
			}
			if target == "/prova" {
				parsePage(t, w)
			} else if p := decode[problem](t, w); !isSentence(p.Detail) {
				t.Errorf("%v: %q is no sentence", tt.err, p.Detail)
			}
			if retry := w.Header().Get("Retry-After"); (retry != "") != (tt.status == http.StatusServiceUnavailable) {
				t.Errorf("%v: Retry-After %q", tt.err, retry)
			}
		}
		for _, line := range logLines(t, &b) {
			if failed := tt.status >= 500; (line["level"] == "ERROR") != failed || (line["error"] == tt.err.Error()) != failed {
				t.Errorf("%v: line %v", tt.err, line)
			}
		}
	}
}

func TestPanicIsAFailure(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	s, e := newTestSite(t, func(cfg *Config) { cfg.Logger = slog.New(slog.NewJSONHandler(&b, nil)) })
	s.get(e, "/api/v1/prova", func(*gin.Context) error { panic("boom") })
	w := get(t, e, "/api/v1/prova")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "boom") {
		t.Errorf("status %d\n%s", w.Code, w.Body)
	}
	lines := logLines(t, &b)
	if len(lines) != 1 || lines[0]["status"] != 500.0 || !strings.Contains(fmt.Sprint(lines[0]["error"]), "boom") {
		t.Errorf("log %v", lines)
	}
}

// Nobody is there to read the answer: nothing is written, nothing alarms.
func TestClientGone(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	s, e := newTestSite(t, func(cfg *Config) { cfg.Logger = slog.New(slog.NewJSONHandler(&b, nil)) })
	s.get(e, "/prova", func(*gin.Context) error { return fmt.Errorf("search: %w", context.Canceled) })
	if w := get(t, e, "/prova"); w.Body.Len() > 0 {
		t.Errorf("body %q", w.Body)
	}
	if lines := logLines(t, &b); len(lines) != 1 || lines[0]["level"] != "INFO" {
		t.Errorf("log %v", lines)
	}
}

func TestHandlersHaveADeadlineAndABodyLimit(t *testing.T) {
	t.Parallel()
	s, e := newTestSite(t)
	s.get(e, "/prova", func(c *gin.Context) error {
		if _, ok := c.Request.Context().Deadline(); !ok {
			t.Error("no deadline")
		}
		_, err := io.Copy(io.Discard, c.Request.Body)
		return err
	})
	r := request("/prova")
	r.Body = io.NopCloser(strings.NewReader(strings.Repeat("a", maxBody+1)))
	if w := do(t, e, r); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", w.Code)
	}
}

// A store that fails is our failure, said without its insides.
func TestBrokenStore(t *testing.T) {
	t.Parallel()
	h := ownHouse(t)
	handler, err := New(h.config())
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.Close(); err != nil {
		t.Fatal(err)
	}
	w := get(t, handler, "/api/v1/cases/emporio-rossi")
	p := decode[problem](t, w)
	if w.Code != http.StatusInternalServerError || p.RequestID != w.Header().Get("X-Request-ID") || strings.Contains(p.Detail, "sql") {
		t.Errorf("status %d, %+v", w.Code, p)
	}
	w = get(t, handler, "/en/casi/emporio-rossi")
	if page := parsePage(t, w); w.Code != http.StatusInternalServerError || !strings.Contains(page.text(), w.Header().Get("X-Request-ID")) {
		t.Errorf("status %d: %s", w.Code, page.text())
	}
	if w := get(t, handler, "/healthz"); w.Code != http.StatusOK {
		t.Errorf("healthz: status %d", w.Code)
	}
}

// Links are made of the base URL or of nothing: never of what a request says.
func TestHostReachesNoLink(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, target := range []string{
		"/", "/casi?q=emporio", "/en/casi/emporio-rossi", "/niente", "/casi/", "/api/v1/cases?q=emporio", "/api/v1/cases/emporio-rossi",
	} {
		r := request(target, "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "evil", "X-Forwarded-Prefix", "/evil",
			"X-Original-URL", "/evil", "Forwarded", "host=evil.example")
		r.Host = "evil.example"
		w := do(t, site, r)
		if strings.Contains(w.Body.String(), "evil") || strings.Contains(fmt.Sprint(w.Header()), "evil") {
			t.Errorf("%s: the answer repeats a header: %v\n%s", target, w.Header(), w.Body)
		}
	}
	page := parsePage(t, get(t, site, "/en/casi/scheda-magra"))
	if got := page.with("link", "rel", "canonical")[0].attr("href"); got != "https://casi.example.org/en/casi/scheda-magra" {
		t.Errorf("canonical %q", got)
	}
	if n := len(page.with("link", "rel", "alternate")); n != 2 {
		t.Errorf("%d alternates, want 2", n)
	}
	bare := testSite(t, func(cfg *Config) { cfg.BaseURL = "" })
	if n := len(parsePage(t, get(t, bare, "/casi/scheda-magra")).with("link", "rel", "canonical")); n != 0 {
		t.Errorf("%d canonical links without a base URL", n)
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	h, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	for _, base := range []string{"casi.example.org", "ftp://casi.example.org", "https://", "https://x.example/sotto", "https://x.example/?a", "::"} {
		cfg := h.config()
		cfg.BaseURL = base
		if _, err := New(cfg); err == nil {
			t.Errorf("base URL %q is taken", base)
		}
	}
	cfg := h.config()
	cfg.TrustedProxies = []string{"nobody"}
	if _, err := New(cfg); err == nil {
		t.Error("a proxy that is no address is taken")
	}
	if _, err := New(Config{}); err == nil {
		t.Error("an empty configuration is taken")
	}
}

func TestAssets(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	style := parsePage(t, get(t, site, "/")).with("link", "rel", "stylesheet")[0].attr("href")
	w := get(t, site, style)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/css; charset=utf-8" ||
		w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" {
		t.Errorf("%s: status %d, %v", style, w.Code, w.Header())
	}
	if strings.Contains(w.Body.String(), "://") {
		t.Error("the style names another origin")
	}
}
