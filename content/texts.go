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
	Pages     []string  // text by page, sheet or slide
}

// A PendingText is an attachment that waits to be read.
type PendingText struct {
	File     File
	Attempts int // how often it was tried before
}

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
// Pending returns files of current revisions that have no record, or whose
// time to retry has come, oldest case change first, each digest once.
type Texts interface {
	Text(ctx context.Context, d Digest, page int) (Text, error)
	PutText(ctx context.Context, t Text) error
	Pending(ctx context.Context, limit int) ([]PendingText, error)
}
