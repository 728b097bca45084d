package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/pressly/goose/v3"
)

// Connections to PostgreSQL that one program holds at most.
const connections = 16

// migrationLock is the key of the advisory lock around migrations; it only has
// to differ from the keys of other programs that use the same database.
const migrationLock = 0x636f707261746963

type postgres struct {
	db *sql.DB
}

func openPostgres(ctx context.Context, address string) (*DB, error) {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &DB{write: db, read: db, engine: postgres{db}}, nil
}

func (e postgres) dialect() goose.Dialect { return goose.DialectPostgres }

func (e postgres) prepare(ctx context.Context) (func() error, error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	release := func() error {
		_, err := conn.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock($1)`, int64(migrationLock))
		return errors.Join(err, conn.Close())
	}
	if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrationLock)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	_, err = conn.ExecContext(ctx, `CREATE COLLATION IF NOT EXISTS "binary" (provider = libc, locale = 'C')`)
	if err != nil {
		return nil, errors.Join(err, release())
	}
	return release, nil
}

// inspect finds nothing: the server checks its own pages as it reads them.
func (e postgres) inspect(context.Context) ([]string, error) { return nil, nil }

// scrub does nothing: the server overwrites removed rows in its own time, with
// the next vacuum and as its log goes round.
func (e postgres) scrub(context.Context) error { return nil }
