package server

import (
	"net/http"
	"time"
)

// The patience of the site, on every connection and every request.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 120 * time.Second
	maxHeader     = 32 << 10

	handlerTimeout = 10 * time.Second
	searchTimeout  = 2 * time.Second
	maxBody        = 64 << 10 // of what is no upload
	minDownload    = 16 << 10 // bytes a second that a download must keep up
)

// NewHTTPServer wraps h in a server that no slow or oversized client can hold
// up. The caller sets no more than the address and the logger.
func NewHTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
	}
}
