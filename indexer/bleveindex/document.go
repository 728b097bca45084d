package bleveindex

import (
	"runtime"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// A preparer turns documents into what the engine stores. One goroutine uses it.
type preparer struct {
	collator *collate.Collator
	keys     collate.Buffer
	tokens   []italian.Token
}

func newPreparer() *preparer { return &preparer{collator: collate.New(language.Italian)} }

// prepareAll prepares many documents with all processors, keeping their order.
func prepareAll(docs []indexer.Document) []*document.Document {
	work := make([]func(*preparer) *document.Document, len(docs))
	for i := range docs {
		work[i] = func(p *preparer) *document.Document { return p.prepare(docs[i]) }
	}
	return prepareWith(work)
}

// prepareWith runs many preparations with all processors, keeping their order.
func prepareWith(work []func(*preparer) *document.Document) []*document.Document {
	out := make([]*document.Document, len(work))
	workers := min(runtime.GOMAXPROCS(0), len(work))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			p := newPreparer()
			for i := w; i < len(work); i += workers {
				out[i] = work[i](p)
			}
		})
	}
	wg.Wait()
	return out
}

// reach is the least sight that may find a document.
func reach(d indexer.Document) content.Sight {
	if d.Desk {
		return content.SightStaff
	}
	return clampSight(d.Sight)
}

// prepare makes the fields of one document.
func (p *preparer) prepare(d indexer.Document) *document.Document {
	sight := reach(d)
	stems, exact, title := newFamily(fieldStem), newFamily(fieldExact), newFamily(fieldTitle)
	parts := slices.Clone(d.Parts)
	slices.SortStableFunc(parts, func(a, b indexer.Part) int { return regionOf(a.Field).from - regionOf(b.Field).from })
	var at [3]int // where the next part of each family starts
	for _, part := range parts {
		f := max(clampSight(part.Sight), sight)
		in := regionOf(part.Field)
		at[f] = max(at[f], in.from)
		p.tokens = italian.AppendTokens(p.tokens[:0], part.Text)
		for _, t := range p.tokens {
			exact[f].addAt(t.Exact, in.weight, at[f]+t.Pos, in.to)
			if t.Stem != "" {
				stems[f].add(t.Stem, in.weight)
				if !t.Variant {
					stems[f].length += in.weight
				}
			}
		}
		if part.Field == indexer.FieldTitle {
			title[f].addBoth(p.tokens, at[f], in.to)
		}
		if n := len(p.tokens); n > 0 {
			at[f] += p.tokens[n-1].Pos + partGap
		}
	}
	body := newTermField(family(fieldBody, sight))
	body.addBoth(italian.Analyze(d.Body), 0, regionLabels)

	out := document.NewDocument(d.ID)
	var lengths [3]int
	for f := range lengths {
		lengths[f] = stems[f].length
		stems[f].addTo(out)
		exact[f].addTo(out)
		title[f].addTo(out)
	}
	body.addTo(out)
	out.AddField(document.NewTextFieldCustom(fieldRow, nil, p.row(d, sight, lengths), index.StoreField, nil))
	out.AddField(document.NewTextFieldCustom(fieldRecord, nil, record(d), index.StoreField, nil))
	return out
}

// A termField is a field whose words are already counted.
type termField struct {
	name   string
	terms  index.TokenFrequencies
	length int
}

func newTermField(name string) *termField {
	return &termField{name: name, terms: index.TokenFrequencies{}}
}

// newFamily returns the fields of one name for the three sights.
func newFamily(name string) (fields [3]*termField) {
	for f := range fields {
		fields[f] = newTermField(family(name, content.Sight(f)))
	}
	return fields
}

// add counts a term weight times.
func (f *termField) add(term string, weight int) *index.TokenFreq {
	t := f.terms[term]
	if t == nil {
		t = &index.TokenFreq{Term: []byte(term)}
		f.terms[term] = t
	}
	t.SetFrequency(t.Frequency() + weight)
	return t
}

// addAt counts a term and keeps its position, if that is below end.
func (f *termField) addAt(term string, weight, pos, end int) {
	t := f.add(term, weight)
	if pos < end {
		t.Locations = append(t.Locations, &index.TokenLocation{Position: pos})
	}
}

// addBoth adds stems and, marked, exact words with their positions.
func (f *termField) addBoth(tokens []italian.Token, at, end int) {
	for _, t := range tokens {
		f.addAt(exactMark+t.Exact, 1, at+t.Pos, end)
		if t.Stem != "" {
			f.add(t.Stem, 1)
		}
	}
}

// addTo adds the field to a document if it has any word.
func (f *termField) addTo(d *document.Document) {
	if len(f.terms) > 0 {
		d.AddField(f)
	}
}

// The methods that make a termField a field of a document, for the engine. It
// wants a length above 0 and stores it with every word; lengths that count are
// in the row.

func (f *termField) Name() string                        { return f.name }
func (f *termField) ArrayPositions() []uint64            { return nil }
func (f *termField) Options() index.FieldIndexingOptions { return index.IndexField }
func (f *termField) Analyze()                            {}
func (f *termField) Value() []byte                       { return nil }
func (f *termField) NumPlainTextBytes() uint64           { return 0 }
func (f *termField) Size() int                           { return 0 }
func (f *termField) EncodedFieldType() byte              { return 't' }
func (f *termField) AnalyzedLength() int                 { return 1 }
func (f *termField) AnalyzedTokenFrequencies() index.TokenFrequencies {
	return f.terms
}
