package bleveindex

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// contentsFactor is what a table of contents is worth beside a text: it has all
// the words and says nothing.
const contentsFactor = 0.1

// actColumns are what the columns of passages hold beside those of cases.
type actColumns struct {
	acts     []uint32 // number of the act in its case << 16 | of the passage in its act
	kinds    []uint32 // sets
	phases   []uint32 // sets
	likeness []uint64
	ofActs   []uint32 // numbers of the acts, all acts of the segment numbered through
	count    int      // of those acts
}

// writePassages replaces the passages of documents and removes those of
// deletions.
func (g *generation) writePassages(docs []indexer.Document, deletions []string) error {
	b := index.NewBatch()
	for _, id := range deletions {
		if err := g.dropPassages(b, id); err != nil {
			return err
		}
	}
	var prepared []func(*preparer) *document.Document
	for i := range docs {
		d := &docs[i]
		if err := g.dropPassages(b, d.ID); err != nil {
			return err
		}
		for a := range d.Acts {
			for n := range d.Acts[a].Passages {
				prepared = append(prepared, func(p *preparer) *document.Document { return p.passage(d, a, n) })
			}
		}
	}
	if len(prepared) == 0 && len(b.IndexOps) == 0 {
		return nil
	}
	for _, doc := range prepareWith(prepared) {
		b.Update(doc)
	}
	if err := g.write(g.passages, b); err != nil {
		return fmt.Errorf("write passages: %w", err)
	}
	return nil
}

// dropPassages deletes what there is of a case.
func (g *generation) dropPassages(b *index.Batch, id string) error {
	snap, err := pin(g.passages)
	if err != nil {
		return err
	}
	defer snap.Close()
	for _, seg := range snap.Segments() {
		if err := dropFrom(b, seg, id); err != nil {
			return fmt.Errorf("look up passages of %s: %w", id, err)
		}
	}
	return nil
}

func dropFrom(b *index.Batch, seg *scorch.SegmentSnapshot, id string) error {
	dict, err := seg.Segment().Dictionary(fieldCase)
	if err != nil {
		return err
	}
	list, err := dict.PostingsList([]byte(id), seg.Deleted(), nil)
	if err != nil {
		return err
	}
	for it := list.Iterator(false, false, false, nil); ; {
		p, err := it.Next()
		if err != nil || p == nil {
			return err
		}
		doc, err := seg.Segment().DocID(p.Number())
		if err != nil {
			return err
		}
		b.Delete(string(doc))
	}
}

// passage makes the fields of one passage. The words of its context stand after
// its own, where phrases do not reach.
func (p *preparer) passage(d *indexer.Document, act, number int) *document.Document {
	a := &d.Acts[act]
	text := &a.Passages[number]
	sight := max(clampSight(a.Sight), reach(*d))
	stems, exact := newTermField(family(fieldStem, sight)), newTermField(family(fieldExact, sight))
	at := 1
	for _, part := range append([]string{text.Text}, strings.Split(a.Context, "\n")...) {
		p.tokens = italian.AppendTokens(p.tokens[:0], part)
		for _, t := range p.tokens {
			exact.addAt(t.Exact, 1, at+t.Pos, regionLabels)
			if t.Stem != "" {
				stems.add(t.Stem, 1)
				if !t.Variant {
					stems.length++
				}
			}
		}
		if n := len(p.tokens); n > 0 {
			at += p.tokens[n-1].Pos + partGap
		}
	}
	of := newTermField(fieldCase)
	of.add(d.ID, 1)
	out := document.NewDocument(d.ID + "/" + strconv.Itoa(act) + "/" + strconv.Itoa(number))
	stems.addTo(out)
	exact.addTo(out)
	of.addTo(out)
	out.AddField(document.NewTextFieldCustom(fieldRow, nil, passageRow(d, act, number, sight, stems.length), index.StoreField, nil))
	out.AddField(document.NewTextFieldCustom(fieldRecord, nil, passageRecord(a, text), index.StoreField, nil))
	return out
}

