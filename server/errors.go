package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

var (
	errNoPage = fmt.Errorf("find page: %w", content.ErrNotFound)
	errMethod = errors.New("method not allowed")
)

// statusClientGone is logged when nobody waits for the answer any more.
const statusClientGone = 499

// statusOf is the one table from errors to status codes; what it does not know
// is a failure of ours.
func statusOf(err error) int {
	var tooLong *http.MaxBytesError
	switch {
	case errors.Is(err, errNoMatch):
		return http.StatusPreconditionRequired
	case errors.Is(err, errStale):
		return http.StatusPreconditionFailed
	case errors.Is(err, errNotAForm):
		return http.StatusUnsupportedMediaType
	case errors.Is(err, errSlow):
		return http.StatusRequestTimeout
	case errors.Is(err, content.ErrUnauthenticated):
		return http.StatusUnauthorized
	case errors.Is(err, content.ErrFull):
		return http.StatusInsufficientStorage
	case errors.Is(err, content.ErrUnavailable):
		return http.StatusServiceUnavailable
	case errors.Is(err, content.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, content.ErrInvalid):
		return http.StatusBadRequest
	case errors.Is(err, content.ErrForbidden):
		return http.StatusForbidden
	case errors.Is(err, content.ErrConflict):
		return http.StatusConflict
	case errors.Is(err, content.ErrTooLarge), errors.As(err, &tooLong):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, errMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	case errors.Is(err, context.Canceled):
		return statusClientGone
	default:
		return http.StatusInternalServerError
	}
}

// A problem is an error as the API tells it (RFC 9457) and as pages show it.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Errors    []fieldProblem `json:"errors"`
	RequestID string         `json:"request_id"`
}

type fieldProblem struct {
	Field   string       `json:"field"`
	Line    int          `json:"line,omitzero"`
	Code    content.Code `json:"code"`
	Value   string       `json:"value,omitzero"`
	Nearest string       `json:"nearest,omitzero"`
	Detail  string       `json:"detail"`
	Reason  string       `json:"reason,omitzero"` // of a case text: the exact reason, in English
}

// fail answers a request with the error that its handler returned.
func (s *site) fail(c *gin.Context, err error) {
	c.Set(keyError, err)
	if c.Writer.Written() {
		return // half an answer is out; the log line tells the rest
	}
	status := statusOf(err)
	if status == statusClientGone {
		c.Status(status)
		return
	}
	c.Writer.Header().Del("ETag") // of what was to be answered
	w := s.wordsOf(c)
	p := newProblem(w, status, err)
	if writes(c) {
		s.aboutWrite(w, &p, err)
	}
	p.RequestID = c.GetString(keyRequestID)
	switch status {
	case http.StatusServiceUnavailable:
		c.Header("Retry-After", "5")
	case http.StatusUnauthorized:
		c.Header("WWW-Authenticate", `Bearer realm="copratica"`)
	}
	if c.GetHeader("Expect") != "" {
		c.Header("Connection", "close") // who waits to be asked for a body is not asked any more
	}
	if isAPI(c) {
		c.Writer.Header().Add("Vary", "Accept-Language")
		err = s.writeJSON(c, status, p)
	} else {
		page := &errorPage{frame: s.frame(c, w, p.Title), Problem: p}
		page.Search = w.T("search.label")
		if status == http.StatusBadRequest {
			page.Sought = strings.ToValidUTF8(c.Query("q"), "") // to be shortened, not written anew
		}
		err = s.render(c, status, "error", page)
	}
	if err != nil { // nothing was written: a broken template of ours
		c.Set(keyError, err)
		c.String(http.StatusInternalServerError, "%s", p.Title)
	}
}

// mostErrors is how many faults of a request are told.
const mostErrors = 10

// newProblem tells an error in words for the person who caused it. Of our own
// failures it tells nothing but that there was one.
func newProblem(w *words, status int, err error) problem {
	key := fmt.Sprintf("error.%d", status)
	p := problem{
		Type:   "about:blank",
		Title:  w.T(key + ".title"),
		Status: status,
		Detail: w.T(key + ".detail"),
		Errors: []fieldProblem{},
	}
	switch {
	case errors.Is(err, content.ErrAway):
		p.Detail = w.T("error.away")
	case errors.Is(err, content.ErrUnavailable):
		p.Detail = w.T("error.unavailable")
	case errors.Is(err, content.ErrDamaged):
		p.Detail = w.T("error.damaged")
	}
	var invalid *content.InvalidError
	if errors.As(err, &invalid) && len(invalid.Problems) > 0 {
		for _, v := range invalid.Problems[:min(len(invalid.Problems), mostErrors)] {
			p.Errors = append(p.Errors, fieldProblem{
				Field: v.Field, Code: v.Code, Value: v.Value, Nearest: v.Nearest, Detail: problemText(w, v),
			})
		}
		p.Detail = p.Errors[0].Detail
	}
	return p
}

// writeJSON answers with v; "&" and "<" stay as they are.
func (s *site) writeJSON(c *gin.Context, status int, v any) error {
	kind := "application/json; charset=utf-8"
	if _, ok := v.(problem); ok {
		kind = "application/problem+json; charset=utf-8"
	}
	b := s.buffer()
	defer s.buffers.Put(b)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	c.Data(status, kind, b.Bytes())
	return nil
}

// buffer is an empty buffer, for its user to put back among the buffers.
func (s *site) buffer() *bytes.Buffer {
	b, ok := s.buffers.Get().(*bytes.Buffer)
	if !ok {
		return new(bytes.Buffer)
	}
	b.Reset()
	return b
}

// list makes sure that an empty list is written as one.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// problemText says in words what is wrong with a field, as exactly as the
// catalogue can.
func problemText(w *words, p content.Problem) string {
	pairs := []string{"Field", fieldLabel(w, p.Field), "Value", p.Value, "Nearest", p.Nearest}
	code := string(p.Code)
	if p.Nearest != "" {
		code += ".nearest"
	}
	for _, key := range []string{p.Field + "." + code, p.Field, code} {
		if w.has("problem." + key) {
			return w.F("problem."+key, pairs...)
		}
	}
	return w.F("problem.other", pairs...)
}

// fieldLabel is what pages call a parameter.
func fieldLabel(w *words, name string) string {
	for _, key := range []string{"facet." + name, "field." + name} {
		if w.has(key) {
			return w.T(key)
		}
	}
	return name
}
