// Package content is the library: what a case of coprogettazione is, how it is
// written down, who may read which part of it, and where it is kept.
//
// A case is a text file, front matter and Markdown, with its acts beside it.
// That text is what staff edit, what the store keeps and what import and
// export move, byte for byte. Parse turns it into a Case and says by field and
// line what is wrong with it; Taxonomy holds the controlled vocabularies its
// slugs come from.
//
// Records live behind three contracts. A Store keeps every case as a row of
// revisions and numbers each change, so that an index can follow it without
// skipping one. Texts keeps what could be read in an attachment, page by page.
// Blobs keeps the attachments' bytes under their SHA-256. None of them knows
// about people: Library stands before them, takes the Principal that asks, and
// gives out no more than that principal may read.
//
// The package knows no database, no index and no web server; adapters in the
// folders below it, and the packages indexer and server, depend on it and
// never the other way round.
package content
