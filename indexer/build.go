package indexer

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"copratica/content"
)

// A Builder turns stored revisions into documents.
type Builder struct {
	library *content.Library
	texts   Texts
	tax     *content.Taxonomy
}

// NewBuilder makes a builder that decodes with the library's vocabularies and
// takes the texts of acts from texts; nil knows none.
func NewBuilder(l *content.Library, texts Texts) *Builder {
	return &Builder{library: l, texts: texts, tax: l.Taxonomy()}
}

// Document is the revision as an index takes it, with the acts whose text is
// known.
func (b *Builder) Document(ctx context.Context, r content.Revision) (Document, error) {
	parsed, err := b.library.Decode(r)
	if err != nil {
		return Document{}, err
	}
	c := parsed.Case
	d := Document{
		ID: r.CaseID, Revision: r.Number, Desk: !c.Status.Open(), Sight: sightOf(c.Access),
		Body: c.PublicBody.Name, Years: c.Years, Factor: factor(c.EvidenceLevel),
	}
	if d.Desk {
		d.Sight = content.SightStaff
	}
	var entries [3]*content.Entry
	var sections map[string]bool
	for sight := range entries {
		e := content.NewEntry(r, parsed, content.Sight(sight))
		entries[sight] = e
		if sight == 0 || e.Body != entries[sight-1].Body {
			sections = told(e.Body)
		}
		d.Values[sight] = values(e, sections)
		d.Card.Attachments[sight] = len(e.Case.Attachments)
		d.Published, d.Updated = string(e.Published), string(e.Updated)
	}
	d.Parts = b.parts(c, entries)
	for i := range d.Parts {
		d.Parts[i].Sight = max(d.Parts[i].Sight, d.Sight)
	}
	fillCard(&d, c)
	if d.Acts, err = b.acts(ctx, c, entries[content.SightStaff]); err != nil {
		return Document{}, err
	}
	for i := range d.Acts {
		d.Acts[i].Sight = max(d.Acts[i].Sight, d.Sight)
	}
	return d, nil
}

func fillCard(d *Document, c *content.Case) {
	attachments := d.Card.Attachments
	d.Card = Card{
		Title: c.Title, Summary: c.Summary, Region: c.Region, Province: c.Province, Municipality: c.Municipality,
		Ambito: c.Ambito, Sectors: c.Sectors, Instrument: c.LegalInstrument, Years: c.Years, PublicBody: c.PublicBody.Name,
		Evidence: c.EvidenceLevel, Status: string(c.Status), Updated: d.Updated, Attachments: attachments,
	}
}

// sightOf is the least sight that a level of access lets in.
func sightOf(a content.Access) content.Sight {
	for s := content.SightVisitor; s < content.SightStaff; s++ {
		if s.Sees(a) {
			return s
		}
	}
	return content.SightStaff
}

// factor lets a story that goes further weigh a little more, at most MaxFactor.
func factor(evidence string) float64 {
	switch evidence {
	case "selezione":
		return 1.02
	case "convenzione":
		return 1.04
	case "attuazione":
		return 1.07
	case "risultati":
		return MaxFactor
	default:
		return 1
	}
}

// values are the facet values of an entry, as its reader may count them.
func values(e *content.Entry, told map[string]bool) map[Facet][]string {
	c := e.Case
	v := map[Facet][]string{
		FacetRegion:     known(c.Region),
		FacetSector:     known(c.Sectors),
		FacetInstrument: one(c.LegalInstrument),
		FacetEvidence:   one(c.EvidenceLevel),
		FacetYear:       years(c.Years),
		FacetTarget:     known(c.TargetGroups),
		FacetBodyType:   one(c.PublicBody.Type),
		FacetPhase:      phases(c.Phases),
		FacetDifficulty: known(c.Difficulties),
		FacetFunding:    known(c.FundingSources),
		FacetHas:        has(e, told),
		FacetDocType:    docTypes(c),
		FacetInitiative: one(c.Initiative),
		FacetProvince:   one(c.Province),
		FacetStatus:     one(string(c.Status)),

		FacetMunicipality: one(nameValue(c.Municipality)),
		FacetAmbito:       one(nameValue(c.Ambito)),
	}
	return v
}

// known keeps apart what was stated to be none, which has no value, from what
// is not known, which has Unknown.
func known(slugs []string) []string {
	if slugs == nil {
		return []string{Unknown}
	}
	return slugs
}

func one(slug string) []string {
	if slug == "" {
		return []string{Unknown}
	}
	return []string{slug}
}

func years(ys []int) []string {
	if ys == nil {
		return []string{Unknown}
	}
	out := make([]string, len(ys))
	for i, y := range ys {
		out[i] = strconv.Itoa(y)
	}
	return out
}

func phases(ps []content.Phase) []string {
	if ps == nil {
		return []string{Unknown}
	}
	var out []string
	for _, p := range ps {
		out = addOnce(out, p.Phase)
	}
	return out
}

func has(e *content.Entry, told map[string]bool) []string {
	var out []string
	if len(e.Case.Attachments) > 0 {
		out = append(out, HasActs)
	}
	if told["esiti"] {
		out = append(out, HasOutcomes)
	}
	if told["difficolta"] || len(e.Case.Difficulties) > 0 {
		out = append(out, HasDifficulties)
	}
	if told["lezioni"] {
		out = append(out, HasLessons)
	}
	if out == nil {
		return []string{Unknown}
	}
	return out
}

