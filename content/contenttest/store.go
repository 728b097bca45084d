package contenttest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"copratica/content"
)

// Store checks content.Store, HeadStore, Purger and Rebuilds.
func Store(t *testing.T, open Opener) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Records)
	}{
		{"put and read", storePutAndRead},
		{"absent", storeAbsent},
		{"conflict", storeConflict},
		{"invalid", storeInvalid},
		{"cases", storeCases},
		{"history", storeHistory},
		{"first open", storeFirstOpen},
		{"changes", storeChanges},
		{"heads", storeHeads},
		{"rebuilds", storeRebuilds},
		{"cancelled", storeCancelled},
		{"purge case", purgeCase},
		{"purge file", purgeFile},
		{"put after purge", putAfterPurge},
		{"no lost update", noLostUpdate},
		{"followed writers", followedWriters},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

func storePutAndRead(t *testing.T, s Records) {
	for _, text := range []string{
		"---\ntitle: x\n---\n",
		"",
		"\ufeff---\r\ntitle: \"x\"\t \r\n---\r\n\r\n  città, perché, 🏛️, cafe\u0301 \u202e\u2028 \x01\x7f",
		strings.Repeat("à b\n", 64<<10),
	} {
		id := fmt.Sprintf("case-%d", len(text))
		r := revision(id, 1, file("b.pdf", "b"), file("à.pdf", "a"), file("B.pdf", "b"))
		r.Text = text
		given := slices.Clone(r.Files)
		stored := put(t, s, r)
		equal(t, "files of the caller", given, r.Files)

		want := r
		want.Files = []content.File{file("B.pdf", "b"), file("b.pdf", "b"), file("à.pdf", "a")}
		want.At = time.Date(2026, 11, 22, 9, 1, 0, 123456000, time.UTC)
		want.Seq = last(t, s)
		equal(t, "stored revision", want, stored)
		got, err := s.Case(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "revision read", want, got)
	}
	before := time.Now().Truncate(time.Microsecond)
	r := revision("now", 1)
	r.At = time.Time{}
	if got := put(t, s, r).At; got.Before(before) || got.After(time.Now()) || got.Location() != time.UTC {
		t.Errorf("At was not given: stored %v, want now in UTC", got)
	}
}

func storeAbsent(t *testing.T, s Records) {
	put(t, s, revision("there", 1))
	ids := []string{"", "not-there", "there ", "THERE", "there\x00", "\xff", strings.Repeat("x", 1<<16), "' OR 1=1 --", "%"}
	for _, id := range ids {
		_, err := s.Case(t.Context(), id)
		wantErr(t, fmt.Sprintf("Case %.20q", id), err, content.ErrNotFound)
		_, err = s.History(t.Context(), id)
		wantErr(t, fmt.Sprintf("History %.20q", id), err, content.ErrNotFound)
		_, err = s.PurgeCase(t.Context(), id)
		wantErr(t, fmt.Sprintf("PurgeCase %.20q", id), err, content.ErrNotFound)
		_, err = s.PurgeFile(t.Context(), id, "a.pdf")
		wantErr(t, fmt.Sprintf("PurgeFile of %.20q", id), err, content.ErrNotFound)
		_, err = s.PurgeFile(t.Context(), "there", id)
		wantErr(t, fmt.Sprintf("PurgeFile %.20q", id), err, content.ErrNotFound)
	}
	got, err := s.Heads(t.Context(), ids)
	if err != nil || len(got) != 0 {
		t.Errorf("Heads of absent cases: %v, %v", got, err)
	}
	equal(t, "changes", []string{"there"}, changedIDs(t, s, 0))
}

func storeConflict(t *testing.T, s Records) {
	put(t, s, revision("x", 1))
	put(t, s, revision("x", 2, file("a.pdf", "a")))
	want, err := s.Case(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []content.Revision{
		revision("x", -1), revision("x", 0), revision("x", 1), revision("x", 2), revision("x", 4),
		revision("new", -1), revision("new", 0), revision("new", 2), revision("new", 1<<60),
	} {
		_, err := s.PutCase(t.Context(), r)
		wantErr(t, fmt.Sprintf("PutCase %s number %d", r.CaseID, r.Number), err, content.ErrConflict)
	}
	got, err := s.Case(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "case after refusals", want, got)
	equal(t, "changes", []string{"x"}, changedIDs(t, s, 0))
	put(t, s, revision("x", 3))
}

func storeInvalid(t *testing.T, s Records) {
	mark := last(t, s)
	for name, spoil := range map[string]func(*content.Revision){
		"no id":             func(r *content.Revision) { r.CaseID = "" },
		"NUL in id":         func(r *content.Revision) { r.CaseID = "x\x00" },
		"bad UTF-8 in id":   func(r *content.Revision) { r.CaseID = "x\xc3" },
		"NUL in text":       func(r *content.Revision) { r.Text = "a\x00b" },
		"bad UTF-8 in text": func(r *content.Revision) { r.Text = "a\xed\xa0\x80" },
		"NUL in author":     func(r *content.Revision) { r.Author = "\x00" },
		"NUL in status":     func(r *content.Revision) { r.Status = "draft\x00" },
		"bad access":        func(r *content.Revision) { r.Access = "\xff" },
		"NUL in name":       func(r *content.Revision) { r.Files[0].Name = "a\x00.pdf" },
		"bad UTF-8 in name": func(r *content.Revision) { r.Files[0].Name = "a\xff.pdf" },
		"no name":           func(r *content.Revision) { r.Files[0].Name = "" },
		"same name":         func(r *content.Revision) { r.Files[0].Name = r.Files[1].Name },
		"NUL in type":       func(r *content.Revision) { r.Files[0].Type = "\x00" },
		"negative size":     func(r *content.Revision) { r.Files[0].Size = -1 },
		"no digest":         func(r *content.Revision) { r.Files[0].Digest = "" },
		"short digest":      func(r *content.Revision) { r.Files[0].Digest = r.Files[0].Digest[:63] },
		"upper-case digest": func(r *content.Revision) { r.Files[0].Digest = content.Digest(strings.Repeat("A", 64)) },
		"path as digest":    func(r *content.Revision) { r.Files[0].Digest = content.Digest(strings.Repeat("../", 21) + "x") },
	} {
		r := revision("x", 1, file("a.pdf", "a"), file("b.pdf", "b"))
		spoil(&r)
		_, err := s.PutCase(t.Context(), r)
		wantErr(t, name, err, content.ErrInvalid)
	}
	_, err := s.Cases(t.Context(), content.Filter{After: "\xff"})
	wantErr(t, "bad UTF-8 in filter", err, content.ErrInvalid)
	equal(t, "changes", []string(nil), changedIDs(t, s, mark))
}

func storeCases(t *testing.T, s Records) {
	// Byte order: a dictionary, and every engine's own idea, sorts these otherwise.
	ids := []string{"Z", "a", "a-b", "a-c", "a1", "a_b", "ab", "b", "z", "è"}
	for _, id := range slices.Backward(ids) {
		put(t, s, revision(id, 1, file("old.pdf", "old")))
		put(t, s, revision(id, 2, file("b.pdf", "b"), file("a.pdf", "a")))
	}
	if _, err := s.PurgeCase(t.Context(), "a1"); err != nil {
		t.Fatal(err)
	}
	ids = slices.Delete(ids, 4, 5)
	for _, limit := range []int{0, 1, 2, 4, len(ids), len(ids) + 1} {
		var got []string
		for after := ""; ; {
			page, err := s.Cases(t.Context(), content.Filter{After: after, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			if limit > 0 && len(page) > limit {
				t.Fatalf("limit %d: a page of %d", limit, len(page))
			}
			for _, r := range page {
				want, err := s.Case(t.Context(), r.CaseID)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, "case in list", want, r)
				got = append(got, r.CaseID)
			}
			if len(page) == 0 || limit == 0 {
				break
			}
			after = page[len(page)-1].CaseID
		}
		equal(t, fmt.Sprintf("ids with limit %d", limit), ids, got)
	}
}

func storeHistory(t *testing.T, s Records) {
	var want []content.Revision
	for n := 1; n <= 12; n++ {
		r := revision("x", n)
		for i := range n % 4 {
			r.Files = append(r.Files, file(fmt.Sprintf("%d.pdf", i), fmt.Sprint(n, i)))
		}
		r.Text = fmt.Sprint("revision ", n)
		want = append(want, put(t, s, r))
		put(t, s, revision(fmt.Sprint("other-", n), 1))
	}
	slices.Reverse(want)
	for i := range want {
		want[i].Seq = want[0].Seq
	}
	got, err := s.History(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "history", want, got)
}

func storeFirstOpen(t *testing.T, s Records) {
	states := []content.Status{
		content.StatusDraft, content.StatusReview, content.StatusOutdated,
		content.StatusWithdrawn, content.StatusPublished,
	}
	var opened time.Time
	for i, state := range states {
		stored := put(t, s, open("x", i+1, state))
		if state == content.StatusOutdated {
			opened = stored.At
		}
		equal(t, fmt.Sprintf("first open as stored, %s", state), opened, stored.FirstOpen)
		got, err := s.Case(t.Context(), "x")
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("first open as read, %s", state), opened, got.FirstOpen)
	}
	r := open("y", 1, content.StatusPublished)
	r.FirstOpen = at(30)
	equal(t, "first open of a new case", put(t, s, r).At, put(t, s, open("y", 2, content.StatusDraft)).FirstOpen)
}

func storeChanges(t *testing.T, s Records) {
	equal(t, "changes of an empty store", []content.Change(nil), feed(t, s, 0))
	a1 := put(t, s, revision("a", 1))
	b1 := put(t, s, revision("b", 1))
	c1 := put(t, s, revision("c", 1))
	a2 := put(t, s, revision("a", 2))
	if a1.Seq < 1 || a1.Seq >= b1.Seq || b1.Seq >= c1.Seq || c1.Seq >= a2.Seq {
		t.Fatalf("numbers do not rise from 1: %d %d %d %d", a1.Seq, b1.Seq, c1.Seq, a2.Seq)
	}
	b, c, a := content.Change{Seq: b1.Seq, CaseID: "b"}, content.Change{Seq: c1.Seq, CaseID: "c"}, content.Change{Seq: a2.Seq, CaseID: "a"}
	for _, test := range []struct {
		after content.Seq
		limit int
		want  []content.Change
	}{
		{0, 10, []content.Change{b, c, a}},
		{-5, 10, []content.Change{b, c, a}},
		{0, 2, []content.Change{b, c}},
		{b.Seq, 10, []content.Change{c, a}},
		{c.Seq, 1, []content.Change{a}},
		{a.Seq, 10, nil},
		{a.Seq + 1000, 10, nil},
		{0, 0, nil},
		{0, -1, nil},
	} {
		got, err := s.Changes(t.Context(), test.after, test.limit)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("changes after %d, at most %d", test.after, test.limit), test.want, got)
	}
}

func storeHeads(t *testing.T, s Records) {
	put(t, s, open("a", 1, content.StatusPublished))
	put(t, s, open("b", 1, content.StatusPublished))
	put(t, s, revision("b", 2))
	put(t, s, open("gone", 1, content.StatusPublished))
	if _, err := s.PurgeCase(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	want := map[string]content.Head{
		"a": {CaseID: "a", Revision: 1, Status: content.StatusPublished, Access: content.AccessPublic},
		"b": {CaseID: "b", Revision: 2, Status: content.StatusDraft, Access: content.AccessStaff},
	}
	many := []string{"a", "gone", "b", "unknown", "a"}
	for i := range 2500 {
		many = append(many, fmt.Sprint("unknown-", i))
	}
	got, err := s.Heads(t.Context(), many)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "heads", want, got)
	got, err = s.Heads(t.Context(), nil)
	if err != nil || len(got) != 0 {
		t.Errorf("heads of nothing: %v, %v", got, err)
	}
}

func storeRebuilds(t *testing.T, s Records) {
	check := func(what string, requested, done int64) {
		t.Helper()
		r, d, err := s.RebuildRequested(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, what, []int64{requested, done}, []int64{r, d})
	}
	check("at first", 0, 0)
	for want := int64(1); want <= 3; want++ {
		n, err := s.RequestRebuild(t.Context())
		if err != nil || n != want {
			t.Fatalf("RequestRebuild: %d, %v, want %d", n, err, want)
		}
	}
	check("three wishes", 3, 0)
	for _, step := range []struct{ finish, done int64 }{{2, 2}, {1, 2}, {9, 2}, {3, 3}} {
		if err := s.FinishRebuild(t.Context(), step.finish); err != nil {
			t.Fatal(err)
		}
		check(fmt.Sprint("after finishing ", step.finish), 3, step.done)
	}
	equal(t, "rebuilds are no changes", []content.Change(nil), feed(t, s, 0))
}

func storeCancelled(t *testing.T, s Records) {
	put(t, s, revision("x", 1))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.PutCase(ctx, revision("x", 2))
	wantErr(t, "PutCase", err, context.Canceled)
	_, err = s.Case(ctx, "x")
	wantErr(t, "Case", err, context.Canceled)
	_, err = s.Changes(ctx, 0, 1)
	wantErr(t, "Changes", err, context.Canceled)
	_, err = s.Heads(ctx, []string{"x"})
	wantErr(t, "Heads", err, context.Canceled)
	put(t, s, revision("x", 2))
}
