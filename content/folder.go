package content

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// maxFolderDepth bounds how deep case folders are looked for.
const maxFolderDepth = 4

// A Folder is a case folder found in a file system.
type Folder struct {
	Path string // slash-separated, within the file system; "." is its top
	fsys fs.FS
}

// walkFolders yields every case folder at or below dir, and an error for each
// folder that neither is one nor has any below it. Names with a leading dot
// and those that archivers add are passed over.
func walkFolders(fsys fs.FS, dir string, depth int, yield func(Folder, error) error) error {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return yield(Folder{Path: dir}, err)
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == CaseFileName }) {
		return yield(Folder{Path: dir, fsys: fsys}, nil)
	}
	var below []string
	lost := false // a link leads nowhere, or out
	for _, e := range entries {
		if ignored(e.Name()) {
			continue
		}
		name := path.Join(dir, e.Name())
		switch is, err := isDir(fsys, name, e); {
		case err != nil:
			lost = true
			if err := yield(Folder{Path: name}, sourceError{err}); err != nil {
				return err
			}
		case is:
			below = append(below, name)
		}
	}
	if len(below) == 0 && !lost || depth == 0 {
		return yield(Folder{Path: dir}, &InvalidError{Problems: []Problem{{
			Code: CodeMissing, Value: CaseFileName, Detail: "the folder has no " + CaseFileName,
		}}})
	}
	for _, d := range below {
		if err := walkFolders(fsys, d, depth-1, yield); err != nil {
			return err
		}
	}
	return nil
}

func ignored(name string) bool {
	return strings.HasPrefix(name, ".") || name == "__MACOSX" || name == "Thumbs.db" || name == "desktop.ini"
}

// isDir follows links; a link that cannot be followed is an error.
func isDir(fsys fs.FS, name string, e fs.DirEntry) (bool, error) {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir(), nil
	}
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return false, err
	}
	return info.IsDir(), nil
}

// text reads case.md, at most one byte more than a text may have.
func (f Folder) text() ([]byte, error) {
	name := path.Join(f.Path, CaseFileName)
	info, err := fs.Stat(f.fsys, name)
	if err != nil {
		return nil, sourceError{err}
	}
	if !info.Mode().IsRegular() { // opening a pipe would wait for its writer
		return nil, notPlain(CaseFileName)
	}
	r, err := f.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close() // read only
	text, err := io.ReadAll(io.LimitReader(r, MaxCaseSize+1))
	if err != nil {
		return nil, err
	}
	if len(text) > MaxCaseSize {
		return nil, fmt.Errorf("%s is larger than %d kB: %w", CaseFileName, MaxCaseSize>>10, ErrTooLarge)
	}
	return text, nil
}

// uploads lists the files beside the text. Their names are put into NFC, as
// some systems hand them out decomposed. Anything but a plain file is refused;
// one without a byte is no act, and passed over with a warning.
func (f Folder) uploads() (us []Upload, warnings []Problem, err error) {
	entries, err := fs.ReadDir(f.fsys, f.Path)
	if err != nil {
		return nil, nil, sourceError{err}
	}
	var bad []Problem
	for _, e := range entries {
		if e.Name() == CaseFileName || ignored(e.Name()) {
			continue
		}
		name := path.Join(f.Path, e.Name())
		info, err := fs.Stat(f.fsys, name)
		if err != nil {
			bad = append(bad, Problem{Code: CodeFormat, Value: e.Name(), Detail: reason(err)})
			continue
		}
		if !info.Mode().IsRegular() {
			bad = append(bad, notPlain(e.Name()).Problems...)
			continue
		}
		if info.Size() == 0 {
			warnings = append(warnings, Problem{
				Field: "attachments", Code: CodeEmpty, Value: e.Name(), Detail: e.Name() + " is empty (0 bytes); it is skipped",
			})
			continue
		}
		us = append(us, Upload{Name: norm.NFC.String(e.Name()), Open: func() (io.ReadCloser, error) { return f.open(name) }})
	}
	if bad != nil {
		return nil, warnings, &InvalidError{Problems: bad}
	}
	return us, warnings, nil
}

func notPlain(name string) *InvalidError {
	return &InvalidError{Problems: []Problem{{Code: CodeFormat, Value: name, Detail: name + " is not a plain file"}}}
}

// A sourceError is a failure to read what is being imported, as opposed to one
// of the library that it goes into.
type sourceError struct{ err error }

func (e sourceError) Error() string { return reason(e.err) }
func (e sourceError) Unwrap() error { return e.err }

// open is a file of the folder; its errors are sourceErrors.
func (f Folder) open(name string) (io.ReadCloser, error) {
	r, err := f.fsys.Open(name)
	if err != nil {
		return nil, sourceError{err}
	}
	return sourceFile{r}, nil
}

// A sourceFile is a file whose errors are sourceErrors.
type sourceFile struct{ io.ReadCloser }

func (s sourceFile) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = sourceError{err}
	}
	return n, err
}

// reason is an error of a file system with the file it names.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return path.Base(pe.Path) + ": " + pe.Err.Error()
	}
	return err.Error()
}

// name is what the folder is called, the default of the case's id; "" at the
// top of a file system, whose name only the caller knows.
func (f Folder) name() string {
	if f.Path == "." {
		return ""
	}
	return norm.NFC.String(path.Base(f.Path))
}
