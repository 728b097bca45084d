package indexer

import "copratica/content"

// A Field is a part of a case that words are searched in.
type Field string

// The fields, in the order of their weight.
const (
	FieldTitle   Field = "title"
	FieldSummary Field = "summary"
	FieldLabels  Field = "labels" // taxonomy labels, places, names of bodies and partners
	FieldBody    Field = "body"   // sections, notes, descriptions of acts
)

// A Part is one paragraph-like piece of a document, in plain text.
// Words of two parts never form a phrase.
type Part struct {
	Field Field         `json:"f"`
	Sight content.Sight `json:"s,omitzero"` // the least sight that reaches it
	Text  string        `json:"t"`
}

// A Document is a case as an index takes it.
type Document struct {
	ID       string
	Revision int
	// Desk documents (drafts, reviews, withdrawn cases) live apart and are
	// reached by staff only.
	Desk  bool
	Sight content.Sight // the least sight that may find the document at all
	Parts []Part
	// Body is the name of the public body, for the query's ente: field.
	Body string
	// Values are the facet values of each sight: Values[s][facet]. All three
	// sights are filled; a facet without a value has Unknown.
	Values [3]map[Facet][]string
	// Years repeats Values of FacetYear as numbers, ascending; empty if not known.
	Years []int
	// Published and Updated sort as text: "2026-11-22", "" if never.
	Published string
	Updated   string
	// Factor multiplies the score: 1 to MaxFactor by level of evidence.
	Factor float64
	Card   Card
	Acts   []Act // those whose text is known
}

// A Card is what a hit shows without asking the library again.
type Card struct {
	Title        string   `json:"title"`
	Summary      string   `json:"summary"`
	Region       []string `json:"region"`
	Province     string   `json:"province"`
	Municipality string   `json:"municipality"`
	Ambito       string   `json:"ambito"`
	Sectors      []string `json:"sectors"`
	Instrument   string   `json:"instrument"`
	Years        []int    `json:"years"`
	PublicBody   string   `json:"public_body"`
	Evidence     string   `json:"evidence"`
	Status       string   `json:"status"`
	Updated      string   `json:"updated"`
	Attachments  [3]int   `json:"attachments"` // number in sight, by sight
}
