package server

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	texttemplate "text/template"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

//go:embed texts/*.md
var textFiles embed.FS

// textNames are the long texts: help, privacy, accessibility, credits. Each is
// a Markdown file in each language, at the address of its name.
var textNames = [...]struct{ name, title string }{
	{"aiuto", "text.aiuto"}, {"privacy", "text.privacy"}, {"accessibilita", "text.accessibilita"}, {"crediti", "text.crediti"},
}

// A longText is one of them, rendered.
type longText struct {
	body    template.HTML
	outline []content.Heading
}

// textPage shows a long text.
type textPage struct {
	frame
	Outline []content.Heading
	Body    template.HTML
}

// textValues are what a long text may name.
type textValues struct{ Owner, Contact, Cases, Glossary, Notice string }

// loadTexts renders the long texts, by language and name.
func (s *site) loadTexts() error {
	s.texts = map[string]longText{}
	for _, lang := range []string{langIT, langEN} {
		values := textValues{
			Owner: markdownText(s.Owner), Contact: markdownText(s.Contact),
			Cases: local(lang, "/casi"), Glossary: local(lang, "/glossario"), Notice: s.assets.byName["NOTICE.txt"],
		}
		for _, text := range textNames {
			file := text.name + "." + lang
			t, err := s.renderText("texts/"+file+".md", values)
			if err != nil {
				return fmt.Errorf("load text %s: %w", file, err)
			}
			s.texts[file] = t
		}
	}
	return nil
}

func (s *site) renderText(file string, values textValues) (longText, error) {
	source, err := textFiles.ReadFile(file)
	if err != nil {
		return longText{}, err
	}
	t, err := texttemplate.New(file).Option("missingkey=error").Parse(string(source))
	if err != nil {
		return longText{}, err
	}
	var filled bytes.Buffer
	if err := t.Execute(&filled, values); err != nil {
		return longText{}, err
	}
	body, err := s.Renderer.HTML(context.Background(), filled.String())
	if err != nil {
		return longText{}, err
	}
	return longText{template.HTML(body), content.Outline(filled.String())}, nil // our text, and sanitised
}

// markdownText takes from a name what Markdown would read as a sign.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if strings.ContainsRune("\\`*_{}[]()<>#|!&~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// text answers GET for a long text.
func (s *site) text(name, title string) handler {
	return func(c *gin.Context) error {
		w := s.wordsOf(c)
		t := s.texts[name+"."+w.Lang]
		page := &textPage{frame: s.frame(c, w, w.T(title)), Outline: t.outline}
		h := &highlighter{marker: indexer.NewMarker(nil)}
		body, err := h.dress(string(t.body), w.T("case.table"))
		if err != nil {
			return err
		}
		page.Body = template.HTML(body) // as above
		s.addresses(&page.frame, "/"+name)
		return s.render(c, http.StatusOK, "text", page)
	}
}
