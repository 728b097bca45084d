package bleveindex

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"copratica/content"
	"copratica/indexer"
)

// valueSeparator parts the values of one facet in a row; no slug holds it.
const valueSeparator = "\x00"

// row is what the columns keep of a document, as it is stored.
func (p *preparer) row(d indexer.Document, sight content.Sight, lengths [3]int) []byte {
	var w recordWriter
	w.number(int(sight))
	w.float(factorOf(d))
	w.text(d.Published)
	w.text(d.Updated)
	w.text(string(p.collator.KeyFromString(&p.keys, d.Card.Title)))
	p.keys.Reset()
	w.text(packYears(d.Years))
	for _, n := range lengths {
		w.number(n)
	}
	for _, f := range indexer.Facets() {
		var packed [3]string
		for s := range packed {
			packed[s] = packValues(d.Values[s][f])
		}
		if packed[0] == packed[1] && packed[1] == packed[2] {
			w.number(1)
			w.text(packed[0])
			continue
		}
		w.number(len(packed))
		for _, v := range packed {
			w.text(v)
		}
	}
	return w.buf
}

// factorOf bounds the factor as the contract does.
func factorOf(d indexer.Document) float64 {
	if !(d.Factor >= 1) {
		return 1
	}
	return min(d.Factor, indexer.MaxFactor)
}

// packValues writes a facet's values as one text, the same for the same set.
func packValues(values []string) string {
	if len(values) == 0 {
		return indexer.Unknown
	}
	list := slices.Clone(values)
	slices.Sort(list)
	return strings.Join(slices.Compact(list), valueSeparator)
}

// packYears writes years as one text, the same for the same set.
func packYears(years []int) string {
	list := slices.DeleteFunc(slices.Clone(years), func(y int) bool { return y <= 0 || y > math.MaxInt16 })
	slices.Sort(list)
	var w recordWriter
	for _, y := range slices.Compact(list) {
		w.number(y)
	}
	return string(w.buf)
}

// record is what a hit shows, as it is stored.
func record(d indexer.Document) []byte {
	var w recordWriter
	w.number(d.Revision)
	card, err := json.Marshal(d.Card)
	if err != nil { // a Card is texts and numbers
		panic(fmt.Sprintf("encode card %s: %v", d.ID, err))
	}
	w.text(string(card))
	w.number(len(d.Parts))
	for _, part := range d.Parts {
		w.text(string(part.Field))
		w.number(int(clampSight(part.Sight)))
		w.text(part.Text)
	}
	return w.buf
}

// readRecord fills a hit from a stored record with the parts that a sight reaches.
func readRecord(stored string, sight content.Sight, hit *indexer.Hit) error {
	r := recordReader{rest: stored}
	hit.Revision = r.number()
	if card := r.text(); r.err == nil {
		if err := json.Unmarshal([]byte(card), &hit.Card); err != nil {
			return fmt.Errorf("%w: card: %w", errRecord, err)
		}
	}
	n := r.count()
	hit.Parts = make([]indexer.Part, 0, n)
	for range n {
		part := indexer.Part{Field: indexer.Field(r.text()), Sight: content.Sight(r.number()), Text: r.text()}
		if part.Sight <= sight {
			hit.Parts = append(hit.Parts, part)
		}
	}
	return r.err
}
