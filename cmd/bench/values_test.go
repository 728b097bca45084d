package bench

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"copratica/indexer"
)

// valueIDs numbers facet values for the SQL peers: small integers group faster
// than words.
type valueIDs struct {
	ids   map[string]int
	words []string
}

func newValueIDs() *valueIDs { return &valueIDs{ids: make(map[string]int)} }

func (v *valueIDs) id(word string) int {
	n, ok := v.ids[word]
	if !ok {
		n = len(v.words)
		v.ids[word] = n
		v.words = append(v.words, word)
	}
	return n
}

// list is the numbers of the words as SQL; a word that no case has is -1.
func (v *valueIDs) list(words []string) string {
	var out []string
	for _, w := range words {
		n, ok := v.ids[w]
		if !ok {
			n = -1
		}
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, ", ")
}

// read takes rows of facet, value, count; facet -1 is the total.
func (v *valueIDs) read(rows *sql.Rows, out *reply) error {
	defer rows.Close() // Err tells
	for rows.Next() {
		var facet, value, n int
		if err := rows.Scan(&facet, &value, &n); err != nil {
			return err
		}
		if facet < 0 {
			out.Total = n
			continue
		}
		out.add(basicFacets()[facet], v.words[value], n)
	}
	return rows.Err()
}

func facetNumber(f indexer.Facet) int { return slices.Index(basicFacets(), f) }
