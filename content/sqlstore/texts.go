package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
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
		SELECT `+textColumns+`, p.body
		  FROM texts t LEFT JOIN pages p ON p.digest = t.digest AND p.number BETWEEN $2 AND $3
		 WHERE t.digest = $1 AND t.state <> '' ORDER BY p.number`, string(d), first, last)
	if err != nil {
		return content.Text{}, err
	}
	defer rows.Close()
	var t content.Text
	for rows.Next() {
		var body sql.NullString
		one, err := scanText(rows, &body)
		if err != nil {
			return content.Text{}, err
		}
		one.Pages = t.Pages
		t = one
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
	return t, nil
}

// textColumns are what scanText reads.
const textColumns = `t.digest, t.state, t.reason, t.warnings, t.signers, t.extractor, t.attempts, t.retry_at, t.scans, t.preview, t.preview_size`

// scanText reads a record without its pages, and what comes after its columns.
func scanText(rows *sql.Rows, more ...any) (content.Text, error) {
	var t content.Text
	var warnings, signers, scans string
	var retry sql.NullInt64
	err := rows.Scan(append([]any{
		&t.Digest, &t.State, &t.Reason, &warnings, &signers, &t.Extractor, &t.Attempts, &retry,
		&scans, &t.Preview.Digest, &t.Preview.Size,
	}, more...)...)
	if err != nil {
		return t, err
	}
	t.RetryAt = optional(retry)
	if t.Scans, err = unpackScans(scans); err != nil {
		return t, err
	}
	if err := json.Unmarshal([]byte(warnings), &t.Warnings); err != nil {
		return t, err
	}
	return t, json.Unmarshal([]byte(signers), &t.Signers)
}

// packScans writes a list of pages, ” for an empty one.
func packScans(pages []int) (string, error) {
	if len(pages) == 0 {
		return "", nil
	}
	text, err := json.Marshal(pages)
	return string(text), err
}

func unpackScans(text string) (pages []int, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &pages)
	}
	return pages, err
}

// statesChunk is how many digests one statement asks for.
const statesChunk = 200

// States returns records without pages, see content.Texts.
func (db *DB) States(ctx context.Context, ds []content.Digest) (map[content.Digest]content.TextHead, error) {
	states := make(map[content.Digest]content.TextHead, len(ds))
	for chunk := range slices.Chunk(ds, statesChunk) {
		args := make([]any, len(chunk))
		marks := make([]string, len(chunk))
		for i, d := range chunk {
			args[i], marks[i] = string(d), "$"+strconv.Itoa(i+1)
		}
		found, err := collect(ctx, db.read, func(rows *sql.Rows) (h content.TextHead, err error) {
			h.Text, err = scanText(rows, &h.Count)
			return h, err
		}, `SELECT `+textColumns+`, (SELECT count(*) FROM pages p WHERE p.digest = t.digest) FROM texts t WHERE t.state <> '' AND t.digest IN (`+strings.Join(marks, ", ")+`)`, args...)
		if err != nil {
			return nil, fail(ctx, err, "states of texts")
		}
		for _, t := range found {
			states[t.Digest] = t
		}
	}
	return states, nil
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
	if t.Preview.Digest != "" {
		e.digest("preview", t.Preview.Digest)
	}
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
	scans, err := packScans(t.Scans)
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
		                 extractor = $6, attempts = $7, retry_at = $8, scans = $9, preview = $10, preview_size = $11
		 WHERE digest = $1`,
		string(t.Digest), string(t.State), t.Reason, string(warnings), string(signers), t.Extractor, t.Attempts, retry,
		scans, string(t.Preview.Digest), t.Preview.Size)
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
func (db *DB) Pending(ctx context.Context, q content.Queue, limit int) ([]content.PendingText, error) {
	if limit <= 0 {
		return nil, nil
	}
	pending, err := db.pending(ctx, q, limit)
	return pending, fail(ctx, err, "list pending texts")
}

func (db *DB) pending(ctx context.Context, q content.Queue, limit int) ([]content.PendingText, error) {
	which := `t.scans = '' AND t.retry_at <= $1`
	if q == content.QueueScan {
		which = `t.scans <> '' AND (t.retry_at IS NULL OR t.retry_at <= $1)`
	}
	rows, err := db.read.QueryContext(ctx, `
		SELECT f.name, f.digest, f.size, f.type, t.attempts, t.scans
		  FROM texts t
		  JOIN files f ON f.digest = t.digest
		  JOIN cases c ON c.id = f.case_id AND c.latest = f.number
		  JOIN feed d ON d.case_id = c.id
		 WHERE `+which+` ORDER BY CASE WHEN t.state = '' THEN 0 ELSE 1 END, d.seq, f.name`, time.Now().UnixMicro())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var pending []content.PendingText
	seen := make(map[content.Digest]bool)
	for len(pending) < limit && rows.Next() {
		var p content.PendingText
		var scans string
		if err := rows.Scan(&p.File.Name, &p.File.Digest, &p.File.Size, &p.File.Type, &p.Attempts, &scans); err != nil {
			return nil, err
		}
		if seen[p.File.Digest] {
			continue
		}
		seen[p.File.Digest] = true
		if p.Scans, err = unpackScans(scans); err != nil {
			return nil, err
		}
		pending = append(pending, p)
	}
	return pending, rows.Err()
}

// Retry has texts read anew, see content.Texts.
func (db *DB) Retry(ctx context.Context, d content.Digest) (n int, err error) {
	if !storable(string(d)) {
		return 0, nil
	}
	return db.readAgain(ctx, `digest = $1 OR $1 = ''`, string(d))
}

// Outdated has what an older extractor read be read anew, see content.Texts.
func (db *DB) Outdated(ctx context.Context, extractor int) (int, error) {
	return db.readAgain(ctx, `state <> '' AND extractor < $1`, extractor)
}

func (db *DB) readAgain(ctx context.Context, which string, arg any) (n int, err error) {
	err = db.update(ctx, func(tx *sql.Tx) error {
		again, err := list(ctx, tx, `UPDATE texts SET retry_at = 0, attempts = 0, scans = '' WHERE `+which+` RETURNING digest`, arg)
		n = len(again)
		return err
	})
	return n, fail(ctx, err, "put texts back to be read")
}
