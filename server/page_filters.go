package server

import (
	"html/template"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"copratica/indexer"
)

// groups are the facets with something to choose.
func (v *resultsView) groups() []group {
	var groups []group
	for _, f := range v.facets {
		g := group{Name: string(f), Label: v.w.T("facet." + string(f))}
		for _, n := range v.a.Facets[f] {
			o := option{
				ID:   "f-" + string(f) + "-" + n.Value,
				Name: string(f), Value: n.Value, Label: indexer.Label(f, n.Value, v.w.Lang, v.tax),
				Count: v.w.Int(n.Count), Selected: n.Selected,
			}
			if n.Selected {
				g.Chosen++
			}
			o.Unknown = n.Value == indexer.Unknown
			// A chosen value is never hidden.
			if len(g.First) < firstValues || n.Selected {
				g.First = append(g.First, o)
			} else {
				g.More = append(g.More, o)
			}
		}
		switch f {
		case indexer.FacetRegion:
			g.Regions, g.Levels = v.regions()
		case indexer.FacetYear:
			g.Years = true
			g.Open = v.q.From+v.q.To > 0
		}
		if len(g.First) == 0 && !g.Open {
			continue
		}
		g.Open = g.Open || len(groups) < openGroups || g.Chosen > 0
		groups = append(groups, g)
	}
	return groups
}

// options are the values of a group in their order.
type options []option

// HTML is each option as a label with its check box. As a template, with six
// values to escape for each of a hundred options, it took half of the page's time.
func (all options) HTML() template.HTML {
	var b strings.Builder
	for _, o := range all {
		o.write(&b)
	}
	return template.HTML(b.String())
}

func (o option) write(b *strings.Builder) {
	class, checked := "option", ""
	if o.Unknown {
		class = "option unknown"
	}
	if o.Selected {
		checked = " checked"
	}
	escape := template.HTMLEscapeString
	b.WriteString(`<label class="` + class + `"><input type="checkbox" id="` + escape(o.ID) + `" name="` + escape(o.Name) +
		`" value="` + escape(o.Value) + `"` + checked + `> <span>` + escape(o.Label) + `</span> <span class="count">` +
		escape(o.Count) + "</span></label>\n")
}

// chips are the chosen filters in the order of the facets, then the years.
func (v *resultsView) chips() []chip {
	var chips []chip
	add := func(label, whole, to string) {
		chips = append(chips, chip{Label: label, URL: to, Remove: v.w.F("filters.remove", "Filter", whole)})
	}
	for _, f := range append([]indexer.Facet{indexer.FacetKind}, indexer.Facets()...) {
		for _, value := range v.q.Filters[f] {
			label, whole := v.w.filter(f, value, v.tax), v.w.grouped(f, value, v.tax)
			if value == indexer.Unknown {
				label = whole
			}
			add(label, whole, v.withoutValue(f, value))
		}
	}
	addYear := func(id, name string, year int) {
		if year > 0 {
			label := v.w.F(id, "Year", strconv.Itoa(year))
			add(label, v.w.T("facet.year")+": "+label, v.with(name, ""))
		}
	}
	addYear("filters.from", "from", v.q.From)
	addYear("filters.to", "to", v.q.To)
	return chips
}

// hidden are the parameters that the form keeps without showing them.
func (v *resultsView) hidden() []field {
	values := v.q.Values()
	for _, name := range []string{"q", "from", "to", "sort", "page", "lang"} {
		values.Del(name)
	}
	for _, f := range v.facets {
		values.Del(string(f))
	}
	var fields []field
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			fields = append(fields, field{name, value})
		}
	}
	return fields
}

// with is this search with one parameter set, or taken away by "". Only a
// change of page keeps the page.
func (v *resultsView) with(name, value string) string {
	values := v.q.Values()
	values.Del("page")
	values.Del(name)
	if value != "" {
		values.Set(name, value)
	}
	return v.url(values)
}

// withoutValue is this search with one value of a facet let go.
func (v *resultsView) withoutValue(f indexer.Facet, value string) string {
	values := v.q.Values()
	values.Del("page")
	values[string(f)] = slices.DeleteFunc(values[string(f)], func(s string) bool { return s == value })
	if len(values[string(f)]) == 0 {
		values.Del(string(f))
	}
	return v.url(values)
}

// withValue is this search with one more value of a facet.
func (v *resultsView) withValue(f indexer.Facet, value string) string {
	values := v.q.Values()
	values.Del("page")
	values.Add(string(f), value)
	return v.url(values)
}

// unfiltered is this search with all filters let go.
func (v *resultsView) unfiltered() string { return v.url(v.kept()) }

// kept are the parameters that are no filters.
func (v *resultsView) kept() url.Values {
	kept := url.Values{}
	for _, name := range []string{"q", "sort", "match"} {
		if value := v.q.Values().Get(name); value != "" {
			kept.Set(name, value)
		}
	}
	return kept
}

// notice says that a value was left out, and which one may have been meant.
func (v *resultsView) notice(n indexer.Notice) string {
	pairs := []string{"Value", n.Value, "Group", fieldLabel(v.w, n.Parameter)}
	if n.Nearest == "" {
		return v.w.F("notice.unknown", pairs...)
	}
	nearest := indexer.Label(indexer.Facet(n.Parameter), n.Nearest, v.w.Lang, v.tax)
	if name := n.Parameter + "." + n.Nearest; v.w.has(name) { // an order of results
		nearest = v.w.T(name)
	}
	return v.w.F("notice.nearest", append(pairs, "Nearest", nearest)...)
}
