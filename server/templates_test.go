package server

import (
	"testing"

	"github.com/jba/templatecheck"
)

// A misspelt field fails here and not before a reader.
func TestTemplatesFitTheirPages(t *testing.T) {
	t.Parallel()
	pages, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]any{
		"home":     &homePage{},
		"results":  &resultsPage{},
		"case":     &casePage{},
		"acttext":  &actTextPage{},
		"glossary": &glossaryPage{},
		"text":     &textPage{},
		"error":    &errorPage{},
	}
	for name, tmpl := range pages {
		page, ok := types[name]
		if !ok {
			t.Errorf("page %s has no type here", name)
			continue
		}
		if err := templatecheck.CheckHTML(tmpl.Lookup("layout"), page); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
