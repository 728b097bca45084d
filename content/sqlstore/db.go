package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"copratica/content"
)

// A DB is an open store. It is safe for use by many goroutines, and several
// programs may have the same store open.
type DB struct {
	write  *sql.DB
	read   *sql.DB // the same as write on PostgreSQL
	engine engine
}

var (
	_ content.Store     = (*DB)(nil)
	_ content.HeadStore = (*DB)(nil)
	_ content.Purger    = (*DB)(nil)
	_ content.Rebuilds  = (*DB)(nil)
	_ content.Texts     = (*DB)(nil)
	_ content.People    = (*DB)(nil)
	_ content.Tokens    = (*DB)(nil)
)

// Open opens the store at address, "sqlite:PATH" or "postgres://...", and makes or
// migrates its tables. The caller has registered the driver: "sqlite" of
// modernc.org/sqlite or "pgx" of github.com/jackc/pgx/v5/stdlib.
//
// A store of a newer program is refused. So is a SQLite file with broken pages:
// it is ErrDamaged and nothing is repaired; to know, Open reads the whole file.
// An address of another kind is content.ErrInvalid.
func Open(ctx context.Context, address string) (*DB, error) {
	var db *DB
	var err error
	path, ok := strings.CutPrefix(address, "sqlite:")
	switch {
	case ok && path != "":
		db, err = openSQLite(ctx, path)
	case strings.HasPrefix(address, "postgres://"), strings.HasPrefix(address, "postgresql://"):
		db, err = openPostgres(ctx, address)
	default:
		err = fmt.Errorf("%w: a store is sqlite:PATH or a postgres:// address", content.ErrInvalid)
	}
	if err == nil {
		if err = db.migrate(ctx); err == nil {
			err = db.scrubLeft(ctx)
		}
		if err != nil {
			err = errors.Join(err, db.Close())
		}
	}
	if err != nil {
		return nil, fail(ctx, err, "open store "+redact(address))
	}
	return db, nil
}

// redact hides the password of a store's address.
func redact(address string) string {
	if strings.HasPrefix(address, "sqlite:") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "(an address that cannot be read)"
	}
	return u.Redacted()
}

// Close ends all use of the store; calls that are under way fail.
func (db *DB) Close() error {
	err := db.read.Close()
	if db.write != db.read {
		// Last, since the last connection to go folds the write-ahead log in.
		err = errors.Join(err, db.write.Close())
	}
	return err
}
