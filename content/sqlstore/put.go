package sqlstore

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"copratica/content"
)

// PutCase appends a revision, see content.Store. At is kept when it is set,
// else it is now; FirstOpen and Seq are the store's to say. A case that was
// purged is a new case: it is put with number 1 and stored under the number
// after its last one.
func (db *DB) PutCase(ctx context.Context, r content.Revision) (content.Revision, error) {
	doing := "put case " + quote(r.CaseID)
	if err := checkRevision(r); err != nil {
		return content.Revision{}, fail(ctx, err, doing)
	}
	if r.At.IsZero() {
		r.At = time.Now()
	}
	r.At = r.At.UTC().Truncate(time.Microsecond)
	r.Files = slices.Clone(r.Files)
	slices.SortFunc(r.Files, func(a, b content.File) int { return strings.Compare(a.Name, b.Name) })
	err := db.update(ctx, func(tx *sql.Tx) error { return putCase(ctx, tx, &r) })
	if err != nil {
		return content.Revision{}, fail(ctx, err, doing)
	}
	return r, nil
}

func checkRevision(r content.Revision) error {
	var e edge
	if r.CaseID == "" {
		e.refuse("id", content.CodeRequired, "a case needs an id")
	}
	e.text("id", r.CaseID)
	e.text("", r.Text)
	e.text("status", string(r.Status))
	e.text("access", string(r.Access))
	e.text("author", r.Author)
	e.files(r.Files)
	return e.err()
}

func putCase(ctx context.Context, tx *sql.Tx, r *content.Revision) error {
	if err := advance(ctx, tx, r); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO revisions (case_id, number, status, access, author, stored_at, body)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.CaseID, r.Number, string(r.Status), string(r.Access), r.Author, r.At.UnixMicro(), r.Text)
	if err != nil {
		return err
	}
	for _, f := range r.Files {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO files (case_id, number, name, digest, size, type) VALUES ($1, $2, $3, $4, $5, $6)`,
			r.CaseID, r.Number, f.Name, string(f.Digest), f.Size, f.Type)
		if err != nil {
			return err
		}
	}
	if r.Seq, err = tick(ctx, tx); err != nil {
		return err
	}
	if len(r.Files) > 0 {
		if err := await(ctx, tx, r.CaseID, r.Number); err != nil {
			return err
		}
	}
	return touch(ctx, tx, r.CaseID, r.Seq)
}

// advance makes r the case's latest revision if its number is the next one,
// and sets the number and the first opening that were stored. The row stays
// locked, so of two writers with the same number the second finds it taken.
func advance(ctx context.Context, tx *sql.Tx, r *content.Revision) error {
	var opened sql.NullInt64
	if r.Status.Open() {
		opened = sql.NullInt64{Int64: r.At.UnixMicro(), Valid: true}
	}
	var row *sql.Row
	if r.Number == 1 {
		row = tx.QueryRowContext(ctx, `
			INSERT INTO cases (id, latest, purged, status, access, first_open) VALUES ($1, 1, FALSE, $2, $3, $4)
			ON CONFLICT (id) DO UPDATE
			   SET latest = cases.latest + 1, purged = FALSE,
			       status = excluded.status, access = excluded.access, first_open = excluded.first_open
			 WHERE cases.purged
			RETURNING latest, first_open`, r.CaseID, string(r.Status), string(r.Access), opened)
	} else {
		row = tx.QueryRowContext(ctx, `
			UPDATE cases SET latest = $2, status = $3, access = $4, first_open = COALESCE(first_open, $5)
			 WHERE id = $1 AND latest = $6 AND NOT purged
			RETURNING latest, first_open`,
			r.CaseID, r.Number, string(r.Status), string(r.Access), opened, int64(r.Number)-1)
	}
	var first sql.NullInt64
	err := row.Scan(&r.Number, &first)
	if err == sql.ErrNoRows {
		return content.ErrConflict
	}
	r.FirstOpen = optional(first)
	return err
}

// await gives every digest of a revision that has no text yet a place among
// those that wait to be read.
func await(ctx context.Context, tx *sql.Tx, id string, number int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO texts (digest, state, reason, warnings, signers, extractor, attempts, retry_at)
		SELECT DISTINCT digest, '', '', '[]', '[]', 0, 0, 0 FROM files WHERE case_id = $1 AND number = $2
		ON CONFLICT (digest) DO NOTHING`, id, number)
	return err
}
