package bleveindex

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"copratica/content"
	"copratica/indexer"
)

// A batch is cut so that one write stays within these bounds.
const (
	cutDocuments = 500
	cutBytes     = 8 << 20
)

// apply writes a batch, in pieces if it is large; the last piece takes the
// deletions and sets the mark.
func (g *generation) apply(ctx context.Context, b indexer.Batch) error {
	docs, deletions := distinct(b)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := cut(docs)
		if n < len(docs) {
			if err := g.applyPiece(docs[:n], nil, nil); err != nil {
				return fmt.Errorf("apply batch to %d: %w", b.Mark, err)
			}
			docs = docs[n:]
			continue
		}
		if err := g.applyPiece(docs, deletions, &b.Mark); err != nil {
			return fmt.Errorf("apply batch to %d: %w", b.Mark, err)
		}
		g.health.heal()
		return nil
	}
}

// applyPiece writes one piece: the desk first, so that the mark, written with
// the cases, never tells of what is not there.
func (g *generation) applyPiece(docs []indexer.Document, deletions []string, mark *content.Seq) error {
	cases, desk := index.NewBatch(), index.NewBatch()
	for _, id := range deletions {
		cases.Delete(id)
		desk.Delete(id)
	}
	toDesk := false
	for i, prepared := range prepareAll(docs) {
		if docs[i].Desk {
			desk.Update(prepared)
			cases.Delete(docs[i].ID)
			toDesk = true
		} else {
			cases.Update(prepared)
			desk.Delete(docs[i].ID)
		}
	}
	if !toDesk { // most batches have nothing to do there
		var err error
		if toDesk, err = holdsAny(g.desk, slices.Collect(maps.Keys(desk.IndexOps))); err != nil {
			return err
		}
	}
	if toDesk {
		desk.SetInternal([]byte(keyBatches), []byte(strconv.Itoa(g.deskCount+1)))
		if err := g.write(g.desk, desk); err != nil {
			return fmt.Errorf("write desk: %w", err)
		}
		g.deskCount++
	}
	cases.SetInternal([]byte(keyDesk), []byte(strconv.Itoa(g.deskCount)))
	if mark != nil {
		cases.SetInternal([]byte(keyMark), []byte(strconv.FormatInt(int64(*mark), 10)))
	}
	if err := g.write(g.cases, cases); err != nil {
		return fmt.Errorf("write cases: %w", err)
	}
	return nil
}

// holdsAny reports whether an index holds any of these documents.
func holdsAny(s *scorch.Scorch, ids []string) (bool, error) {
	snap, err := pin(s)
	if err != nil {
		return false, err
	}
	defer snap.Close()
	for _, seg := range snap.Segments() {
		found, err := seg.DocNumbers(ids)
		if err != nil {
			return false, err
		}
		if !found.IsEmpty() {
			return true, nil
		}
	}
	return false, nil
}

// distinct returns each document once, the last of its id, and the deletions
// that no document takes back.
func distinct(b indexer.Batch) ([]indexer.Document, []string) {
	last := make(map[string]int, len(b.Documents))
	for i, d := range b.Documents {
		last[d.ID] = i
	}
	docs := make([]indexer.Document, 0, len(last))
	for i, d := range b.Documents {
		if d.ID != "" && last[d.ID] == i {
			docs = append(docs, d)
		}
	}
	deletions := slices.DeleteFunc(slices.Clone(b.Deletions), func(id string) bool {
		_, back := last[id]
		return back || id == ""
	})
	return docs, deletions
}

// cut tells how many of the documents go into the next piece.
func cut(docs []indexer.Document) int {
	size := 0
	for i, d := range docs {
		for _, p := range d.Parts {
			size += len(p.Text)
		}
		if i > 0 && (i >= cutDocuments || size > cutBytes) {
			return i
		}
	}
	return len(docs)
}
