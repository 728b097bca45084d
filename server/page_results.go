package server

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"copratica/content"
	"copratica/indexer"
)

// resultsPage is a search, its filters and its hits.
type resultsPage struct {
	frame
	Query     string
	From, To  string
	Action    string // where the form goes
	Label     string // of the box for words
	Heading   string
	Tabs      []tab
	Notices   []string
	Reading   *reading // nil where words were taken as typed
	Proposals []proposal
	Acronyms  []acronym
	Hidden    []field // of the query, what the form does not show
	Chips     []chip
	ClearURL  string
	Groups    []group
	Sorts     []option
	Tiers     []tier
	Acts      []actHit
	EmptyText string
	WaysOut   []wayOut
	Fewer     []wayOut // searches that find more, where this one finds few
	Nearest   *nearest // cases to look at where there are no others
	SomeURL   string   // the same search, with cases that meet only some words
	Pages     []pageLink
	Exports   []link
	titleKey  string
}

// TitleKey is the message of the page's heading.
func (p *resultsPage) TitleKey() string { return p.titleKey }

// Empty reports that there is nothing to show.
func (p *resultsPage) Empty() bool { return len(p.Tiers)+len(p.Acts) == 0 }

type field struct{ Name, Value string }

// A chip is a chosen filter, with the address of the search without it.
type chip struct {
	Label  string
	Remove string // what following it does, in words
	URL    string
}

// A proposal is a filter that the words name.
type proposal struct{ Label, URL, Count string }

// A group is a facet: the values shown at once, and those behind "show more".
type group struct {
	Name    string
	Label   string
	Open    bool
	Chosen  int
	Regions mapRegions
	Levels  []mapLevel
	Years   bool // first and last may be typed
	First   options
	More    options
}

// An option is one value to choose.
type option struct {
	ID, Name, Value, Label, Count string
	Selected, Unknown             bool
}

// A tier is the run of hits that meet the query to the same degree.
type tier struct {
	Title string
	Hits  []hit
}

type pageLink struct {
	Label, URL string // URL is empty for a gap
	Current    bool
}

// shownFacets are the groups of the page; province and status are not among
// them, though an address may hold them.
func shownFacets() []indexer.Facet {
	return []indexer.Facet{
		indexer.FacetRegion, indexer.FacetSector, indexer.FacetInstrument, indexer.FacetEvidence, indexer.FacetYear,
		indexer.FacetTarget, indexer.FacetBodyType, indexer.FacetPhase, indexer.FacetDifficulty, indexer.FacetFunding,
		indexer.FacetHas, indexer.FacetDocType, indexer.FacetInitiative,
	}
}

const (
	openGroups  = 2 // facets that are open from the start
	firstValues = 8 // values of a facet that show at once
)

// results answers GET /casi.
func (s *site) results(c *gin.Context) error {
	if to := turnedYears(c.Request.URL); to != "" {
		c.Redirect(http.StatusSeeOther, to)
		return nil
	}
	p := s.principal(c)
	w := s.wordsOf(c)
	q, notices, err := s.query(c, p)
	if err != nil {
		return err
	}
	q.Lang = w.Lang
	q.Count = shownFacets()
	a, err := s.searchTyped(c, p, q)
	if err != nil {
		return err
	}
	v := resultsView{w: w, tax: s.Library.Taxonomy(), a: a, q: a.Query, path: "/casi", facets: shownFacets(), nouns: caseNouns}
	v.f = s.frame(c, w, v.title())
	page, err := v.page(s.counts(c.Request.Context(), p))
	if err != nil {
		return err
	}
	if v.named, err = s.Finder.Propose(c.Request.Context(), p, v.q); err != nil {
		return err
	}
	if page.Proposals, err = v.proposals(s.counts(c.Request.Context(), p)); err != nil {
		return err
	}
	s.noteMissed(c, q, a)
	if page.Tabs, err = s.tabs(c, p, v, a.Total); err != nil {
		return err
	}
	if page.Fewer, err = s.fewer(c.Request.Context(), p, &v); err != nil {
		return err
	}
	if page.Empty() && a.Total == 0 {
		if page.Nearest, err = s.nearest(c, p, &v); err != nil {
			return err
		}
	}
	page.Acronyms = s.glossary.meanings(q)
	for _, n := range notices {
		if n.Parameter == "lang" { // the path says it
			continue
		}
		page.Notices = append(page.Notices, v.notice(n))
	}
	if q.Page == 1 && len(q.Filters) == 0 && q.Text == "" {
		s.addresses(&page.frame, "/casi")
	}
	c.Writer.Header().Add("Vary", fragmentHeader+", "+askedHeader)
	if c.GetHeader(fragmentHeader) == "results" {
		return s.renderPart(c, http.StatusOK, "results", "results-fragment", page)
	}
	return s.render(c, http.StatusOK, "results", page)
}

