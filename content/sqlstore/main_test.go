package sqlstore

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"copratica/content/contenttest"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// server starts PostgreSQL when the first test asks for it.
var server = sync.OnceValues(contenttest.StartPostgres)

func TestMain(m *testing.M) {
	if run, ok := children[os.Getenv(childVariable)]; ok {
		if err := run(context.Background(), os.Getenv(childStore)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if pg, err := server(); err == nil {
		if err := pg.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// engines are the two that every test here runs on.
var engines = []struct {
	name string
	url  func(t testing.TB) string // of an empty store
}{
	{"sqlite", func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "store.db") }},
	{"postgres", func(t testing.TB) string {
		t.Helper()
		pg, err := server()
		if err != nil {
			t.Fatal(err)
		}
		return pg.Database(t)
	}},
}

// onBoth runs a test on an empty store of each engine.
func onBoth(t *testing.T, f func(t *testing.T, url string)) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) { f(t, e.url(t)) })
	}
}

func open(t testing.TB, url string) *DB {
	t.Helper()
	db, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// sound fails the test if the store has findings.
func sound(t testing.TB, db *DB) {
	t.Helper()
	found, err := db.Check(context.WithoutCancel(t.Context()))
	if err != nil {
		t.Errorf("check: %v", err)
	}
	for _, f := range found {
		t.Errorf("check found: %s", f)
	}
}

// opened gives the suites a store that must be sound when they have done with it.
func opened(url func(testing.TB) string) contenttest.Opener {
	return func(t *testing.T) contenttest.Records {
		db := open(t, url(t))
		t.Cleanup(func() { sound(t, db) })
		return db
	}
}

func TestStore(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) { contenttest.Store(t, opened(e.url)) })
	}
}

func TestTexts(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) { contenttest.Texts(t, opened(e.url)) })
	}
}

func TestPeople(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			contenttest.People(t, func(t *testing.T) contenttest.Accounts {
				db := open(t, e.url(t))
				t.Cleanup(func() { sound(t, db) })
				return db
			})
		})
	}
}
