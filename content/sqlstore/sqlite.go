package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
)

// How long one program waits for another one's migration.
const migrateTimeout = time.Minute

// readers is how many may read a SQLite file at a time; more wait in Go.
const readers = 8

type sqlite struct {
	path        string
	write, read *sql.DB
}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := create(path); err != nil {
		return nil, err
	}
	// Little waiting inside SQLite, which sleeps long and is passed over by a
	// program that writes without a pause; patiently tries more often.
	write, err := sql.Open("sqlite", sqliteDSN(path, 10*time.Millisecond,
		"_txlock=immediate", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)",
		"_pragma=foreign_keys(1)", "_pragma=secure_delete(1)"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	e := &sqlite{path: path, write: write}
	if err := e.start(ctx); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read, err := sql.Open("sqlite", sqliteDSN(path, patience, "mode=ro", "_pragma=cache_size(-8000)"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	e.read = read
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	db := &DB{write: write, read: read, engine: e}
	if err := e.whole(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// create makes an empty file that only its owner may read. It never opens one
// that exists: closing it again would drop the locks of its users in this process.
func create(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func sqliteDSN(path string, busy time.Duration, options ...string) string {
	dsn := fmt.Sprintf("file:%s?_pragma=busy_timeout(%d)", (&url.URL{Path: path}).EscapedPath(), busy.Milliseconds())
	for _, o := range options {
		dsn += "&" + o
	}
	return dsn
}

// start opens the writing connection and with it the write-ahead log.
func (e *sqlite) start(ctx context.Context) error {
	var mode string
	err := patiently(ctx, func() error {
		return e.write.QueryRowContext(ctx, `PRAGMA journal_mode`).Scan(&mode)
	})
	if err == nil && mode != "wal" {
		err = fmt.Errorf("no write-ahead log can be kept at %s: the file must be on a local disk", e.path)
	}
	return err
}

func (e *sqlite) dialect() goose.Dialect { return goose.DialectSQLite3 }

// prepare locks an empty database beside the store. Its file stays: removing
// it could part those who wait for it from those who come later.
func (e *sqlite) prepare(ctx context.Context) (func() error, error) {
	path := e.path + "-migrate"
	if err := create(path); err != nil {
		return nil, err
	}
	lock, err := sql.Open("sqlite", sqliteDSN(path, migrateTimeout, "_txlock=exclusive"))
	if err != nil {
		return nil, err
	}
	tx, err := lock.BeginTx(ctx, nil)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("wait for another program that migrates the store: %w", err), lock.Close())
	}
	return func() error { return errors.Join(tx.Rollback(), lock.Close()) }, nil
}

// whole refuses a file with broken pages before anything is written to it, and
// leaves it to people to decide what to do. It reads every page.
func (e *sqlite) whole(ctx context.Context) error {
	var found string
	err := e.read.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found)
	if err == nil && found != "ok" {
		err = fmt.Errorf("%w: %s", ErrDamaged, found)
	}
	return err
}

// inspect runs SQLite's own check of every page and, if they are whole, of the
// references between tables.
func (e *sqlite) inspect(ctx context.Context) ([]string, error) {
	found, err := list(ctx, e.read, `SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok'`)
	if err != nil && errors.Is(meaning(ctx, err), ErrDamaged) {
		return append(found, err.Error()), nil
	}
	if err != nil || len(found) > 0 {
		return found, err
	}
	return list(ctx, e.read, `SELECT DISTINCT "table" || ' without ' || parent FROM pragma_foreign_key_check`)
}

// scrub rewrites the file without what was deleted, and cuts the write-ahead
// log to nothing. To overwrite deleted rows (secure_delete) is not enough: rows
// that once moved from page to page have left copies behind. It takes time and
// room in proportion to the whole store, and readers that are still in an older
// state hold it up.
func (e *sqlite) scrub(ctx context.Context) error {
	err := patiently(ctx, func() error {
		_, err := e.write.ExecContext(ctx, `VACUUM`)
		return err
	})
	if err != nil {
		return fmt.Errorf("overwrite what was removed: %w", err)
	}
	err = patiently(ctx, func() error {
		var busy, pages, folded int
		err := e.write.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &pages, &folded)
		if err == nil && busy != 0 {
			err = ErrLocked
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("empty the write-ahead log of what was removed: %w", err)
	}
	return nil
}
