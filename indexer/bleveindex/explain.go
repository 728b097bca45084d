package bleveindex

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"copratica/indexer"
)

// expanded tells which other names found something that the typed words did
// not, among the documents marked in found.
func (s *searcher) expanded(found [][]bool) ([]indexer.Expansion, error) {
	var out []indexer.Expansion
	var typed, inActs []*roaring.Bitmap
	at := indexer.Meaning{}
	for _, o := range s.plan.others {
		if o.hidden {
			continue
		}
		if m := s.query.Meanings[o.meaning]; typed == nil || m.From != at.From || m.To != at.To {
			at = m
			var err error
			if typed, err = s.typedDocuments(o.meaning); err != nil {
				return nil, err
			}
			if s.acts != nil {
				if inActs, err = s.acts.typedDocuments(o.meaning); err != nil {
					return nil, err
				}
			}
		}
		differs, err := s.differs(o.meaning, found, typed, inActs)
		if err != nil {
			return nil, err
		}
		if !differs {
			continue
		}
		m := s.query.Meanings[o.meaning]
		if n := len(out); n == 0 || out[n-1].From != m.From || out[n-1].To != m.To {
			out = append(out, indexer.Expansion{From: m.From, To: m.To, Typed: s.query.Expr[m.From:m.To].String()})
		}
		last := &out[len(out)-1]
		last.Also = append(last.Also, o.name)
	}
	return out, nil
}

// foundDocuments marks what is among the matches.
func (s *searcher) foundDocuments(docs []match) [][]bool {
	found := make([][]bool, len(s.segments))
	for i := range found {
		found[i] = make([]bool, s.segments[i].Count())
	}
	for i := range docs {
		found[docs[i].segment][docs[i].doc] = true
	}
	return found
}

// differs reports whether some found document has a name and not what was typed:
// typed and inActs are the cases and passages that have that.
func (s *searcher) differs(meaning int, found [][]bool, typed, inActs []*roaring.Bitmap) (bool, error) {
	for seg := range s.segments {
		named, err := s.named(meaning, seg)
		if err != nil {
			return false, err
		}
		named.AndNot(typed[seg])
		for it := named.Iterator(); it.HasNext(); {
			if found[seg][it.Next()] {
				return true, nil
			}
		}
	}
	if s.acts == nil {
		return false, nil
	}
	for seg := range s.acts.segments {
		named, err := s.acts.named(meaning, seg)
		if err != nil {
			return false, err
		}
		named.AndNot(inActs[seg])
		cases := s.acts.segments[seg].cols.cases
		for it := named.Iterator(); it.HasNext(); {
			at := s.view.places[cases[it.Next()]]
			if at.segment >= 0 && int(at.segment) < len(s.segments) && found[at.segment][at.doc] && !typed[at.segment].Contains(at.doc) {
				return true, nil
			}
		}
	}
	return false, nil
}

// named is the documents of a segment that have a name.
func (s *searcher) named(meaning, seg int) (*roaring.Bitmap, error) {
	all := roaring.New()
	i := slices.IndexFunc(s.plan.others, func(o *other) bool { return o.meaning == meaning })
	if i < 0 || !s.plan.others[i].open {
		return all, nil
	}
	o := s.plan.others[i]
	for _, from := range sourcesOf(o.lists, o.found, seg, 1, nil) {
		if err := s.addDocuments(all, from); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// typedDocuments are those, by segment, that have all that a name stands for as
// it was typed.
func (s *searcher) typedDocuments(meaning int) ([]*roaring.Bitmap, error) {
	out := make([]*roaring.Bitmap, len(s.segments))
	for _, t := range s.plan.terms {
		if !slices.ContainsFunc(t.others, func(o *other) bool { return o.meaning == meaning }) {
			continue
		}
		for seg := range s.segments {
			has := roaring.New()
			for _, from := range sourcesOf(t.lists, t.found, seg, 1, nil) {
				if err := s.addDocuments(has, from); err != nil {
					return nil, err
				}
			}
			if out[seg] == nil {
				out[seg] = has
			} else {
				out[seg].And(has)
			}
		}
	}
	for seg := range out {
		if out[seg] == nil {
			out[seg] = roaring.New()
		}
	}
	return out, nil
}

// scoreParts takes a hit's score apart.
func (s *searcher) scoreParts(m *match) ([]indexer.ScorePart, error) {
	var parts []indexer.ScorePart
	add := func(kind indexer.ScoreKind, clause int, word string, value float64) {
		if value != 0 {
			parts = append(parts, indexer.ScorePart{Kind: kind, Clause: clause, Word: word, Value: value})
		}
	}
	take := func(kind indexer.ScoreKind, share float64) func(t *term, value float64) {
		return func(t *term, value float64) { add(kind, t.clause, t.label(), share*value) }
	}
	if err := s.wordParts(int(m.segment), m.doc, take(indexer.ScoreWord, 1)); err != nil {
		return nil, err
	}
	if m.act.found {
		factor := float64(s.acts.segments[m.act.segment].cols.factors[m.act.doc])
		if err := s.acts.wordParts(int(m.act.segment), m.act.doc, take(indexer.ScoreAct, actShare*factor)); err != nil {
			return nil, err
		}
	}
	if m.rescored {
		bonus := func(kind indexer.ScoreKind, word *queryWord, value float64) {
			add(kind, word.clause, word.exact, value)
		}
		if err := s.eachBonus(int(m.segment), []*match{m}, func(int) give { return bonus }); err != nil {
			return nil, err
		}
	}
	sum := 0.0
	for _, p := range parts {
		sum += p.Value
	}
	add(indexer.ScoreEvidence, -1, "", sum*(float64(s.cols(m).factors[m.doc])-1))
	return parts, nil
}

// wordParts tells what each term gives one document.
func (s *searcher) wordParts(seg int, doc uint32, give func(*term, float64)) error {
	within := roaring.BitmapOf(doc)
	for _, t := range s.plan.terms {
		found, err := s.postings(t, seg, true, within, s.scratch.term[:0])
		if err != nil {
			return err
		}
		s.scratch.term = found
		value := 0.0
		for _, p := range found {
			all, more := s.score(t, seg, p)
			value += float64(all) + float64(more)
		}
		give(t, value)
	}
	return nil
}

// label is the term as a person may read it.
func (t *term) label() string {
	switch {
	case t.phrase != nil:
		text := ""
		for _, st := range t.phrase[0] {
			text += " " + st.word
		}
		return text[1:]
	case t.prefix != "":
		return t.prefix + "*"
	default:
		return t.word
	}
}
