package sqlstore

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"copratica/content"

	"github.com/google/go-cmp/cmp"
)

func digestOf(n int) content.Digest { return content.Digest(fmt.Sprintf("%064x", n)) }

// TestCheckFinds breaks one thing at a time behind the store's back, and
// expects just the finding that names it.
func TestCheckFinds(t *testing.T) {
	tests := map[string]struct {
		breaks string
		wants  []string
	}{
		"latest":        {`UPDATE cases SET latest = 7 WHERE id = 'a'`, []string{"a case has no current revision: a"}},
		"older":         {`UPDATE cases SET latest = 1 WHERE id = 'a'`, []string{"a case has a revision after its current one: a"}},
		"purged":        {`UPDATE cases SET purged = TRUE WHERE id = 'a'`, []string{"a purged case still has revisions: a"}},
		"access":        {`UPDATE cases SET access = 'members' WHERE id = 'a'`, []string{"a case differs from its current revision: a"}},
		"first open":    {`UPDATE cases SET first_open = NULL`, []string{"a case was open before but does not know when first: a"}},
		"status":        {`UPDATE revisions SET status = 'lost' WHERE number = 1`, []string{"a revision has an unknown status or access: a 1"}},
		"clock":         {`UPDATE clock SET seq = 1`, []string{"a change is numbered beyond the clock: a", "a change is numbered beyond the clock: gone"}},
		"no clock":      {`DELETE FROM clock`, []string{"the clock does not have exactly one row: 0"}},
		"feed":          {`DELETE FROM feed WHERE case_id = 'gone'`, []string{"a case is not in the change feed: gone"}},
		"digest":        {`UPDATE files SET size = -1`, []string{"a file has a digest or size that cannot be: a f1", "a file has a digest or size that cannot be: a f2"}},
		"size":          {`UPDATE files SET size = 5 WHERE number = 1`, []string{"two files of the same digest differ in size: " + string(digestOf(1))}},
		"text":          {`DELETE FROM texts WHERE state = ''`, []string{"a file is neither read nor waiting to be read: a f2"}},
		"text too many": {`INSERT INTO texts (digest, state, reason, warnings, signers, extractor, attempts, retry_at) SELECT 'x', state, reason, warnings, signers, extractor, attempts, retry_at FROM texts WHERE state = ''`, []string{"a text belongs to no file: x"}},
		"page":          {`DELETE FROM pages WHERE number = 2`, []string{"a text has pages missing: " + string(digestOf(1))}},
		"wish":          {`UPDATE wishes SET done = 3 WHERE name = 'rebuild'`, []string{"work is done that nobody asked for: rebuild"}},
		"scrub":         {`UPDATE wishes SET requested = 2 WHERE name = 'scrub'`, []string{"a purge has left traces in the files, open the store again with nobody else in it: 2"}},
	}
	onBoth(t, func(t *testing.T, url string) {
		db := checkedStore(t, url)
		sound(t, db)
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				tx, err := db.write.BeginTx(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				defer tx.Rollback()
				if _, err := tx.ExecContext(t.Context(), test.breaks); err != nil {
					t.Fatal(err)
				}
				got, err := audit(t.Context(), tx)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.wants, got); diff != "" {
					t.Errorf("findings (-want +got):\n%s", diff)
				}
			})
		}
	})
}

// checkedStore has a bit of everything.
func checkedStore(t *testing.T, url string) *DB {
	t.Helper()
	db := open(t, url)
	r := draft("a", 1)
	r.Status = content.StatusPublished
	r.Files = []content.File{{Name: "f1", Digest: digestOf(1), Size: 1}}
	mustPut(t, db, r)
	r.Number = 2
	r.Files = append(r.Files, content.File{Name: "f2", Digest: digestOf(2), Size: 2})
	mustPut(t, db, r)
	mustPut(t, db, draft("gone", 1))
	if _, err := db.PurgeCase(t.Context(), "gone"); err != nil {
		t.Fatal(err)
	}
	err := db.PutText(t.Context(), content.Text{Digest: digestOf(1), State: content.TextOK, Pages: []string{"1", "2", "3"}})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// TestCheckFindsReferences breaks what the keys of the tables keep together,
// which SQLite allows to whoever turns them off.
func TestCheckFindsReferences(t *testing.T) {
	db := open(t, engines[0].url(t))
	mustPut(t, db, draft("a", 1))
	if _, err := db.write.Exec(`PRAGMA foreign_keys = OFF; DELETE FROM cases`); err != nil {
		t.Fatal(err)
	}
	got, err := db.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"feed without cases", "revisions without cases"}, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestCheckFindsPages overwrites a page below an open store.
func TestCheckFindsPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	var file *os.File
	t.Cleanup(func() { file.Close() }) // after the store, which would lose its locks
	db := open(t, "sqlite:"+path)
	for i := range 50 {
		mustPut(t, db, draft(fmt.Sprint("case-", i), 1))
	}
	if err := db.engine.scrub(t.Context()); err != nil { // into the file, out of the log
		t.Fatal(err)
	}
	db.read.SetMaxIdleConns(0) // and out of memory
	var err error
	if file, err = os.OpenFile(path, os.O_WRONLY, 0); err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(bytes.Repeat([]byte{0xa5}, 4096), info.Size()-4096); err != nil {
		t.Fatal(err)
	}
	found, err := db.Check(t.Context())
	if err != nil || len(found) == 0 {
		t.Errorf("findings with a page overwritten: %q, %v", found, err)
	}
}

func TestDigests(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		db := open(t, url)
		want := make(map[content.Digest]int64)
		for n := range 3 {
			r := draft("a", n+1)
			for i := range 400 {
				f := content.File{Name: fmt.Sprint("f", i), Digest: digestOf(n*300 + i), Size: int64(n*300 + i)}
				r.Files = append(r.Files, f)
				want[f.Digest] = f.Size
			}
			mustPut(t, db, r)
		}
		got := make(map[content.Digest]int64)
		last := content.Digest("")
		err := db.Digests(t.Context(), func(d content.Digest, size int64) error {
			if d <= last {
				t.Errorf("%s comes after %s", d, last)
			}
			last = d
			got[d] = size
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("digests (-want +got):\n%s", diff)
		}
		stop := errors.New("stop")
		n := 0
		err = db.Digests(t.Context(), func(content.Digest, int64) error { n++; return stop })
		if !errors.Is(err, stop) || n != 1 || strings.Contains(err.Error(), "list digests") {
			t.Errorf("stopped after %d with %v, want after 1 with %v", n, err, stop)
		}
	})
}
