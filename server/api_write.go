package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

// Patience with what follows a save.
const (
	narrowTimeout = 5 * time.Second // for the index to take up what was narrowed
	narrowEvery   = 10 * time.Millisecond
	commitGrace   = 45 * time.Second // for the transaction, the index and the answer
)

// savedJSON is what became of a case that was sent.
type savedJSON struct {
	ID        string         `json:"id"`
	URL       string         `json:"url"`
	Revision  int            `json:"revision"`
	Unchanged bool           `json:"unchanged"`
	Warnings  []fieldProblem `json:"warnings"`
	// Notice is a sentence when the index has not yet taken up that fewer may
	// read the case; else "".
	Notice string `json:"notice,omitzero"`
}

// apiCreate answers POST /api/v1/cases.
func (s *site) apiCreate(c *gin.Context) error {
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	saved, err := s.saveSent(c, p, "", 0)
	if err != nil {
		return err
	}
	c.Header("Location", apiRoot+"/cases/"+url.PathEscape(saved.ID))
	return s.answerSaved(c, http.StatusCreated, saved)
}

// apiReplace answers PUT /api/v1/cases/{id}.
func (s *site) apiReplace(c *gin.Context) error {
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	id := param(c, "id")
	expect, err := s.expected(c, p, id)
	if err != nil {
		return err
	}
	saved, err := s.saveSent(c, p, id, expect)
	if err != nil {
		return stale(err)
	}
	return s.answerSaved(c, http.StatusOK, saved)
}

// saveSent saves what the request brings over a revision; an empty id is a new case.
func (s *site) saveSent(c *gin.Context, p content.Principal, id string, expect int) (content.Saved, error) {
	u, err := s.receive(c)
	if err != nil {
		return content.Saved{}, err
	}
	defer u.Close()
	return s.store(c, u.bytes, func(ctx context.Context) (content.Saved, error) {
		return s.Library.Save(ctx, p, content.Draft{ID: id, Text: u.text, Files: u.files, Expect: expect})
	})
}

// apiWithdraw answers DELETE /api/v1/cases/{id}.
func (s *site) apiWithdraw(c *gin.Context) error {
	p, err := s.writer(c)
	if err != nil {
		return err
	}
	id := param(c, "id")
	expect, err := s.expected(c, p, id)
	if err != nil {
		return err
	}
	saved, err := s.store(c, 0, func(ctx context.Context) (content.Saved, error) {
		return s.Library.Withdraw(ctx, p, id, expect)
	})
	if err != nil {
		return stale(err)
	}
	return s.answerSaved(c, http.StatusNoContent, saved)
}

// expected is the revision that the request was made over, which is still the
// current one: nobody has to send a body to learn that it is not.
func (s *site) expected(c *gin.Context, p content.Principal, id string) (int, error) {
	fields := c.Request.Header.Values("If-Match")
	if len(fields) == 0 {
		return 0, errNoMatch
	}
	seen, err := s.Library.Seen(c.Request.Context(), p, []string{id})
	if err != nil {
		return 0, err
	}
	current, ok := seen[id]
	if !ok {
		return 0, content.ErrNotFound
	}
	for _, item := range strings.Split(strings.Join(fields, ","), ",") {
		// A weak tag matches none: it names no exact revision.
		if item = strings.TrimSpace(item); item == "*" || item == `"`+strconv.Itoa(current)+`"` {
			return current, nil
		}
	}
	return 0, errStale
}

// stale is the error of a change over a revision that is no longer current.
func stale(err error) error {
	if errors.Is(err, content.ErrConflict) {
		return errors.Join(errStale, err)
	}
	return err
}

// answerSaved answers when what was narrowed is out of the index too, or says
// that it is not yet.
func (s *site) answerSaved(c *gin.Context, status int, saved content.Saved) error {
	w := s.wordsOf(c)
	out := savedJSON{
		ID: saved.ID, URL: casePath(saved.ID), Revision: saved.Revision, Unchanged: saved.Unchanged,
		Warnings: make([]fieldProblem, len(saved.Warnings)),
	}
	for i, p := range saved.Warnings {
		out.Warnings[i] = caseProblem(w, p)
	}
	if !saved.Unchanged && s.Nudge != nil {
		s.Nudge()
	}
	if saved.Narrowed && !s.indexed(c.Request.Context(), saved.Seq) {
		status, out.Notice = http.StatusAccepted, w.T("write.narrowing")
	}
	c.Header("ETag", `"`+strconv.Itoa(saved.Revision)+`"`)
	if status == http.StatusNoContent {
		c.Status(status)
		c.Writer.WriteHeaderNow()
		return nil
	}
	return s.writeJSON(c, status, out)
}

// indexed waits for the index to pass a change, and reports whether it did.
func (s *site) indexed(ctx context.Context, seq content.Seq) bool {
	ctx, cancel := context.WithTimeout(ctx, narrowTimeout)
	defer cancel()
	look := time.NewTicker(narrowEvery)
	defer look.Stop()
	for s.Finder.Status().Mark < seq {
		select {
		case <-ctx.Done():
			return false
		case <-look.C:
		}
	}
	return true
}
