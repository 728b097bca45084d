package sqlstore

import (
	"context"
	"database/sql"
	"slices"

	"copratica/content"
)

// PurgeCase forgets a case, see content.Purger. On SQLite what was removed is
// then overwritten in the files. If that fails, because the disk is full or
// somebody's reading holds it up, the digests come together with the error: the
// purge stands, and the next purge or Open overwrites for it.
func (db *DB) PurgeCase(ctx context.Context, id string) ([]content.Digest, error) {
	return db.purge(ctx, id, "purge case "+quote(id), `
		UPDATE cases SET purged = TRUE, status = '', access = '', first_open = NULL WHERE id = $1 AND NOT purged`,
		func(tx *sql.Tx) ([]string, error) {
			gone, err := list(ctx, tx, `DELETE FROM files WHERE case_id = $1 RETURNING digest`, id)
			if err != nil {
				return nil, err
			}
			_, err = tx.ExecContext(ctx, `DELETE FROM revisions WHERE case_id = $1`, id)
			return gone, err
		})
}

// PurgeFile forgets a file in all revisions of a case, see content.Purger and
// PurgeCase. The texts of the revisions stay as they were written, so front
// matter may go on naming a file that is no longer there.
func (db *DB) PurgeFile(ctx context.Context, id, file string) ([]content.Digest, error) {
	doing := "purge file " + quote(file) + " of case " + quote(id)
	if !storable(file) {
		return nil, fail(ctx, content.ErrNotFound, doing)
	}
	return db.purge(ctx, id, doing, `
		UPDATE cases SET latest = latest WHERE id = $1 AND NOT purged`,
		func(tx *sql.Tx) ([]string, error) {
			gone, err := list(ctx, tx, `DELETE FROM files WHERE case_id = $1 AND name = $2 RETURNING digest`, id, file)
			if err == nil && len(gone) == 0 {
				err = content.ErrNotFound
			}
			return gone, err
		})
}

// purge locks the case by the statement claim, runs remove, and drops the
// texts of those of the removed digests that no revision names any more.
func (db *DB) purge(ctx context.Context, id, doing, claim string, remove func(*sql.Tx) ([]string, error)) ([]content.Digest, error) {
	if !storable(id) {
		return nil, fail(ctx, content.ErrNotFound, doing)
	}
	var orphans []content.Digest
	var wanted int64
	err := db.update(ctx, func(tx *sql.Tx) error {
		known, err := changed(ctx, tx, claim, id)
		if err != nil {
			return err
		}
		if !known {
			return content.ErrNotFound
		}
		gone, err := remove(tx)
		if err != nil {
			return err
		}
		seq, err := tick(ctx, tx)
		if err != nil {
			return err
		}
		if orphans, err = dropOrphans(ctx, tx, gone); err != nil {
			return err
		}
		if wanted, err = wish(ctx, tx, scrub); err != nil {
			return err
		}
		return touch(ctx, tx, id, seq)
	})
	if err != nil {
		return nil, fail(ctx, err, doing)
	}
	return orphans, fail(ctx, db.scrub(ctx, wanted), doing)
}

// dropOrphans removes the texts of those digests that no revision names, and
// returns these in order. It runs under the clock, so that no other writer's
// revision can come to count before this transaction ends.
func dropOrphans(ctx context.Context, tx *sql.Tx, digests []string) ([]content.Digest, error) {
	slices.Sort(digests)
	var orphans []content.Digest
	for _, d := range slices.Compact(digests) {
		named, err := list(ctx, tx, `SELECT name FROM files WHERE digest = $1 LIMIT 1`, d)
		if err != nil {
			return nil, err
		}
		if len(named) > 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM pages WHERE digest = $1`, d); err != nil {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM texts WHERE digest = $1`, d); err != nil {
			return nil, err
		}
		orphans = append(orphans, content.Digest(d))
	}
	return orphans, nil
}
