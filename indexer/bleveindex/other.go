package bleveindex

import (
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// What an occurrence of another name counts for, in freqUnits. A synonym comes
// after the typed form; a correction stands for a form that hardly any document
// has, and typedShare puts those that have it first.
const (
	synonymWeight    = 5
	correctionWeight = freqUnit
)

// An other is another name of what a term asks for. Terms that stand for one
// name share it.
type other struct {
	name    string
	hidden  bool
	meaning int // of the query, noMeaning for another spelling
	steps   []italian.Step
	weight  uint32
	scope   scope

	open  bool
	lists [][]segment.PostingsList // by segment, of a single word
	found [][]posting              // by segment, of several
}

const noMeaning = -1

// newOther makes the other name that a meaning gives.
func newOther(m indexer.Meaning, number int, in scope) *other {
	return &other{name: m.Name, hidden: m.Hidden, meaning: number, steps: italian.Steps(m.Name), weight: synonymWeight, scope: in}
}

// openOther looks another name up in all segments.
func (s *searcher) openOther(o *other) error {
	if o.open {
		return nil
	}
	o.open = true
	if len(o.steps) != 1 {
		var err error
		o.found, err = s.findName(o)
		return err
	}
	word, fields := o.steps[0].Word, o.scope.exact
	if o.steps[0].Stem {
		fields = o.scope.stems
	}
	o.lists = make([][]segment.PostingsList, len(s.segments))
	for seg := range s.segments {
		for _, field := range fields {
			list, err := s.lookUp(seg, field, word)
			if err != nil {
				return err
			}
			if list != nil {
				o.lists[seg] = append(o.lists[seg], list)
			}
		}
	}
	return nil
}

// countAll counts the documents that have a term under any of its names.
func (s *searcher) countAll(t *term) (int, error) {
	n := 0
	for seg := range s.segments {
		all := roaring.New()
		sources := sourcesOf(t.lists, t.found, seg, 1, nil)
		for _, o := range t.others {
			sources = sourcesOf(o.lists, o.found, seg, 1, sources)
		}
		for _, from := range sources {
			if err := s.addDocuments(all, from); err != nil {
				return 0, err
			}
		}
		n += int(all.GetCardinality())
	}
	return n, nil
}

// addDocuments adds the documents of a source to a set.
func (s *searcher) addDocuments(all *roaring.Bitmap, from source) error {
	if from.list == nil {
		for _, p := range from.found {
			all.Add(p.doc)
		}
		return nil
	}
	s.iterator = from.list.Iterator(false, false, false, s.iterator)
	if o, ok := s.iterator.(segment.OptimizablePostingsIterator); ok && o.ActualBitmap() != nil {
		all.Or(o.ActualBitmap())
		return s.step()
	}
	for {
		p, err := s.iterator.Next()
		if err != nil {
			return fmt.Errorf("read postings: %w", err)
		}
		if p == nil {
			return nil
		}
		all.Add(uint32(p.Number()))
	}
}

// findName finds the documents that have a name of several words. The view
// remembers them: there are no more names than the synonyms have.
func (s *searcher) findName(o *other) ([][]posting, error) {
	key := nameKey{name: o.name, sight: s.sight, acts: s.overPassages()}
	if found, ok := s.view.names.Load(key); ok {
		return found.([][]posting), nil
	}
	found := make([][]posting, len(s.segments))
	for seg := range s.segments {
		freqs := map[uint32]uint32{}
		for _, field := range o.scope.exact {
			if err := s.findNameIn(seg, field, o.steps, freqs); err != nil {
				return nil, err
			}
		}
		for doc, freq := range freqs {
			found[seg] = append(found[seg], posting{doc: doc, freq: freq})
		}
		slices.SortFunc(found[seg], func(a, b posting) int { return int(a.doc) - int(b.doc) })
	}
	if o.meaning != noMeaning {
		s.view.names.Store(key, found)
	}
	return found, nil
}

// A nameKey tells what a view remembers of names.
type nameKey struct {
	name  string
	sight content.Sight
	acts  bool
}

// findNameIn adds the occurrences of a name in one field to freqs.
func (s *searcher) findNameIn(seg int, field string, steps []italian.Step, freqs map[uint32]uint32) error {
	lists := make([][]segment.PostingsList, len(steps))
	var docs *roaring.Bitmap
	for i, st := range steps {
		words, err := s.formsOf(seg, field, st)
		if err != nil {
			return err
		}
		has := roaring.New()
		for _, w := range words {
			list, err := s.lookUp(seg, field, w)
			if err != nil {
				return err
			}
			if list != nil {
				lists[i] = append(lists[i], list)
				if err := s.addDocuments(has, source{list: list}); err != nil {
					return err
				}
			}
		}
		if docs == nil {
			docs = has
		} else {
			docs.And(has)
		}
		if docs.IsEmpty() {
			return nil
		}
	}
	places := make([]map[uint32][]uint32, len(steps))
	for i := range steps {
		places[i] = map[uint32][]uint32{}
		for _, list := range lists[i] {
			if err := s.addPlaces(list, docs, places[i]); err != nil {
				return err
			}
		}
	}
	for doc, firsts := range places[0] {
		for _, first := range firsts {
			if s.nameAt(places, steps, doc, first) {
				freqs[doc] += weightAt(first)
			}
		}
	}
	return nil
}

// addPlaces adds where a word stands in some documents.
func (s *searcher) addPlaces(list segment.PostingsList, docs *roaring.Bitmap, places map[uint32][]uint32) error {
	it := list.Iterator(true, false, true, nil)
	within := narrow(it, docs)
	for {
		p, err := it.Next()
		if err != nil {
			return fmt.Errorf("read positions: %w", err)
		}
		if p == nil {
			return nil
		}
		if err := s.step(); err != nil {
			return err
		}
		if doc := uint32(p.Number()); within == nil || within.Contains(doc) {
			places[doc] = positions(p, places[doc])
		}
	}
}

// nameAt reports whether the words of a name follow the first, each near enough
// to the one before it.
func (s *searcher) nameAt(places []map[uint32][]uint32, steps []italian.Step, doc, at uint32) bool {
	for i := 1; i < len(steps); i++ {
		least, most := italian.NameGap(steps, i)
		next := uint32(0)
		for _, pos := range places[i][doc] { // of several words, so in no order
			if pos >= at+uint32(least) && pos <= at+uint32(most) && (next == 0 || pos < next) {
				next = pos
			}
		}
		if next == 0 {
			return false
		}
		at = next
	}
	return true
}

// formsOf lists the words of a field that a step of a name may be.
func (s *searcher) formsOf(seg int, field string, st italian.Step) ([]string, error) {
	if !st.Stem {
		return []string{st.Word}, nil
	}
	if forms := italian.Forms(st.Word); forms != nil {
		return forms, nil
	}
	var words []string
	err := s.beginning(seg, field, st.Word, func(word string) error {
		if italian.Stem(word) == st.Word {
			words = append(words, word)
		}
		return nil
	})
	return words, err
}
