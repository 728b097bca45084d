package bleveindex

import (
	"copratica/content"
	"copratica/indexer"
)

// record is what a hit shows, as it is stored. It is read for every hit of a
// page, so it is not JSON.
func record(d indexer.Document) []byte {
	var w recordWriter
	w.number(d.Revision)
	c := &d.Card
	for _, s := range []string{c.Title, c.Summary, c.Province, c.Municipality, c.Instrument, c.PublicBody, c.Evidence, c.Status, c.Updated} {
		w.text(s)
	}
	w.texts(c.Region)
	w.texts(c.Sectors)
	w.numbers(c.Years)
	w.numbers(c.Attachments[:])
	w.number(len(d.Parts))
	for _, part := range d.Parts {
		w.text(string(part.Field))
		w.number(int(clampSight(part.Sight)))
		w.text(part.Text)
	}
	w.text(c.Ambito)
	return w.buf
}

// readRecord fills a hit from a stored record with the parts that a sight reaches.
func readRecord(stored string, sight content.Sight, hit *indexer.Hit) error {
	r := recordReader{rest: stored}
	hit.Revision = r.number()
	c := &hit.Card
	for _, s := range []*string{&c.Title, &c.Summary, &c.Province, &c.Municipality, &c.Instrument, &c.PublicBody, &c.Evidence, &c.Status, &c.Updated} {
		*s = r.text()
	}
	c.Region = r.texts()
	c.Sectors = r.texts()
	c.Years = r.numbers()
	copy(c.Attachments[:], r.numbers())
	n := r.count()
	hit.Parts = make([]indexer.Part, 0, n)
	for range n {
		part := indexer.Part{Field: indexer.Field(r.text()), Sight: content.Sight(r.number()), Text: r.text()}
		if part.Sight <= sight {
			hit.Parts = append(hit.Parts, part)
		}
	}
	if r.rest != "" { // layout 2 has none
		c.Ambito = r.text()
	}
	return r.err
}
