package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"copratica/content"
)

// revisions gives a row for each file of a revision, or one if it has none.
// The body, which may be long, is read only with the first.
const revisions = `
	SELECT r.case_id, r.number, r.status, r.access, r.author, r.stored_at, c.first_open, d.seq,
	       CASE WHEN EXISTS (SELECT 1 FROM files g
	                          WHERE g.case_id = f.case_id AND g.number = f.number AND g.name < f.name)
	            THEN '' ELSE r.body END,
	       COALESCE(f.name, ''), COALESCE(f.digest, ''), COALESCE(f.size, 0), COALESCE(f.type, '')
	  FROM cases c
	  JOIN feed d ON d.case_id = c.id
	  JOIN revisions r ON r.case_id = c.id
	  LEFT JOIN files f ON f.case_id = r.case_id AND f.number = r.number`

// Case returns the current revision, see content.Store.
func (db *DB) Case(ctx context.Context, id string) (content.Revision, error) {
	found, err := db.revisions(ctx, id, revisions+`
		WHERE c.id = $1 AND r.number = c.latest ORDER BY f.name`, id)
	if err != nil {
		return content.Revision{}, fail(ctx, err, "case "+quote(id))
	}
	return found[0], nil
}

// History returns all revisions, newest first, see content.Store.
func (db *DB) History(ctx context.Context, id string) ([]content.Revision, error) {
	found, err := db.revisions(ctx, id, revisions+`
		WHERE c.id = $1 ORDER BY r.number DESC, f.name`, id)
	return found, fail(ctx, err, "history of case "+quote(id))
}

// revisions runs a query about one case.
func (db *DB) revisions(ctx context.Context, id, query string, args ...any) ([]content.Revision, error) {
	if !storable(id) {
		return nil, content.ErrNotFound
	}
	found, err := readRevisions(ctx, db.read, query, args...)
	if err == nil && len(found) == 0 {
		err = content.ErrNotFound
	}
	return found, err
}

// Cases returns current revisions in order of id, see content.Store.
func (db *DB) Cases(ctx context.Context, f content.Filter) ([]content.Revision, error) {
	limit := int64(math.MaxInt64)
	if f.Limit > 0 {
		limit = int64(f.Limit)
	}
	var e edge
	e.text("after", f.After)
	if err := e.err(); err != nil {
		return nil, fail(ctx, err, "list cases")
	}
	found, err := readRevisions(ctx, db.read, revisions+`
		WHERE r.number = c.latest AND c.id > $1
		  AND c.id <= (SELECT max(p.id) FROM (SELECT id FROM cases WHERE id > $1 AND NOT purged ORDER BY id LIMIT $2) p)
		ORDER BY c.id, f.name`, f.After, limit)
	return found, fail(ctx, err, "list cases")
}

func readRevisions(ctx context.Context, q querier, query string, args ...any) ([]content.Revision, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []content.Revision
	for rows.Next() {
		var r content.Revision
		var f content.File
		var at int64
		var open sql.NullInt64
		err := rows.Scan(&r.CaseID, &r.Number, &r.Status, &r.Access, &r.Author, &at, &open, &r.Seq,
			&r.Text, &f.Name, &f.Digest, &f.Size, &f.Type)
		if err != nil {
			return nil, err
		}
		if n := len(all); n == 0 || all[n-1].CaseID != r.CaseID || all[n-1].Number != r.Number {
			r.At, r.FirstOpen = moment(at), optional(open)
			all = append(all, r)
		}
		if f.Name != "" {
			last := &all[len(all)-1]
			last.Files = append(last.Files, f)
		}
	}
	return all, rows.Err()
}

// Heads tells sight of many cases, see content.HeadStore.
func (db *DB) Heads(ctx context.Context, ids []string) (map[string]content.Head, error) {
	heads := make(map[string]content.Head, len(ids))
	for chunk := range slices.Chunk(ids, 1000) {
		args := make([]any, 0, len(chunk))
		for _, id := range chunk {
			if storable(id) {
				args = append(args, id)
			}
		}
		found, err := collect(ctx, db.read, func(rows *sql.Rows) (h content.Head, err error) {
			err = rows.Scan(&h.CaseID, &h.Revision, &h.Status, &h.Access)
			return h, err
		}, `SELECT id, latest, status, access FROM cases WHERE id IN (`+places(len(args))+`) AND NOT purged`, args...)
		if err != nil {
			return nil, fail(ctx, err, "heads of cases")
		}
		for _, h := range found {
			heads[h.CaseID] = h
		}
	}
	return heads, nil
}

// places is "$1, $2, ..." up to n, and a list that holds nothing for none.
func places(n int) string {
	if n == 0 {
		return "NULL"
	}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	return b.String()
}

func moment(micro int64) time.Time { return time.UnixMicro(micro).UTC() }

func optional(micro sql.NullInt64) time.Time {
	if !micro.Valid {
		return time.Time{}
	}
	return moment(micro.Int64)
}

// quote makes a key fit to stand in a message, whatever is in it.
func quote(key string) string {
	const most = 80
	if len(key) > most {
		return fmt.Sprintf("%q...", key[:most])
	}
	return fmt.Sprintf("%q", key)
}
