package content

import (
	"errors"
	"fmt"
	"strings"
)

// The outcomes that callers tell apart. Adapters return them, wrapped with the
// verb and the key; anything else is a failure of the machinery.
var (
	ErrNotFound  = errors.New("not found")
	ErrConflict  = errors.New("conflict")
	ErrInvalid   = errors.New("invalid")
	ErrForbidden = errors.New("forbidden")
	ErrTooLarge  = errors.New("too large")
	// ErrDamaged says that a record is there whose bytes are not.
	ErrDamaged = errors.New("the bytes are missing")

	// ErrUnauthenticated is a credential that is not, or no longer, good.
	ErrUnauthenticated = errors.New("not authenticated")
	// ErrUnavailable is a store or a blob store that cannot be had just now, and
	// ErrFull one without room. Of a write they say that nothing was saved.
	ErrUnavailable = errors.New("unavailable")
	ErrFull        = errors.New("full")
	// ErrAway is ErrUnavailable where only the bytes of attachments cannot be had.
	ErrAway = fmt.Errorf("the attachments cannot be reached: %w", ErrUnavailable)
)

// A Code names the kind of a Problem, so that a page can say it in its own language.
type Code string

// The kinds of problem that a case text can have.
const (
	CodeSyntax      Code = "syntax"       // the YAML or the fences cannot be read
	CodeRequired    Code = "required"     // the field must be there
	CodeUnknownSlug Code = "unknown_slug" // no such term; Nearest may name one
	CodeUnknownKey  Code = "unknown_key"  // no such key here; Nearest may name one
	CodeType        Code = "type"         // a list where a number is expected, and the like
	CodeFormat      Code = "format"       // a date, address or name that is not one
	CodeDuplicate   Code = "duplicate"    // named twice
	CodeRange       Code = "range"        // a number or length out of its bounds
	CodeMismatch    Code = "mismatch"     // contradicts something else (folder name, region of a province)
	CodeMissing     Code = "missing"      // names a file that is neither sent nor stored
	CodeUnlisted    Code = "unlisted"     // a file beside the text that front matter does not list
	CodeEmpty       Code = "empty"        // a file without a byte
)

// A Problem is one thing wrong, or worth a warning, in a case text.
type Problem struct {
	Field   string `json:"field"`            // path as an author would say it: "phases[2].date"; "" is the whole text
	Line    int    `json:"line,omitzero"`    // line in case.md from 1; 0 when it has none
	Code    Code   `json:"code"`             // what kind of problem
	Value   string `json:"value,omitzero"`   // the offending value, shortened
	Nearest string `json:"nearest,omitzero"` // the valid value that was probably meant
	Detail  string `json:"detail"`           // an English sentence for logs, terminals and the API
}

// String is the problem as one line: field, sentence, suggestion.
func (p Problem) String() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", p.Line)
	}
	if p.Field != "" {
		fmt.Fprintf(&b, "%s: ", p.Field)
	}
	b.WriteString(p.Detail)
	if p.Nearest != "" {
		fmt.Fprintf(&b, " (did you mean %q?)", p.Nearest)
	}
	return b.String()
}

// An InvalidError is an ErrInvalid that lists every problem found, in the
// order of the text.
type InvalidError struct {
	Problems []Problem
}

// Error joins the problems, one after another.
func (e *InvalidError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return "invalid: " + strings.Join(lines, "; ")
}

// Is makes errors.Is(err, ErrInvalid) true.
func (e *InvalidError) Is(target error) bool { return target == ErrInvalid }
