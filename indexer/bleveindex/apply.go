package bleveindex

import (
	"context"
	"fmt"
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

// applyPiece writes one piece in steps: the passages of acts, then what comes to
// the desk or goes for good, then the cases with the mark, then what left the
// desk for the cases. So the mark never tells of what is not there, nothing is ever in
// neither place, and what a crash leaves in both belongs to the cases.
func (g *generation) applyPiece(docs []indexer.Document, deletions []string, mark *content.Seq) error {
	cases, desk, left := index.NewBatch(), index.NewBatch(), index.NewBatch()
	for _, id := range deletions {
		cases.Delete(id)
		desk.Delete(id)
	}
	for i, prepared := range prepareAll(docs) {
		if docs[i].Desk {
			desk.Update(prepared)
			cases.Delete(docs[i].ID)
		} else {
			cases.Update(prepared)
			left.Delete(docs[i].ID)
		}
	}
	if err := g.writePassages(docs, deletions); err != nil {
		return err
	}
	if err := g.writeDesk(desk); err != nil {
		return err
	}
	cases.SetInternal([]byte(keyDesk), []byte(strconv.Itoa(g.deskCount)))
	if mark != nil {
		cases.SetInternal([]byte(keyMark), []byte(strconv.FormatInt(int64(*mark), 10)))
	}
	if err := g.write(g.cases, cases); err != nil {
		return fmt.Errorf("write cases: %w", err)
	}
	return g.writeDesk(left)
}

// writeDesk writes a batch to the desk, unless it would change nothing, as
// most would.
func (g *generation) writeDesk(b *index.Batch) error {
	var gone []string
	comes := false
	for id, doc := range b.IndexOps {
		if doc == nil {
			gone = append(gone, id)
		}
		comes = comes || doc != nil
	}
	if held, err := holds(g.desk, gone); err != nil || !comes && !held {
		return err
	}
	b.SetInternal([]byte(keyBatches), []byte(strconv.Itoa(g.deskCount+1)))
	if err := g.write(g.desk, b); err != nil {
		return fmt.Errorf("write desk: %w", err)
	}
	g.deskCount++
	return nil
}

// finishMoves removes from the desk what the cases hold as well: a crash came
// between the two.
func (g *generation) finishMoves() error {
	desk, err := pin(g.desk)
	if err != nil {
		return err
	}
	defer desk.Close()
	left := index.NewBatch()
	for _, seg := range desk.Segments() {
		for docs := seg.DocNumbersLive().Iterator(); docs.HasNext(); {
			id, err := seg.DocID(uint64(docs.Next()))
			if err != nil {
				return fmt.Errorf("read id: %w", err)
			}
			held, err := holds(g.cases, []string{string(id)})
			if err != nil {
				return err
			}
			if held {
				left.Delete(string(id))
			}
		}
	}
	return g.writeDesk(left)
}

// holds reports whether an index holds any of these documents.
func holds(s *scorch.Scorch, ids []string) (bool, error) {
	if len(ids) == 0 {
		return false, nil
	}
	snap, err := pin(s)
	if err != nil {
		return false, err
	}
	defer snap.Close()
	for _, seg := range snap.Segments() {
		found, err := seg.DocNumbers(ids)
		if err != nil {
			return false, fmt.Errorf("look up ids: %w", err)
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
		for _, a := range d.Acts {
			for _, p := range a.Passages {
				size += len(p.Text) + len(a.Context)
			}
		}
		if i > 0 && (i >= cutDocuments || size > cutBytes) {
			return i
		}
	}
	return len(docs)
}
