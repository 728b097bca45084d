package sqlstore

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables to what this program knows. Each migration is one
// transaction, so a crash leaves whole steps only and the next start goes on.
func (db *DB) migrate(ctx context.Context) (err error) {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	steps, err := goose.NewProvider(db.engine.dialect(), db.write, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	sources := steps.ListSources()
	known := sources[len(sources)-1].Version
	if v, err := db.schema(ctx); err == nil && v >= known {
		return refuseNewer(v, known)
	}
	// New or behind, or it cannot be read at all, which then fails below.
	release, err := db.engine.prepare(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	if v, err := db.schema(ctx); err == nil && v > known {
		return refuseNewer(v, known)
	}
	return patiently(ctx, func() error {
		_, err := steps.Up(ctx)
		return err
	})
}

// schema is the version of the last migration that the store has seen.
func (db *DB) schema(ctx context.Context) (v int64, err error) {
	err = db.write.QueryRowContext(ctx, `SELECT max(version_id) FROM goose_db_version`).Scan(&v)
	return v, err
}

func refuseNewer(v, known int64) error {
	if v <= known {
		return nil
	}
	return fmt.Errorf("the store was written by a newer version of this program "+
		"(its tables are of version %d, this program knows %d): use that version, or a backup from before", v, known)
}
