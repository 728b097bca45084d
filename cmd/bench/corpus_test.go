package bench

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"copratica/content"
	"copratica/content/seed"
	"copratica/indexer"
)

// A sample is one made case: its text, and what was put into it, to hold
// against what the engines find.
type sample struct {
	ID     string
	Text   string // case.md
	Values map[indexer.Facet][]string
	Rare   []string // the made-up words in it
}

// A corpus makes cases. Case i is the same in every run and for every size.
type corpus struct {
	prose *prose
	slugs map[content.Vocabulary][]string
	zipfs map[content.Vocabulary]zipf
}

const corpusSeed = 55117

func newCorpus() (*corpus, error) {
	words, err := readProse(seed.FS())
	if err != nil {
		return nil, err
	}
	tax, err := content.LoadTaxonomy()
	if err != nil {
		return nil, err
	}
	c := &corpus{prose: words, slugs: make(map[content.Vocabulary][]string), zipfs: make(map[content.Vocabulary]zipf)}
	for _, v := range content.Vocabularies() {
		for _, t := range tax.Terms(v) {
			c.slugs[v] = append(c.slugs[v], t.Slug)
		}
		c.zipfs[v] = newZipf(len(c.slugs[v]), 1, 2)
	}
	return c, nil
}

// A draft is a sample in the making.
type draft struct {
	*corpus
	*sample
	r *rand.Rand
	b strings.Builder
}

func (c *corpus) sample(i int) *sample {
	d := &draft{
		corpus: c, r: rand.New(rand.NewPCG(corpusSeed, uint64(i))),
		sample: &sample{
			ID:     fmt.Sprintf("caso-%06d", i),
			Values: make(map[indexer.Facet][]string),
		},
	}
	d.frontMatter()
	d.body()
	d.Text = d.b.String()
	return d.sample
}

func (d *draft) frontMatter() {
	fmt.Fprintf(&d.b, "---\nid: %s\ntitle: %q\nsummary: %q\nstatus: published\naccess: public\n",
		d.ID, strings.Join(d.words(9), " "), d.sentences(20))
	regions := d.list("region", indexer.FacetRegion, content.VocabRegions, 1, 1+d.r.IntN(20)/19)
	fmt.Fprintf(&d.b, "municipality: %q\n", d.name())
	d.years()
	d.list("sectors", indexer.FacetSector, content.VocabSectors, 1, 1+d.r.IntN(3))
	d.list("target_groups", indexer.FacetTarget, content.VocabTargetGroups, 0.9, 1+d.r.IntN(3))
	bodyType := d.draw(indexer.FacetBodyType, content.VocabPublicBodyTypes, 1, 1)
	fmt.Fprintf(&d.b, "public_body: {name: %q, type: %s}\n", "Comune di "+d.name(), bodyType[0])
	d.one("legal_instrument", indexer.FacetInstrument, content.VocabLegalInstruments, 1)
	d.one("initiative", indexer.FacetInitiative, content.VocabInitiative, 0.7)
	d.phases()
	d.list("funding_sources", indexer.FacetFunding, content.VocabFundingSources, 0.8, 1+d.r.IntN(2))
	fmt.Fprintf(&d.b, "amounts_eur: [{label: contributo, value: %d}]\n", 1000*(1+d.r.IntN(900)))
	d.one("evidence_level", indexer.FacetEvidence, content.VocabEvidenceLevels, 0.9)
	d.list("difficulties", indexer.FacetDifficulty, content.VocabDifficulties, 0.4, 1+d.r.IntN(2))
	d.list("document_types", indexer.FacetDocType, content.VocabDocumentTypes, 0.7, 1+d.r.IntN(3))
	fmt.Fprintf(&d.b, "sources: [{url: %q, read: 2026-11}]\npublished: %q\n---\n", "https://example.org/"+regions[0]+"/"+d.ID,
		fmt.Sprintf("2026-%02d-%02d", 1+d.r.IntN(11), 1+d.r.IntN(28)))
}

