package content_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
	"copratica/content/seed"
)

// run imports paths and returns the items reported.
func run(t *testing.T, l *content.Library, paths ...string) []content.ImportItem {
	t.Helper()
	var items []content.ImportItem
	im := content.NewImporter(l, editor, func(i content.ImportItem) { items = append(items, i) })
	for _, p := range paths {
		if err := im.Path(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	return items
}

// tree reads every file below dir.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, p))
		files[p] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestExportImportExport(t *testing.T) {
	t.Parallel()
	first := newShelf(t)
	im := content.NewImporter(first.Library, editor, func(i content.ImportItem) {
		if i.Err != nil {
			t.Errorf("%s: %v", i.Path, i.Err)
		}
	})
	if err := im.FS(t.Context(), seed.FS(), "seed", ""); err != nil {
		t.Fatal(err)
	}
	undated := content.Draft{ID: "senza-date", Expect: 0, Text: []byte(strings.NewReplacer(
		"id: caso-riservato-in-parte\n", "", "summary:", "# un commento\nsummary:").Replace(guarded)), Files: guardedFiles()}
	if _, err := first.Save(t.Context(), editor, undated); err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{"folder", "archive.zip"} {
		t.Run(form, func(t *testing.T) {
			one, two := filepath.Join(t.TempDir(), form), filepath.Join(t.TempDir(), form)
			if err := first.Export(t.Context(), editor, one, func(string) {}); err != nil {
				t.Fatal(err)
			}
			second := newShelf(t)
			for _, i := range run(t, second.Library, one) {
				if i.Err != nil {
					t.Errorf("%s: %v", i.Path, i.Err)
				}
			}
			if err := second.Export(t.Context(), editor, two, func(string) {}); err != nil {
				t.Fatal(err)
			}
			if form == "folder" {
				if diff := cmp.Diff(tree(t, one), tree(t, two)); diff != "" {
					t.Errorf("second export differs (-first +second):\n%s", diff)
				}
			} else if !bytes.Equal(read(t, one), read(t, two)) {
				t.Error("second archive differs from the first")
			}
			for _, i := range run(t, first.Library, one) {
				if i.Err != nil || !i.Saved.Unchanged {
					t.Errorf("%s over its own origin: %+v, %v; want unchanged", i.Path, i.Saved, i.Err)
				}
			}
		})
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestExportRefuses(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := lib.Export(t.Context(), editor, full, func(string) {}); !errors.Is(err, content.ErrConflict) {
		t.Errorf("a folder that is not empty: %v, want conflict", err)
	}
	if err := lib.Export(t.Context(), content.Principal{}, t.TempDir(), func(string) {}); !errors.Is(err, content.ErrForbidden) {
		t.Errorf("a visitor: %v, want forbidden", err)
	}
	if err := lib.Export(t.Context(), editor, filepath.Join(full, "x", "y"), func(string) {}); err == nil {
		t.Error("a folder below a file: no error")
	}
}

const minimal = `---
title: Un caso minimo
region: lazio
sectors: [anziani]
legal_instrument: coprogettazione
public_body: {name: Comune}
---
`

// lay writes files below a new folder; a nil text is a link out of it.
func lay(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, b := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if b == nil {
			err = os.Symlink("/etc/hostname", p)
		} else {
			err = os.WriteFile(p, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestImportNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	dir := lay(t, map[string][]byte{
		"buono/case.md":       []byte(minimal),
		"yaml-rotto/case.md":  []byte("---\ntitle: [aperta\n---\n"),
		"slug/case.md":        []byte(strings.Replace(minimal, "lazio", "lazzio", 1)),
		"manca/case.md":       []byte(strings.Replace(minimal, "title: Un caso minimo\n", "", 1)),
		"enorme/case.md":      bytes.Repeat([]byte("a"), 50<<20),
		"binario/case.md":     {0x7f, 'E', 'L', 'F', 0, 0xff, 0xfe},
		"senza/appunti.txt":   []byte("x"),
		"collegato/case.md":   []byte(minimal),
		"collegato/fuori.txt": nil,
		"lungi/m":             nil,
		"altro/case.md":       []byte(strings.Replace(minimal, "---\n", "---\nid: un-altro-id\n", 1)),
		"senza-atto/case.md":  []byte(strings.Replace(minimal, "---\ntitle", "---\nattachments: [{file: nope.pdf}]\ntitle", 1)),
		"a/doppio/case.md":    []byte(minimal),
		"b/doppio/case.md":    []byte(minimal),
	})
	if err := os.Mkdir(filepath.Join(dir, "tubo"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "tubo", "case.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]string)
	for _, i := range run(t, lib.Library, dir, filepath.Join(dir, "non-c-e")) {
		rel := strings.TrimPrefix(i.Path, filepath.ToSlash(dir)+"/")
		switch {
		case i.Err == nil:
			got[rel] = "ok"
		case errors.Is(i.Err, content.ErrTooLarge):
			got[rel] = "too large"
		default:
			got[rel] = i.Err.Error()
			var invalid *content.InvalidError
			if errors.As(i.Err, &invalid) {
				got[rel] = string(invalid.Problems[0].Code)
				if p := invalid.Problems[0]; p.Code == content.CodeMismatch || strings.HasSuffix(p.Field, ".file") {
					got[rel] = fmt.Sprintf("line %d: %s", p.Line, p.Code)
				}
			}
		}
	}
	want := map[string]string{
		"buono/case.md":      "ok",
		"yaml-rotto/case.md": string(content.CodeSyntax),
		"slug/case.md":       string(content.CodeUnknownSlug),
		"manca/case.md":      string(content.CodeRequired),
		"enorme/case.md":     "too large",
		"binario/case.md":    string(content.CodeSyntax),
		"senza":              string(content.CodeMissing),
		"collegato/case.md":  string(content.CodeFormat),
		"lungi/m":            "m: path escapes from parent",
		"altro/case.md":      "line 2: " + string(content.CodeMismatch),
		"senza-atto/case.md": "line 2: " + string(content.CodeMissing),
		"tubo/case.md":       string(content.CodeFormat),
		"a/doppio/case.md":   "ok",
		"b/doppio/case.md":   string(content.CodeDuplicate),
		"non-c-e":            "non-c-e: no such file or directory",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what became of each (-want +got):\n%s", diff)
	}
	stored, err := lib.store.Cases(t.Context(), content.Filter{})
	if err != nil || len(stored) != 2 {
		t.Errorf("%d cases stored, %v; want buono and doppio", len(stored), err)
	}
}

func TestImportZip(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	name := filepath.Join(t.TempDir(), "casi.zip")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, e := range []struct {
		name string
		text []byte
	}{
		{"buono/case.md", []byte(minimal)},
		{"buono/atto.txt", []byte("atto")},
		{"../fuori/case.md", []byte(minimal)},
		{"/radice/case.md", []byte(minimal)},
		{`storto\case.md`, []byte(minimal)},
		{"bomba/case.md", []byte(minimal)},
		{"bomba/atto.pdf", make([]byte, 64<<20)},
	} {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.text); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	bad, good := 0, 0
	for _, i := range run(t, lib.Library, name) {
		if i.Err != nil {
			bad++
		} else {
			good++
		}
	}
	if bad != 4 || good != 2 {
		t.Errorf("%d refused and %d taken, want the 4 bad entries refused and both cases taken", bad, good)
	}
	r, err := lib.store.Case(t.Context(), "buono")
	if err != nil || len(r.Files) != 1 {
		t.Errorf("buono: %d files, %v", len(r.Files), err)
	}
}

// A file without a byte is passed over with a line; a text that lists it is
// refused for what is missing.
func TestImportSkipsEmptyFiles(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	listed := strings.Replace(minimal, "public_body", "attachments: [{file: 25-vuoto.pdf}]\npublic_body", 1)
	dir := lay(t, map[string][]byte{
		"a-con/case.md": []byte(minimal), "a-con/25-vuoto.pdf": {}, "a-con/atto.txt": []byte("atto"),
		"b-elencato/case.md": []byte(listed), "b-elencato/25-vuoto.pdf": {},
	})
	items := run(t, lib.Library, dir)
	if len(items) != 2 {
		t.Fatalf("%d items: %+v", len(items), items)
	}
	for _, i := range items {
		if w := i.Saved.Warnings; len(w) == 0 || w[0].Code != content.CodeEmpty || w[0].Value != "25-vuoto.pdf" {
			t.Errorf("%s: warnings %+v, want a line on the empty file", i.Path, w)
		}
	}
	if items[0].Err != nil || !errors.Is(items[1].Err, content.ErrInvalid) {
		t.Errorf("%v, %v; want the first taken and the second refused", items[0].Err, items[1].Err)
	}
	r, err := lib.store.Case(t.Context(), "a-con")
	if err != nil || len(r.Files) != 1 || r.Files[0].Name != "atto.txt" {
		t.Errorf("files %+v, %v; want atto.txt alone", r.Files, err)
	}
}
