package contenttest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"copratica/content"
)

// Texts checks content.Texts.
func Texts(t *testing.T, open Opener) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Records)
	}{
		{"pages", textPages},
		{"replaced", textReplaced},
		{"absent", textAbsent},
		{"invalid", textInvalid},
		{"changes", textChanges},
		{"pending", pendingOrder},
		{"retry", pendingRetry},
		{"scans", textScans},
		{"read again", textRetry},
		{"outdated", textOutdated},
		{"purged", textPurged},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.run(t, open(t))
		})
	}
}

// putText stores a text of one page for the file whose bytes are body.
func putText(t *testing.T, s Records, body string) {
	t.Helper()
	err := s.PutText(t.Context(), content.Text{Digest: digest(body), State: content.TextOK, Pages: []string{body}})
	if err != nil {
		t.Fatalf("PutText: %v", err)
	}
}

// pending are the names of the files that wait, at most limit.
func pending(t *testing.T, s Records, limit int) []string {
	t.Helper()
	waiting, err := s.Pending(t.Context(), content.QueueText, limit)
	if err != nil {
		t.Fatalf("Pending: %v", err)
	}
	var names []string
	for _, p := range waiting {
		names = append(names, p.File.Name)
	}
	return names
}

func textPages(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("a.pdf", "a"), file("b.pdf", "b"), file("c.pdf", "c")))
	many := make([]string, 300)
	for i := range many {
		many[i] = fmt.Sprintf("pagina %d: «perché»\n", i+1)
	}
	many[7] = ""
	for _, want := range []content.Text{
		{
			Digest: digest("a"), State: content.TextPartial, Reason: "page 301 cannot be read", Extractor: 7, Attempts: 2,
			Warnings: []string{"extension_mismatch"}, Signers: []string{"Rossi, Mario <Dir.>", "D'Àncona \"\\"},
			RetryAt: time.Date(2027, 1, 2, 3, 4, 5, 6000, time.UTC), Pages: many,
		},
		{Digest: digest("b"), State: content.TextCorrupt, Reason: "no trailer"},
		{Digest: digest("c"), State: content.TextOK, Warnings: []string{}, Pages: []string{strings.Repeat("lungo ", 1<<18)}},
	} {
		if err := s.PutText(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		got, err := s.Text(t.Context(), want.Digest, 0)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "all pages", want, got)
		for _, page := range []int{1, 8, 300} {
			if page > len(want.Pages) {
				continue
			}
			one := want
			one.Pages = want.Pages[page-1 : page]
			got, err := s.Text(t.Context(), want.Digest, page)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, fmt.Sprint("page ", page), one, got)
		}
		for _, page := range []int{-1, len(want.Pages) + 1, 1 << 40} {
			_, err := s.Text(t.Context(), want.Digest, page)
			wantErr(t, fmt.Sprintf("page %d of %d", page, len(want.Pages)), err, content.ErrNotFound)
		}
	}
}

func textReplaced(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("a.pdf", "a")))
	for _, want := range []content.Text{
		{Digest: digest("a"), State: content.TextTimeout, Reason: "60 s", Attempts: 1, RetryAt: time.UnixMicro(1).UTC()},
		{Digest: digest("a"), State: content.TextOK, Signers: []string{"Rossi"}, Pages: []string{"one", "two", "three"}},
		{Digest: digest("a"), State: content.TextOK, Extractor: 2, Pages: []string{"uno", "due"}},
		{Digest: digest("a"), State: content.TextEmpty},
	} {
		if err := s.PutText(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		got, err := s.Text(t.Context(), digest("a"), 0)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "replaced text", want, got)
	}
}

func textAbsent(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("a.pdf", "a")))
	for _, d := range []content.Digest{digest("a"), digest("never seen"), "", "x\x00", "\xff"} {
		for _, page := range []int{0, 1} {
			_, err := s.Text(t.Context(), d, page)
			wantErr(t, fmt.Sprintf("text of %.8q", d), err, content.ErrNotFound)
		}
	}
	err := s.PutText(t.Context(), content.Text{Digest: digest("never seen"), State: content.TextOK})
	wantErr(t, "PutText of a digest that no case has", err, content.ErrNotFound)
	_, err = s.Text(t.Context(), digest("never seen"), 0)
	wantErr(t, "text that was refused", err, content.ErrNotFound)
}

