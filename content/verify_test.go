package content_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

func digestOf(text string) content.Digest {
	return content.Digest(fmt.Sprintf("%x", sha256.Sum256([]byte(text))))
}

// verified is what Verify finds and counts on a shelf.
func verified(t *testing.T, s shelf) ([]string, content.Verified) {
	t.Helper()
	var found []string
	told := 0
	sum, err := content.Verify(t.Context(), s.Library, s.store, s.blobs, content.VerifyReport{
		Finding:  func(f content.Finding) { found = append(found, f.String()) },
		Progress: func(n int) { told = n },
	})
	if err != nil {
		t.Fatal(err)
	}
	if told != sum.Cases {
		t.Errorf("progress ends at %d of %d cases", told, sum.Cases)
	}
	return found, sum
}

func TestVerifyCountsWhatIsSound(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	d := content.Draft{Text: []byte(guarded), Files: append(guardedFiles(), upload("copia.txt", "avviso")), Expect: content.AnyRevision}
	for i := range 2 {
		if _, err := s.Save(t.Context(), editor, d); err != nil {
			t.Fatal(err)
		}
		d.Text = append(d.Text, fmt.Sprintf("\nRevisione %d.\n", i)...)
	}
	found, sum := verified(t, s)
	if found != nil {
		t.Errorf("found %q in a sound library", found)
	}
	want := content.Verified{Cases: 1, Revisions: 2, Files: 4}
	if diff := cmp.Diff(want, sum); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

func TestVerifyFindsWhatIsNot(t *testing.T) {
	t.Parallel()
	const act = "avviso" // what avviso.txt says
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, s shelf) error
		want   string
	}{
		{"blob missing", func(t *testing.T, s shelf) error {
			return s.blobs.Delete(t.Context(), digestOf(act).Key())
		}, "file avviso.txt: its bytes are missing"},
		{"text without pages", func(t *testing.T, s shelf) error {
			return s.store.PutText(t.Context(), content.Text{Digest: digestOf(act), State: content.TextOK})
		}, "file avviso.txt: its text is ok and has no pages"},
		{"pages of what has no text", func(t *testing.T, s shelf) error {
			return s.store.PutText(t.Context(), content.Text{Digest: digestOf(act), State: content.TextCorrupt, Pages: []string{"x"}})
		}, "file avviso.txt: its text is corrupt and has words"},
		{"state of another text", func(t *testing.T, s shelf) error {
			r, err := s.store.Case(t.Context(), "caso-riservato-in-parte")
			if err != nil {
				return err
			}
			r.Number++
			r.Status = content.StatusDraft
			_, err = s.store.PutCase(t.Context(), r)
			return err
		}, "revision 2: it is kept as draft, its text says published"},
		{"no case at all", func(t *testing.T, s shelf) error {
			_, err := s.store.PutCase(t.Context(), content.Revision{
				CaseID: "nessun-caso", Number: 1, Text: "---\ntitle: [\n---\n", Status: content.StatusDraft, Access: content.AccessPublic,
			})
			return err
		}, "case nessun-caso, revision 1: its text cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShelf(t)
			_, err := s.Save(t.Context(), editor, content.Draft{Text: []byte(guarded), Files: guardedFiles(), Expect: 0})
			if err != nil {
				t.Fatal(err)
			}
			if err := c.damage(t, s); err != nil {
				t.Fatal(err)
			}
			found, _ := verified(t, s)
			if len(found) != 1 || !strings.Contains(found[0], c.want) {
				t.Errorf("found %q, want one with %q", found, c.want)
			}
		})
	}
}