// turnedYears is the address with first and last year the right way round; ""
// if they are. People type them in two boxes.
func turnedYears(u *url.URL) string {
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return ""
	}
	from, errFrom := strconv.Atoi(values.Get("from"))
	to, errTo := strconv.Atoi(values.Get("to"))
	if errFrom != nil || errTo != nil || from <= to {
		return ""
	}
	values.Set("from", strconv.Itoa(to))
	values.Set("to", strconv.Itoa(from))
	return address(u.EscapedPath(), values)
}

// resultsView turns an answer into a page.
type resultsView struct {
	f      frame
	w      *words
	tax    *content.Taxonomy
	a      indexer.Answer
	q      indexer.Query   // as it was answered
	path   string          // of this kind of results
	facets []indexer.Facet // the groups shown
	nouns  nouns
	named  []indexer.Proposal // filters that the words name
}

// nouns are the messages that say what there is, or is not.
type nouns struct{ count, words, filters, everything string }

var (
	caseNouns = nouns{"results.cases", "empty.words", "empty.filters", "empty.everything"}
	actNouns  = nouns{"acts.count", "acts.empty.words", "acts.empty.filters", "acts.everything"}
)

func (v *resultsView) title() string {
	if v.q.Text != "" {
		return v.w.F("results.title.query", "Query", v.q.Text)
	}
	return v.w.T("results.title")
}

// blank is the page of a search but for what it found. The first two are messages.
func (v *resultsView) blank(title, label, heading string) *resultsPage {
	page := &resultsPage{
		frame: v.f, titleKey: title, Query: v.q.Text, Action: local(v.w.Lang, v.path), Label: v.w.T(label), Heading: heading,
		Hidden: v.hidden(), Chips: v.chips(), ClearURL: v.unfiltered(), Groups: v.groups(), Sorts: v.sorts(), Reading: v.reading(v.a.Reading),
	}
	if v.q.From > 0 {
		page.From = strconv.Itoa(v.q.From)
	}
	if v.q.To > 0 {
		page.To = strconv.Itoa(v.q.To)
	}
	return page
}

func (v *resultsView) page(count counter) (page *resultsPage, err error) {
	page = v.blank("results.title", "search.label", v.heading())
	page.Tiers, page.Exports, page.Feed = v.tiers(), v.exports(), v.elsewhere("/feed.atom")
	// Only by relevance do other cases follow the counted ones.
	if v.a.Total > 0 && v.words() > 1 && !v.q.Some && v.q.Sort == indexer.SortRelevance && v.a.Coverage != indexer.CoverSome {
		page.SomeURL = v.with("match", "some")
	}
	if len(page.Tiers) == 0 {
		if page.EmptyText, page.WaysOut, err = v.empty(count); err != nil {
			return nil, err
		}
	}
	v.paging(page)
	return page, nil
}

// exports are this search in other forms.
func (v *resultsView) exports() []link {
	return []link{
		{Label: v.w.T("export.csv"), URL: v.elsewhere("/casi.csv")},
		{Label: v.w.T("export.xlsx"), URL: v.elsewhere("/casi.xlsx")},
		{Label: v.w.T("export.json"), URL: v.elsewhere(apiRoot + "/cases")},
		{Label: v.w.T("export.atom"), URL: v.elsewhere("/feed.atom")},
	}
}

// elsewhere is this search, from its first hit, at an address that has the
// language as a parameter.
func (v *resultsView) elsewhere(path string) string {
	values := v.q.Values()
	values.Del("page")
	if v.w.Lang == langEN {
		values.Set("lang", langEN)
	}
	return address(path, values)
}

