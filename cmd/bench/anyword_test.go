package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/blevesearch/bleve/v2"
)

// An anyWord is a peer as it is used out of the box: a document that has any of
// the words is found, and the engine's own score puts them in order.
type anyWord interface {
	fill(ctx context.Context, papers []paper) error // adds
	find(ctx context.Context, text string) (ids []string, err error)
	close() error
}

// Most hits that are asked of a peer: more than there are.
const allHits = 10_000

func (b *bareBleve) fill(_ context.Context, papers []paper) error { return b.apply(papers) }
func (b *bareBleve) close() error                                 { return b.index.Close() }

func (b *bareBleve) find(ctx context.Context, text string) ([]string, error) {
	req := bleve.NewSearchRequestOptions(either(match("title", text), match("body", text)), allHits, 0, false)
	req.SortBy([]string{"-_score", "_id"}) // the same in every run
	res, err := b.index.SearchInContext(ctx, req)
	if err != nil {
		return nil, fmt.Errorf("search bare bleve: %w", err)
	}
	var ids []string
	for _, h := range res.Hits {
		ids = append(ids, h.ID)
	}
	return ids, nil
}

// A sqlAnyWord is one of the SQL peers, whose rows have numbers for ids.
type sqlAnyWord struct {
	db     *sql.DB
	ids    []string
	load   func(ctx context.Context, papers []paper, first int) error
	settle func(context.Context) error
	stmt   string
	words  func(text string) string
}

func (s *sqlAnyWord) fill(ctx context.Context, papers []paper) error {
	if err := s.load(ctx, papers, len(s.ids)); err != nil {
		return err
	}
	for _, p := range papers {
		s.ids = append(s.ids, p.ID)
	}
	return s.settle(ctx)
}

func (s *sqlAnyWord) close() error { return s.db.Close() }

func (s *sqlAnyWord) find(ctx context.Context, text string) (ids []string, err error) {
	words := s.words(text)
	if words == "" {
		return nil, nil
	}
	rows, err := s.db.QueryContext(ctx, s.stmt, words)
	if err != nil {
		return nil, fmt.Errorf("search by sql: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		ids = append(ids, s.ids[n])
	}
	return ids, rows.Err()
}

func (s *fts5) anyWord() *sqlAnyWord {
	return &sqlAnyWord{
		db: s.db, load: s.load, settle: s.settle,
		stmt: "SELECT rowid FROM cases WHERE cases MATCH ? ORDER BY rank, rowid",
		words: func(text string) string {
			words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if len(words) == 0 {
				return ""
			}
			return `"` + strings.Join(words, `" OR "`) + `"`
		},
	}
}

// The configuration reads the text, so that its stop words and stems apply;
// then any of the words will do.
const postgresAnyWord = `SELECT doc FROM bench, (SELECT replace(plainto_tsquery('italian', $1)::text, '&', '|')::tsquery AS q) AS asked
	WHERE words @@ q ORDER BY %s DESC, doc`

func (s *postgres) anyWord() *sqlAnyWord {
	return &sqlAnyWord{
		db: s.db, load: s.load, settle: s.settle,
		stmt:  fmt.Sprintf(postgresAnyWord, postgresRank),
		words: strings.TrimSpace,
	}
}

// postgresRank is the best on the tuning queries of ts_rank and ts_rank_cd, with
// a title that weighs as the others' and without, under ten normalizations.
const postgresRank = "ts_rank('{0.33, 0.33, 0.33, 1}', words, q, 1)"