// passageRow is what the columns keep of a passage, as it is stored.
func passageRow(d *indexer.Document, act, number int, sight content.Sight, length int) []byte {
	a := &d.Acts[act]
	p := &a.Passages[number]
	var w recordWriter
	w.text(d.ID)
	w.number(int(sight))
	w.number(length)
	w.number(min(act, 1<<14)<<16 | min(number, 1<<16-1))
	for _, slug := range []string{a.Kind, a.Phase} {
		if slug == "" {
			slug = indexer.Unknown
		}
		w.text(slug)
	}
	w.text(strconv.FormatUint(p.Likeness, 36))
	w.number(boolNumber(p.Contents))
	return w.buf
}

func boolNumber(b bool) int {
	if b {
		return 1
	}
	return 0
}

// readActColumns reads the rows of a segment of passages, deleted ones included.
func readActColumns(seg segment.Segment, dict *dictionary) (*columns, error) {
	n := int(seg.Count())
	lengths := make([]uint32, n) // a passage is wholly in sight, or not at all
	c := &columns{
		sights: make([]uint8, n), factors: make([]float32, n), cases: make([]uint32, n),
		lengths: [3][]uint32{lengths, lengths, lengths},
		acts:    &actColumns{acts: make([]uint32, n), kinds: make([]uint32, n), phases: make([]uint32, n), likeness: make([]uint64, n), ofActs: make([]uint32, n)},
	}
	numbers := map[[2]uint32]uint32{} // by case and act
	for doc := range n {
		stored, err := storedValue(seg, doc, fieldRow)
		if err == nil {
			err = c.readAct(doc, stored, dict)
		}
		if err != nil {
			return nil, fmt.Errorf("read row of passage %d: %w", doc, err)
		}
		act := [2]uint32{c.cases[doc], c.acts.acts[doc] >> 16}
		if _, ok := numbers[act]; !ok {
			numbers[act] = uint32(len(numbers))
		}
		c.acts.ofActs[doc] = numbers[act]
	}
	c.acts.count = len(numbers)
	return c, nil
}

// readAct sets one passage's values from its stored row.
func (c *columns) readAct(doc int, stored string, dict *dictionary) error {
	r := recordReader{rest: stored}
	c.cases[doc] = dict.cases.of(r.text())
	c.sights[doc] = uint8(clampSight(content.Sight(r.number())))
	c.lengths[0][doc] = uint32(r.number())
	c.acts.acts[doc] = uint32(r.number())
	c.acts.kinds[doc] = dict.kinds.number(r.text())
	c.acts.phases[doc] = dict.phases.number(r.text())
	likeness, err := strconv.ParseUint(r.text(), 36, 64)
	if err != nil && r.err == nil {
		return errRecord
	}
	c.acts.likeness[doc] = likeness
	c.factors[doc] = 1
	if r.number() == 1 {
		c.factors[doc] = contentsFactor
	}
	return r.err
}

// passageRecord is what a hit shows of a passage, as it is stored.
func passageRecord(a *indexer.Act, p *indexer.Passage) []byte {
	var w recordWriter
	for _, s := range []string{a.File, string(a.Digest), a.Title, a.Kind, a.Phase, a.Number, a.Issuer, a.Date, p.Heading, p.Text} {
		w.text(s)
	}
	w.number(p.From)
	w.numbers(p.Breaks)
	w.number(boolNumber(p.Contents))
	return w.buf
}

// readPassage reads a stored record.
func readPassage(stored string) (indexer.FoundPassage, error) {
	var f indexer.FoundPassage
	r := recordReader{rest: stored}
	a := &f.Act
	a.File = r.text()
	a.Digest = content.Digest(r.text())
	for _, s := range []*string{&a.Title, &a.Kind, &a.Phase, &a.Number, &a.Issuer, &a.Date, &f.Heading, &f.Text} {
		*s = r.text()
	}
	f.From = r.number()
	f.Breaks = r.numbers()
	f.Contents = r.number() == 1
	return f, r.err
}
