package content

import (
	"context"
	"time"
)

// A TextState says what became of reading an attachment.
type TextState string

// The states of a text. Only ok and partial have pages to search.
const (
	TextOK               TextState = "ok"
	TextPartial          TextState = "partial"
	TextNoTextLayer      TextState = "no_text_layer"
	TextPasswordRequired TextState = "password_required"
	TextCorrupt          TextState = "corrupt"
	TextTooLarge         TextState = "too_large"
	TextTimeout          TextState = "timeout"
	TextUnsupported      TextState = "unsupported"
	TextEmpty            TextState = "empty"
)

// A Text is what could be read in the bytes of one digest.
type Text struct {
	Digest    Digest
	State     TextState
	Reason    string   // for staff, why the state is not ok
	Warnings  []string // such as "extension_mismatch"
	Signers   []string // names in the certificates, not verified
	Extractor int      // version of the extractor that made it
	Attempts  int
	RetryAt   time.Time // when a failure may be tried again; zero is never
	// Scans are the pages that are pictures and wait for OCR, from 1.
	Scans   []int
	Preview Preview
	Pages   []string // text by page, sheet or slide
}

// Pending reports that nobody has read the attachment yet.
func (t Text) Pending() bool { return t.State == "" }

// Readable reports that the attachment has words to read and search.
func (t Text) Readable() bool { return t.State == TextOK || t.State == TextPartial }

// A TextHead is what is known of a text beside its pages.
type TextHead struct {
	Text      // without pages
	Count int // of the pages there are
}

// A Preview is a small picture of a document's first page, JPEG, kept as a blob.
// Without one it is zero.
type Preview struct {
	Digest Digest
	Size   int64
}

// A PendingText is an attachment that waits to be read.
type PendingText struct {
	File     File
	Attempts int   // how often it was tried before
	Scans    []int // pages that wait for OCR
}

// A Queue is one of the two that attachments wait in, so that pages that take
// seconds each do not hold up documents that take a moment.
type Queue string

// The queues.
const (
	QueueText Queue = "text" // to be read for the first time, or again
	QueueScan Queue = "scan" // read, with pages left for OCR
)

// Texts keeps the text of attachments, shared by all cases that hold the same
// bytes. Implementations pass contenttest.Texts.
//
// Text returns the record with the one page asked for (from 1), or with all
// pages when page is 0; ErrNotFound without a record or a page.
//
// PutText stores or replaces a record and takes the next Seq for every case
// whose current revision holds the digest, in one transaction. It is
// ErrNotFound if no revision names the digest: a text that is ready only after
// a purge does not come back.
//
// States returns the records of many digests without their pages; those that
// have none are absent.
//
// Pending returns files of current revisions, each digest once: those that
// were never read before those to be read again, then oldest case change first.
// In QueueText are those that have no record, or whose time to retry has come; in QueueScan those with Scans, unless their time to retry
// lies ahead.
//
// Retry puts a digest back into QueueText as if it had never been tried, or
// every digest if d is "", and returns how many it put there. Outdated does the
// same with every record of an older extractor. What was read before stays
// until PutText, which is when cases take their Seq: a crash at any time leaves
// the digest in the queue, or its text in the feed of changes.
type Texts interface {
	Text(ctx context.Context, d Digest, page int) (Text, error)
	States(ctx context.Context, ds []Digest) (map[Digest]TextHead, error)
	PutText(ctx context.Context, t Text) error
	Pending(ctx context.Context, q Queue, limit int) ([]PendingText, error)
	Retry(ctx context.Context, d Digest) (int, error)
	Outdated(ctx context.Context, extractor int) (int, error)
}
