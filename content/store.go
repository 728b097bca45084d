package content

import (
	"context"
	"time"
)

// A Seq numbers the changes an index must see, from 1. Commit order is Seq order.
type Seq int64

// A Digest is the SHA-256 of some bytes in lower-case hexadecimal, 64 letters.
type Digest string

// A File is an attachment's bytes as a revision names them.
type File struct {
	Name   string `json:"name"` // flat, NFC, at most 255 bytes
	Digest Digest `json:"sha256"`
	Size   int64  `json:"size"`
	Type   string `json:"type"` // MIME type
}

// A Revision is one stored state of a case: its text as written and its files.
// Status and Access repeat the text's, so that sight needs no parsing.
type Revision struct {
	CaseID string
	Number int // from 1
	Text   string
	Status Status
	Access Access
	Files  []File // in order of name
	Author string
	At     time.Time // UTC, whole microseconds
	// FirstOpen is when the case was first stored published or outdated; zero if never.
	FirstOpen time.Time
	Seq       Seq // of the case's last change, not of an old revision
}

// A Head is what decides sight, without the text.
type Head struct {
	CaseID   string
	Revision int
	Status   Status
	Access   Access
}

// A Change says that a case must be indexed anew. Each case stands in the feed
// once, at its latest change. Purged means that nothing is left of it.
type Change struct {
	Seq    Seq
	CaseID string
	Purged bool
}

// A Filter narrows Cases; the zero value is every case.
type Filter struct {
	After string // only ids greater than this, for paging
	Limit int    // at most this many; 0 is no limit
}

// A Store keeps cases as revisions. Implementations pass contenttest.Store.
//
// Case returns the current revision, ErrNotFound if there is none or it was purged.
//
// Cases returns current revisions in order of id.
//
// PutCase appends r as the case's next revision and returns it as stored.
// r.Number must be the current number plus one (1 for a new case), else
// ErrConflict. The case and its change are one transaction, and whatever it
// answers without error survives a crash. A text or name with a NUL byte or
// invalid UTF-8 is ErrInvalid.
//
// History returns all revisions, newest first; ErrNotFound if there are none.
//
// Changes returns the cases whose latest change is greater than after, in order
// of Seq, at most limit. A reader that goes on from the last Seq it saw skips
// none, however many write meanwhile.
type Store interface {
	Case(ctx context.Context, id string) (Revision, error)
	Cases(ctx context.Context, f Filter) ([]Revision, error)
	PutCase(ctx context.Context, r Revision) (Revision, error)
	History(ctx context.Context, id string) ([]Revision, error)
	Changes(ctx context.Context, after Seq, limit int) ([]Change, error)
}

// A HeadStore tells sight of many cases at once; ids it does not know are absent.
type HeadStore interface {
	Heads(ctx context.Context, ids []string) (map[string]Head, error)
}

// A Purger removes for good. What was removed leaves a tombstone: a case with
// a purged id can be put again, as a new case with number 1, and is stored
// under the number after its last one. So an edit begun before the purge is an
// ErrConflict and does not bring the case back.
//
// PurgeCase forgets all revisions of a case, PurgeFile forgets a file in all
// of them. Both take a Seq and return the digests that no revision of any case
// names any more, with their texts already gone. ErrNotFound if there is
// nothing to purge.
type Purger interface {
	PurgeCase(ctx context.Context, id string) ([]Digest, error)
	PurgeFile(ctx context.Context, id, file string) ([]Digest, error)
}

// A Rebuilds store carries the wish for a full re-index from one process to
// the one that ingests. RequestRebuild notes a wish and returns its number;
// RebuildRequested returns the number of the newest wish (0: never one) and
// RebuildDone the newest that was fulfilled; FinishRebuild records that wish n
// was fulfilled.
type Rebuilds interface {
	RequestRebuild(ctx context.Context) (int64, error)
	RebuildRequested(ctx context.Context) (requested, done int64, err error)
	FinishRebuild(ctx context.Context, n int64) error
}
