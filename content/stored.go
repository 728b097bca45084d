package content

// parseStored reads a text that was valid when it was accepted. What only a
// later vocabulary or rule would refuse is left as it is; the error is for a
// text that is no case at all.
func parseStored(text []byte, tax *Taxonomy, year int) (*Parsed, error) {
	m, err := readMatter(text)
	if err != nil {
		return nil, err
	}
	if len(m.problems) > 0 {
		return nil, invalid(m.problems)
	}
	d := &decoder{tax: tax, year: year}
	c := d.decode(&node{Node: m.root})
	return &Parsed{Case: c, Body: string(text[m.body:])}, nil
}
