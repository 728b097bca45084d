package bench

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// A twinner makes near-twins of the sample cases: titled after the same
// pattern, of the same instrument, as long and in the same turns of phrase, but
// of another place, other years and another sector. None answers any query, and
// that by construction:
//
//   - its place is made up, its years and its sector are of no sample case;
//   - of each query it lacks the rarest word, and the rarest that any sample
//     case has;
//   - of a query with a word that no sample case has, which asks by other words
//     than its answers', it lacks the telling words of the answers' titles;
//   - below its title it says only what many sample cases say.
//
// A made-up word stands for each word that it lacks.
type twinner struct {
	sources []indexer.Document
	kept    func(word string) bool
	common  func(word string) bool
	made    []string // words of no sample case
	regions []string
	sectors []string
	years   []int
}

const (
	twinSeed   = 5505
	twinCount  = 1000
	twinPrefix = "gemello-"
	// A word of this many sample cases tells nothing about any.
	twinCommon = 5
	// A shorter piece of text is a heading or a note.
	twinParagraph = 8
)

// newTwinner reads the sample cases and what must not be answered.
func newTwinner(docs []indexer.Document, queries []judged) (*twinner, error) {
	tax, err := content.LoadTaxonomy()
	if err != nil {
		return nil, err
	}
	words := stemFrequencies(docs)
	banned := telling(docs, queries, words)
	for _, d := range docs { // the sources' own places and bodies
		for _, s := range stems(d.Card.Municipality + " " + d.Body) {
			if words[s] < twinCommon {
				banned[s] = true
			}
		}
	}
	allowed := func(text string) bool {
		return !slices.ContainsFunc(stems(text), func(s string) bool { return banned[s] })
	}
	w := &twinner{
		kept: allowed,
		common: func(text string) bool {
			return allowed(text) && !slices.ContainsFunc(italian.Analyze(text), func(t italian.Token) bool { return t.Stem != "" && words[t.Stem] < twinCommon })
		},
	}
	w.choose(tax, docs, words)
	if len(w.sources) == 0 || len(w.years) == 0 || len(w.sectors) == 0 || len(w.regions) == 0 || len(w.made) < 2*twinCount {
		return nil, errors.New("no source, year, sector, region or place is left for near-twins")
	}
	return w, nil
}

// twinSectors are those that no query asks about, not even in other words.
func twinSectors() []string {
	return []string{"protezione-civile", "tratta-e-sfruttamento", "ambiente-e-agricoltura-sociale"}
}

// choose takes what may stand in front of a twin: nothing that a sample case has.
func (w *twinner) choose(tax *content.Taxonomy, docs []indexer.Document, words map[string]int) {
	var taken []string
	for _, d := range docs {
		taken = append(taken, d.Card.Sectors...)
		if instrument, _ := tax.Term(content.VocabLegalInstruments, d.Card.Instrument); w.kept(instrument.IT) {
			w.sources = append(w.sources, d)
		}
	}
	for _, slug := range twinSectors() {
		if t, ok := tax.Term(content.VocabSectors, slug); ok && !slices.Contains(taken, slug) && w.kept(t.IT) {
			w.sectors = append(w.sectors, slug)
		}
	}
	for _, t := range tax.Terms(content.VocabRegions) {
		if w.kept(t.IT) {
			w.regions = append(w.regions, t.Slug)
		}
	}
	for _, name := range pseudoWords(rareWords) {
		if words[stems(name)[0]] == 0 && w.kept(name) {
			w.made = append(w.made, name)
		}
	}
	for year := 2000; year < 2020; year++ {
		if !slices.ContainsFunc(docs, func(d indexer.Document) bool { return slices.Contains(d.Years, year) }) && w.kept(fmt.Sprint(year)) {
			w.years = append(w.years, year)
		}
	}
}

