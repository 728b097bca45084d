package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"copratica/content"
)

// TestLocked holds SQLite's write lock as a program would that hangs.
func TestLocked(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	db := open(t, "sqlite:"+path)
	mustPut(t, db, draft("x", 1))
	other, err := sql.Open("sqlite", sqliteDSN(path, 0, "_txlock=immediate"))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := db.PutCase(ctx, draft("x", 2)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("PutCase with a deadline: %v, want that it is over", err)
	}
	_, err = db.PutCase(t.Context(), draft("x", 2))
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), "locked by another program") {
		t.Errorf("PutCase: %v, want %v", err, ErrLocked)
	}
	if r, err := db.Case(t.Context(), "x"); err != nil || r.Number != 1 {
		t.Errorf("reading beside the lock: revision %d, %v", r.Number, err)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	mustPut(t, db, draft("x", 2))
	sound(t, db)
}

// TestPurgeHeldUp reads in an older state for as long as a purge has patience:
// the purge stands, and says that its traces could not all be removed.
func TestPurgeHeldUp(t *testing.T) {
	t.Parallel()
	url := "sqlite:" + filepath.Join(t.TempDir(), "store.db")
	db := open(t, url)
	r := draft("x", 1)
	d := content.Digest(strings.Repeat("a", 64))
	r.Files = []content.File{{Name: "a.pdf", Digest: d}}
	mustPut(t, db, r)
	reader, err := db.read.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := list(t.Context(), reader, `SELECT id FROM cases`); err != nil {
		t.Fatal(err)
	}
	digests, err := db.PurgeCase(t.Context(), "x")
	if !errors.Is(err, ErrLocked) || len(digests) != 1 || digests[0] != d {
		t.Errorf("PurgeCase: %v, %v, want the digest and %v", digests, err, ErrLocked)
	}
	if _, err := db.Case(t.Context(), "x"); !errors.Is(err, content.ErrNotFound) {
		t.Errorf("Case after the purge: %v", err)
	}
	if err := reader.Rollback(); err != nil {
		t.Fatal(err)
	}
	found, err := db.Check(t.Context())
	if err != nil || len(found) != 1 || !strings.Contains(found[0], "a purge has left traces") {
		t.Errorf("Check while traces are left: %q, %v", found, err)
	}
	sound(t, open(t, url))
}

// smallStore is a store with little room left, and what makes room for more.
// It is on a small disk where one can be mounted, else it may not grow.
func smallStore(t *testing.T) (db *DB, makeRoom func()) {
	t.Helper()
	dir := t.TempDir()
	if !mount(t, dir) {
		db := open(t, "sqlite:"+filepath.Join(dir, "store.db"))
		limit := func(pages int) {
			if _, err := db.write.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)); err != nil {
				t.Fatal(err)
			}
		}
		limit(400)
		return db, func() { limit(1 << 30) }
	}
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 2<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, "sqlite:"+filepath.Join(dir, "store.db")), func() {
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDiskFull writes until there is no room, then makes room.
func TestDiskFull(t *testing.T) {
	db, makeRoom := smallStore(t)
	stored := 0
	var err error
	for err == nil && stored < 10000 {
		r := draft(fmt.Sprint("case-", stored), 1)
		r.Text = strings.Repeat("riga di testo\n", 1000)
		if _, err = db.PutCase(t.Context(), r); err == nil {
			stored++
		}
	}
	if !errors.Is(err, ErrFull) || !strings.Contains(err.Error(), "disk of the store is full") {
		t.Fatalf("after %d cases: %v, want %v", stored, err, ErrFull)
	}
	if _, err := db.PutCase(t.Context(), draft("short", 1)); err != nil && !errors.Is(err, ErrFull) {
		t.Errorf("once more: %v", err)
	}
	all, err := db.Cases(t.Context(), content.Filter{})
	if err != nil || len(all) < stored {
		t.Errorf("reading with a full disk: %d cases, %v, want %d", len(all), err, stored)
	}
	makeRoom()
	for i := range 50 {
		mustPut(t, db, draft(fmt.Sprint("later-", i), 1))
	}
	sound(t, db)
}

// TestServerGone ends all connections of a PostgreSQL store, as a restart of
// the server does: it goes on by itself and has lost nothing.
func TestServerGone(t *testing.T) {
	pg, err := server()
	if err != nil {
		t.Fatal(err)
	}
	url := pg.Database(t)
	db := open(t, url)
	admin := open(t, url)
	number := 1
	for range 5 {
		for range 3 {
			mustPut(t, db, draft("x", number))
			number++
		}
		// Connections that wait idle for the next request.
		_, err := list(t.Context(), admin.read, `
			SELECT CAST(pg_terminate_backend(pid, 10000) AS TEXT) FROM pg_stat_activity
			 WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		if err != nil {
			t.Fatal(err)
		}
		failed := 0
		for {
			r, err := db.Case(t.Context(), "x")
			if err == nil {
				if r.Number != number-1 {
					t.Fatalf("revision %d, want %d", r.Number, number-1)
				}
				break
			}
			if failed++; failed > connections {
				t.Fatalf("still failing after %d requests: %v", failed, err)
			}
		}
	}
	sound(t, db)
}
