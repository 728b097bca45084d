package server

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	site := testSite(t, func(cfg *Config) {
		cfg.Ready = func(context.Context) []Check {
			asked.Add(1)
			return []Check{{Name: "store", OK: true}, {Name: "index", Detail: "rebuilding"}}
		}
	})
	if w := get(t, site, "/healthz"); w.Code != http.StatusOK || w.Body.String() != `{"status":"ok"}`+"\n" {
		t.Errorf("healthz: status %d, %s", w.Code, w.Body)
	}
	if asked.Load() != 0 {
		t.Error("healthz asks the checks")
	}
	const want = `{"ready":false,"version":"test","checks":[{"name":"store","ok":true,"detail":""},{"name":"index","ok":false,"detail":"rebuilding"}]}`
	w := get(t, site, "/readyz")
	if w.Code != http.StatusServiceUnavailable || strings.TrimSpace(w.Body.String()) != want {
		t.Errorf("readyz: status %d, %s", w.Code, w.Body)
	}
}

func TestReady(t *testing.T) {
	t.Parallel()
	for name, checks := range map[string]func(context.Context) []Check{
		"no checks": nil,
		"all well":  func(context.Context) []Check { return []Check{{Name: "store", OK: true}} },
	} {
		w := get(t, testSite(t, func(cfg *Config) { cfg.Ready = checks }), "/readyz")
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), `{"ready":true,`) {
			t.Errorf("%s: status %d, %s", name, w.Code, w.Body)
		}
	}
}

// Many probes make one check, which has a deadline and outlives the probe.
func TestReadyIsRemembered(t *testing.T) {
	t.Parallel()
	asked := 0
	r := readiness{checks: func(ctx context.Context) []Check {
		asked++
		if _, ok := ctx.Deadline(); !ok || ctx.Err() != nil {
			t.Errorf("deadline %v, error %v", ok, ctx.Err())
		}
		return []Check{{Name: "store", OK: true}}
	}}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	r.ask(gone)
	for range 5 {
		if got := r.ask(t.Context()); len(got) != 1 {
			t.Errorf("checks %v", got)
		}
	}
	r.at = r.at.Add(-2 * readyAge)
	r.ask(t.Context())
	if asked != 2 {
		t.Errorf("asked %d times, want 2", asked)
	}
}
