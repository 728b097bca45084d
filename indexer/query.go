package indexer

import (
	"slices"
	"unicode/utf8"

	"copratica/content"
)

// Sort is an order of results.
type Sort string

// The orders. Relevance with an empty text means newest.
const (
	SortRelevance Sort = "relevance" // tier, then score, then id
	SortNewest    Sort = "newest"    // last year, then publication, then id, descending; no year last
	SortOldest    Sort = "oldest"    // first year ascending, then publication, then id; no year last
	SortUpdated   Sort = "updated"   // last change first, then id
	SortTitle     Sort = "title"     // Italian collation, then id
)

// A Query is everything that decides an answer. ParseQuery makes it from URL
// parameters and Values prints it back.
type Query struct {
	Text string // as typed
	Expr Expr   // Text, parsed
	// Filters holds the chosen values by facet: OR within one, AND between them.
	Filters map[Facet][]string
	From    int // 0: no bound; any year of the case within [From, To] counts
	To      int
	Sort    Sort
	Some    bool // also show documents that meet only some of the words
	Page    int  // from 1
	PerPage int  // 1 to 100
	Lang    string
	Sight   content.Sight
	// NoSynonyms takes words for themselves alone, without other names of the
	// same thing.
	NoSynonyms bool
	// Explain asks for the parts of each score; readers never have them.
	Explain bool
	// Corrected are the words that surely were meant otherwise: Finder finds them
	// and sets Expr right, as if it had been typed so. Meanings are the other
	// names of what Expr says then; Finder fills them in, unless NoSynonyms.
	Corrected []Correction
	Meanings  []Meaning
	// Count names the facets to count; nil counts none.
	Count []Facet
}

// A ClauseKind tells how a clause is matched.
type ClauseKind int

// The kinds of clause.
const (
	KindWord   ClauseKind = iota // by stem, exact form preferred
	KindPhrase                   // exact words in order, stop words included
	KindPrefix                   // a word's beginning, at least 3 letters, typed as "coprog*"
	KindFilter                   // regione:, settore:, anno:, tipo: resolved to facet values
)

// A Clause is one piece of a query's text.
type Clause struct {
	Kind ClauseKind
	Not  bool // "-escluso"
	// Field restricts a word or phrase to the title ("titolo:") or the name
	// of the public body ("ente:"); empty is everywhere.
	Field Field
	Text  string // as typed, without sign, quotes and field
	// Fixed marks a phrase that was typed without quotes: a fixed expression
	// such as "dopo di noi", which may have other names.
	Fixed bool
	// Facet and Values are set for KindFilter: the document has one of the values.
	Facet  Facet
	Values []string
}

// FieldPublicBody is the field of "ente:" clauses.
const FieldPublicBody Field = "public_body"

// An Expr is a query's text as clauses that all want to be met.
type Expr []Clause

// Begun is the query with its last word taken for the beginning of one, and
// whether it can be: a plain word of MinPrefix letters. Its text stays.
func (q Query) Begun() (Query, bool) {
	last := len(q.Expr) - 1
	if last < 0 || q.Expr[last].Kind != KindWord || q.Expr[last].Not || utf8.RuneCountInString(q.Expr[last].Text) < MinPrefix {
		return q, false
	}
	begin, ok := beginning(q.Expr[last].Text + "*")
	if !ok {
		return q, false
	}
	q.Expr = slices.Clone(q.Expr)
	q.Expr[last].Kind, q.Expr[last].Text = KindPrefix, begin
	return q, true
}
