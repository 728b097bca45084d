package server

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"copratica/content"
	"copratica/indexer"
)

//go:embed glossary.json
var glossaryText []byte

// A glossary explains the words and acronyms of the domain.
type glossary struct {
	Acronyms   []acronym      `json:"acronyms"`
	Terms      []glossTerm    `json:"terms"`
	Institutes institutes     `json:"institutes"`
	byAcronym  map[string]int // by the acronym in capitals, without dots
}

// said is a text in both languages.
type said struct {
	IT string `json:"it"`
	EN string `json:"en"`
}

// In is the text in a language.
func (s said) In(lang string) string {
	if lang == langEN {
		return s.EN
	}
	return s.IT
}

// An acronym has one meaning, or several that nobody may take for one another.
type acronym struct {
	Acronym  string `json:"acronym"`
	Meanings []said `json:"meanings"`
}

// A glossTerm is a word of the domain; its id is its anchor on the page.
type glossTerm struct {
	ID string `json:"id"`
	said
	TextIT string   `json:"text_it"`
	TextEN string   `json:"text_en"`
	Search string   `json:"search"` // parameters of a search for it; "" for none
	See    []string `json:"see"`    // ids of related terms, or "istituti"
	Check  bool     `json:"check"`  // says something of the law that nobody has confirmed
	Source string   `json:"source"`
}

// institutes are compared in a table: a column each, a row for each question.
type institutes struct {
	Columns []struct {
		ID string `json:"id"`
		said
	} `json:"columns"`
	Rows []struct {
		said
		Cells []said `json:"cells"`
	} `json:"rows"`
	Search []string `json:"search"` // by column
}

// institutesID is the anchor of the table of institutes.
const institutesID = "istituti"

// loadGlossary reads the file and checks that all it names is there.
func loadGlossary(tax *content.Taxonomy) (*glossary, error) {
	g := &glossary{byAcronym: map[string]int{}}
	if err := json.Unmarshal(glossaryText, g); err != nil {
		return nil, fmt.Errorf("load glossary: %w", err)
	}
	for i, a := range g.Acronyms {
		if _, twice := g.byAcronym[a.Acronym]; twice || len(a.Meanings) == 0 {
			return nil, fmt.Errorf("load glossary: acronym %q is there twice or means nothing", a.Acronym)
		}
		g.byAcronym[a.Acronym] = i
	}
	ids := map[string]bool{institutesID: true}
	for _, t := range g.Terms {
		if ids[t.ID] || t.IT == "" || t.EN == "" || t.TextIT == "" || t.TextEN == "" {
			return nil, fmt.Errorf("load glossary: term %q is there twice or says too little", t.ID)
		}
		ids[t.ID] = true
	}
	for _, t := range g.Terms {
		for _, id := range t.See {
			if !ids[id] {
				return nil, fmt.Errorf("load glossary: term %q sends to %q, which is not there", t.ID, id)
			}
		}
		if err := checkSearch(t.Search, tax); err != nil {
			return nil, fmt.Errorf("load glossary: term %q: %w", t.ID, err)
		}
	}
	return g, g.Institutes.check(ids, tax)
}

func (in institutes) check(ids map[string]bool, tax *content.Taxonomy) error {
	if len(in.Search) != len(in.Columns) {
		return fmt.Errorf("load glossary: %d searches for %d institutes", len(in.Search), len(in.Columns))
	}
	for i, c := range in.Columns {
		if !ids[c.ID] {
			return fmt.Errorf("load glossary: institute %q is no term", c.ID)
		}
		if err := checkSearch(in.Search[i], tax); err != nil {
			return fmt.Errorf("load glossary: institute %q: %w", c.ID, err)
		}
	}
	for _, r := range in.Rows {
		if len(r.Cells) != len(in.Columns) {
			return fmt.Errorf("load glossary: row %q has %d cells for %d institutes", r.IT, len(r.Cells), len(in.Columns))
		}
	}
	return nil
}

// checkSearch refuses parameters that /casi would not take as they are.
func checkSearch(search string, tax *content.Taxonomy) error {
	values, err := url.ParseQuery(search)
	if err != nil {
		return fmt.Errorf("parse search %q: %w", search, err)
	}
	_, notices, err := indexer.ParseQuery(values, content.SightVisitor, tax)
	if err != nil {
		return err
	}
	return indexer.Refuse(notices)
}

// meanings are the acronyms among the words of a query, in any case and with or
// without dots.
func (g *glossary) meanings(q indexer.Query) []acronym {
	var out []acronym
	for _, word := range strings.Fields(q.Text) {
		word = strings.ToUpper(strings.ReplaceAll(strings.Trim(word, `"«»“”.,;:?!()`), ".", ""))
		if i, ok := g.byAcronym[word]; ok && len(out) < 3 {
			out = append(out, g.Acronyms[i])
		}
	}
	return out
}
