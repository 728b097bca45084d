package content

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// An ImportItem is what became of one case folder, or of a path that holds none.
type ImportItem struct {
	Path  string // as the person who runs the import knows it, with case.md
	Saved Saved
	Err   error
}

// importPause is left between two cases, so that people who edit beside an
// import get their turn at the store.
const importPause = time.Millisecond

// An Importer brings case folders into a library. One Importer is one run: an
// id that comes a second time is an error.
type Importer struct {
	library *Library
	by      Principal
	report  func(ImportItem)
	seen    map[string]string // id to the path it came from
}

// NewImporter makes a run by p that reports each case as it goes.
func NewImporter(l *Library, p Principal, report func(ImportItem)) *Importer {
	return &Importer{library: l, by: p, report: report, seen: make(map[string]string)}
}

// Path imports a case folder, a folder of them, or a .zip of either. What is
// wrong with a case is reported and the rest goes on; the error is for what
// stops the run: a cancelled context, a store that fails.
func (im *Importer) Path(ctx context.Context, name string) error {
	info, err := os.Stat(name)
	if err != nil {
		im.report(ImportItem{Path: name, Err: errors.New(reason(err))})
		return nil
	}
	if info.IsDir() {
		return im.dir(ctx, name)
	}
	if !strings.EqualFold(filepath.Ext(name), ".zip") {
		im.report(ImportItem{Path: name, Err: errors.New("neither a folder nor a .zip")})
		return nil
	}
	return im.zip(ctx, name)
}

func (im *Importer) dir(ctx context.Context, name string) error {
	root, err := os.OpenRoot(name)
	if err != nil {
		im.report(ImportItem{Path: name, Err: err})
		return nil
	}
	defer root.Close() // read only
	abs, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	return im.FS(ctx, root.FS(), name, filepath.Base(abs))
}

func (im *Importer) zip(ctx context.Context, name string) error {
	r, err := zip.OpenReader(name)
	if err != nil {
		im.report(ImportItem{Path: name, Err: err})
		return nil
	}
	defer r.Close() // read only
	fsys, problems, err := zipFS(&r.Reader)
	if err != nil {
		im.report(ImportItem{Path: name, Err: err})
		return nil
	}
	for _, p := range problems {
		im.report(ImportItem{Path: name, Err: &InvalidError{Problems: []Problem{p}}})
	}
	return im.FS(ctx, fsys, name, strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)))
}

// FS imports the case folders of a file system. label stands before their
// paths in reports; top is the name of a case folder that is its very top.
func (im *Importer) FS(ctx context.Context, fsys fs.FS, label, top string) error {
	return walkFolders(fsys, ".", maxFolderDepth, func(f Folder, err error) error {
		where := path.Join(filepath.ToSlash(label), f.Path)
		if err != nil {
			im.report(ImportItem{Path: where, Err: err})
			return nil
		}
		item := ImportItem{Path: path.Join(where, CaseFileName)}
		id := f.name()
		if id == "" {
			id = top
		}
		item.Saved, item.Err = im.folder(ctx, f, id, item.Path)
		if item.Err != nil && !ofTheCase(item.Err) {
			return fmt.Errorf("import %s: %w", item.Path, item.Err)
		}
		im.report(item)
		return pause(ctx, importPause)
	})
}

func (im *Importer) folder(ctx context.Context, f Folder, id, where string) (Saved, error) {
	if other, ok := im.seen[id]; ok {
		return Saved{}, &InvalidError{Problems: []Problem{{
			Field: "id", Code: CodeDuplicate, Value: id, Detail: "the id came already in this run, from " + other,
		}}}
	}
	im.seen[id] = where
	text, err := f.text()
	if err != nil {
		return Saved{}, err
	}
	files, skipped, err := f.uploads()
	if err != nil {
		return Saved{Warnings: skipped}, err
	}
	saved, err := im.library.Save(ctx, im.by, Draft{ID: id, Text: text, Files: files, Expect: AnyRevision})
	saved.Warnings = append(skipped, saved.Warnings...)
	return saved, err
}

// ofTheCase tells an error of what was brought from one of where it goes.
func ofTheCase(err error) bool {
	var source sourceError
	return errors.As(err, &source) || errors.Is(err, ErrInvalid) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrConflict)
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
