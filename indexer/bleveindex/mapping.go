package bleveindex

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// layouts tells the history of what is written into an index. The last one is
// what this program writes; changing fields, weights or records adds a line.
var layouts = [...]string{
	"1: words in s x t b by sight; stored row and record",
	"2: passages of acts, an index of their own",
	"3: the ambito in the record",
	"4: amounts of the front matter as people write them",
	"5: municipality and ambito in the row",
	"6: years among the labels",
}

// layoutNames is the first layout with the facets of names.
const layoutNames = 5

// oldestReadable is the first layout that this program can still serve while
// it builds a newer one.
const oldestReadable = 2

// The names of the fields. Each but the stored ones has a family by sight: s0, s1, s2.
const (
	fieldStem  = "s" // stems of all parts, weighted by kind of part
	fieldExact = "x" // folded words of all parts, with positions, stop words included
	fieldTitle = "t" // stems and exact words of the title
	fieldBody  = "b" // stems and exact words of the public body's name

	fieldRecord = "d" // stored: what a hit shows
	fieldRow    = "r" // stored: what the columns hold
	fieldCase   = "c" // of a passage: the case it belongs to
)

// exactMark parts exact words from stems in the fields that hold both.
const exactMark = "="

// The weights of a word by the kind of part it stands in: how many times it counts.
const (
	weightTitle   = 4
	weightSummary = 2
	weightLabels  = 2
	weightBody    = 1
)

// Positions tell the kind of part: bodies come first, because they are many
// and small numbers are stored in fewer bytes.
const (
	regionLabels  = 1 << 20
	regionSummary = regionLabels + 1<<18
	regionTitle   = regionSummary + 1<<18
	regionEnd     = regionTitle + 1<<18
)

// partGap is the distance between the last word of a part and the first of the
// next: more than the words a phrase can have.
const partGap = 100

// A region is where the words of a kind of part stand and what they weigh.
type region struct {
	from, to int // positions, to excluded
	weight   int
}

// regionOf returns the region of a kind of part.
func regionOf(f indexer.Field) region {
	switch f {
	case indexer.FieldTitle:
		return region{regionTitle, regionEnd, weightTitle}
	case indexer.FieldSummary:
		return region{regionSummary, regionTitle, weightSummary}
	case indexer.FieldLabels:
		return region{regionLabels, regionSummary, weightLabels}
	default:
		return region{1, regionLabels, weightBody}
	}
}

// weightAt returns the weight of a word by its position.
func weightAt(pos uint32) uint32 {
	switch {
	case pos < regionLabels:
		return weightBody
	case pos < regionSummary:
		return weightLabels
	case pos < regionTitle:
		return weightSummary
	default:
		return weightTitle
	}
}

// family is the field of one name for one sight.
func family(name string, s content.Sight) string { return name + string('0'+rune(s)) }

// families returns the fields of one name that a sight reaches.
func families(name string, s content.Sight) []string {
	names := [...]string{family(name, 0), family(name, 1), family(name, 2)}
	return names[:s+1]
}

// clampSight keeps a sight within the three that exist.
func clampSight(s content.Sight) content.Sight {
	return min(max(s, content.SightVisitor), content.SightStaff)
}

// layoutText is what a generation stores of the layout that wrote it: its
// number and the order of the facets in a row.
func layoutText(layout int) string {
	names := make([]string, 0, len(indexer.Facets()))
	for _, f := range indexer.Facets() {
		if layout >= layoutNames || !slices.Contains(indexer.NameFacets(), f) {
			names = append(names, string(f))
		}
	}
	return fmt.Sprint(layout, " ", strings.Join(names, ","))
}

// readableLayout reports whether this program can serve what a layout wrote.
func readableLayout(stored string) bool {
	for l := oldestReadable; l <= len(layouts); l++ {
		if stored == layoutText(l) {
			return true
		}
	}
	return false
}

// mappingHash names the layout and the analysis that this program writes.
func mappingHash() string {
	h := fnv.New32a()
	fmt.Fprintln(h, layoutText(len(layouts)))
	for _, tokens := range [][]italian.Token{italian.Analyze(analysisProbe), italian.AnalyzeQuery(analysisProbe)} {
		for _, t := range tokens {
			fmt.Fprintln(h, t.Exact, t.Stem, t.Pos, t.Variant)
		}
	}
	return fmt.Sprintf("%08x", h.Sum32())
}

// analysisProbe is a text that shows the rules of the analysis: when one of
// them changes, so does the hash, and the index is built anew.
const analysisProbe = `Dell'ente, dell’ente; gli enti. Un'esperienza, quest'anno, sant'Anna, com'è, qualita' e città.
Bando bandi rete reti casa case caso banche larghe anziano anziani poverta povertà cooperative famiglie,
comunità comuni comune leggi legge assistenza assistente orti poveri carceri, progettazione progetti attività.
Co-progettazione, co progettazione, coprogettazione, ri-progettare, multi-utenza. Art. 55, artt. 55-57,
art. 55 comma 3, c. 4, d.lgs. 117/2017, D. Lgs. n. 117 del 2017, L.R. Toscana 65/2020, DPCM 30.3.2001. ETS, A.T.S.,
S.p.A., P.I.P.P.I. 10.000, € 1.500,00, 1500, 300mila, 45 mila, un milione, 50%, 2021-2023, 12/05/2023, 3° settore, IV.
Gestire, gestisce, gestiscono, coprogettando, domanda, affido, affida, Trento, coinvolgere, coinvolti. Dopo di noi, durante noi, senza dimora. info@ente.it, www.ente.it/avviso, n. 45. Quali, come, dove, quanto, chi?`