// draw chooses n terms of a vocabulary, with a likelihood of share; else the
// case does not say.
func (d *draft) draw(f indexer.Facet, v content.Vocabulary, share float64, n int) []string {
	if d.r.Float64() >= share {
		d.Values[f] = []string{indexer.Unknown}
		return nil
	}
	var slugs []string
	for _, k := range d.zipfs[v].some(d.r, n) {
		slugs = append(slugs, d.slugs[v][k])
	}
	d.Values[f] = slugs
	return slugs
}

func (d *draft) list(key string, f indexer.Facet, v content.Vocabulary, share float64, n int) []string {
	slugs := d.draw(f, v, share, n)
	if slugs != nil {
		fmt.Fprintf(&d.b, "%s: [%s]\n", key, strings.Join(slugs, ", "))
	}
	return slugs
}

func (d *draft) one(key string, f indexer.Facet, v content.Vocabulary, share float64) {
	if slugs := d.draw(f, v, share, 1); slugs != nil {
		fmt.Fprintf(&d.b, "%s: %s\n", key, slugs[0])
	}
}

func (d *draft) years() {
	first := 2026 - d.r.IntN(4)*d.r.IntN(4)
	last := first + d.r.IntN(3)
	var years []string
	for y := first; y <= last; y++ {
		years = append(years, strconv.Itoa(y))
	}
	d.Values[indexer.FacetYear] = years
	fmt.Fprintf(&d.b, "years: [%s]\n", strings.Join(years, ", "))
}

func (d *draft) phases() {
	slugs := d.draw(indexer.FacetPhase, content.VocabProcedurePhases, 1, 1+d.r.IntN(5))
	d.b.WriteString("phases:\n")
	for _, slug := range slugs {
		fmt.Fprintf(&d.b, "  - {phase: %s, date: \"%d-%02d\"}\n", slug, 2019+d.r.IntN(8), 1+d.r.IntN(12))
	}
}

// body writes 300 to 600 words under the fixed headings.
func (d *draft) body() {
	headings := []string{
		"Contesto", "Procedura", "Il tavolo", "Risorse", "Che cosa si è fatto", "Esiti", "Difficoltà", "Lezioni",
	}
	left := 300 + d.r.IntN(300)
	var chosen []string
	for _, h := range headings {
		if h == "Contesto" || d.r.IntN(10) < 6 {
			chosen = append(chosen, h)
		}
	}
	d.has(chosen)
	for _, h := range chosen {
		fmt.Fprintf(&d.b, "\n## %s\n", h)
		for n := left / len(chosen); n > 0; n -= 60 {
			fmt.Fprintf(&d.b, "\n%s\n", d.sentences(min(n, 60)))
		}
	}
}

// has notes what the headings promise.
func (d *draft) has(headings []string) {
	var has []string
	if slices.Contains(headings, "Esiti") {
		has = append(has, indexer.HasOutcomes)
	}
	if slices.Contains(headings, "Difficoltà") || d.Values[indexer.FacetDifficulty][0] != indexer.Unknown {
		has = append(has, indexer.HasDifficulties)
	}
	if slices.Contains(headings, "Lezioni") {
		has = append(has, indexer.HasLessons)
	}
	if has == nil {
		has = []string{indexer.Unknown}
	}
	d.Values[indexer.FacetHas] = has
	d.Values[indexer.FacetProvince] = []string{indexer.Unknown}
}

// sentences are at least n words, with a full stop after each sentence.
func (d *draft) sentences(n int) string {
	var out []string
	for n > 0 {
		words := d.note(d.prose.sentence(d.r))
		n -= len(words)
		out = append(out, title(strings.Join(words, " "))+".")
	}
	return strings.Join(out, " ")
}

// words are about n words without a full stop.
func (d *draft) words(n int) []string {
	var out []string
	for len(out) < n {
		out = append(out, d.prose.sentence(d.r)...)
	}
	return d.note(out[:n])
}

// note remembers the made-up words that are written.
func (d *draft) note(words []string) []string {
	for _, w := range words {
		if d.prose.made[w] && !slices.Contains(d.Rare, w) {
			d.Rare = append(d.Rare, w)
		}
	}
	return words
}

// name makes a place out of a made-up word.
func (d *draft) name() string {
	return title(d.note([]string{d.prose.rare[d.prose.zipf.pick(d.r)]})[0])
}

func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
