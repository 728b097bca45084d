package content_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"

	"copratica/content"
	"copratica/content/blobstore"
	"copratica/content/sqlstore"
)

var editor = content.Principal{Role: content.RoleEditor, Name: "redazione@example.org"}

// shelf is a library over a real store and real blobs in a temporary folder.
type shelf struct {
	*content.Library
	store *sqlstore.DB
	blobs *blobstore.Dir
	dir   string // of the blobs
}

// age makes every blob so much older.
func (s shelf) age(t *testing.T, by time.Duration) {
	t.Helper()
	then := time.Now().Add(-by)
	err := s.blobs.Keys(t.Context(), "", func(key string) error { return os.Chtimes(filepath.Join(s.dir, key), then, then) })
	if err != nil {
		t.Fatal(err)
	}
}

func newShelf(t *testing.T) shelf {
	t.Helper()
	dir := t.TempDir()
	store, err := sqlstore.Open(t.Context(), "sqlite:"+dir+"/copratica.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	blobs, err := blobstore.OpenDir(dir + "/blobs")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	tax, err := content.LoadTaxonomy()
	if err != nil {
		t.Fatal(err)
	}
	return shelf{content.NewLibrary(store, blobs, tax, t.TempDir()), store, blobs, dir + "/blobs"}
}

func upload(name, text string) content.Upload {
	return content.Upload{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

const guarded = `---
id: caso-riservato-in-parte
title: "Un caso riservato in parte"
summary: Serve alle prove.
status: published
region: lombardia
sectors: [anziani]
legal_instrument: coprogettazione
public_body: {name: Comune di Prova, type: comune}
difficulties: [tempi-lunghi]
contact: {office: Ufficio zibibbo, access: members}
sections_access: {difficolta: members, lezioni: staff}
phases:
  - {phase: avviso, documents: [avviso.txt, verbale.txt]}
sources: []
attachments:
  - {file: avviso.txt, title: Avviso, kind: avviso-pubblico, access: public}
  - {file: verbale.txt, title: Verbale quarzo, kind: verbale-di-tavolo, access: members}
  - {file: appunti.txt, title: Appunti ossidiana}
---
## Contesto

Parole per tutti.

## Difficoltà

Parole da membri: feldspato.

## Lezioni

Parole da redazione: malachite.
`

func guardedFiles() []content.Upload {
	return []content.Upload{
		upload("avviso.txt", "avviso"), upload("verbale.txt", "verbale"), upload("appunti.txt", "appunti"), upload("stray.txt", "stray"),
	}
}

func TestReadKeepsToSight(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	saved, err := lib.Save(t.Context(), editor, content.Draft{Text: []byte(guarded), Files: guardedFiles(), Expect: 0})
	if err != nil {
		t.Fatal(err)
	}
	if len(saved.Warnings) != 1 || saved.Warnings[0].Code != content.CodeUnlisted {
		t.Errorf("warnings %v, want one about the stray file", saved.Warnings)
	}
	tests := []struct {
		role  content.Role
		files []string
		words string // of feldspato, malachite, zibibbo, those in sight
		tough bool
	}{
		{content.RoleVisitor, []string{"avviso.txt"}, "", false},
		{content.RoleMember, []string{"avviso.txt", "verbale.txt"}, "feldspato zibibbo", true},
		{content.RoleEditor, []string{"avviso.txt", "verbale.txt", "appunti.txt", "stray.txt"}, "feldspato malachite zibibbo", true},
	}
	for _, tt := range tests {
		t.Run(string(tt.role), func(t *testing.T) {
			p := content.Principal{Role: tt.role}
			e, err := lib.Read(t.Context(), p, saved.ID)
			if err != nil {
				t.Fatal(err)
			}
			var names, words []string
			for _, f := range e.Files {
				names = append(names, f.Name)
			}
			office := ""
			if e.Case.Contact != nil {
				office = e.Case.Contact.Office
			}
			for _, w := range []string{"feldspato", "malachite", "zibibbo"} {
				if strings.Contains(e.Body+office, w) {
					words = append(words, w)
				}
			}
			if diff := cmp.Diff(tt.files, names); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			if got := strings.Join(words, " "); got != tt.words {
				t.Errorf("hidden words in sight: %q, want %q", got, tt.words)
			}
			if got := len(e.Case.Difficulties) > 0; got != tt.tough {
				t.Errorf("difficulties in sight: %v, want %v", got, tt.tough)
			}
			if want := min(len(tt.files), 2); len(e.Case.Phases[0].Documents) != want {
				t.Errorf("phase names %v, want %d of them", e.Case.Phases[0].Documents, want)
			}
			for _, name := range []string{"avviso.txt", "verbale.txt", "appunti.txt", "stray.txt"} {
				a, err := lib.Act(t.Context(), p, saved.ID, name)
				if visible := strings.Contains(strings.Join(tt.files, " "), name); visible != (err == nil) {
					t.Errorf("open %s: %v, want it visible: %v", name, err, visible)
				}
				if err != nil && !errors.Is(err, content.ErrNotFound) {
					t.Errorf("open %s: %v, want not found", name, err)
				}
				if err != nil {
					continue
				}
				r, err := lib.Bytes(t.Context(), a)
				if err != nil {
					t.Errorf("open %s: %v", name, err)
					continue
				}
				r.Close()
			}
		})
	}
}

func TestReadHidesWhatIsNotOpen(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	for _, change := range [][2]string{
		{"status: published", "status: draft"},
		{"status: published", "status: review"},
		{"status: published", "status: withdrawn"},
		{"status: published", "status: published\naccess: members"},
	} {
		text := strings.Replace(guarded, change[0], change[1], 1)
		if _, err := lib.Save(t.Context(), editor, content.Draft{Text: []byte(text), Files: guardedFiles(), Expect: content.AnyRevision}); err != nil {
			t.Fatal(err)
		}
		if _, err := lib.Read(t.Context(), content.Principal{}, "caso-riservato-in-parte"); !errors.Is(err, content.ErrNotFound) {
			t.Errorf("%s: a visitor got %v, want not found", change[1], err)
		}
		if _, err := lib.Read(t.Context(), editor, "caso-riservato-in-parte"); err != nil {
			t.Errorf("%s: staff got %v", change[1], err)
		}
	}
}

func TestSave(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	save := func(p content.Principal, d content.Draft) (content.Saved, error) { return lib.Save(t.Context(), p, d) }

	if _, err := save(content.Principal{Role: content.RoleMember}, content.Draft{Text: []byte(guarded)}); !errors.Is(err, content.ErrForbidden) {
		t.Errorf("a member's save: %v, want forbidden", err)
	}
	if _, err := save(editor, content.Draft{Text: []byte(guarded)}); !errors.Is(err, content.ErrInvalid) {
		t.Errorf("listed files that are nowhere: %v, want invalid", err)
	}
	if _, err := save(editor, content.Draft{ID: "un-altro", Text: []byte(guarded), Files: guardedFiles()}); !errors.Is(err, content.ErrInvalid) {
		t.Errorf("an id unlike its folder: %v, want invalid", err)
	}
	if _, err := lib.store.Case(t.Context(), "caso-riservato-in-parte"); !errors.Is(err, content.ErrNotFound) {
		t.Fatalf("a refused save left a case: %v", err)
	}

	first, err := save(editor, content.Draft{Text: []byte(guarded), Files: guardedFiles()})
	if err != nil || first.Revision != 1 {
		t.Fatalf("first save: %+v, %v", first, err)
	}
	again, err := save(editor, content.Draft{Text: []byte(guarded), Files: guardedFiles(), Expect: content.AnyRevision})
	if err != nil || !again.Unchanged {
		t.Errorf("the same again: %+v, %v; want unchanged", again, err)
	}
	if _, err := save(editor, content.Draft{Text: []byte(guarded + "\nDi più.\n"), Expect: 0}); !errors.Is(err, content.ErrConflict) {
		t.Errorf("a new case over an old one: %v, want conflict", err)
	}
	second, err := save(editor, content.Draft{Text: []byte(guarded + "\nDi più.\n"), Expect: 1})
	if err != nil || second.Revision != 2 {
		t.Fatalf("second save: %+v, %v", second, err)
	}
	r, err := lib.store.Case(t.Context(), first.ID)
	if err != nil || len(r.Files) != 4 {
		t.Errorf("after a save without files: %d files, %v; want the 4 stored", len(r.Files), err)
	}
	changed, err := save(editor, content.Draft{
		Text: []byte(guarded + "\nDi più.\n"), Files: []content.Upload{upload("avviso.txt", "avviso nuovo")}, Expect: content.AnyRevision,
	})
	if err != nil || changed.Unchanged {
		t.Errorf("another file under an old name: %+v, %v; want a revision", changed, err)
	}
	act, err := lib.Act(t.Context(), content.Principal{}, first.ID, "avviso.txt")
	if err != nil {
		t.Fatal(err)
	}
	f, err := lib.Bytes(t.Context(), act)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(f); err != nil || b.String() != "avviso nuovo" {
		t.Errorf("read %q, %v", b.String(), err)
	}
}

func TestSaveRefusesFileNames(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	text := strings.Replace(guarded, "attachments:", "attachments: []\nx_before:", 1)
	text = strings.Replace(text, "  - {phase: avviso, documents: [avviso.txt, verbale.txt]}", "  - {phase: avviso}", 1)
	for _, name := range []string{"../fuori.txt", "/etc/passwd", "a/b.txt", `a\b.txt`, "", ".nascosto", "case.md", "a\x00b", "a\nb.txt", strings.Repeat("a", 256)} {
		_, err := lib.Save(t.Context(), editor, content.Draft{Text: []byte(text), Files: []content.Upload{upload(name, "x")}, Expect: content.AnyRevision})
		if !errors.Is(err, content.ErrInvalid) {
			t.Errorf("%q: %v, want invalid", name, err)
		}
	}
	_, err := lib.Save(t.Context(), editor, content.Draft{Text: []byte(text), Files: []content.Upload{upload("Atto.pdf", "x"), upload("atto.PDF", "y")}})
	if !errors.Is(err, content.ErrInvalid) {
		t.Errorf("names that differ in case only: %v, want invalid", err)
	}
}

func TestRelationsBetrayNothing(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	plain := func(id, status, more string) content.Draft {
		return content.Draft{Text: []byte("---\nid: " + id + "\ntitle: T\nsummary: S\nstatus: " + status + more + `
region: lazio
sectors: [anziani]
legal_instrument: coprogettazione
public_body: {name: Comune}
sources: [{url: "https://example.org/", read: 2026-11}]
---
`), Expect: content.AnyRevision}
	}
	for _, d := range []content.Draft{
		plain("bozza", "draft", ""), plain("aperto", "published", ""),
		plain("questo", "published", "\nrelated: [{id: bozza, relation: segue}, {id: aperto, relation: segue}, {id: mai-visto}]"),
	} {
		if _, err := lib.Save(t.Context(), editor, d); err != nil {
			t.Fatal(err)
		}
	}
	e, err := lib.Read(t.Context(), content.Principal{}, "questo")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]content.Relation{{ID: "aperto", Relation: "segue"}}, e.Case.Related); diff != "" {
		t.Errorf("related (-want +got):\n%s", diff)
	}
}
