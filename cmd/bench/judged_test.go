package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// judgedDir holds the judged set: queries.tsv and qrels.txt.
const judgedDir = "../../indexer/indextest/testdata/relevance"

// What queries are for, as queries.tsv says it.
const (
	targetCases    = "cases"
	targetPassages = "passages"
	splitTune      = "tune"
	splitReport    = "report"
	answerNone     = "none"
)

// A judged is a query of the judged set with the grades of its documents: 0 to
// 3 by the id of a case, or "case/file:page" of an act's page.
type judged struct {
	ID, Target, Split, Kind, Origin, Answer, Text, Need string

	Grades map[string]int
	// Shared is the largest share of its words that one of its best answers has.
	Shared float64
}

// relevant is how many documents answer the query.
func (q judged) relevant() (n int) {
	for _, g := range q.Grades {
		if g > 0 {
			n++
		}
	}
	return n
}

// answerable reports a query that metrics can be taken of.
func (q judged) answerable() bool { return q.relevant() > 0 }

// readJudged reads the judged set in the order of its file.
func readJudged(dir string) ([]judged, error) {
	queries, err := os.ReadFile(filepath.Join(dir, "queries.tsv"))
	if err != nil {
		return nil, err
	}
	qrels, err := os.ReadFile(filepath.Join(dir, "qrels.txt"))
	if err != nil {
		return nil, err
	}
	return parseJudged(string(queries), string(qrels))
}

const judgedHeader = "id\ttarget\tsplit\tkind\torigin\tanswer\tquery\tneed"

func parseJudged(queries, qrels string) ([]judged, error) {
	lines := strings.Split(strings.TrimSpace(queries), "\n")
	if lines[0] != judgedHeader {
		return nil, fmt.Errorf("queries.tsv begins with %q, want %q", lines[0], judgedHeader)
	}
	var all []judged
	at := map[string]int{}
	for i, line := range lines[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 8 {
			return nil, fmt.Errorf("queries.tsv:%d: %d fields, want 8", i+2, len(f))
		}
		q := judged{ID: f[0], Target: f[1], Split: f[2], Kind: f[3], Origin: f[4], Answer: f[5], Text: f[6], Need: f[7], Grades: map[string]int{}}
		if _, twice := at[q.ID]; twice || q.ID == "" || q.Text == "" {
			return nil, fmt.Errorf("queries.tsv:%d: no id and query of its own", i+2)
		}
		if q.Target != targetCases && q.Target != targetPassages || q.Split != splitTune && q.Split != splitReport {
			return nil, fmt.Errorf("queries.tsv:%d: target %q, split %q", i+2, q.Target, q.Split)
		}
		at[q.ID] = len(all)
		all = append(all, q)
	}
	for i, line := range strings.Split(strings.TrimSpace(qrels), "\n") {
		// A file's name may have blanks, so the document is what the rest leaves.
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		n, known := at[f[0]]
		grade, err := strconv.Atoi(f[len(f)-1])
		if !known || len(f) < 4 || err != nil || grade < 0 || grade > 3 {
			return nil, fmt.Errorf("qrels.txt:%d: %q is not: known id, 0, document, grade from 0 to 3", i+1, line)
		}
		all[n].Grades[strings.Join(f[2:len(f)-1], " ")] = grade
	}
	for _, q := range all {
		if q.Answer == answerNone && q.answerable() {
			return nil, fmt.Errorf("%s has no answer, says queries.tsv, and %d, says qrels.txt", q.ID, q.relevant())
		}
	}
	return all, nil
}

func mustJudged(t *testing.T) []judged {
	t.Helper()
	all, err := readJudged(judgedDir)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// those are the queries that a condition holds of.
func those(all []judged, ok func(judged) bool) []judged {
	var out []judged
	for _, q := range all {
		if ok(q) {
			out = append(out, q)
		}
	}
	return out
}
