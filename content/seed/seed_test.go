package seed_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"copratica/content/seed"
)

// The invented cases stand beside the real ones and must not be taken for them.
const (
	first      = "valdastra-filanda-delle-lanterne"
	dossiers   = "dimostrativo-"
	mostOfActs = 4 << 20 // bytes
)

func TestEveryFolderIsACase(t *testing.T) {
	folders, err := fs.ReadDir(seed.FS(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) != 53 {
		t.Errorf("%d sample cases, want 48 real ones and five invented", len(folders))
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
		says := bytes.Contains(text, []byte("\ntitle: \"Caso dimostrativo (inventato): "))
		if want := f.Name() == first || strings.HasPrefix(f.Name(), dossiers); says != want {
			t.Errorf("%s: its title says it is invented: %t, want %t", f.Name(), says, want)
		}
	}
}

// Each dossier has four or five acts that its text lists; together they stay small.
func TestInventedCasesHaveActs(t *testing.T) {
	cases, err := fs.Glob(seed.FS(), dossiers+"*")
	if err != nil {
		t.Fatal(err)
	}
	var size int64
	for _, id := range append(cases, first) {
		text, err := fs.ReadFile(seed.FS(), id+"/case.md")
		if err != nil {
			t.Fatal(err)
		}
		files, err := fs.ReadDir(seed.FS(), id)
		if err != nil {
			t.Fatal(err)
		}
		if len(files) < 5 || len(files) > 6 {
			t.Errorf("%s: %d files, want its text and four or five acts", id, len(files))
		}
		for _, f := range files {
			info, err := f.Info()
			if err != nil {
				t.Fatal(err)
			}
			if size += info.Size(); f.Name() != "case.md" && !bytes.Contains(text, []byte("{file: "+f.Name()+",")) {
				t.Errorf("%s: the text does not list %s", id, f.Name())
			}
		}
	}
	if len(cases) != 4 || size > mostOfActs {
		t.Errorf("%d dossiers, %d bytes in all, want 4 and at most %d", len(cases), size, mostOfActs)
	}
}
