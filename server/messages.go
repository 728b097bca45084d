package server

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed messages/*.json
var messageFiles embed.FS

// The languages of the interface; Italian is the one to fall back on.
const (
	langIT = "it"
	langEN = "en"
)

// words is everything the interface says in one language. Templates reach it
// through the page they render.
type words struct {
	Lang   string
	keys   map[string]bool
	plain  map[string]string // messages without a plural or a value to put in
	loc    *i18n.Localizer
	number *message.Printer
}

// loadWords reads the catalogues, by language.
func loadWords() (map[string]*words, error) {
	bundle := i18n.NewBundle(language.Italian)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	all := map[string]*words{}
	for _, lang := range []string{langIT, langEN} {
		w := &words{
			Lang:   lang,
			keys:   map[string]bool{},
			plain:  map[string]string{},
			loc:    i18n.NewLocalizer(bundle, lang),
			number: message.NewPrinter(language.Make(lang)),
		}
		if err := w.load(bundle); err != nil {
			return nil, err
		}
		all[lang] = w
	}
	return all, nil
}

// load reads the catalogues of the language, one file an area of the site.
func (w *words) load(bundle *i18n.Bundle) error {
	names, err := fs.Glob(messageFiles, "messages/*."+w.Lang+".json")
	if err != nil {
		return fmt.Errorf("list messages: %w", err)
	}
	for _, name := range names {
		file, err := bundle.LoadMessageFileFS(messageFiles, name)
		if err != nil {
			return fmt.Errorf("load messages %s: %w", name, err)
		}
		for _, m := range file.Messages {
			if w.keys[m.ID] {
				return fmt.Errorf("load messages %s: %q is in another file too", name, m.ID)
			}
			w.keys[m.ID] = true
			if m.One == "" && !strings.Contains(m.Other, "{{") {
				w.plain[m.ID] = m.Other
			}
		}
	}
	return nil
}

// has reports whether there is a message of this id.
func (w *words) has(id string) bool { return w.keys[id] }

// T is the message that id names; a message that nobody wrote shows as its id.
func (w *words) T(id string) string {
	if s, ok := w.plain[id]; ok {
		return s
	}
	return w.localize(&i18n.LocalizeConfig{MessageID: id})
}

// N is the message for a number of things; {{.N}} in it is the number, written
// as the language writes numbers.
func (w *words) N(id string, n int) string {
	return w.localize(&i18n.LocalizeConfig{
		MessageID:    id,
		PluralCount:  n,
		TemplateData: map[string]string{"N": w.Int(n)},
	})
}

// NF is the message for a number of things, with values put in as by F.
func (w *words) NF(id string, n int, pairs ...string) string {
	data := map[string]string{"N": w.Int(n)}
	for pair := range slices.Chunk(pairs, 2) {
		data[pair[0]] = pair[1]
	}
	return w.localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: n, TemplateData: data})
}

// F is a message with values put in: name, value, name, value.
func (w *words) F(id string, pairs ...string) string {
	data := map[string]string{}
	for pair := range slices.Chunk(pairs, 2) {
		if len(pair) == 2 {
			data[pair[0]] = pair[1]
		}
	}
	return w.localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data})
}

func (w *words) localize(lc *i18n.LocalizeConfig) string {
	s, err := w.loc.Localize(lc)
	if err != nil {
		return lc.MessageID
	}
	return s
}

// wordsOf chooses the language of an answer: the address decides on pages; for
// the API the parameter, then what the client says it accepts.
func (s *site) wordsOf(c *gin.Context) *words {
	if path := c.Request.URL.Path; path == "/en" || strings.HasPrefix(path, "/en/") {
		return s.words[langEN]
	}
	if !isAPI(c) {
		return s.words[langIT]
	}
	if w, ok := s.words[c.Query("lang")]; ok {
		return w
	}
	accepted, _, err := language.ParseAcceptLanguage(c.GetHeader("Accept-Language"))
	if err != nil {
		return s.words[langIT]
	}
	_, i, confidence := language.NewMatcher([]language.Tag{language.Italian, language.English}).Match(accepted...)
	if confidence > language.No && i == 1 {
		return s.words[langEN]
	}
	return s.words[langIT]
}
