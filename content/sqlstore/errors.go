package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"

	"copratica/content"
)

// What can be wrong with the machinery, in words for whoever runs it. A locked
// or full store works again by itself once the cause is gone.
var (
	ErrLocked  error = cause{"the store is locked by another program, try again", content.ErrUnavailable}
	ErrGone    error = cause{"the store cannot be reached", content.ErrUnavailable}
	ErrFull    error = cause{"the disk of the store is full", content.ErrFull}
	ErrDamaged       = errors.New("the store is damaged, restore it from a backup")
)

// A cause is one of content's outcomes in words of its own.
type cause struct {
	words string
	is    error
}

func (c cause) Error() string { return c.words }
func (c cause) Unwrap() error { return c.is }

// SQLite's result codes, low byte and whole.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteCorrupt    = 11
	sqliteFull       = 13
	sqliteNotADB     = 26
	sqlitePrimaryKey = 1555
	sqliteUnique     = 2067
)

// fail wraps err once with what was being done.
func fail(ctx context.Context, err error, doing string) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		err = content.ErrNotFound
	}
	if m := meaning(ctx, err); m != nil && !errors.Is(err, m) {
		return fmt.Errorf("%s: %w: %w", doing, m, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// meaning is what the engine's error stands for, nil if nothing is known of it.
func meaning(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var lite interface{ Code() int }
	if errors.As(err, &lite) {
		return sqliteMeaning(lite.Code())
	}
	var pg interface{ SQLState() string }
	if errors.As(err, &pg) {
		return postgresMeaning(pg.SQLState())
	}
	if unreachable := (*net.OpError)(nil); errors.As(err, &unreachable) && unreachable.Op == "dial" {
		return ErrGone
	}
	return nil
}

func sqliteMeaning(code int) error {
	switch code {
	case sqlitePrimaryKey, sqliteUnique:
		return content.ErrConflict
	}
	switch code & 0xff {
	case sqliteBusy, sqliteLocked:
		return ErrLocked
	case sqliteFull:
		return ErrFull
	case sqliteCorrupt, sqliteNotADB:
		return ErrDamaged
	}
	return nil
}

func postgresMeaning(state string) error {
	switch state {
	case "23505": // unique_violation
		return content.ErrConflict
	case "53100": // disk_full
		return ErrFull
	case "57P01", "57P02", "57P03": // the server shuts down, or starts
		return ErrGone
	case "55P03": // lock_not_available
		return ErrLocked
	case "XX001", "XX002": // data_corrupted, index_corrupted
		return ErrDamaged
	}
	return nil
}

func isLocked(err error) bool {
	return errors.Is(err, ErrLocked) || errors.Is(meaning(context.Background(), err), ErrLocked)
}
