package blobstore_test

import (
	"os"
	"path/filepath"
	"testing"
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
