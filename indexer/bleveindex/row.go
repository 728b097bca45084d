package bleveindex

import (
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
