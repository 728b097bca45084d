package sqlstore

import (
	"context"
	"database/sql"
)

// The wishes that a store carries from one program, or one run of it, to another.
const (
	rebuild = "rebuild" // of the whole index
	scrub   = "scrub"   // of what a purge has left in the files
)

// wish notes a wish and returns its number.
func wish(ctx context.Context, tx *sql.Tx, name string) (n int64, err error) {
	err = tx.QueryRowContext(ctx, `
		UPDATE wishes SET requested = requested + 1 WHERE name = $1 RETURNING requested`, name).Scan(&n)
	return n, err
}

// wished returns the newest wish and the newest that was fulfilled.
func (db *DB) wished(ctx context.Context, name string) (requested, done int64, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT requested, done FROM wishes WHERE name = $1`, name).Scan(&requested, &done)
	return requested, done, err
}

// fulfil records that wish n was fulfilled, and with it all before it.
func (db *DB) fulfil(ctx context.Context, name string, n int64) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			UPDATE wishes SET done = $2 WHERE name = $1 AND done < $2 AND requested >= $2`, name, n)
		return err
	})
}

// RequestRebuild notes a wish for a full re-index, see content.Rebuilds.
func (db *DB) RequestRebuild(ctx context.Context) (n int64, err error) {
	err = db.update(ctx, func(tx *sql.Tx) (err error) {
		n, err = wish(ctx, tx, rebuild)
		return err
	})
	return n, fail(ctx, err, "request rebuild")
}

// RebuildRequested returns the newest wish and the newest that was fulfilled,
// see content.Rebuilds.
func (db *DB) RebuildRequested(ctx context.Context) (requested, done int64, err error) {
	requested, done, err = db.wished(ctx, rebuild)
	return requested, done, fail(ctx, err, "read rebuild requests")
}

// FinishRebuild records that wish n was fulfilled, and with it all before it.
// A number that was never given out changes nothing.
func (db *DB) FinishRebuild(ctx context.Context, n int64) error {
	return fail(ctx, db.fulfil(ctx, rebuild, n), "finish rebuild")
}

// scrub removes what purges up to number n have left in the files.
func (db *DB) scrub(ctx context.Context, n int64) error {
	if err := db.engine.scrub(ctx); err != nil {
		return err
	}
	return db.fulfil(ctx, scrub, n)
}

// scrubLeft does what a purge could not do itself, since it was cut short or
// held up. That it cannot be done now either is no reason not to go on: Check
// tells that it is still to do.
func (db *DB) scrubLeft(ctx context.Context) error {
	requested, done, err := db.wished(ctx, scrub)
	if err == nil && requested > done {
		_ = db.scrub(ctx, requested)
	}
	return err
}
