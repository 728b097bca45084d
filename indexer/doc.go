// Package indexer is the reading desk: it turns cases into documents, keeps an
// index in step with the library, and answers queries with hits, counts and
// the sentences that matched.
//
// The records are the truth and the index is a view of them: it can be deleted
// at any time and comes back by itself. An Ingester follows the library's
// changes from the mark that the index itself remembers. Rebuild fills a new
// generation aside while the old one serves, then swaps.
//
// A Query is a value: parsed from a URL's parameters, it prints itself back,
// and it carries the sight of the person who asks, so that no answer, count or
// fragment is made of what that person may not read. Finder takes a query
// through the engine, checks the shown hits against the library and cuts their
// fragments.
//
// The engine is behind Index; indextest holds what every engine must pass. What
// Italian needs and no engine gives is in package italian.
package indexer
