package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"copratica/content"
)

// A querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// update runs f in one transaction, all of it or nothing.
func (db *DB) update(ctx context.Context, f func(tx *sql.Tx) error) error {
	var tx *sql.Tx
	err := patiently(ctx, func() (err error) {
		tx, err = db.write.BeginTx(ctx, nil)
		return err
	})
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		if undo := tx.Rollback(); undo != nil && !errors.Is(undo, sql.ErrTxDone) {
			return errors.Join(err, undo)
		}
		return err
	}
	return tx.Commit()
}

// patience is how long a program waits for another one that has the store locked.
const patience = 5 * time.Second

// patiently repeats f, which did nothing, while another program has the store locked.
func patiently(ctx context.Context, f func() error) error {
	deadline := time.Now().Add(patience)
	for {
		err := f()
		if err == nil || !isLocked(err) || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// tick takes the next number and, with it, the clock until the transaction ends.
func tick(ctx context.Context, tx *sql.Tx) (seq content.Seq, err error) {
	err = tx.QueryRowContext(ctx, `UPDATE clock SET seq = seq + 1 RETURNING seq`).Scan(&seq)
	return seq, err
}

// touch makes seq the latest change of a case.
func touch(ctx context.Context, tx *sql.Tx, id string, seq content.Seq) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO feed (case_id, seq) VALUES ($1, $2)
		ON CONFLICT (case_id) DO UPDATE SET seq = excluded.seq`, id, int64(seq))
	return err
}

// changed runs a statement and reports whether it touched a row.
func changed(ctx context.Context, tx *sql.Tx, query string, args ...any) (bool, error) {
	res, err := tx.ExecContext(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// list is the one column of text that a query gives.
func list(ctx context.Context, q querier, query string, args ...any) ([]string, error) {
	return collect(ctx, q, func(rows *sql.Rows) (s string, err error) {
		err = rows.Scan(&s)
		return s, err
	}, query, args...)
}

// collect reads every row of a query.
func collect[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}
