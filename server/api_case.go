package server

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// caseJSON is a case as far as its reader may see it: front matter, text and acts.
type caseJSON struct {
	*content.Case
	URL         string           `json:"url"`
	Region      []string         `json:"region"`
	Sectors     []string         `json:"sectors"`
	Published   content.Date     `json:"published"`
	Updated     content.Date     `json:"updated"`
	Revision    int              `json:"revision"`
	Markdown    string           `json:"body_markdown"`
	HTML        string           `json:"body_html"`
	Attachments []attachmentJSON `json:"attachments"`
	Reading     readingJSON      `json:"reading"`
}

// A readingJSON is how far reading the acts has come.
type readingJSON struct {
	Pending int `json:"pending"`
	Total   int `json:"total"`
}

type attachmentJSON struct {
	content.Attachment
	URL    string         `json:"url"`
	Size   int64          `json:"size"`
	Type   string         `json:"type"`
	Digest content.Digest `json:"sha256"`
	State  string         `json:"state"`
	Pages  int            `json:"pages"`
	// What reading it brought to light, and where its text is.
	Signers  []string `json:"signers"`
	Warnings []string `json:"warnings"`
	TextURL  string   `json:"text_url,omitzero"`
}

// apiCase answers GET /api/v1/cases/{id}.
func (s *site) apiCase(c *gin.Context) error {
	e, err := s.Library.Read(c.Request.Context(), s.principal(c), param(c, "id"))
	if err != nil {
		return err
	}
	// The tag is what writes name in If-Match. It says nothing of a purged act
	// or of what has become of a related case, so no answer is spared by it.
	c.Header("ETag", `"`+strconv.Itoa(e.Revision)+`"`)
	html, err := s.bodyHTML(c, e)
	if err != nil {
		return err
	}
	states, err := s.Library.ActStates(c.Request.Context(), e)
	if err != nil {
		return err
	}
	reading := readingJSON{Total: len(states)}
	for _, t := range states {
		if t.Pending() {
			reading.Pending++
		}
	}
	return s.writeJSON(c, http.StatusOK, caseJSON{
		Reading: reading,
		Case:    e.Case, URL: casePath(e.Case.ID),
		Region: list(e.Case.Region), Sectors: list(e.Case.Sectors),
		Published: e.Published, Updated: e.Updated, Revision: e.Revision,
		Markdown: e.Body, HTML: html, Attachments: attachments(e, states),
	})
}

// attachments joins what front matter says of the acts with what is stored of
// them and what came of reading them.
func attachments(e *content.Entry, states []content.TextHead) []attachmentJSON {
	out := make([]attachmentJSON, 0, len(e.Case.Attachments))
	for i, a := range e.Case.Attachments {
		f := e.Files[i]
		t := states[i]
		one := attachmentJSON{
			Attachment: a, URL: filePath(e.Case.ID, a.File), Size: f.Size, Type: f.Type, Digest: f.Digest,
			State: "pending", Pages: t.Count, Signers: list(t.Signers), Warnings: list(t.Warnings),
		}
		if !t.Pending() {
			one.State = string(t.State)
		}
		if t.Readable() {
			one.TextURL = textAddress(langIT, e.Case.ID, a.File, 0, indexer.Query{})
		}
		out = append(out, one)
	}
	return out
}
