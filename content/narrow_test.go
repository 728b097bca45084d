package content_test

import (
	"errors"
	"strings"
	"testing"

	"copratica/content"
)

// A save says whether somebody lost sight of something by it.
func TestSaveTellsWhatNarrows(t *testing.T) {
	t.Parallel()
	change := func(old, repl string) func(string) string {
		return func(text string) string {
			if !strings.Contains(text, old) {
				t.Fatalf("the text has no %q", old)
			}
			return strings.Replace(text, old, repl, 1)
		}
	}
	same := change("status: published", "status: published")
	for name, tt := range map[string]struct {
		before, after func(string) string
		narrows       bool
	}{
		"words":                 {same, change("Parole per tutti", "Altre parole"), false},
		"a case shut":           {same, change("status: published", "status: review"), true},
		"a case outdated":       {same, change("status: published", "status: outdated"), false},
		"a case for members":    {same, change("status: published", "status: published\naccess: members"), true},
		"a section for members": {same, change("{difficolta: members", "{contesto: members, difficolta: members"), true},
		"a section for staff":   {same, change("difficolta: members", "difficolta: staff"), true},
		"a section opened":      {same, change("difficolta: members", "difficolta: public"), false},
		"an act for members":    {same, change("avviso-pubblico, access: public", "avviso-pubblico, access: members"), true},
		"an act for staff":      {same, change("verbale-di-tavolo, access: members", "verbale-di-tavolo, access: staff"), true},
		"an act opened":         {same, change("verbale-di-tavolo, access: members", "verbale-di-tavolo, access: public"), false},
		"an act not listed": {same, func(text string) string {
			text = change("documents: [avviso.txt, verbale.txt]", "documents: [avviso.txt]")(text)
			return change("  - {file: verbale.txt, title: Verbale quarzo, kind: verbale-di-tavolo, access: members}\n", "")(text)
		}, true},
		"the contact for staff": {same, change("zibibbo, access: members", "zibibbo, access: staff"), true},
		"the contact opened":    {same, change("zibibbo, access: members", "zibibbo, access: public"), false},
		"a draft, shut further": {change("status: published", "status: draft"), change("status: published", "status: withdrawn"), false},
		"a case opened":         {change("status: published", "status: draft"), same, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lib := newShelf(t)
			first, err := lib.Save(t.Context(), editor, content.Draft{Text: []byte(tt.before(guarded)), Files: guardedFiles()})
			if err != nil || first.Narrowed {
				t.Fatalf("first: %+v, %v", first, err)
			}
			second, err := lib.Save(t.Context(), editor, content.Draft{Text: []byte(tt.after(guarded)), Expect: 1})
			if err != nil {
				t.Fatal(err)
			}
			if second.Narrowed != tt.narrows || second.Seq <= first.Seq && !second.Unchanged {
				t.Errorf("%+v, want narrowed %v", second, tt.narrows)
			}
		})
	}
}

// A case can be withdrawn whatever became of its acts, and only by who may.
func TestWithdraw(t *testing.T) {
	t.Parallel()
	lib := newShelf(t)
	saved, err := lib.Save(t.Context(), editor, content.Draft{Text: []byte(guarded), Files: guardedFiles()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lib.store.PurgeFile(t.Context(), saved.ID, "verbale.txt"); err != nil {
		t.Fatal(err)
	}
	reader := editor
	reader.ReadOnly = true
	for _, p := range []content.Principal{{}, {Role: content.RoleMember}, reader} {
		if _, err := lib.Withdraw(t.Context(), p, saved.ID, 1); !errors.Is(err, content.ErrForbidden) {
			t.Errorf("%+v: %v, want forbidden", p, err)
		}
	}
	if _, err := lib.Save(t.Context(), reader, content.Draft{Text: []byte(guarded), Expect: 1}); !errors.Is(err, content.ErrForbidden) {
		t.Errorf("save by who may only read: %v, want forbidden", err)
	}
	if _, err := lib.Withdraw(t.Context(), editor, saved.ID, 7); !errors.Is(err, content.ErrConflict) {
		t.Errorf("over another revision: %v, want conflict", err)
	}
	if _, err := lib.Withdraw(t.Context(), editor, "niente", content.AnyRevision); !errors.Is(err, content.ErrNotFound) {
		t.Errorf("a case that is not there: %v, want not found", err)
	}
	got, err := lib.Withdraw(t.Context(), editor, saved.ID, 1)
	if err != nil || got.Revision != 2 || !got.Narrowed {
		t.Fatalf("%+v, %v", got, err)
	}
	r, err := lib.store.Case(t.Context(), saved.ID)
	if err != nil || r.Status != content.StatusWithdrawn || len(r.Files) != 3 || r.Text != strings.Replace(guarded, "published", "withdrawn", 1) {
		t.Errorf("stored: %s, %d files, %v\n%s", r.Status, len(r.Files), err, r.Text)
	}
}