func textInvalid(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("a.pdf", "a")))
	mark := last(t, s)
	for name, spoil := range map[string]func(*content.Text){
		"digest":       func(x *content.Text) { x.Digest = "abc" },
		"no state":     func(x *content.Text) { x.State = "" },
		"NUL in page":  func(x *content.Text) { x.Pages[1] = "\x00" },
		"bad page":     func(x *content.Text) { x.Pages[1] = "caf\xe9" },
		"bad reason":   func(x *content.Text) { x.Reason = "\xff" },
		"bad warning":  func(x *content.Text) { x.Warnings = []string{"\x00"} },
		"bad signer":   func(x *content.Text) { x.Signers = []string{"\xff"} },
		"NUL in state": func(x *content.Text) { x.State = "ok\x00" },
	} {
		x := content.Text{Digest: digest("a"), State: content.TextOK, Pages: []string{"one", "two"}}
		spoil(&x)
		wantErr(t, name, s.PutText(t.Context(), x), content.ErrInvalid)
	}
	equal(t, "changes", []string(nil), changedIDs(t, s, mark))
	equal(t, "pending", []string{"a.pdf"}, pending(t, s, 10))
}

func textChanges(t *testing.T, s Records) {
	put(t, s, revision("b", 1, file("1.pdf", "d"), file("2.pdf", "d")))
	put(t, s, revision("a", 1, file("1.pdf", "d")))
	put(t, s, revision("before", 1, file("1.pdf", "d")))
	put(t, s, revision("before", 2))
	put(t, s, revision("none", 1, file("1.pdf", "other")))
	mark := last(t, s)
	putText(t, s, "d")
	ids := changedIDs(t, s, mark)
	slices.Sort(ids)
	equal(t, "cases that hold the digest now", []string{"a", "b"}, ids)

	// A reader that stops between the two comes to the second all the same.
	first, err := s.Changes(t.Context(), mark, 1)
	if err != nil || len(first) != 1 {
		t.Fatalf("Changes: %v, %v", first, err)
	}
	if rest := feed(t, s, first[0].Seq); len(rest) != 1 || rest[0].CaseID == first[0].CaseID {
		t.Errorf("after %v comes %v, want the other case", first, rest)
	}
	r, err := s.Case(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if r.Number != 1 || r.Seq <= mark {
		t.Errorf("case after its text: revision %d at %d, want 1 after %d", r.Number, r.Seq, mark)
	}
}

func pendingOrder(t *testing.T, s Records) {
	equal(t, "pending in an empty store", []string(nil), pending(t, s, 10))
	put(t, s, revision("c", 1, file("old.pdf", "old"), file("c.pdf", "c")))
	put(t, s, revision("b", 1, file("b2.pdf", "b2"), file("b1.pdf", "b1"), file("b3.pdf", "b1")))
	put(t, s, revision("c", 2, file("c.pdf", "c")))
	put(t, s, revision("a", 1, file("same-as-b2.pdf", "b2"), file("a.pdf", "a")))
	put(t, s, revision("read", 1, file("read.pdf", "read")))
	putText(t, s, "read")

	want := []string{"b1.pdf", "b2.pdf", "c.pdf", "a.pdf"}
	for limit := range len(want) + 2 {
		equal(t, fmt.Sprint("pending, at most ", limit), append([]string(nil), want[:min(limit, len(want))]...), pending(t, s, limit))
	}
	equal(t, "pending, at most -1", []string(nil), pending(t, s, -1))
	waiting, err := s.Pending(t.Context(), content.QueueText, 1)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "what is pending", []content.PendingText{{File: file("b1.pdf", "b1")}}, waiting)
	putText(t, s, "b1")
	// Now b changed last, and another case has the same bytes as its other file.
	equal(t, "pending after a text", []string{"c.pdf", "a.pdf", "same-as-b2.pdf"}, pending(t, s, 10))
}

func pendingRetry(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("never.pdf", "never"), file("later.pdf", "later"), file("due.pdf", "due")))
	put(t, s, revision("y", 1, file("new.pdf", "new")))
	for body, retry := range map[string]time.Time{
		"never": {}, "later": time.Now().Add(time.Hour), "due": time.Now().Add(-time.Millisecond),
	} {
		err := s.PutText(t.Context(), content.Text{Digest: digest(body), State: content.TextTimeout, Attempts: 3, RetryAt: retry})
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Pending(t.Context(), content.QueueText, 10)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "pending", []content.PendingText{
		{File: file("new.pdf", "new")},
		{File: file("due.pdf", "due"), Attempts: 3},
	}, got)
}

