package server

import (
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

const keyPrincipal = "principal"

// identify finds out who sends the request, once for all handlers. A program
// shows a token, to the API and to what its answers link to; pages do not look
// at it. A token that is not good is refused even where none is needed: who
// shows one counts on it.
func (s *site) identify(c *gin.Context) {
	if s.Tokens == nil || !takesTokens(c) {
		c.Next()
		return
	}
	h := c.Writer.Header()
	h.Add("Vary", "Authorization")
	secret, shown := bearer(c)
	if !shown {
		c.Next()
		return
	}
	h.Set("Cache-Control", "no-store")
	p, err := content.Authenticate(c.Request.Context(), s.Tokens, secret, time.Now())
	if err != nil {
		s.fail(c, err)
		c.Abort()
		return
	}
	c.Set(keyPrincipal, p)
	c.Next()
}

// takesTokens reports whether a token says anything here.
func takesTokens(c *gin.Context) bool {
	return isAPI(c) || strings.HasPrefix(c.FullPath(), routeFile)
}

// bearer is what the request shows as a token.
func bearer(c *gin.Context) (secret string, shown bool) {
	scheme, secret, _ := strings.Cut(c.GetHeader("Authorization"), " ")
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

// principal is who sends the request: a visitor, or whom a token acts for.
func (s *site) principal(c *gin.Context) content.Principal {
	if p, ok := c.Get(keyPrincipal); ok {
		return p.(content.Principal)
	}
	return content.Principal{Role: content.RoleVisitor}
}

// writer is the principal of a request that changes something. It asks before
// the body is read.
func (s *site) writer(c *gin.Context) (content.Principal, error) {
	p := s.principal(c)
	switch {
	case p.MayWrite():
		return p, nil
	case p.Name == "":
		return p, content.ErrUnauthenticated
	}
	return p, content.ErrForbidden
}
