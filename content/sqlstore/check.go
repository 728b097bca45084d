package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"copratica/content"
)

// An invariant is something that every store keeps. Its query gives one line of
// text for each thing that breaks it.
type invariant struct {
	broken string // what a line means; it follows
	query  string
}

// invariants is what Check asks of the tables, beside what the tables enforce
// themselves by their keys.
func invariants() []invariant {
	return []invariant{
		{"a case has no current revision", `
			SELECT c.id FROM cases c LEFT JOIN revisions r ON r.case_id = c.id AND r.number = c.latest
			 WHERE NOT c.purged AND r.number IS NULL`},
		{"a case differs from its current revision", `
			SELECT c.id FROM cases c JOIN revisions r ON r.case_id = c.id AND r.number = c.latest
			 WHERE c.status <> r.status OR c.access <> r.access`},
		{"a purged case still has revisions", `
			SELECT c.id FROM cases c JOIN revisions r ON r.case_id = c.id WHERE c.purged`},
		{"a case has a revision after its current one", `
			SELECT c.id FROM cases c JOIN revisions r ON r.case_id = c.id WHERE r.number > c.latest`},
		{"a case was open before but does not know when first", `
			SELECT c.id FROM cases c JOIN revisions r ON r.case_id = c.id
			 WHERE c.first_open IS NULL AND r.status IN ('published', 'outdated')`},
		{"a revision has an unknown status or access", `
			SELECT case_id || ' ' || CAST(number AS TEXT) FROM revisions
			 WHERE status NOT IN ('draft', 'review', 'published', 'outdated', 'withdrawn')
			    OR access NOT IN ('public', 'members', 'staff')`},
		{"the clock does not have exactly one row", `
			SELECT CAST(count(*) AS TEXT) FROM clock HAVING count(*) <> 1`},
		{"a change is numbered beyond the clock", `
			SELECT case_id FROM feed WHERE seq > (SELECT max(seq) FROM clock) OR seq < 1`},
		{"a case is not in the change feed", `
			SELECT c.id FROM cases c LEFT JOIN feed d ON d.case_id = c.id WHERE d.seq IS NULL`},
		{"a file has a digest or size that cannot be", `
			SELECT case_id || ' ' || name FROM files
			 WHERE length(digest) <> 64 OR trim(digest, '0123456789abcdef') <> '' OR size < 0`},
		{"two files of the same digest differ in size", `
			SELECT digest FROM files GROUP BY digest HAVING min(size) <> max(size)`},
		{"a file is neither read nor waiting to be read", `
			SELECT f.case_id || ' ' || f.name FROM files f LEFT JOIN texts t ON t.digest = f.digest
			 WHERE t.digest IS NULL`},
		{"a text belongs to no file", `
			SELECT t.digest FROM texts t WHERE NOT EXISTS (SELECT 1 FROM files f WHERE f.digest = t.digest)`},
		{"a text has pages missing", `
			SELECT digest FROM pages GROUP BY digest HAVING min(number) <> 1 OR max(number) <> count(*)`},
		{"a person has an unknown role", `SELECT email FROM people WHERE role NOT IN ('member', 'editor', 'admin')`},
		{"a token has an unknown scope or hash", `
			SELECT email FROM tokens WHERE scope NOT IN ('read', 'write')
			    OR length(hash) <> 64 OR trim(hash, '0123456789abcdef') <> ''`},
		{"work is done that nobody asked for", `SELECT name FROM wishes WHERE done > requested`},
		{"a purge has left traces in the files, open the store again with nobody else in it", `
			SELECT CAST(requested AS TEXT) FROM wishes WHERE name = 'scrub' AND requested > done`},
	}
}

// Check looks for damage and returns what it found, a line each; none is good.
// It reads the whole store, and goes on to what the rows say only if the files
// below them are sound.
func (db *DB) Check(ctx context.Context) ([]string, error) {
	found, err := db.engine.inspect(ctx)
	if err == nil && len(found) == 0 {
		found, err = audit(ctx, db.read)
	}
	return found, fail(ctx, err, "check store")
}

// audit says which invariants are broken by what.
func audit(ctx context.Context, q querier) ([]string, error) {
	var found []string
	for _, i := range invariants() {
		lines, err := list(ctx, q, i.query)
		if err != nil {
			return nil, fmt.Errorf("whether %s: %w", i.broken, err)
		}
		slices.Sort(lines)
		for _, l := range slices.Compact(lines) {
			found = append(found, fmt.Sprintf("%s: %s", i.broken, l))
		}
	}
	return found, nil
}

// Digests calls yield for every digest that any revision names, old ones
// included, and those of previews, in order and with its size. It stops with the error yield returns.
// It holds no transaction meanwhile: what is written during the walk may or
// may not be seen.
func (db *DB) Digests(ctx context.Context, yield func(d content.Digest, size int64) error) error {
	type sized struct {
		digest content.Digest
		size   int64
	}
	after := ""
	for {
		chunk, err := collect(ctx, db.read, func(rows *sql.Rows) (s sized, err error) {
			err = rows.Scan(&s.digest, &s.size)
			return s, err
		}, `
			SELECT digest, max(size) FROM (
			  SELECT digest, size FROM files WHERE digest > $1
			  UNION ALL SELECT preview, preview_size FROM texts WHERE preview > $1) named
			 GROUP BY digest ORDER BY digest LIMIT 500`, after)
		if err != nil {
			return fail(ctx, err, "list digests")
		}
		if len(chunk) == 0 {
			return nil
		}
		for _, s := range chunk {
			if err := yield(s.digest, s.size); err != nil {
				return err
			}
		}
		after = string(chunk[len(chunk)-1].digest)
	}
}
