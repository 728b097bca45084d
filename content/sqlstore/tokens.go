package sqlstore

import (
	"context"
	"database/sql"
	"time"

	"copratica/content"
)

const tokenColumns = `t.hash, t.email, t.scope, t.created_at, t.expires_at, t.used_at, t.revoked_at`

// A tokenRow is a token as it is read.
type tokenRow struct {
	token            content.Token
	created, expires int64
	used, revoked    sql.NullInt64
}

func (r *tokenRow) columns() []any {
	return []any{&r.token.Hash, &r.token.Email, &r.token.Scope, &r.created, &r.expires, &r.used, &r.revoked}
}

func (r *tokenRow) read() content.Token {
	t := r.token
	t.Created, t.Expires, t.Used, t.Revoked = moment(r.created), moment(r.expires), optional(r.used), optional(r.revoked)
	return t
}

// AddToken adds a token to a person, see content.Tokens.
func (db *DB) AddToken(ctx context.Context, t content.Token) error {
	doing := "add token of " + quote(t.Email)
	var e edge
	e.digest("token", content.Digest(t.Hash))
	if t.Scope != content.ScopeRead && t.Scope != content.ScopeWrite {
		e.refuse("scope", content.CodeUnknownSlug, "must be read or write")
	}
	if err := e.err(); err != nil {
		return fail(ctx, err, doing)
	}
	err := db.one(ctx, `
		INSERT INTO tokens (hash, email, scope, created_at, expires_at)
		SELECT $1, p.email, $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT) FROM people p WHERE p.email = $2`,
		string(t.Hash), nameOf(t.Email), string(t.Scope), t.Created.UnixMicro(), t.Expires.UnixMicro())
	return fail(ctx, err, doing)
}

// Bearer returns a token and its person, see content.Tokens.
func (db *DB) Bearer(ctx context.Context, h content.TokenHash) (content.Token, content.Person, error) {
	if !content.Digest(h).Valid() {
		return content.Token{}, content.Person{}, fail(ctx, content.ErrNotFound, "look up token")
	}
	var r tokenRow
	p, err := scanPerson(db.read.QueryRowContext(ctx, `
		SELECT `+tokenColumns+`, `+personColumns+` FROM tokens t JOIN people p ON p.email = t.email
		 WHERE t.hash = $1`, string(h)), r.columns()...)
	if err != nil {
		return content.Token{}, content.Person{}, fail(ctx, err, "look up token")
	}
	return r.read(), p, nil
}

// Tokens returns those of a person, see content.Tokens.
func (db *DB) Tokens(ctx context.Context, email string) ([]content.Token, error) {
	all, err := collect(ctx, db.read, func(rows *sql.Rows) (content.Token, error) {
		var r tokenRow
		err := rows.Scan(r.columns()...)
		return r.read(), err
	}, `SELECT `+tokenColumns+` FROM tokens t WHERE t.email = $1 ORDER BY t.created_at DESC, t.hash`, nameOf(email))
	return all, fail(ctx, err, "list tokens of "+quote(email))
}

// RevokeToken ends the use of a token, see content.Tokens.
func (db *DB) RevokeToken(ctx context.Context, email, id string, at time.Time) error {
	err := content.ErrNotFound
	if storable(id) && id != "" {
		err = db.one(ctx, `
			UPDATE tokens SET revoked_at = COALESCE(revoked_at, $3) WHERE email = $1 AND substr(hash, 1, 10) = $2`,
			nameOf(email), id, at.UnixMicro())
	}
	return fail(ctx, err, "revoke token "+quote(id)+" of "+quote(email))
}

// UseToken notes when a token was used, see content.Tokens.
func (db *DB) UseToken(ctx context.Context, h content.TokenHash, at time.Time) error {
	err := db.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			UPDATE tokens SET used_at = $2 WHERE hash = $1 AND (used_at IS NULL OR used_at < $2)`, string(h), at.UnixMicro())
		return err
	})
	return fail(ctx, err, "note use of token "+h.ID())
}
