package bench

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"copratica/indexer"
)

// postgres is PostgreSQL with its Italian configuration: a stored tsvector
// under GIN, ts_rank, ts_headline, and counts by GROUP BY over the values that
// stand in arrays beside the text.
type postgres struct {
	db  *sql.DB
	ids *valueIDs
}

const postgresSchema = `
CREATE TABLE bench (
	doc integer PRIMARY KEY, title text NOT NULL, body text NOT NULL,
	f0 smallint[] NOT NULL, f1 smallint[] NOT NULL, f2 smallint[] NOT NULL, f3 smallint[] NOT NULL,
	words tsvector GENERATED ALWAYS AS (
		setweight(to_tsvector('italian', title), 'A') || setweight(to_tsvector('italian', body), 'D')) STORED)`

func newPostgres(ctx context.Context, db *sql.DB, clients int) (*postgres, error) {
	db.SetMaxOpenConns(clients)
	db.SetMaxIdleConns(clients)
	if _, err := db.ExecContext(ctx, postgresSchema); err != nil {
		return nil, fmt.Errorf("create table in postgres: %w", err)
	}
	return &postgres{db: db, ids: newValueIDs()}, nil
}

// load copies; the index comes after, as is quickest.
func (s *postgres) load(ctx context.Context, papers []paper, first int) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() // goes back to the pool
	return conn.Raw(func(driver any) error {
		rows := pgx.CopyFromSlice(len(papers), func(i int) ([]any, error) {
			row := []any{first + i, papers[i].Title, papers[i].Body}
			for _, f := range basicFacets() {
				ids := []int16{} // not NULL
				for _, v := range papers[i].Values[f] {
					ids = append(ids, int16(s.ids.id(v)))
				}
				row = append(row, ids)
			}
			return row, nil
		})
		columns := []string{"doc", "title", "body", "f0", "f1", "f2", "f3"}
		_, err := driver.(*stdlib.Conn).Conn().CopyFrom(ctx, pgx.Identifier{"bench"}, columns, rows)
		return err
	})
}

func (s *postgres) settle(ctx context.Context) error {
	for _, stmt := range []string{"CREATE INDEX IF NOT EXISTS bench_words ON bench USING gin (words)", "VACUUM ANALYZE bench"} {
		if _, err := s.db.ExecContext(ctx, stmt); err != nil {
			return err
		}
	}
	return nil
}

func (s *postgres) size(ctx context.Context) (n int64, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT pg_total_relation_size('bench')").Scan(&n)
	return n, err
}

func (s *postgres) search(ctx context.Context, r request) (reply, error) {
	hits, err := s.page(ctx, r)
	if err != nil {
		return reply{}, fmt.Errorf("search postgres: %w", err)
	}
	out := newReply(0, hits)
	if err := s.count(ctx, r, &out); err != nil {
		return reply{}, fmt.Errorf("count postgres: %w", err)
	}
	return out, nil
}

func tsquery(r request) string {
	if r.Phrase {
		return "phraseto_tsquery('italian', $1)"
	}
	return "plainto_tsquery('italian', $1)"
}

func (s *postgres) page(ctx context.Context, r request) (int, error) {
	stmt := "SELECT doc, title, body FROM bench WHERE words @@ " + tsquery(r)
	for _, f := range r.chosen() {
		stmt += " AND " + s.chose(f, r)
	}
	stmt = fmt.Sprintf(`SELECT doc, title, ts_headline('italian', body, %[1]s, 'MaxFragments=2, MaxWords=30, MinWords=15')
		FROM (%[2]s ORDER BY ts_rank(words, %[1]s) DESC, doc LIMIT 10) AS best`, tsquery(r), stmt)
	rows, err := s.db.QueryContext(ctx, stmt, strings.Join(r.Words, " "))
	if err != nil {
		return 0, err
	}
	defer rows.Close() // Err tells
	n := 0
	for rows.Next() {
		var id int
		var title, headline string
		if err := rows.Scan(&id, &title, &headline); err != nil {
			return 0, err
		}
		n++
	}
	return n, rows.Err()
}

func (s *postgres) chose(f indexer.Facet, r request) string {
	return fmt.Sprintf("f%d && ARRAY[%s]::smallint[]", facetNumber(f), s.ids.list(r.Chosen[f]))
}

// count finds the hits once and counts each facet among those that meet the
// choices of all the others.
func (s *postgres) count(ctx context.Context, r request, out *reply) error {
	columns, all := "f0, f1, f2, f3", "TRUE"
	for _, f := range r.chosen() {
		columns += fmt.Sprintf(", %s AS ok%d", s.chose(f, r), facetNumber(f))
		all += fmt.Sprintf(" AND ok%d", facetNumber(f))
	}
	stmt := fmt.Sprintf(`WITH hit AS MATERIALIZED (SELECT %s FROM bench WHERE words @@ %s)
		SELECT -1, 0, count(*) FROM hit WHERE %s`, columns, tsquery(r), all)
	for _, f := range r.Count {
		others := "TRUE"
		for _, g := range r.chosen() {
			if g != f {
				others += fmt.Sprintf(" AND ok%d", facetNumber(g))
			}
		}
		stmt += fmt.Sprintf(" UNION ALL SELECT %[1]d, v, count(*) FROM hit, unnest(f%[1]d) AS v WHERE %[2]s GROUP BY v", facetNumber(f), others)
	}
	rows, err := s.db.QueryContext(ctx, stmt, strings.Join(r.Words, " "))
	if err != nil {
		return err
	}
	return s.ids.read(rows, out)
}