// told are those of the sections that HasOutcomes and its like stand for which
// have more than their heading.
func told(body string) map[string]bool {
	told := make(map[string]bool)
	for _, s := range content.Sections(body) {
		switch s.Slug {
		case "esiti", "difficolta", "lezioni":
			told[s.Slug] = told[s.Slug] || len(content.Plain(s.Markdown)) > 1
		}
	}
	return told
}

// docTypes are the kinds of act that exist, attached or not.
func docTypes(c *content.Case) []string {
	out := slices.Clone(c.DocumentTypes)
	for _, a := range c.Attachments {
		if a.Kind != "" {
			out = addOnce(out, a.Kind)
		}
	}
	if out == nil && c.DocumentTypes == nil {
		return []string{Unknown}
	}
	return out
}

func addOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// parts are the texts of a case with the least sight that reaches each.
func (b *Builder) parts(c *content.Case, entries [3]*content.Entry) []Part {
	parts := []Part{{Field: FieldTitle, Text: c.Title}}
	add := func(f Field, s content.Sight, text string) {
		if text = strings.TrimSpace(text); text != "" {
			parts = append(parts, Part{Field: f, Sight: s, Text: text})
		}
	}
	add(FieldSummary, content.SightVisitor, c.Summary)
	for _, label := range b.labels(c) {
		add(FieldLabels, content.SightVisitor, label)
	}
	difficulties := sightOf(content.DifficultiesAccess(c))
	for _, slug := range c.Difficulties {
		add(FieldLabels, difficulties, b.label(content.VocabDifficulties, slug))
	}
	for _, text := range facts(c) {
		add(FieldBody, content.SightVisitor, text)
	}
	addBody(entries, add)
	for _, a := range entries[content.SightStaff].Case.Attachments {
		add(FieldBody, sightOf(a.Access), b.act(a))
	}
	if c.Contact != nil {
		add(FieldBody, sightOf(c.Contact.Access), c.Contact.Office)
	}
	return parts
}

// addBody adds each piece of the text at the least sight whose entry has it.
func addBody(entries [3]*content.Entry, add func(Field, content.Sight, string)) {
	body := "" // of the sight below
	seen := make(map[string]int)
	for sight, e := range entries {
		if e.Body == body {
			continue
		}
		body = e.Body
		now := make(map[string]int)
		for _, text := range content.Plain(body) {
			now[text]++
			if now[text] > seen[text] {
				add(FieldBody, content.Sight(sight), text)
			}
		}
		seen = now
	}
}

// labels are the words that stand for a case's slugs and names.
func (b *Builder) labels(c *content.Case) []string {
	out := []string{c.Municipality, c.Ambito, c.PublicBody.Name, b.label(content.VocabProvinces, c.Province)}
	for vocabulary, slugs := range map[content.Vocabulary][]string{
		content.VocabRegions: c.Region, content.VocabSectors: c.Sectors, content.VocabTargetGroups: c.TargetGroups, content.VocabFundingSources: c.FundingSources,
		content.VocabDocumentTypes: c.DocumentTypes, content.VocabPublicBodyTypes: {c.PublicBody.Type},
		content.VocabLegalInstruments: {c.LegalInstrument}, content.VocabInitiative: {c.Initiative},
	} {
		for _, slug := range slugs {
			out = append(out, b.label(vocabulary, slug))
		}
	}
	slices.Sort(out[4:]) // the map's order must not show
	for _, p := range c.ETSPartners {
		out = append(out, p.Name)
	}
	for _, p := range phases(c.Phases) {
		out = append(out, b.label(content.VocabProcedurePhases, p))
	}
	if len(c.Years) > 0 {
		out = append(out, strings.Join(years(c.Years), ", "))
	}
	return out
}

func (b *Builder) label(v content.Vocabulary, slug string) string { return labelOf(b.tax, v, slug) }

func labelOf(tax *content.Taxonomy, v content.Vocabulary, slug string) string {
	t, _ := tax.Term(v, slug)
	return t.IT
}

// facts are the free texts of the front matter.
func facts(c *content.Case) []string {
	var out []string
	for _, p := range c.Phases {
		out = append(out, p.Note, p.Response)
	}
	for _, a := range c.AmountsEUR {
		out = append(out, strings.TrimPrefix(a.Label+": € "+amountText(a.Value), ": "))
	}
	for _, k := range c.SelectionCriteria {
		out = append(out, k.Criterion)
	}
	return out
}

// amountText is a sum as people write it and look for it: 986.666,65.
func amountText(v float64) string {
	digits := 0
	if v != math.Trunc(v) {
		digits = 2
	}
	return message.NewPrinter(language.Italian).Sprint(number.Decimal(v, number.MinFractionDigits(digits), number.MaxFractionDigits(digits)))
}

func (b *Builder) act(a content.Attachment) string {
	return Act{File: a.File, Title: a.Title, Kind: a.Kind, Number: a.Number, Issuer: a.Issuer}.name(b.tax)
}
