package content_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"copratica/content"
)

// A sweep takes what nobody names and is old, and nothing else: neither what an
// old revision or a preview names, nor what was put a moment ago, be it new or
// the same bytes again.
func TestSweepTakesOnlyOldLitter(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	save := func(expect int, text string, files ...content.Upload) {
		t.Helper()
		if _, err := s.Save(t.Context(), editor, content.Draft{Text: []byte(text), Files: files, Expect: expect}); err != nil {
			t.Fatal(err)
		}
	}
	put := func(text string) content.Digest {
		t.Helper()
		d := digestOf(text)
		if err := s.blobs.Put(t.Context(), d.Key(), strings.NewReader(text), int64(len(text)), ""); err != nil {
			t.Fatal(err)
		}
		return d
	}
	save(0, guarded, append(guardedFiles(), upload("copia.txt", "prima"))...)
	save(1, guarded, upload("copia.txt", "seconda"))
	preview := put("anteprima")
	err := s.store.PutText(t.Context(), content.Text{
		Digest: digestOf("seconda"), State: content.TextOK, Pages: []string{"x"}, Preview: content.Preview{Digest: preview, Size: 9},
	})
	if err != nil {
		t.Fatal(err)
	}
	old, again := put("vecchio"), put("vecchio, ma di nuovo")
	s.age(t, content.OrphanAge+time.Minute)
	put("vecchio, ma di nuovo")
	fresh := put("nuovo")

	listed, err := content.Orphans(t.Context(), s.store, s.blobs)
	if err != nil {
		t.Fatal(err)
	}
	if len(listed) != 3 || listed[0].Digest != old || listed[0].Size != int64(len("vecchio")) {
		t.Errorf("orphans %+v, want three, %s first", listed, old)
	}
	var swept []content.Digest
	for range 2 { // the second time nothing is left
		err = content.Sweep(t.Context(), s.store, s.blobs, time.Now().Add(-content.OrphanAge), func(o content.Orphan) { swept = append(swept, o.Digest) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]content.Digest{old}, swept); diff != "" {
		t.Errorf("swept (-want +got):\n%s", diff)
	}
	for _, d := range []content.Digest{digestOf("prima"), digestOf("seconda"), preview, again, fresh} {
		if _, err := s.blobs.Stat(t.Context(), d.Key()); err != nil {
			t.Errorf("%s: %v", d, err)
		}
	}
	if found, _ := verified(t, s); found != nil {
		t.Errorf("after the sweep: %q", found)
	}
}
