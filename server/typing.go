package server

import (
	"errors"
	"strings"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// The headers of the script: fragmentHeader names the part of a page that it
// wants, askedHeader says that a search was sent and is not just being typed.
const (
	fragmentHeader = "X-Fragment"
	askedHeader    = "X-Asked"
)

// typing reports a search that is asked for while it is being typed.
func typing(c *gin.Context) bool {
	return c.GetHeader(fragmentHeader) != "" && c.GetHeader(askedHeader) == ""
}

// typed searches for what may still be being typed: unless what was found has
// all of it, the last word is taken for the beginning of one.
func typed[A any](c *gin.Context, q indexer.Query, search func(indexer.Query) (A, error), whole func(A) bool) (A, error) {
	a, err := search(q)
	if err != nil || whole(a) || !typing(c) || strings.HasSuffix(c.Query("q"), " ") {
		return a, err
	}
	q, ok := q.Begun()
	if !ok {
		return a, nil
	}
	b, err := search(q)
	if tooMany := new(content.InvalidError); errors.As(err, &tooMany) { // words begin so
		return a, nil
	}
	if err != nil || whole(b) {
		return b, err
	}
	return a, nil
}

// searchTyped is search of what may still be being typed.
func (s *site) searchTyped(c *gin.Context, p content.Principal, q indexer.Query) (indexer.Answer, error) {
	return typed(c, q, func(q indexer.Query) (indexer.Answer, error) { return s.search(c, p, q) }, func(a indexer.Answer) bool {
		return a.Total > 0 && !a.Relaxed && len(a.Corrected) == 0
	})
}

// searchActsTyped is searchActs of what may still be being typed.
func (s *site) searchActsTyped(c *gin.Context, p content.Principal, q indexer.Query) (indexer.ActAnswer, error) {
	return typed(c, q, func(q indexer.Query) (indexer.ActAnswer, error) { return s.searchActs(c.Request.Context(), p, q) }, func(a indexer.ActAnswer) bool {
		return a.Total > 0 && !a.Relaxed && len(a.Corrected) == 0
	})
}
