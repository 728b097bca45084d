package sqlstore

import (
	"context"

	"github.com/pressly/goose/v3"
)

// An engine is what differs between SQLite and PostgreSQL, beside how they are
// opened.
//
// prepare makes what the migrations stand on and keeps other programs from
// migrating until release is called.
//
// inspect says what is broken in the files below the tables, as far as the
// engine can tell; scrub removes what deleted rows leave behind in them.
type engine interface {
	dialect() goose.Dialect
	prepare(ctx context.Context) (release func() error, err error)
	inspect(ctx context.Context) ([]string, error)
	scrub(ctx context.Context) error
}
