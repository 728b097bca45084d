package contenttest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"testing"
	"time"

	"copratica/content"

	"github.com/google/go-cmp/cmp"
)

// Records is what the suites Store and Texts ask of an implementation.
type Records interface {
	content.Store
	content.HeadStore
	content.Purger
	content.Rebuilds
	content.Texts
}

// An Opener opens an empty store and sees to it that it is closed with the test.
type Opener func(t *testing.T) Records

// at is a moment with more than microseconds, in a zone of its own.
func at(minute int) time.Time {
	return time.Date(2026, 11, 22, 10, minute, 0, 123456789, time.FixedZone("CET", 3600))
}

func digest(body string) content.Digest {
	sum := sha256.Sum256([]byte(body))
	return content.Digest(hex.EncodeToString(sum[:]))
}

// file is a file whose bytes are body.
func file(name, body string) content.File {
	return content.File{Name: name, Digest: digest(body), Size: int64(len(body)), Type: "text/plain"}
}

// revision is a draft for staff; its text says which one it is.
func revision(id string, number int, files ...content.File) content.Revision {
	return content.Revision{
		CaseID: id, Number: number, Text: id, Files: files, At: at(number),
		Status: content.StatusDraft, Access: content.AccessStaff, Author: "anna@example.org",
	}
}

func put(t *testing.T, s Records, r content.Revision) content.Revision {
	t.Helper()
	stored, err := s.PutCase(t.Context(), r)
	if err != nil {
		t.Fatalf("PutCase %q number %d: %v", r.CaseID, r.Number, err)
	}
	return stored
}

// open is revision in the given state for everybody.
func open(id string, number int, status content.Status) content.Revision {
	r := revision(id, number)
	r.Status, r.Access = status, content.AccessPublic
	return r
}

// feed is everything Changes has after a number.
func feed(t *testing.T, s Records, after content.Seq) []content.Change {
	t.Helper()
	all, err := s.Changes(t.Context(), after, math.MaxInt32)
	if err != nil {
		t.Fatalf("Changes after %d: %v", after, err)
	}
	return all
}

// last is the number of the last change so far.
func last(t *testing.T, s Records) content.Seq {
	t.Helper()
	all := feed(t, s, 0)
	if len(all) == 0 {
		return 0
	}
	return all[len(all)-1].Seq
}

// changedIDs are the cases that changed after a number, in the order of the feed.
func changedIDs(t *testing.T, s Records, after content.Seq) []string {
	t.Helper()
	var ids []string
	for _, c := range feed(t, s, after) {
		ids = append(ids, c.CaseID)
	}
	return ids
}

func equal(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}
