package server

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

// file serves the bytes of an act, or sends to where they are. It is a stranger's file: no browser may take
// it for a page of ours, and only what cannot run is shown in place.
func (s *site) file(c *gin.Context) error {
	a, err := s.Library.Act(c.Request.Context(), s.principal(c), param(c, "id"), param(c, "file"))
	if err != nil {
		return err
	}
	ctx, give := context.WithCancelCause(c.Request.Context())
	defer give(nil)
	patience := time.AfterFunc(storePatience, func() { give(errStoreSlow) })
	defer patience.Stop()
	f := a.Stored
	kind, inline := servedType(f.Type)
	named, tag := disposition(f.Name, inline), `"`+string(f.Digest)+`"`
	// A link is good for GET only, and what a browser has it need not fetch.
	if c.Request.Method == http.MethodGet && c.GetHeader("If-None-Match") != tag {
		address, err := s.Library.Link(ctx, a, kind, named)
		if err != nil {
			return slow(ctx, err)
		}
		if address != "" {
			c.Header("Cache-Control", "no-store")
			c.Header("X-Robots-Tag", "noindex")
			c.Redirect(http.StatusSeeOther, address)
			return nil
		}
	}
	r, err := s.Library.Bytes(ctx, a)
	if err != nil {
		return slow(ctx, err)
	}
	defer r.Close() // read only
	patience.Stop()
	h := c.Writer.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", named)
	h.Set("Content-Security-Policy", filePolicy(kind))
	h.Set("X-Robots-Tag", "noindex")
	h.Set("ETag", tag)
	s.allowDownload(c, f)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, r)
	return nil
}

// storePatience is how long the place of the attachments is waited for, until
// the reader is told that it does not answer.
const storePatience = 10 * time.Second

var errStoreSlow = fmt.Errorf("no answer within %s: %w", storePatience, content.ErrAway)

// slow is the error of somebody who gave up waiting, or err.
func slow(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, content.ErrAway) {
		return cause
	}
	return err
}

// servedType is the type a file is served under, and whether a browser may
// show it in place: PDF and raster images only.
func servedType(stored string) (kind string, inline bool) {
	base, _, err := mime.ParseMediaType(stored)
	if err != nil || !strings.Contains(base, "/") {
		return "application/octet-stream", false
	}
	switch base {
	case "application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp":
		return base, true
	}
	return stored, false
}

// filePolicy forbids a file everything. Only a PDF goes without sandbox, in
// which Chromium shows a blank page instead of starting its viewer; nosniff
// keeps a PDF from being taken for anything else.
func filePolicy(kind string) string {
	const nothing = "default-src 'none'; frame-ancestors 'none'"
	if kind == "application/pdf" {
		return nothing
	}
	return nothing + "; sandbox"
}

// disposition names the file for saving, whatever letters are in the name.
func disposition(name string, inline bool) string {
	how := "attachment"
	if inline {
		how = "inline"
	}
	if full := mime.FormatMediaType(how, map[string]string{"filename": name}); full != "" {
		return full
	}
	return how
}

// allowDownload gives the answer the time its size needs on a slow line.
func (s *site) allowDownload(c *gin.Context, f content.File) {
	need := writeTimeout + time.Duration(f.Size/minDownload)*time.Second
	// Not every connection has a deadline to move; then the server's stands.
	_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(need))
}
