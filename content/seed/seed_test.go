package seed_test

import (
	"bytes"
	"io/fs"
	"testing"

	"copratica/content/seed"
)

// The invented case stands beside the real ones and must not be taken for one.
const invented = "valdastra-filanda-delle-lanterne"

func TestEveryFolderIsACase(t *testing.T) {
	folders, err := fs.ReadDir(seed.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) != 49 {
		t.Errorf("%d sample cases, want 48 real ones and one invented", len(folders))
	}
	for _, f := range folders {
		text, err := fs.ReadFile(seed.FS(), f.Name()+"/case.md")
		if err != nil {
			t.Error(err)
			continue
		}
		if id := []byte("\nid: " + f.Name() + "\n"); !bytes.Contains(text, id) {
			t.Errorf("%s: the text does not state the id of its folder", f.Name())
		}
		says := bytes.Contains(text, []byte("Caso dimostrativo (inventato)"))
		if want := f.Name() == invented; says != want {
			t.Errorf("%s: says it is invented: %t, want %t", f.Name(), says, want)
		}
	}
}

func TestTheInventedCaseHasActs(t *testing.T) {
	files, err := fs.Glob(seed.FS(), invented+"/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 2 {
		t.Errorf("files of the invented case: %v, want its text and some acts", files)
	}
}
