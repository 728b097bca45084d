package server

import (
	"strings"

	"copratica/content"
	"copratica/indexer"
	"copratica/indexer/italian"
)

// filter is what a filter is called where its group is not named: a place says
// what kind of place it is, for a province and a municipality share many names.
func (w *words) filter(f indexer.Facet, value string, tax *content.Taxonomy) string {
	name := indexer.Label(f, value, w.Lang, tax)
	switch {
	case value == indexer.Unknown:
	case f == indexer.FacetProvince:
		return w.F("filter.province", "Name", w.of(name))
	case f == indexer.FacetMunicipality:
		return w.F("filter.municipality", "Name", w.of(name))
	case f == indexer.FacetAmbito && !saysAmbito(name):
		return w.F("filter.ambito", "Name", name)
	}
	return name
}

// grouped is a filter with its group, unless its name says that already.
func (w *words) grouped(f indexer.Facet, value string, tax *content.Taxonomy) string {
	name := indexer.Label(f, value, w.Lang, tax)
	if label := w.filter(f, value, tax); label != name || f == indexer.FacetAmbito && saysAmbito(name) {
		return label
	}
	return w.T("facet."+string(f)) + ": " + name
}

func saysAmbito(name string) bool { return strings.HasPrefix(italian.Fold(name), "ambito") }

// of is the name of a place after what kind of place it is: in Italian after
// "di", which joins its article.
func (w *words) of(place string) string {
	if w.Lang != langIT {
		return place
	}
	for _, a := range []struct{ article, joined string }{
		{"L'", "dell'"}, {"L’", "dell’"}, {"La ", "della "}, {"Lo ", "dello "}, {"Le ", "delle "}, {"Il ", "del "}, {"I ", "dei "},
		{"Verbano", "del Verbano"}, {"Sud Sardegna", "del Sud Sardegna"},
	} {
		if rest, ok := strings.CutPrefix(place, a.article); ok {
			return a.joined + rest
		}
	}
	return "di " + place
}
