package content

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// exportPage is how many revisions Export holds at a time.
const exportPage = 100

// Export writes every case, whatever its state, as case folders into target: a
// new or empty folder, or a new .zip. done is told after each case. Staff only.
// The target appears under its name only when it is complete.
func (l *Library) Export(ctx context.Context, p Principal, target string, done func(id string)) error {
	if p.Sight() < SightStaff {
		return fmt.Errorf("export to %s: %w", target, ErrForbidden)
	}
	write := l.exportDir
	if strings.EqualFold(filepath.Ext(target), ".zip") {
		write = l.exportZip
	}
	if err := write(ctx, target, done); err != nil {
		return fmt.Errorf("export to %s: %w", target, err)
	}
	return nil
}

func (l *Library) exportDir(ctx context.Context, target string, done func(string)) error {
	if entries, err := os.ReadDir(target); err == nil && len(entries) > 0 {
		return fmt.Errorf("the folder is not empty: %w", ErrConflict)
	}
	partial, err := os.MkdirTemp(filepath.Dir(filepath.Clean(target)), ".export-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(partial) // gone already when the export is complete
	root, err := os.OpenRoot(partial)
	if err != nil {
		return err
	}
	defer root.Close() // written files are closed one by one
	err = l.exportAll(ctx, done, func(name string, _ time.Time) (io.WriteCloser, error) {
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return nil, err
		}
		return root.Create(name)
	})
	if err != nil {
		return err
	}
	if err := os.Chmod(partial, 0o755); err != nil {
		return err
	}
	if err := os.Remove(target); err != nil && !os.IsNotExist(err) {
		return err
	}
	return os.Rename(partial, target)
}

func (l *Library) exportZip(ctx context.Context, target string, done func(string)) error {
	if _, err := os.Lstat(target); err == nil {
		return fmt.Errorf("the file exists: %w", ErrConflict)
	}
	f, err := os.CreateTemp(filepath.Dir(target), ".export-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // gone already when the export is complete
	defer f.Close()           // closed below when all went well
	z := zip.NewWriter(f)
	err = l.exportAll(ctx, done, func(name string, at time.Time) (io.WriteCloser, error) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: at})
		return entryWriter{w}, err
	})
	if err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), target)
}

// An entryWriter is a zip entry, which ends when the next one begins.
type entryWriter struct{ io.Writer }

func (entryWriter) Close() error { return nil }

// exportAll writes the cases in order of id, each text before its files. The
// time is the case's own, so that equal cases make equal archives.
func (l *Library) exportAll(ctx context.Context, done func(string), create func(string, time.Time) (io.WriteCloser, error)) error {
	for after := ""; ; {
		page, err := l.store.Cases(ctx, Filter{After: after, Limit: exportPage})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, r := range page {
			if err := l.exportCase(ctx, r, create); err != nil {
				return fmt.Errorf("case %s: %w", r.CaseID, err)
			}
			done(r.CaseID)
		}
		after = page[len(page)-1].CaseID
	}
}

func (l *Library) exportCase(ctx context.Context, r Revision, create func(string, time.Time) (io.WriteCloser, error)) error {
	text, err := l.exportText(r)
	if err != nil {
		return err
	}
	parsed, err := parseStored(text, l.tax, l.now().Year())
	if err != nil {
		return err
	}
	at := parsed.Case.Updated.Time()
	if err := exportFile(create, r.CaseID+"/"+CaseFileName, at, strings.NewReader(string(text))); err != nil {
		return err
	}
	for _, f := range r.Files {
		in, err := l.blobs.Open(ctx, f.Digest.Key())
		if err != nil {
			return fmt.Errorf("file %s: %w", f.Name, err)
		}
		err = exportFile(create, r.CaseID+"/"+f.Name, at, in)
		in.Close() // read only
		if err != nil {
			return fmt.Errorf("file %s: %w", f.Name, err)
		}
	}
	return nil
}

func exportFile(create func(string, time.Time) (io.WriteCloser, error), name string, at time.Time, r io.Reader) error {
	w, err := create(name, at)
	if err != nil {
		return err
	}
	if _, err := io.Copy(w, r); err != nil {
		w.Close() // the copy's error says more
		return err
	}
	return w.Close()
}

// exportText is the revision's text as written, with the days of publication
// and change added where it does not state them.
func (l *Library) exportText(r Revision) ([]byte, error) {
	parsed, err := l.Decode(r)
	if err != nil {
		return nil, err
	}
	var add []KeyValue
	if parsed.Case.Published == "" && !r.FirstOpen.IsZero() {
		add = append(add, KeyValue{Key: "published", Value: string(Day(r.FirstOpen))})
	}
	if parsed.Case.Updated == "" {
		add = append(add, KeyValue{Key: "updated", Value: string(Day(r.At))})
	}
	if add == nil {
		return []byte(r.Text), nil
	}
	return SetKeys([]byte(r.Text), add...)
}
