package server

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"copratica/indexer"
)

// regionShapes are the regions by the ISTAT code of their shape on the map.
var regionShapes = [...]struct{ shape, slug string }{
	{"r01", "piemonte"}, {"r02", "valle-d-aosta"}, {"r03", "lombardia"}, {"r04", "trentino-alto-adige"}, {"r05", "veneto"},
	{"r06", "friuli-venezia-giulia"}, {"r07", "liguria"}, {"r08", "emilia-romagna"}, {"r09", "toscana"}, {"r10", "umbria"},
	{"r11", "marche"}, {"r12", "lazio"}, {"r13", "abruzzo"}, {"r14", "molise"}, {"r15", "campania"}, {"r16", "puglia"},
	{"r17", "basilicata"}, {"r18", "calabria"}, {"r19", "sicilia"}, {"r20", "sardegna"},
}

// A mapRegion is a region as drawn; without cases it has no address.
type mapRegion struct {
	Shape  string
	Level  int    // 0 for none, else 1 to 3 by number of cases
	Title  string // "Lombardia: 9 casi"
	URL    string // the search with the region added, or let go when it is chosen
	Chosen bool
}

// mapRegions are all regions in the order of drawing.
type mapRegions []mapRegion

// HTML draws the regions with their shapes of the file at drawing; without a
// template for the same reason as the options of a group.
func (all mapRegions) HTML(drawing string) template.HTML {
	var b strings.Builder
	for _, r := range all {
		r.write(&b, drawing)
	}
	return template.HTML(b.String())
}

func (r mapRegion) write(b *strings.Builder, drawing string) {
	escape := template.HTMLEscapeString
	use := `<use href="` + escape(drawing+"#"+r.Shape) + `"/>`
	if r.URL == "" {
		b.WriteString(`<use class="region level-0"` + use[len("<use"):] + "\n")
		return
	}
	class := "region level-" + strconv.Itoa(r.Level)
	if r.Chosen {
		class += " chosen"
	}
	title := escape(r.Title)
	b.WriteString(`<a href="` + escape(r.URL) + `" class="` + class + `" id="` + escape(r.Shape) + `" aria-label="` + title +
		`"><title>` + title + `</title>` + use + "</a>\n")
}

// A mapLevel explains a colour.
type mapLevel struct {
	Level int
	Label string
}

const mapLevels = 3

// regions are what the map draws, for the counts of the region facet.
func (v *resultsView) regions() ([]mapRegion, []mapLevel) {
	counts := map[string]indexer.FacetCount{}
	most := 0
	for _, n := range v.a.Facets[indexer.FacetRegion] {
		counts[n.Value] = n
		if slices.ContainsFunc(regionShapes[:], func(r struct{ shape, slug string }) bool { return r.slug == n.Value }) {
			most = max(most, n.Count)
		}
	}
	if most == 0 {
		return nil, nil
	}
	ends := levelEnds(most)
	var drawn, chosen []mapRegion // the chosen ones last: their outline lies over their neighbours'
	for _, r := range regionShapes {
		n := counts[r.slug]
		m := mapRegion{Shape: r.shape, Level: level(ends, n.Count), Chosen: n.Selected}
		if n.Count > 0 || n.Selected {
			key := "map.region"
			m.URL = v.withValue(indexer.FacetRegion, r.slug)
			if n.Selected {
				key = "map.region.chosen"
				m.URL = v.withoutValue(indexer.FacetRegion, r.slug)
			}
			m.Title = v.w.F(key, "Region", indexer.Label(indexer.FacetRegion, r.slug, v.w.Lang, v.tax), "Cases", v.w.N("results.cases", n.Count))
		}
		if m.Chosen {
			chosen = append(chosen, m)
		} else {
			drawn = append(drawn, m)
		}
	}
	return slices.Concat(drawn, chosen), v.legend(ends)
}

// levelEnds are the highest numbers of each level, for most cases in a region.
func levelEnds(most int) []int {
	var ends []int
	for l := 1; l <= mapLevels; l++ {
		end := (most*l + mapLevels - 1) / mapLevels
		if len(ends) == 0 || end > ends[len(ends)-1] {
			ends = append(ends, end)
		}
	}
	return ends
}

func level(ends []int, n int) int {
	if n == 0 {
		return 0
	}
	for i, end := range ends {
		if n <= end {
			return i + 1
		}
	}
	return len(ends)
}

func (v *resultsView) legend(ends []int) []mapLevel {
	from := 1
	var legend []mapLevel
	for i, end := range ends {
		label := v.w.Int(end)
		if from < end {
			label = v.w.Int(from) + "–" + v.w.Int(end)
		}
		legend = append(legend, mapLevel{Level: i + 1, Label: label})
		from = end + 1
	}
	return legend
}
