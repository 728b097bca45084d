package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"time"

	"copratica/content"
)

// Text returns a record with one page or all of them, see content.Texts.
func (db *DB) Text(ctx context.Context, d content.Digest, page int) (content.Text, error) {
	t, err := db.text(ctx, d, page)
	return t, fail(ctx, err, "text of "+quote(string(d)))
}

func (db *DB) text(ctx context.Context, d content.Digest, page int) (content.Text, error) {
	if !storable(string(d)) || page < 0 {
		return content.Text{}, content.ErrNotFound
	}
	first, last := int64(page), int64(page)
	if page == 0 {
		last = math.MaxInt64
	}
	rows, err := db.read.QueryContext(ctx, `
		SELECT t.state, t.reason, t.warnings, t.signers, t.extractor, t.attempts, t.retry_at, p.body
		  FROM texts t LEFT JOIN pages p ON p.digest = t.digest AND p.number BETWEEN $2 AND $3
		 WHERE t.digest = $1 AND t.state <> '' ORDER BY p.number`, string(d), first, last)
	if err != nil {
		return content.Text{}, err
	}
	defer rows.Close()
	t := content.Text{Digest: d}
	var warnings, signers string
	for rows.Next() {
		var retry sql.NullInt64
		var body sql.NullString
		err := rows.Scan(&t.State, &t.Reason, &warnings, &signers, &t.Extractor, &t.Attempts, &retry, &body)
		if err != nil {
			return content.Text{}, err
		}
		t.RetryAt = optional(retry)
		if body.Valid {
			t.Pages = append(t.Pages, body.String)
		}
	}
	if err := rows.Err(); err != nil {
		return content.Text{}, err
	}
	if t.State == "" || page > 0 && len(t.Pages) == 0 {
		return content.Text{}, content.ErrNotFound
	}
	if err := json.Unmarshal([]byte(warnings), &t.Warnings); err != nil {
		return content.Text{}, err
	}
	return t, json.Unmarshal([]byte(signers), &t.Signers)
}

// PutText stores or replaces a record, see content.Texts. It is ErrNotFound
// if no revision names the digest: what was purged does not come back.
func (db *DB) PutText(ctx context.Context, t content.Text) error {
	err := checkText(t)
	if err == nil {
		err = db.update(ctx, func(tx *sql.Tx) error { return putText(ctx, tx, t) })
	}
	return fail(ctx, err, "put text of "+quote(string(t.Digest)))
}

func checkText(t content.Text) error {
	var e edge
	e.digest("digest", t.Digest)
	if t.State == "" {
		e.refuse("state", content.CodeRequired, "a text needs a state")
	}
	e.text("state", string(t.State))
	e.text("reason", t.Reason)
	e.texts("warnings", t.Warnings)
	e.texts("signers", t.Signers)
	e.texts("pages", t.Pages)
	return e.err()
}

func putText(ctx context.Context, tx *sql.Tx, t content.Text) error {
	warnings, err := json.Marshal(t.Warnings)
	if err != nil {
		return err
	}
	signers, err := json.Marshal(t.Signers)
	if err != nil {
		return err
	}
	var retry sql.NullInt64
	if !t.RetryAt.IsZero() {
		retry = sql.NullInt64{Int64: t.RetryAt.UnixMicro(), Valid: true}
	}
	seq, err := tick(ctx, tx)
	if err != nil {
		return err
	}
	known, err := changed(ctx, tx, `
		UPDATE texts SET state = $2, reason = $3, warnings = $4, signers = $5,
		                 extractor = $6, attempts = $7, retry_at = $8 WHERE digest = $1`,
		string(t.Digest), string(t.State), t.Reason, string(warnings), string(signers), t.Extractor, t.Attempts, retry)
	if err != nil {
		return err
	}
	if !known {
		return content.ErrNotFound
	}
	if err := putPages(ctx, tx, t); err != nil {
		return err
	}
	return touchHolders(ctx, tx, t.Digest, seq)
}

func putPages(ctx context.Context, tx *sql.Tx, t content.Text) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM pages WHERE digest = $1`, string(t.Digest)); err != nil {
		return err
	}
	if len(t.Pages) == 0 {
		return nil
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO pages (digest, number, body) VALUES ($1, $2, $3)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i, body := range t.Pages {
		if _, err := insert.ExecContext(ctx, string(t.Digest), i+1, body); err != nil {
			return err
		}
	}
	return nil
}

// touchHolders gives every case whose current revision names d a number of its
// own, since a reader may stop between any two of them. The first is seq.
func touchHolders(ctx context.Context, tx *sql.Tx, d content.Digest, seq content.Seq) error {
	holders, err := list(ctx, tx, `
		SELECT DISTINCT c.id FROM files f JOIN cases c ON c.id = f.case_id AND c.latest = f.number
		 WHERE f.digest = $1 ORDER BY c.id`, string(d))
	if err != nil {
		return err
	}
	for i, id := range holders {
		if i > 0 {
			if seq, err = tick(ctx, tx); err != nil {
				return err
			}
		}
		if err := touch(ctx, tx, id, seq); err != nil {
			return err
		}
	}
	return nil
}

// Pending returns what waits to be read, see content.Texts.
func (db *DB) Pending(ctx context.Context, limit int) ([]content.PendingText, error) {
	if limit <= 0 {
		return nil, nil
	}
	pending, err := db.pending(ctx, limit)
	return pending, fail(ctx, err, "list pending texts")
}

func (db *DB) pending(ctx context.Context, limit int) ([]content.PendingText, error) {
	rows, err := db.read.QueryContext(ctx, `
		SELECT f.name, f.digest, f.size, f.type, t.attempts
		  FROM texts t
		  JOIN files f ON f.digest = t.digest
		  JOIN cases c ON c.id = f.case_id AND c.latest = f.number
		  JOIN feed d ON d.case_id = c.id
		 WHERE t.retry_at <= $1 ORDER BY d.seq, f.name`, time.Now().UnixMicro())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var pending []content.PendingText
	seen := make(map[content.Digest]bool)
	for len(pending) < limit && rows.Next() {
		var p content.PendingText
		if err := rows.Scan(&p.File.Name, &p.File.Digest, &p.File.Size, &p.File.Type, &p.Attempts); err != nil {
			return nil, err
		}
		if !seen[p.File.Digest] {
			seen[p.File.Digest] = true
			pending = append(pending, p)
		}
	}
	return pending, rows.Err()
}
