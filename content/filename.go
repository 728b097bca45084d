package content

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// CaseFileName is the name of the text in a case folder; no attachment may have it.
const CaseFileName = "case.md"

// maxFileName is what common file systems take, in bytes.
const maxFileName = 255

// CheckFileName says why name cannot be an attachment's: it must be one flat
// name that every file system keeps as it is, NFC and at most 255 bytes, and
// not case.md. The error is ErrInvalid.
func CheckFileName(name string) error {
	if err := fileNameFault(name); err != nil {
		return fmt.Errorf("%w: file name %q %w", ErrInvalid, shorten(name), err)
	}
	return nil
}

// FoldFileName is the same for names that differ only in case, which some file
// systems cannot keep apart.
func FoldFileName(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
			least = min(least, next)
		}
		return least
	}, name)
}

func fileNameFault(name string) error {
	switch {
	case name == "":
		return errors.New("is empty")
	case len(name) > maxFileName:
		return fmt.Errorf("is longer than %d bytes", maxFileName)
	case !utf8.ValidString(name):
		return errors.New("is not UTF-8")
	case strings.ContainsAny(name, `/\`):
		return errors.New("names a folder")
	case name[0] == '.':
		return errors.New("begins with a dot")
	case strings.ContainsFunc(name, invisible):
		return errors.New("has control characters")
	case !norm.NFC.IsNormalString(name):
		return errors.New("is not in Unicode normal form C")
	case FoldFileName(name) == FoldFileName(CaseFileName):
		return errors.New("is the name of the case text")
	}
	return nil
}

// invisible reports characters that control a line or the direction of
// writing, and so let a name look like another.
func invisible(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\ufeff':
		return true
	}
	return false
}
