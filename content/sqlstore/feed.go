package sqlstore

import (
	"context"
	"database/sql"

	"copratica/content"
)

// Changes returns what changed after a number, see content.Store.
func (db *DB) Changes(ctx context.Context, after content.Seq, limit int) ([]content.Change, error) {
	if limit <= 0 {
		return nil, nil
	}
	found, err := collect(ctx, db.read, func(rows *sql.Rows) (c content.Change, err error) {
		err = rows.Scan(&c.Seq, &c.CaseID, &c.Purged)
		return c, err
	}, `SELECT d.seq, d.case_id, c.purged FROM feed d JOIN cases c ON c.id = d.case_id
	     WHERE d.seq > $1 ORDER BY d.seq LIMIT $2`, int64(after), limit)
	return found, fail(ctx, err, "read changes")
}
