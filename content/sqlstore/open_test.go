package sqlstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"copratica/content"
)

func draft(id string, number int) content.Revision {
	return content.Revision{CaseID: id, Number: number, Text: id, Status: content.StatusDraft, Access: content.AccessStaff}
}

func mustPut(t testing.TB, db *DB, r content.Revision) content.Revision {
	t.Helper()
	stored, err := db.PutCase(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	noise := filepath.Join(dir, "noise.db")
	if err := os.WriteFile(noise, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]struct {
		is   error
		says string
	}{
		"":                                     {content.ErrInvalid, "a store is sqlite:PATH or "},
		"sqlite:":                              {content.ErrInvalid, "a store is sqlite:PATH or "},
		"mysql://localhost/x":                  {content.ErrInvalid, "a store is sqlite:PATH or "},
		dir + "/store.db":                      {content.ErrInvalid, "a store is sqlite:PATH or "},
		"sqlite:" + dir + "/no/such/folder.db": {os.ErrNotExist, "no/such/folder.db"},
		"sqlite:" + dir:                        {nil, "unable to open"},
		"sqlite:" + dir + "/no/50%x.db":        {os.ErrNotExist, "open store sqlite:" + dir + "/no/50%x.db: "},
		"sqlite:" + noise:                      {ErrDamaged, "restore it from a backup"},
		"postgres://u:geheim@127.0.0.1:1/x":    {nil, "u:xxxxx@127.0.0.1:1"},
		"postgres://u:geheim@[x":               {nil, "cannot be read"},
	} {
		db, err := Open(t.Context(), url)
		if err == nil {
			db.Close()
			t.Errorf("Open(%q) did not refuse", url)
			continue
		}
		if want.is != nil && !errors.Is(err, want.is) || !strings.Contains(err.Error(), want.says) {
			t.Errorf("Open(%q) = %v, want %v with %q", url, err, want.is, want.says)
		}
		if strings.Contains(err.Error(), "geheim") {
			t.Errorf("Open(%q) tells the password: %v", url, err)
		}
	}
}

// TestOpenOddPath keeps a store under a name that means something in a URL.
func TestOpenOddPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "città #1 50%25?mode=ro&x")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a b.db")
	mustPut(t, open(t, "sqlite:"+path), draft("x", 1))
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the file: %v, want one that only the owner reads", info.Mode())
	}
}

func TestOpenAgain(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		first := open(t, url)
		stored := mustPut(t, first, draft("x", 1))
		second := open(t, url) // as another program would
		mustPut(t, second, draft("y", 1))
		mustPut(t, first, draft("y", 2))
		got, err := second.Case(t.Context(), "y")
		if err != nil || got.Number != 2 {
			t.Errorf("through the second: revision %d, %v, want 2", got.Number, err)
		}
		if err := first.Close(); err != nil {
			t.Error(err)
		}
		if _, err := first.Case(t.Context(), "x"); err == nil {
			t.Error("a closed store still answers")
		}
		got, err = open(t, url).Case(t.Context(), "x")
		if err != nil || !got.At.Equal(stored.At) {
			t.Errorf("opened again: %v, %v, want %v", got, err, stored)
		}
		sound(t, second)
	})
}

func TestOpenNewer(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		db := open(t, url)
		mustPut(t, db, draft("x", 1))
		_, err := db.write.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)`)
		if err != nil {
			t.Fatal(err)
		}
		newer, err := Open(t.Context(), url)
		if err == nil {
			newer.Close()
			t.Fatal("a store of a newer program was opened")
		}
		if want := "written by a newer version of this program"; !strings.Contains(err.Error(), want) {
			t.Errorf("Open = %v, want %q", err, want)
		}
		if _, err := db.Case(t.Context(), "x"); err != nil {
			t.Errorf("after the refusal: %v", err)
		}
	})
}

// TestOpenHalfMigrated opens a store whose first migration was cut off, as
// kill -9 leaves it: the table of versions is there, nothing else.
func TestOpenHalfMigrated(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		db := open(t, url)
		for _, table := range []string{"tokens", "people", "pages", "texts", "files", "revisions", "feed", "cases", "clock", "wishes"} {
			if _, err := db.write.ExecContext(t.Context(), "DROP TABLE "+table); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.write.ExecContext(t.Context(), `DELETE FROM goose_db_version WHERE version_id > 0`); err != nil {
			t.Fatal(err)
		}
		again := open(t, url)
		mustPut(t, again, draft("x", 1))
		sound(t, again)
	})
}

func TestOpenDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	db, err := Open(t.Context(), "sqlite:"+path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		mustPut(t, db, draft(fmt.Sprint("case-", i), 1))
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := page; at < len(whole); at += page {
		broken := append([]byte(nil), whole...)
		copy(broken[at:at+page], strings.Repeat("\xa5", page))
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := Open(t.Context(), "sqlite:"+path)
		if err == nil {
			db.Close()
			t.Errorf("opened with page %d overwritten", at/page+1)
			continue
		}
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "restore it from a backup") {
			t.Errorf("page %d overwritten: %v, want %v", at/page+1, err, ErrDamaged)
		}
		after, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(after) != string(broken) {
			t.Errorf("page %d overwritten: Open changed the damaged file", at/page+1)
		}
	}
}