func textPurged(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("a.pdf", "a"), file("b.pdf", "b")))
	putText(t, s, "b")
	if _, err := s.PurgeCase(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	equal(t, "pending after a purge", []string(nil), pending(t, s, 10))
	// An extraction that was under way ends after the purge.
	err := s.PutText(t.Context(), content.Text{Digest: digest("a"), State: content.TextOK, Pages: []string{"secret"}})
	wantErr(t, "PutText after a purge", err, content.ErrNotFound)

	put(t, s, revision("x", 1, file("b.pdf", "b")))
	equal(t, "pending after the file came back", []string{"b.pdf"}, pending(t, s, 10))
}

func textScans(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("scan.pdf", "scan"), file("later.pdf", "later"), file("text.pdf", "text")))
	scan := content.Text{
		Digest: digest("scan"), State: content.TextPartial, Scans: []int{2, 17}, Pages: []string{"uno", ""},
		Preview: content.Preview{Digest: digest("picture"), Size: 7},
	}
	later := content.Text{
		Digest: digest("later"), State: content.TextNoTextLayer, Attempts: 1, Scans: []int{1},
		RetryAt: time.Now().Add(time.Hour).UTC().Truncate(time.Microsecond),
	}
	for _, text := range []content.Text{scan, later} {
		if err := s.PutText(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "to be read", []string{"text.pdf"}, pending(t, s, 10))
	waiting, err := s.Pending(t.Context(), content.QueueScan, 10)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "for OCR", []content.PendingText{{File: file("scan.pdf", "scan"), Scans: []int{2, 17}}}, waiting)

	got, err := s.States(t.Context(), []content.Digest{digest("scan"), digest("later"), digest("text"), digest("never")})
	if err != nil {
		t.Fatal(err)
	}
	scan.Pages = nil
	equal(t, "states", map[content.Digest]content.TextHead{scan.Digest: {Text: scan, Count: 2}, later.Digest: {Text: later}}, got)
}

func textRetry(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("a.pdf", "a"), file("b.pdf", "b"), file("c.pdf", "c")))
	for _, body := range []string{"a", "b", "c"} {
		err := s.PutText(t.Context(), content.Text{Digest: digest(body), State: content.TextPartial, Attempts: 3, Scans: []int{1}, Pages: []string{body}})
		if err != nil {
			t.Fatal(err)
		}
	}
	mark := last(t, s)
	for _, test := range []struct {
		digest content.Digest
		want   int
		wait   []string
	}{
		{digest("never"), 0, nil},
		{digest("b"), 1, []string{"b.pdf"}},
		{"", 3, []string{"a.pdf", "b.pdf", "c.pdf"}},
	} {
		n, err := s.Retry(t.Context(), test.digest)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "put back", test.want, n)
		equal(t, "to be read", test.wait, pending(t, s, 10))
	}
	again, err := s.Pending(t.Context(), content.QueueText, 1)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "as if never tried", []content.PendingText{{File: file("a.pdf", "a")}}, again)
	equal(t, "changes", []string(nil), changedIDs(t, s, mark))
	kept, err := s.Text(t.Context(), digest("a"), 0)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "what was read before", []string{"a"}, kept.Pages)
}

func textOutdated(t *testing.T, s Records) {
	put(t, s, revision("x", 1, file("old.pdf", "old"), file("now.pdf", "now"), file("failed.pdf", "failed")))
	for body, extractor := range map[string]int{"old": 1, "now": 2, "failed": 1} {
		err := s.PutText(t.Context(), content.Text{Digest: digest(body), State: content.TextPartial, Extractor: extractor, Attempts: 3, Pages: []string{body}})
		if err != nil {
			t.Fatal(err)
		}
	}
	put(t, s, revision("y", 1, file("new.pdf", "new")))
	mark := last(t, s)
	for range 2 { // to ask again changes nothing
		n, err := s.Outdated(t.Context(), 2)
		if err != nil || n != 2 {
			t.Fatalf("Outdated: %d, %v; want 2", n, err)
		}
		equal(t, "to be read, what was never read first", []string{"new.pdf", "failed.pdf", "old.pdf"}, pending(t, s, 10))
	}
	equal(t, "changes before it is read", []string(nil), changedIDs(t, s, mark))
	err := s.PutText(t.Context(), content.Text{Digest: digest("old"), State: content.TextOK, Extractor: 2, Pages: []string{"meglio"}})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "changes after it was read", []string{"x"}, changedIDs(t, s, mark))
	equal(t, "still to be read", []string{"new.pdf", "failed.pdf"}, pending(t, s, 10))
}