// telling are the stems that could make a twin an answer.
func telling(docs []indexer.Document, queries []judged, words map[string]int) map[string]bool {
	titles := make(map[string]string)
	for _, d := range docs {
		titles[d.ID] = d.Card.Title
	}
	banned := make(map[string]bool)
	for _, q := range queries {
		for _, s := range rarest(q.Text, words) {
			banned[s] = true
		}
		if !slices.ContainsFunc(stems(q.Text), func(s string) bool { return words[s] == 0 }) {
			continue
		}
		for doc, grade := range q.Grades {
			id, _, _ := strings.Cut(doc, "/")
			for _, s := range stems(titles[id]) {
				if grade > 0 && words[s] < twinCommon {
					banned[s] = true
				}
			}
		}
	}
	return banned
}

// rarest are the rarest word of a query and the rarest that any case has, with
// and without the words that only ask.
func rarest(text string, df map[string]int) []string {
	var out []string
	for _, tokens := range [][]italian.Token{italian.Analyze(text), italian.AnalyzeQuery(text)} {
		asks := terms(tokens)
		byRarity := func(a, b string) int { return cmp.Or(cmp.Compare(df[a], df[b]), cmp.Compare(a, b)) }
		slices.SortFunc(asks, byRarity)
		out = append(out, asks[:min(1, len(asks))]...)
		if i := slices.IndexFunc(asks, func(s string) bool { return df[s] > 0 }); i > 0 {
			out = append(out, asks[i])
		}
	}
	return out
}

// stems are those of the words of a text that count.
func stems(text string) []string { return terms(italian.Analyze(text)) }

// terms are the stems of the tokens that have one, or else all as written:
// "dopo di noi".
func terms(tokens []italian.Token) []string {
	var stems, exact []string
	for _, t := range tokens {
		if exact = append(exact, t.Exact); t.Stem != "" {
			stems = append(stems, t.Stem)
		}
	}
	if stems == nil {
		return exact
	}
	return stems
}

// stemFrequencies count the cases that have each stem.
func stemFrequencies(docs []indexer.Document) map[string]int {
	df := make(map[string]int)
	for _, d := range docs {
		seen := make(map[string]bool)
		for _, p := range d.Parts {
			for _, s := range stems(p.Text) {
				seen[s] = true
			}
		}
		for s := range seen {
			df[s]++
		}
	}
	return df
}

// twin makes the i-th twin: the same in every run for the same judged set.
func (w *twinner) twin(i int) *sample {
	r := rand.New(rand.NewPCG(twinSeed, uint64(i)))
	c, place := w.sources[i%len(w.sources)], title(w.made[i])
	s := &sample{ID: fmt.Sprintf("%s%04d", twinPrefix, i)}
	_, pattern, ok := strings.Cut(c.Card.Title, ": ")
	if !ok {
		pattern = c.Card.Title
	}
	var b strings.Builder
	fmt.Fprintf(&b, "---\nid: %s\ntitle: %q\nsummary: %q\nstatus: published\naccess: public\nregion: %s\nmunicipality: %q\nambito: %q\nyears: [%d]\nsectors: [%s]\n",
		s.ID, fmt.Sprintf("Ambito di %s: %s", place, w.words(r, pattern, w.kept)), w.words(r, c.Card.Summary, w.common),
		w.regions[r.IntN(len(w.regions))], place, "Ambito di "+place, w.years[r.IntN(len(w.years))], w.sectors[r.IntN(len(w.sectors))])
	fmt.Fprintf(&b, "public_body: {name: %q}\nlegal_instrument: %s\n", "Ambito di "+place, c.Card.Instrument)
	fmt.Fprintf(&b, "sources: [{url: \"https://example.org/%s\", read: 2026-11}]\npublished: \"2026-11-22\"\n---\n\n## Contesto\n", s.ID)
	for _, part := range c.Parts {
		if part.Field == indexer.FieldBody && part.Sight <= asked && len(strings.Fields(part.Text)) >= twinParagraph {
			fmt.Fprintf(&b, "\n%s.\n", w.words(r, part.Text, w.common))
		}
	}
	s.Text = b.String()
	return s
}

// words gives a text with a made-up word for each that is not kept.
func (w *twinner) words(r *rand.Rand, text string, kept func(string) bool) string {
	out := strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '\'' && c != '’' })
	for i, word := range out {
		if !kept(word) || strings.ContainsAny(word, "0123456789") {
			out[i] = w.made[twinCount+r.IntN(len(w.made)-twinCount)]
		}
	}
	return strings.Join(out, " ")
}
