package sqlstore

import (
	"context"
	"database/sql"

	"copratica/content"
)

const personColumns = `p.email, p.role, p.disabled, p.created_at`

// scanPerson reads a person, after what comes before their columns.
func scanPerson(row interface{ Scan(...any) error }, before ...any) (p content.Person, err error) {
	var created int64
	err = row.Scan(append(before, &p.Email, &p.Role, &p.Disabled, &created)...)
	p.Created = moment(created)
	return p, err
}

// AddPerson adds an account, see content.People.
func (db *DB) AddPerson(ctx context.Context, p content.Person) error {
	doing := "add person " + quote(p.Email)
	if err := p.Check(); err != nil {
		return fail(ctx, err, doing)
	}
	email, err := content.CleanEmail(p.Email)
	if err == nil {
		err = db.update(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO people (email, role, disabled, created_at) VALUES ($1, $2, $3, $4)`,
				email, string(p.Role), p.Disabled, p.Created.UnixMicro())
			return err
		})
	}
	return fail(ctx, err, doing)
}

// Person returns an account, see content.People.
func (db *DB) Person(ctx context.Context, email string) (content.Person, error) {
	p, err := scanPerson(db.read.QueryRowContext(ctx,
		`SELECT `+personColumns+` FROM people p WHERE p.email = $1`, nameOf(email)))
	return p, fail(ctx, err, "read person "+quote(email))
}

// nameOf is an address as the tables have it; "", which nobody has, for what
// is none.
func nameOf(email string) string {
	clean, err := content.CleanEmail(email)
	if err != nil || !storable(clean) {
		return ""
	}
	return clean
}

// People returns everybody, see content.People.
func (db *DB) People(ctx context.Context) ([]content.Person, error) {
	all, err := collect(ctx, db.read, func(rows *sql.Rows) (content.Person, error) { return scanPerson(rows) },
		`SELECT `+personColumns+` FROM people p ORDER BY p.email`)
	return all, fail(ctx, err, "list people")
}

// SetRole gives an account another role, see content.People.
func (db *DB) SetRole(ctx context.Context, email string, role content.Role) error {
	err := role.Check()
	if err == nil {
		err = db.one(ctx, `UPDATE people SET role = $2 WHERE email = $1`, nameOf(email), string(role))
	}
	return fail(ctx, err, "set role of "+quote(email))
}

// SetDisabled shuts an account or opens it again, see content.People.
func (db *DB) SetDisabled(ctx context.Context, email string, disabled bool) error {
	err := db.one(ctx, `UPDATE people SET disabled = $2 WHERE email = $1`, nameOf(email), disabled)
	return fail(ctx, err, "set state of "+quote(email))
}

// one runs a statement that has to touch a row.
func (db *DB) one(ctx context.Context, query string, args ...any) error {
	return db.update(ctx, func(tx *sql.Tx) error {
		ok, err := changed(ctx, tx, query, args...)
		if err == nil && !ok {
			err = content.ErrNotFound
		}
		return err
	})
}
