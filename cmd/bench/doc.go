// Package bench measures Copratica against its peers: how fast it searches, and
// how well. It holds tests only, so that what they need never reaches the
// program.
//
// A deterministic generator makes cases out of the words of the sample cases.
// They take the whole real path: the store, the builder, the index, the finder
// and the server over loopback HTTP. Beside them the same texts go into a bare
// Bleve index, SQLite FTS5 and PostgreSQL, and all answer the same queries.
//
// "make bench N=10000" prints how fast cases are indexed, how fast they are
// found and what they take up. A plain "go test" runs the same on a few cases
// as a smoke test: it asserts that all sides count alike, never how fast.
//
// "make relevance" asks the judged queries of indexer/indextest, over the sample
// cases and the texts of their acts, and prints how good the answers are, ours
// and those of the peers when any word will do; then the same among a thousand
// near-twins that answer nothing. "go test" holds the first hits of every query
// to golden text and checks what must stay when a query is typed otherwise.
//
// Trust the ratios within a table more than the times: the engines of a row
// take turns, so what else the machine does falls on all of them.
package bench
