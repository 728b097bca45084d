package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

// A Check is one thing the site needs to serve, and how it is.
type Check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"` // for everybody to read: no paths, no addresses
}

const (
	readyAge     = time.Second     // how old an answer may be
	readyTimeout = 2 * time.Second // how long all checks together may take
)

// healthz says that the process is alive; it asks nothing and nobody.
func (s *site) healthz(c *gin.Context) error {
	return s.writeJSON(c, http.StatusOK, struct {
		Status string `json:"status"`
	}{"ok"})
}

// readyz says whether the site can serve, check by check.
func (s *site) readyz(c *gin.Context) error {
	checks := s.ready.ask(c.Request.Context())
	status := http.StatusOK
	for _, check := range checks {
		if !check.OK {
			status = http.StatusServiceUnavailable
		}
	}
	return s.writeJSON(c, status, struct {
		Ready   bool    `json:"ready"`
		Version string  `json:"version"`
		Checks  []Check `json:"checks"`
	}{status == http.StatusOK, s.Version, list(checks)})
}

// readiness remembers the last answer for a moment, so that no number of
// probes makes work.
type readiness struct {
	checks func(context.Context) []Check

	mu   sync.Mutex
	at   time.Time
	last []Check
}

func (r *readiness) ask(ctx context.Context) []Check {
	if r.checks == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.at) < readyAge {
		return r.last
	}
	// A probe that hangs up must not make the next one's answer.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readyTimeout)
	defer cancel()
	r.last, r.at = r.checks(ctx), time.Now()
	return r.last
}
