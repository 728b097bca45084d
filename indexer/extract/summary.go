package extract

import (
	"errors"
	"fmt"

	"copratica/content"
)

// Version tells extractors apart: what a lower one read is worth reading again.
const Version = 1

// A Summary is what is known of a document beside its pages.
type Summary struct {
	State    content.TextState `json:"state"`
	Reason   string            `json:"reason,omitzero"` // for staff, why the state is not ok
	Type     string            `json:"type"`            // MIME type, of the outermost envelope
	Inner    []string          `json:"inner,omitzero"`  // MIME types of what envelopes hold, from outside in
	Warnings []string          `json:"warnings,omitzero"`
	Signers  []string          `json:"signers,omitzero"` // names in the certificates, not verified
	Pages    int               `json:"pages"`            // how many there are, of which some may be empty
	Scans    []int             `json:"scans,omitzero"`   // pages that show something but hold no text, from 1
}

// The warnings of a document.
const (
	WarnExtension   = "extension_mismatch"   // the name promises another kind of file
	WarnEntries     = "entries_left_out"     // an archive holds entries that cannot be read
	WarnFormulas    = "formulas_not_counted" // a sheet has formulas without a stored result
	WarnScripts     = "active_content"       // scripts or files inside, none of them run or read
	WarnAttachments = "attachments_left_out" // files inside, which are not read
	WarnScans       = "scans_left_out"       // pages that OCR did not read, or too many of them
)

// Limits bound what one document may take.
type Limits struct {
	Pages    int   // pages, sheets or slides
	Text     int   // bytes of text
	Unpacked int64 // bytes out of compressed parts
	Entries  int   // files in an archive
	Depth    int   // of nested elements
	Levels   int   // of nested envelopes
}

// DefaultLimits are those of the site: a document beyond them is no act.
func DefaultLimits() Limits {
	return Limits{Pages: 2000, Text: 20 << 20, Unpacked: 64 << 20, Entries: 5000, Depth: 512, Levels: 5}
}

// What ends the reading of a document. Pages read before it count.
var (
	errCorrupt     = errors.New("cannot be read")
	errPassword    = errors.New("a password is needed")
	errTooLarge    = errors.New("too large")
	errUnsupported = errors.New("not a kind of document that can be read")
)

// corrupt says what is wrong with a document.
func corrupt(err error) error { return fmt.Errorf("%w: %w", errCorrupt, err) }

// tooLarge says which limit a document goes beyond.
func tooLarge(what string) error { return fmt.Errorf("%w: %s", errTooLarge, what) }

// stateOf is the state that an error leaves a document without text in.
func stateOf(err error) content.TextState {
	switch {
	case errors.Is(err, errPassword):
		return content.TextPasswordRequired
	case errors.Is(err, errTooLarge):
		return content.TextTooLarge
	case errors.Is(err, errUnsupported):
		return content.TextUnsupported
	default:
		return content.TextCorrupt
	}
}