// proposals are the filters named by the words that find something.
func (v *resultsView) proposals(count counter) ([]proposal, error) {
	var out []proposal
	for _, n := range v.named {
		values := v.q.Values()
		values.Del("page")
		values.Add(string(n.Facet), n.Value)
		values.Del("q")
		if rest := n.Rest.String(); rest != "" {
			values.Set("q", rest)
		}
		total, err := count(values)
		if err != nil {
			return nil, err
		}
		if total > 0 {
			out = append(out, proposal{
				Label: v.w.grouped(n.Facet, n.Value, v.tax), URL: v.url(values), Count: v.w.N(v.nouns.count, total),
			})
		}
	}
	return out, nil
}

// words counts the clauses that a case can meet or miss.
func (v *resultsView) words() int { return len(v.q.Expr.Counted()) }

// pair reports a search for two words: who has nearly all of them has the rarer
// one, and no amount near to one that was typed.
func (v *resultsView) pair() bool {
	counted := v.q.Expr.Counted()
	word := func(i int) bool { return v.q.Expr[i].Kind == indexer.KindWord }
	near := func(c indexer.Correction) bool { return c.Form == indexer.FormNear }
	return len(counted) == 2 && word(counted[0]) && word(counted[1]) && !slices.ContainsFunc(v.a.Corrected, near)
}

// nearAmount reports a search for one amount that nothing has, but something
// has about as much.
func (v *resultsView) nearAmount(r indexer.Reading) bool {
	return v.words() == 1 && len(r.Corrected) == 1 && r.Corrected[0].Form == indexer.FormNear
}

// heading says how many cases there are, and how much of the query they meet.
func (v *resultsView) heading() string {
	switch n := v.a.Total; {
	case n == 0:
		return v.w.T("results.none")
	case v.nearAmount(v.a.Reading):
		return v.w.N("results.near", n)
	case v.a.Relaxed && v.a.Coverage == indexer.CoverMost:
		return v.w.N(v.orPair("results.relaxed.most", "results.relaxed.most.pair"), n)
	case v.a.Relaxed:
		return v.w.N(v.orPair("results.relaxed.some", "results.relaxed.some.pair"), n)
	case v.words() > 1:
		return v.w.N("results.all", n)
	default:
		return v.w.N("results.cases", n)
	}
}

// tiers cuts the hits where the degree changes, with a line at each cut.
func (v *resultsView) tiers() []tier {
	var tiers []tier
	var last indexer.Coverage
	for i, h := range v.a.Hits {
		if i == 0 || h.Coverage != last {
			title := ""
			if h.Coverage != v.a.Coverage {
				title = v.tierTitle(h.Coverage)
			}
			tiers = append(tiers, tier{Title: title})
			last = h.Coverage
		}
		t := &tiers[len(tiers)-1]
		t.Hits = append(t.Hits, v.hit(h))
	}
	return tiers
}

func (v *resultsView) tierTitle(c indexer.Coverage) string {
	switch {
	case c == indexer.CoverMost:
		return v.w.N(v.orPair("results.also.most", "results.also.most.pair"), v.a.Also)
	case v.a.Fill > 0:
		return v.w.N(v.orPair("results.also.fill", "results.also.fill.pair"), v.a.Fill)
	default:
		return v.w.T(v.orPair("results.also.some", "results.also.some.pair"))
	}
}

// orPair is the message for any words, or the one for two.
func (v *resultsView) orPair(some, two string) string {
	if v.pair() {
		return two
	}
	return some
}

// sorts are the orders to choose from. Without words relevance means newest, and
// is sent as relevance, so that words typed next are answered by relevance.
func (v *resultsView) sorts() []option {
	current := v.q.Sort
	if v.q.Text == "" && current == indexer.SortNewest {
		current = indexer.SortRelevance
	}
	var out []option
	for _, sort := range []indexer.Sort{
		indexer.SortRelevance, indexer.SortNewest, indexer.SortOldest, indexer.SortUpdated, indexer.SortTitle,
	} {
		label := sort
		if v.q.Text == "" {
			switch sort {
			case indexer.SortNewest:
				continue
			case indexer.SortRelevance:
				label = indexer.SortNewest
			}
		}
		out = append(out, option{Value: string(sort), Label: v.w.T("sort." + string(label)), Selected: sort == current})
	}
	return out
}
