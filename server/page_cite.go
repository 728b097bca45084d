package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"copratica/content"
)

// A citation is what a reader needs to refer to a case.
type citation struct {
	ID, Title, Author string
	Year              string // of the last change; "" if not known
	Updated           string // in words; "" likewise
	Address           string // absolute where the site knows its own
	Site              string
}

// cite makes the citation of a case.
func (s *site) cite(w *words, e *content.Entry) citation {
	c := citation{
		ID: e.Case.ID, Title: e.Case.Title, Author: s.Owner, Site: w.T("site.name"),
		Address: s.BaseURL + casePath(e.Case.ID),
	}
	if c.Author == "" {
		c.Author = c.Site
	}
	if t := e.Updated.Time(); !t.IsZero() {
		c.Year, c.Updated = strconv.Itoa(t.Year()), w.F("cite.updated", "Date", w.Date(e.Updated))
	}
	return c
}

// citeFile answers GET /casi/{id}/cita.bib and cita.ris.
func (s *site) citeFile(kind, contentType string, write func(citation) string) handler {
	return func(c *gin.Context) error {
		e, err := s.Library.Read(c.Request.Context(), s.principal(c), param(c, "id"))
		if err != nil {
			return err
		}
		c.Header("Content-Disposition", `attachment; filename="`+e.Case.ID+"."+kind+`"`)
		c.Header("X-Robots-Tag", "noindex")
		c.Data(http.StatusOK, contentType, []byte(write(s.cite(s.words[langIT], e))))
		return nil
	}
}

// bibtex writes a citation as BibTeX. Letters stay as they are: every program
// of today reads UTF-8.
func bibtex(c citation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{%s,\n", c.ID)
	for _, f := range []struct{ name, value string }{
		{"title", c.Title}, {"author", "{" + texText(c.Author) + "}"}, {"year", c.Year}, {"url", c.Address},
		{"note", c.Updated}, {"howpublished", c.Site}, {"language", "italian"},
	} {
		switch {
		case f.value == "":
		case f.name == "author" || f.name == "url":
			fmt.Fprintf(&b, "  %s = {%s},\n", f.name, f.value)
		case f.name == "title":
			fmt.Fprintf(&b, "  %s = {{%s}},\n", f.name, texText(f.value))
		default:
			fmt.Fprintf(&b, "  %s = {%s},\n", f.name, texText(f.value))
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// texText takes from a text what TeX would read as a command.
func texText(s string) string {
	return strings.NewReplacer(
		`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "&", `\&`, "%", `\%`, "$", `\$`, "#", `\#`, "_", `\_`,
		"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, "\n", " ", "\r", " ",
	).Replace(s)
}

// ris writes a citation in the RIS format, a tag a line.
func ris(c citation) string {
	var b strings.Builder
	for _, f := range []struct{ tag, value string }{
		{"TY", "ELEC"}, {"ID", c.ID}, {"TI", c.Title}, {"AU", c.Author}, {"PY", c.Year}, {"T2", c.Site},
		{"UR", c.Address}, {"N1", c.Updated}, {"LA", "it"},
	} {
		if f.value != "" {
			b.WriteString(f.tag + "  - " + strings.Join(strings.Fields(f.value), " ") + "\r\n")
		}
	}
	b.WriteString("ER  - \r\n")
	return b.String()
}

// linkedData describes a case for machines (schema.org).
func (s *site) linkedData(v caseView, c citation) map[string]any {
	e := v.e
	data := map[string]any{
		"@context": "https://schema.org", "@type": "Article", "headline": e.Case.Title, "inLanguage": "it",
		"identifier": e.Case.ID, "isAccessibleForFree": true,
		"publisher": map[string]any{"@type": "Organization", "name": c.Author},
	}
	set := func(name, value string) {
		if value != "" {
			data[name] = value
		}
	}
	set("description", e.Case.Summary)
	set("datePublished", string(e.Published))
	set("dateModified", string(e.Updated))
	if s.BaseURL != "" {
		data["url"] = c.Address
	}
	if where := place(s.words[langIT], v.tax, e.Case.Municipality, e.Case.Province, e.Case.Region); where != "" {
		data["spatialCoverage"] = where
	}
	var about []string
	for _, slug := range e.Case.Sectors {
		if t, ok := v.tax.Term(content.VocabSectors, slug); ok {
			about = append(about, t.IT)
		}
	}
	if len(about) > 0 {
		data["about"] = about
	}
	return data
}
