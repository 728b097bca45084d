// Package bleveindex is the index on a machine of its own: an indexer.Index
// over the storage engine of Bleve.
//
// Bleve keeps the words: dictionaries, postings, positions and stored fields,
// in immutable segments that it merges in the background, with a snapshot that
// a search can hold on to. What it means to find something is decided here,
// segment by segment:
//
//	mapping.go, document.go, row.go, hitrecord.go   a document becomes fields of words and two stored records
//	columns.go, dictionary.go   facets, years and sort keys, kept in memory by document
//	view.go                     what one search looks at: a snapshot with its columns
//	plan.go, term.go, postings.go, phrase.go, prefix.go   a query's clauses become terms
//	gather.go, kept.go          what cases and passages have of the terms; long postings are kept in memory, up to 32 MB
//	match.go, filter.go         which documents meet how many of them: the tiers
//	facets.go, order.go, rescore.go, hits.go   counts, order and shown hits
//	directory.go, files.go, generation.go, apply.go, health.go   where it is kept, and what may befall it
//
// # Sight
//
// Every word lives in the family of fields of the least sight that reaches it:
// s0, s1 and s2 for visitors, members and staff, and so for the other fields.
// A query names the families of its own sight and lower ones only, so that a
// hidden word gives no hit, no count and no rarity. Drafts, reviews and
// withdrawn cases live in an index of their own, the desk, which only queries
// of staff open.
//
// # Generations
//
// An index is a directory of generations, g-<hash>-<number>, each with the
// indexes cases and desk. The hash names the layout and the analysis that
// wrote it. A generation is filled under a name that is never served and
// promoted by a rename. Open moves aside whatever it cannot read and starts
// empty: the records are the truth and the index comes back by itself.
package bleveindex
