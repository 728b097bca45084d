package indexer

import (
	"context"

	"copratica/content"
)

// A Batch is applied as one: after it the index stands at Mark. A document
// replaces the one with its id, whichever index held it.
type Batch struct {
	Documents []Document
	Deletions []string
	Mark      content.Seq
}

// Size is the number of things in the batch.
func (b Batch) Size() int { return len(b.Documents) + len(b.Deletions) }

// A Searcher answers queries. A query whose deadline passes, or that expands
// beyond the limits, is content.ErrInvalid with a sentence.
//
// Spell tells which words of a query may have been meant otherwise, by the
// words of cases and acts that its sight reaches. Words that have a Meaning are
// right. Search and Passages correct nothing by themselves: they take
// Query.Corrected.
//
// Passages searches the acts of cases by themselves. Filters and facets are
// those of the cases, but for FacetKind and FacetPhase, which are the act's.
//
// Cards shows visit every case that a sight may find, in no order, all of one
// state of the index. The card's texts may share memory with more than they
// show.
type Searcher interface {
	Spell(ctx context.Context, q Query) ([]Correction, error)
	Search(ctx context.Context, q Query) (Result, error)
	Passages(ctx context.Context, q Query) (ActResult, error)
	Cards(ctx context.Context, s content.Sight, visit func(id string, c Card)) error
}

// A Writer takes batches. Apply is idempotent, and what it has accepted is
// found by every search that starts after it returns.
type Writer interface {
	Apply(ctx context.Context, b Batch) error
}

// An Index is an engine. Implementations pass indextest.Index.
//
// Status tells the mark, 0 for an empty or lost index.
//
// Rebuild calls fill with the writer of a new, empty generation while the
// present one goes on serving; when fill returns nil the new generation is
// promoted, else discarded. One Rebuild runs at a time. A crash at any step
// leaves an index that opens.
type Index interface {
	Searcher
	Writer
	Status() Status
	Rebuild(ctx context.Context, fill func(context.Context, Writer) error) error
	Close() error
}
