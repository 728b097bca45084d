package server

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

func TestMissedText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Badante di notte": "badante notte", "mario.rossi@example.org emporio": "", "telefono 3401234567": "telefono", "2023 bando": "2023 bando",
		"": "", "di e con": "", "uno due tre quattro cinque sei sette otto nove dieci undici": "due tre quattro cinque sei sette otto nove",
	} {
		if got := missedText(text); got != want {
			t.Errorf("%q is counted as %q, want %q", text, got, want)
		}
	}
}

// What is kept is bounded, the commonest stays, and the file brings it back.
func TestMissedIsBoundedAndKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "searches.json")
	m, err := OpenMissed(file)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	m.now = func() time.Time { at = at.Add(2 * missedPause); return at }
	for range 2 {
		if err := m.note("Zibaldone", true); err != nil {
			t.Fatal(err)
		}
	}
	m.now = func() time.Time { return at } // as fast as they can
	for i := range mostMissed + 20 {
		if err := m.note(fmt.Sprintf("parola%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676), false); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.note("ultima", false); err != nil {
		t.Fatal(err)
	}
	if err := m.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenMissed(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m.list(), again.list()); diff != "" {
		t.Errorf("kept (-now +read):\n%s", diff)
	}
	if n := len(again.list()); n != mostMissed {
		t.Errorf("%d are kept, want %d", n, mostMissed)
	}
	if diff := cmp.Diff(missedSearch{"zibaldone", 2, 2, "2026-11"}, again.list()[0]); diff != "" {
		t.Errorf("the commonest (-want +got):\n%s", diff)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenMissed(file); err == nil {
		t.Error("a broken file is taken for an empty one")
	}
}

// Only searches that were sent and that no case answers in full are counted;
// staff alone read them.
func TestMissedSearches(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	d.mustCreate(caseText("aperto", published, "emporio"))
	for _, target := range []string{"/casi?q=emporio", "/casi?q=emporio+xilofonia", "/casi?q=xilofonia", "/en/casi?q=xilofonia", "/casi?q=xilofonia&region=molise", "/api/v1/cases?q=apiario"} {
		get(t, d.site, target)
	}
	get(t, d.site, "/casi?q=xilof", "X-Fragment", "results")
	get(t, d.site, "/casi?q=xilofonia", "X-Fragment", "results", "X-Asked", "1")
	const address = "/api/v1/searches/missed"
	if w := get(t, d.site, address); w.Code != http.StatusUnauthorized {
		t.Errorf("a visitor gets %d", w.Code)
	}
	if w := get(t, d.site, address, "Authorization", d.token(content.RoleMember, content.ScopeRead)); w.Code != http.StatusForbidden {
		t.Errorf("a member gets %d", w.Code)
	}
	got := decode[[]missedSearch](t, get(t, d.site, address, "Authorization", d.token(content.RoleEditor, content.ScopeRead)))
	month := time.Now().UTC().Format("2006-01")
	if diff := cmp.Diff([]missedSearch{{"xilofonia", 3, 3, month}, {"emporio xilofonia", 1, 0, month}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
