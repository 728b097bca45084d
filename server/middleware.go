package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// middleware is what every request walks through, in this order. The log line
// stands outside recover, so that a panic is logged with the status it became.
func (s *site) middleware() []gin.HandlerFunc {
	return []gin.HandlerFunc{
		s.requestID,
		s.logLine,
		s.recover,
		s.securityHeaders,
		s.bodyLimit,
		s.timeout,
		s.identify,
	}
}

const (
	keyRequestID = "request_id"
	keyError     = "error"
)

// requestID names the request in the log, the answer and on error pages. A
// name that the client sends is not taken over: logs are ours.
func (s *site) requestID(c *gin.Context) {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	id := hex.EncodeToString(b[:])
	c.Set(keyRequestID, id)
	c.Header("X-Request-ID", id)
	c.Next()
}

// logLine writes one line a request: route pattern, never path or query, which
// say what people read and look for.
func (s *site) logLine(c *gin.Context) {
	start := time.Now()
	c.Next()
	status := c.Writer.Status()
	level := slog.LevelInfo
	attrs := []slog.Attr{
		slog.String("id", c.GetString(keyRequestID)),
		slog.String("method", c.Request.Method),
		slog.String("route", c.FullPath()),
		slog.Int("status", status),
		slog.Int("bytes", max(c.Writer.Size(), 0)),
		slog.Duration("duration", time.Since(start)),
	}
	if err, ok := c.Get(keyError); ok && status >= http.StatusInternalServerError {
		level = slog.LevelError
		attrs = append(attrs, slog.Any("error", err))
	} else if strings.HasSuffix(c.FullPath(), "z") { // health probes
		level = slog.LevelDebug
	}
	s.Logger.LogAttrs(c.Request.Context(), level, "request", attrs...)
}

// recover turns a panic into the answer of any other failure.
func (s *site) recover(c *gin.Context) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(v)
		}
		s.fail(c, fmt.Errorf("panic: %v\n%s", v, debug.Stack()))
	}()
	c.Next()
}

// csp lets a page load our own style, script, fonts and images, ask us, and send
// its forms to us, no more.
const csp = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func (s *site) securityHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin") // searches stay here
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-cache") // what may be read changes: ask each time
	if strings.HasPrefix(s.BaseURL, "https:") {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	c.Next()
}

func (s *site) bodyLimit(c *gin.Context) {
	limit := int64(maxBody)
	if writes(c) {
		limit = s.maxUpload()
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
	c.Next()
}

// writes reports whether the request is to change something.
func writes(c *gin.Context) bool {
	switch c.Request.Method {
	case http.MethodPost, http.MethodPut, http.MethodDelete:
		return c.FullPath() != "" && isAPI(c)
	}
	return false
}

// timeout ends what takes too long; a download has as long as its size needs,
// and an upload too.
func (s *site) timeout(c *gin.Context) {
	if c.FullPath() == routeFile || writes(c) {
		c.Next()
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), handlerTimeout)
	defer cancel()
	c.Request = c.Request.WithContext(ctx)
	c.Next()
}
