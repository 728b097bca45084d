package contenttest

import (
	"slices"
	"testing"

	"copratica/content"
)

func sorted(digests ...content.Digest) []content.Digest {
	return slices.Sorted(slices.Values(digests))
}

func purgeCase(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("old.pdf", "only in an old revision"), file("s.pdf", "shared")))
	put(t, s, revision("x", 2, file("a.pdf", "twice"), file("b.pdf", "twice"), file("h.pdf", "in the other's past")))
	put(t, s, revision("other", 1, file("mine.pdf", "shared"), file("h.pdf", "in the other's past")))
	other := put(t, s, revision("other", 2, file("mine.pdf", "shared")))
	for _, body := range []string{"only in an old revision", "shared", "twice", "in the other's past"} {
		putText(t, s, body)
	}
	mark := last(t, s)

	gone, err := s.PurgeCase(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "digests without a case", sorted(digest("only in an old revision"), digest("twice")), sorted(gone...))
	changed := feed(t, s, mark)
	if len(changed) != 1 || changed[0].CaseID != "x" || !changed[0].Purged {
		t.Errorf("changes after the purge: %v, want x purged", changed)
	}
	_, err = s.Case(t.Context(), "x")
	wantErr(t, "Case of a purged case", err, content.ErrNotFound)
	_, err = s.History(t.Context(), "x")
	wantErr(t, "History of a purged case", err, content.ErrNotFound)
	_, err = s.PurgeCase(t.Context(), "x")
	wantErr(t, "PurgeCase again", err, content.ErrNotFound)
	for body, want := range map[string]error{
		"only in an old revision": content.ErrNotFound, "twice": content.ErrNotFound,
		"shared": nil, "in the other's past": nil,
	} {
		_, err := s.Text(t.Context(), digest(body), 0)
		wantErr(t, "text of "+body, err, want)
	}
	got, err := s.History(t.Context(), "other")
	if err != nil || len(got) != 2 {
		t.Fatalf("history of the other case: %d, %v", len(got), err)
	}
	equal(t, "files of the other case", other.Files, got[0].Files)
}

func purgeFile(t *testing.T, s Records) {
	keep := file("keep.pdf", "keep")
	put(t, s, revision("x", 1, keep, file("a.pdf", "first")))
	put(t, s, revision("x", 2, keep, file("a.pdf", "second"), file("same.pdf", "second")))
	before := put(t, s, revision("x", 3, keep, file("a.pdf", "third")))
	put(t, s, revision("other", 1, file("a.pdf", "first")))
	for _, body := range []string{"keep", "first", "second", "third"} {
		putText(t, s, body)
	}
	mark := last(t, s)

	_, err := s.PurgeFile(t.Context(), "x", "A.PDF")
	wantErr(t, "PurgeFile of a name in other letters", err, content.ErrNotFound)
	equal(t, "changes", []string(nil), changedIDs(t, s, mark))

	gone, err := s.PurgeFile(t.Context(), "x", "a.pdf")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "digests without a case", []content.Digest{digest("third")}, gone)
	equal(t, "changes", []string{"x"}, changedIDs(t, s, mark))
	got, err := s.History(t.Context(), "x")
	if err != nil || len(got) != 3 {
		t.Fatalf("history: %d, %v", len(got), err)
	}
	want := [][]content.File{{keep}, {keep, file("same.pdf", "second")}, {keep}}
	equal(t, "files", want, [][]content.File{got[0].Files, got[1].Files, got[2].Files})
	equal(t, "text of the current revision", before.Text, got[0].Text)
	for body, want := range map[string]error{"first": nil, "second": nil, "third": content.ErrNotFound, "keep": nil} {
		_, err := s.Text(t.Context(), digest(body), 0)
		wantErr(t, "text of "+body, err, want)
	}
	_, err = s.PurgeFile(t.Context(), "x", "a.pdf")
	wantErr(t, "PurgeFile again", err, content.ErrNotFound)
}

func putAfterPurge(t *testing.T, s Records) {
	put(t, s, open("x", 1, content.StatusPublished))
	put(t, s, open("x", 2, content.StatusPublished))
	if _, err := s.PurgeCase(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	// Somebody had the case open when it was purged: they must not bring it back.
	_, err := s.PutCase(t.Context(), revision("x", 3))
	wantErr(t, "PutCase of a stale edit", err, content.ErrConflict)

	stored := put(t, s, revision("x", 1, file("a.pdf", "a")))
	if stored.Number != 3 || !stored.FirstOpen.IsZero() {
		t.Errorf("a new case after a purge: number %d, first open %v, want 3 and never", stored.Number, stored.FirstOpen)
	}
	got, err := s.History(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "history", []content.Revision{stored}, got)
	equal(t, "changes", []content.Change{{Seq: stored.Seq, CaseID: "x"}}, feed(t, s, 0))
	put(t, s, revision("x", 4))
	if _, err := s.PurgeCase(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	if n := put(t, s, revision("x", 1)).Number; n != 5 {
		t.Errorf("after a second purge: number %d, want 5", n)
	}
}
