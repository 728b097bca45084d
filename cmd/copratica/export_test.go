package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content/seed"
)

// readTree is every file below dir by its path.
func readTree(t *testing.T, fsys fs.FS) map[string]string {
	t.Helper()
	tree := make(map[string]string)
	must(t, fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, name)
		tree[name] = string(b)
		return err
	}))
	return tree
}

// seeded is a data directory with the sample cases and one that was written in
// a hurry: without days of its own, with a file that it does not list.
func seeded(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	serve(t, "--data", data, "--seed").stop()
	c := testCase{id: "in-fretta", word: "qbabix", files: map[string]string{"atto.txt": "un atto"}}
	folder := c.write(t, t.TempDir())
	writeFile(t, filepath.Join(folder, "appunti.txt"), "non elencati")
	mustRun(t, "import", "--data", data, folder)
	return data
}

func TestExportImportExport(t *testing.T) {
	t.Parallel()
	data := seeded(t)
	for _, kind := range []string{"", ".zip"} {
		t.Run("as"+kind, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			first, second := filepath.Join(dir, "first"+kind), filepath.Join(dir, "second"+kind)
			has(t, "export", mustRun(t, "export", "--data", data, first).out, "54 cases exported to "+first)
			other := filepath.Join(dir, "other")
			has(t, "import", mustRun(t, "import", "--data", other, first).out, "54 imported, 0 unchanged, 0 failed")
			mustRun(t, "export", "--data", other, second)
			if kind == ".zip" {
				a, err := os.ReadFile(first)
				must(t, err)
				b, err := os.ReadFile(second)
				must(t, err)
				if !bytes.Equal(a, b) {
					t.Errorf("the archives differ: %d and %d bytes", len(a), len(b))
				}
			} else if diff := cmp.Diff(readTree(t, os.DirFS(first)), readTree(t, os.DirFS(second))); diff != "" {
				t.Errorf("the exports differ (-first +second):\n%s", diff)
			}
			has(t, "import over its own origin", mustRun(t, "import", "--data", data, first).out, "0 imported, 54 unchanged, 0 failed")
		})
	}
}

// What was imported with its days stated comes out byte for byte.
func TestExportIsWhatWasImported(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out")
	mustRun(t, "export", "--data", seeded(t), out)
	got := readTree(t, os.DirFS(out))
	for name := range got {
		if strings.HasPrefix(name, "in-fretta/") {
			delete(got, name)
		}
	}
	if diff := cmp.Diff(readTree(t, seed.FS()), got); diff != "" {
		t.Errorf("the export differs from the sample cases (-want +got):\n%s", diff)
	}
}

func TestExportKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	mustRun(t, "import", "--data", data, testCase{id: "prova", word: "qbabix"}.write(t, filepath.Join(dir, "in")))
	writeFile(t, filepath.Join(dir, "full", "mine.txt"), "mine")
	writeFile(t, filepath.Join(dir, "mine.zip"), "mine")
	refused(t, run(t, "export", "--data", data, filepath.Join(dir, "full")), "not empty")
	refused(t, run(t, "export", "--data", data, filepath.Join(dir, "mine.zip")), "exists")
	refused(t, run(t, "export", "--data", data, filepath.Join(dir, "no", "such", "folder")), "no such file or directory")
	refused(t, run(t, "export", "--data", filepath.Join(dir, "mistyped"), filepath.Join(dir, "out")), "there is no store at")
	must(t, os.Mkdir(filepath.Join(dir, "empty"), 0o755))
	mustRun(t, "export", "--data", data, filepath.Join(dir, "empty"))
	left, err := filepath.Glob(filepath.Join(dir, ".export-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
