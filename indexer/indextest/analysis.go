package indextest

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"copratica/indexer"
)

// The lists of spellings that must meet and of words that must not; package
// italian is tested with them as well.
var (
	//go:embed testdata/meets.txt
	meets string
	//go:embed testdata/apart.txt
	apart string
)

// testAnalysis puts every form of the lists into a document of its own and
// asks for it by every other.
func testAnalysis(t *testing.T, open Open) {
	var docs []indexer.Document
	add := func(list, row, form int, text string) {
		docs = append(docs, doc(fmt.Sprintf("%d-%03d-%d", list, row, form), "", text))
	}
	groups, pairs := rows(meets), rows(apart)
	for i, forms := range groups {
		for j, form := range forms {
			add(0, i, j, form)
		}
	}
	for i, forms := range pairs {
		for j, form := range forms {
			add(1, i, j, strings.TrimPrefix(form, "~ "))
		}
	}
	d := newSubject(t, open, docs...)
	for i, forms := range groups {
		for _, form := range forms {
			found := d.withAll(form)
			for j, other := range forms {
				if !slices.Contains(found, fmt.Sprintf("0-%03d-%d", i, j)) {
					t.Errorf("%q does not find %q", form, other)
				}
			}
		}
	}
	for i, forms := range pairs {
		if strings.HasPrefix(forms[0], "~ ") { // known to meet
			continue
		}
		for j, form := range forms {
			if slices.Contains(d.withAll(form), fmt.Sprintf("1-%03d-%d", i, 1-j)) {
				t.Errorf("%q finds %q", form, forms[1-j])
			}
		}
	}
}

// withAll lists the documents that have all words of a text.
func (d *subject) withAll(text string) []string {
	d.t.Helper()
	r := d.search(indexer.Query{Expr: words(text), Sort: indexer.SortTitle})
	if r.Coverage != indexer.CoverAll {
		return nil
	}
	return idsOf(r)
}

// rows reads a list: forms parted by bars, without comments.
func rows(list string) [][]string {
	var all [][]string
	for line := range strings.Lines(list) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "# ") {
			all = append(all, strings.Split(line, " | "))
		}
	}
	return all
}
