package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"copratica/indexer"
)

// fts5 is SQLite with its full-text table: bm25 with the title at three times
// the weight, snippets, and counts by GROUP BY over a table of values that is
// ordered by case. It does not stem.
type fts5 struct {
	db  *sql.DB
	ids *valueIDs
}

const fts5Schema = `
PRAGMA journal_mode = WAL;
CREATE VIRTUAL TABLE cases USING fts5(title, body, tokenize = 'unicode61 remove_diacritics 2');
INSERT INTO cases(cases, rank) VALUES ('rank', 'bm25(3.0, 1.0)');
CREATE TABLE value (doc INTEGER, facet INTEGER, value INTEGER, PRIMARY KEY (doc, facet, value)) WITHOUT ROWID;`

func openFTS5(ctx context.Context, file string, clients int) (*fts5, error) {
	v := url.Values{"_pragma": {"cache_size(-65536)", "mmap_size(4294967296)", "temp_store(memory)", "busy_timeout(5000)"}}
	db, err := sql.Open("sqlite", "file:"+file+"?"+v.Encode())
	if err != nil {
		return nil, fmt.Errorf("open fts5: %w", err)
	}
	db.SetMaxOpenConns(clients)
	db.SetMaxIdleConns(clients)
	if _, err := db.ExecContext(ctx, fts5Schema); err != nil {
		return nil, fmt.Errorf("create fts5: %w", err)
	}
	return &fts5{db: db, ids: newValueIDs()}, nil
}

func (s *fts5) load(ctx context.Context, papers []paper, first int) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after Commit it does nothing
	doc, err := tx.PrepareContext(ctx, "INSERT INTO cases(rowid, title, body) VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	value, err := tx.PrepareContext(ctx, "INSERT INTO value VALUES (?, ?, ?)")
	if err != nil {
		return err
	}
	for i, p := range papers {
		if _, err := doc.ExecContext(ctx, first+i, p.Title, p.Body); err != nil {
			return err
		}
		for k, f := range basicFacets() {
			for _, v := range p.Values[f] {
				if _, err := value.ExecContext(ctx, first+i, k, s.ids.id(v)); err != nil {
					return err
				}
			}
		}
	}
	return tx.Commit()
}

// settle does what a careful owner does after a big load.
func (s *fts5) settle(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO cases(cases) VALUES ('optimize'); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

func (s *fts5) search(ctx context.Context, r request) (reply, error) {
	match := fts5Match(r)
	hits, err := s.page(ctx, match, r)
	if err != nil {
		return reply{}, fmt.Errorf("search fts5: %w", err)
	}
	out := newReply(0, hits)
	if err := s.count(ctx, match, r, &out); err != nil {
		return reply{}, fmt.Errorf("count fts5: %w", err)
	}
	return out, nil
}

func fts5Match(r request) string {
	if r.Phrase {
		return r.text()
	}
	return `"` + strings.Join(r.Words, `" AND "`) + `"`
}

func (s *fts5) page(ctx context.Context, match string, r request) (int, error) {
	stmt := "SELECT rowid, title, snippet(cases, 1, '[', ']', '…', 30) FROM cases WHERE cases MATCH ?"
	for _, f := range r.chosen() {
		stmt += " AND " + s.chose("cases.rowid", f, r)
	}
	rows, err := s.db.QueryContext(ctx, stmt+" ORDER BY rank LIMIT 10", match)
	if err != nil {
		return 0, err
	}
	defer rows.Close() // Err tells
	n := 0
	for rows.Next() {
		var id int
		var title, snippet string
		if err := rows.Scan(&id, &title, &snippet); err != nil {
			return 0, err
		}
		n++
	}
	return n, rows.Err()
}

// chose is true for a row that has one of the chosen values.
func (s *fts5) chose(doc string, f indexer.Facet, r request) string {
	return fmt.Sprintf("EXISTS (SELECT 1 FROM value WHERE doc = %s AND facet = %d AND value IN (%s))", doc, facetNumber(f), s.ids.list(r.Chosen[f]))
}

// count finds the hits once and counts each facet among those that meet the
// choices of all the others.
func (s *fts5) count(ctx context.Context, match string, r request, out *reply) error {
	columns, all, others := "rowid AS doc", "TRUE", "TRUE"
	for _, f := range r.chosen() {
		columns += fmt.Sprintf(", %s AS ok%d", s.chose("cases.rowid", f, r), facetNumber(f))
		all += fmt.Sprintf(" AND ok%d", facetNumber(f))
		others += fmt.Sprintf(" AND (facet = %d OR ok%d)", facetNumber(f), facetNumber(f))
	}
	stmt := fmt.Sprintf("WITH hit AS MATERIALIZED (SELECT %s FROM cases WHERE cases MATCH ?) SELECT -1, 0, count(*) FROM hit WHERE %s", columns, all)
	if len(r.Count) > 0 {
		stmt += fmt.Sprintf(" UNION ALL SELECT facet, value, count(*) FROM hit CROSS JOIN value USING (doc) WHERE %s GROUP BY 1, 2", others)
	}
	rows, err := s.db.QueryContext(ctx, stmt, match)
	if err != nil {
		return err
	}
	return s.ids.read(rows, out)
}
