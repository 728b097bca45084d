package content

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"
)

// files stores what was sent and returns the whole list of the revision's
// files in order of name: sent ones, listed ones that are stored already, and
// stored ones that front matter never listed.
func (l *Library) files(ctx context.Context, d Draft, listed []Attachment, current Revision) ([]File, []Problem, error) {
	var files []File
	var warnings, missing []Problem
	if err := checkUploads(d.Files); err != nil {
		return nil, nil, err
	}
	for _, u := range d.Files {
		f, err := l.storeFile(ctx, u)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, f)
		if !lists(listed, u.Name) {
			warnings = append(warnings, Problem{
				Field: "attachments", Code: CodeUnlisted, Value: u.Name,
				Detail: fmt.Sprintf("%s is not listed; it is kept for staff only", u.Name),
			})
		}
	}
	sent := func(name string) bool {
		return slices.ContainsFunc(d.Files, func(u Upload) bool { return u.Name == name })
	}
	for i, a := range listed {
		if sent(a.File) {
			continue
		}
		if f := fileNamed(current.Files, a.File); f.Digest != "" {
			files = append(files, f)
			continue
		}
		missing = append(missing, Problem{
			Field: fmt.Sprintf("attachments[%d].file", i), Line: lineOf(d.Text, "attachments", i), Code: CodeMissing, Value: a.File,
			Detail: fmt.Sprintf("%s is neither beside the text nor stored", a.File),
		})
	}
	if missing != nil {
		return nil, nil, &InvalidError{Problems: missing}
	}
	for _, f := range l.strays(current) {
		if !sent(f.Name) && !lists(listed, f.Name) {
			files = append(files, f)
		}
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, warnings, nil
}

// strays returns the files of a revision that its text does not list. They
// stay until they are purged: nobody said that they should go.
func (l *Library) strays(r Revision) []File {
	if len(r.Files) == 0 {
		return nil
	}
	parsed, err := l.Decode(r)
	if err != nil {
		return r.Files
	}
	return slices.DeleteFunc(slices.Clone(r.Files), func(f File) bool { return lists(parsed.Case.Attachments, f.Name) })
}

func checkUploads(us []Upload) error {
	var bad []Problem
	seen := make(map[string]bool)
	for _, u := range us {
		if err := fileNameFault(u.Name); err != nil {
			bad = append(bad, Problem{Field: "attachments", Code: CodeFormat, Value: shorten(u.Name), Detail: "the file name " + err.Error()})
			continue
		}
		if key := FoldFileName(u.Name); seen[key] {
			bad = append(bad, Problem{
				Field: "attachments", Code: CodeDuplicate, Value: u.Name, Detail: "two files whose names differ only in case",
			})
		} else {
			seen[key] = true
		}
	}
	if bad != nil {
		return &InvalidError{Problems: bad}
	}
	return nil
}

func (l *Library) storeFile(ctx context.Context, u Upload) (File, error) {
	s := u.Spooled
	if s == nil {
		r, err := u.Open()
		if err != nil {
			return File{}, fmt.Errorf("open %s: %w", u.Name, err)
		}
		defer r.Close() // read only
		if s, err = l.Spool(ctx, r, MaxFile); err != nil {
			return File{}, fmt.Errorf("spool %s: %w", u.Name, err)
		}
		defer s.Close() // a temporary file
	}
	f := File{Name: u.Name, Digest: s.Digest, Size: s.Size, Type: FileType(u.Name, s.Head)}
	if err := l.blobs.Put(ctx, f.Digest.Key(), s.Reader(), f.Size, f.Type); err != nil {
		return File{}, fmt.Errorf("store %s: %w", u.Name, storageFault(err))
	}
	return f, nil
}

// Spool holds what r gives until it is saved as an Upload. An error of r is
// passed on; one of the disk is ErrFull or ErrUnavailable. More than limit
// bytes is ErrTooLarge. The caller closes what it gets.
func (l *Library) Spool(ctx context.Context, r io.Reader, limit int64) (*Spooled, error) {
	s, err := Spool(ctx, l.spool, sourceFile{io.NopCloser(r)}, limit)
	return s, storageFault(err)
}

// storageFault tells what keeps bytes from being stored, unless the bytes or
// whoever brings them are at fault.
func storageFault(err error) error {
	var source sourceError
	switch {
	case err == nil, errors.As(err, &source), errors.Is(err, ErrTooLarge), errors.Is(err, ErrInvalid),
		errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return fmt.Errorf("%w: %w", ErrUnavailable, err)
}
