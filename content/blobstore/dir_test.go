package blobstore_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"copratica/content"
	"copratica/content/blobstore"
	"copratica/content/contenttest"
)

func open(t *testing.T, dir string) *blobstore.Dir {
	t.Helper()
	d, err := blobstore.OpenDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

func TestDir(t *testing.T) {
	t.Parallel()
	contenttest.Blobs(t, func(t *testing.T) content.Blobs { return open(t, t.TempDir()) })
}

func TestOpenDirSweepsOldLeftovers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	open(t, dir)
	old, fresh := filepath.Join(dir, "partial", "old"), filepath.Join(dir, "partial", "fresh")
	for _, name := range []string{old, fresh} {
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().AddDate(0, 0, -1)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(old); !os.IsNotExist(err) {
		t.Errorf("yesterday's leftover: %v, want it gone", err)
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Errorf("a file that may be in work: %v, want it there", err)
	}
}

func TestOpenDirMakesItsWay(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data", "blobs")
	contenttest.PutBlob(t, open(t, dir), "parole")
	for _, name := range []string{dir, filepath.Dir(dir)} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o700 {
			t.Errorf("%s has mode %o, want 700", name, got)
		}
	}
}

// A Put leaves nothing beside its blob, whether it succeeds or not.
func TestPutCleansUp(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := open(t, dir)
	key := contenttest.PutBlob(t, d, "parole")
	if err := d.Delete(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	broken := io.MultiReader(strings.NewReader("par"), iotest.ErrReader(errors.New("the line broke")))
	if err := d.Put(t.Context(), key, broken, 6, ""); err == nil {
		t.Error("half a blob was taken")
	}
	if err := d.Put(t.Context(), key, strings.NewReader("parole"), 5, ""); !errors.Is(err, content.ErrInvalid) {
		t.Errorf("put of another size: %v, want invalid", err)
	}
	left, err := os.ReadDir(filepath.Join(dir, "partial"))
	if err != nil || len(left) != 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

func TestBlobsAreTheOwners(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := open(t, dir)
	key := contenttest.PutBlob(t, d, "parole")
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(key)))
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o600 {
		t.Errorf("mode %o, want 600", got)
	}
}

func TestOpenDirRefusesAFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if d, err := blobstore.OpenDir(name); err == nil {
		t.Errorf("opened a file as a directory: %v", d.Close())
	}
}
