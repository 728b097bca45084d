package content_test

import (
	"os"
	"path/filepath"
	"testing"

	"copratica/content"
)

// TestSeedParses keeps every sample case free of problems and warnings.
func TestSeedParses(t *testing.T) {
	t.Parallel()
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("seed/*/case.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no sample cases in seed: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := content.Parse(text, tax, 2026)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, w := range parsed.Warnings {
			t.Errorf("%s: %s", file, w)
		}
		if folder := filepath.Base(filepath.Dir(file)); parsed.Case.ID != folder {
			t.Errorf("%s: id %q, want the folder's name", file, parsed.Case.ID)
		}
		checkFiles(t, filepath.Dir(file), parsed.Case.Attachments)
	}
}

// checkFiles compares what front matter lists with what lies beside it.
func checkFiles(t *testing.T, folder string, listed []content.Attachment) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	beside := make(map[string]bool)
	for _, e := range entries {
		beside[e.Name()] = true
	}
	for _, a := range listed {
		if !beside[a.File] {
			t.Errorf("%s: attachment %s is not there", folder, a.File)
		}
		delete(beside, a.File)
	}
	delete(beside, content.CaseFileName)
	for name := range beside {
		t.Errorf("%s: file %s is not listed", folder, name)
	}
}
