package content

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// Limits of what a case may hold, far above what real ones do.
const (
	maxID      = 100
	maxTitle   = 300
	maxSummary = 2_000
	maxProse   = 5_000 // notes and responses
	maxLine    = 500   // names, labels
	maxPageURL = 2_000
	maxItems   = 100 // in any list but those that follow
	maxPhases  = 300
	maxFiles   = 500
	maxYears   = 150
	maxCount   = 1_000_000
	maxMonths  = 1_200
	maxPercent = 100
	maxPoints  = 10_000
	maxEuro    = 1e12
	firstYear  = 1900 // as in Date
	lastYear   = 2199
)

// decode makes a Case of the whole tree and checks it.
func (d *decoder) decode(root *node) *Case {
	c := &Case{Status: StatusDraft, Access: AccessPublic}
	d.mapping(root, d.caseKeys(c))
	d.validate(c, root)
	return c
}

// caseKeys are the keys of a case, in the order that Format writes them.
func (d *decoder) caseKeys(c *Case) []key {
	return []key{
		{name: "id", set: d.slug(&c.ID)},
		{name: "title", set: d.line(&c.Title, maxTitle), required: true},
		{name: "summary", set: d.text(&c.Summary, maxSummary)},
		{name: "status", set: choice(d, &c.Status, StatusDraft, StatusReview, StatusPublished, StatusOutdated, StatusWithdrawn)},
		{name: "access", set: choice(d, &c.Access, AccessPublic, AccessMembers)},
		{name: "region", set: d.oneOrMore(&c.Region, VocabRegions), required: true},
		{name: "province", set: d.term(&c.Province, VocabProvinces)},
		{name: "municipality", set: d.line(&c.Municipality, maxLine)},
		{name: "ambito", set: d.line(&c.Ambito, maxLine)},
		{name: "years", set: d.years(&c.Years)},
		{name: "sectors", set: d.terms(&c.Sectors, VocabSectors), required: true},
		{name: "target_groups", set: d.terms(&c.TargetGroups, VocabTargetGroups)},
		{name: "public_body", set: d.publicBody(&c.PublicBody), required: true},
		{name: "ets_partners", set: items(d, &c.ETSPartners, maxItems, d.partnerKeys)},
		{name: "legal_instrument", set: d.term(&c.LegalInstrument, VocabLegalInstruments), required: true},
		{name: "initiative", set: d.term(&c.Initiative, VocabInitiative)},
		{name: "phases", set: items(d, &c.Phases, maxPhases, d.phaseKeys)},
		{name: "funding_sources", set: d.terms(&c.FundingSources, VocabFundingSources)},
		{name: "amounts_eur", set: items(d, &c.AmountsEUR, maxItems, d.amountKeys)},
		{name: "cofunding", set: object(d, &c.Cofunding, d.cofundingKeys)},
		{name: "selection_criteria", set: items(d, &c.SelectionCriteria, maxItems, d.criterionKeys)},
		{name: "proposals_received", set: d.count(&c.ProposalsReceived, maxCount)},
		{name: "partners_selected", set: d.count(&c.PartnersSelected, maxCount)},
		{name: "meetings", set: d.count(&c.Meetings, maxCount)},
		{name: "facilitator", set: d.term(&c.Facilitator, VocabFacilitation)},
		{name: "duration_months", set: d.count(&c.DurationMonths, maxMonths)},
		{name: "evidence_level", set: d.term(&c.EvidenceLevel, VocabEvidenceLevels)},
		{name: "difficulties", set: d.terms(&c.Difficulties, VocabDifficulties)},
		{name: "related", set: items(d, &c.Related, maxItems, d.relationKeys)},
		{name: "contact", set: object(d, &c.Contact, d.contactKeys)},
		{name: "checked", set: object(d, &c.Checked, d.checkedKeys)},
		{name: "sections_access", set: d.sectionsAccess(&c.SectionsAccess)},
		{name: "document_types", set: d.terms(&c.DocumentTypes, VocabDocumentTypes)},
		{name: "sources", set: items(d, &c.Sources, maxItems, d.sourceKeys)},
		{name: "published", set: d.date(&c.Published)},
		{name: "updated", set: d.date(&c.Updated)},
		{name: "attachments", set: d.attachments(&c.Attachments)},
	}
}

func (d *decoder) publicBody(to *PublicBody) func(*node) {
	return func(n *node) {
		d.mapping(n, []key{
			{name: "name", set: d.line(&to.Name, maxLine), required: true},
			{name: "type", set: d.term(&to.Type, VocabPublicBodyTypes)},
		})
	}
}

func (d *decoder) partnerKeys(p *Partner) []key {
	return []key{
		{name: "name", set: d.line(&p.Name, maxLine), required: true},
		{name: "type", set: d.term(&p.Type, VocabETSTypes)},
		{name: "role", set: d.term(&p.Role, VocabPartnerRoles)},
	}
}

func (d *decoder) phaseKeys(p *Phase) []key {
	return []key{
		{name: "phase", set: d.term(&p.Phase, VocabProcedurePhases), required: true},
		{name: "date", set: d.date(&p.Date)},
		{name: "outcome", set: d.term(&p.Outcome, VocabPhaseOutcomes)},
		{name: "note", set: d.text(&p.Note, maxProse)},
		{name: "response", set: d.text(&p.Response, maxProse)},
		{name: "documents", set: d.uniqueOf(&p.Documents, func(n *node) string { return d.textOf(n, maxFileName, "") })},
	}
}

func (d *decoder) amountKeys(a *Amount) []key {
	return []key{
		{name: "label", set: d.line(&a.Label, maxLine)},
		{name: "value", set: d.euro(func(x float64) { a.Value = x }), required: true},
		{name: "kind", set: d.term(&a.Kind, VocabAmountKinds)},
	}
}

func (d *decoder) cofundingKeys(f *Cofunding) []key {
	return []key{
		{name: "value", set: d.euro(func(x float64) { f.Value = &x })},
		{name: "percent", set: d.number(&f.Percent, maxPercent)},
		{name: "forms", set: d.terms(&f.Forms, VocabCofundingForms)},
	}
}

func (d *decoder) criterionKeys(c *Criterion) []key {
	return []key{
		{name: "criterion", set: d.line(&c.Criterion, maxLine), required: true},
		{name: "points", set: d.number(&c.Points, maxPoints)},
	}
}

func (d *decoder) relationKeys(r *Relation) []key {
	return []key{
		{name: "id", set: d.slug(&r.ID), required: true},
		{name: "relation", set: d.term(&r.Relation, VocabRelations)},
	}
}

func (d *decoder) contactKeys(c *Contact) []key {
	c.Access = AccessMembers
	return []key{
		{name: "office", set: d.line(&c.Office, maxLine)},
		{name: "email", set: d.email(&c.Email)},
		{name: "access", set: choice(d, &c.Access, AccessPublic, AccessMembers, AccessStaff)},
	}
}

func (d *decoder) checkedKeys(c *Checked) []key {
	return []key{
		{name: "by", set: choice(d, &c.By, "fonte", "ente", "redazione"), required: true},
		{name: "date", set: d.date(&c.Date)},
	}
}

func (d *decoder) sourceKeys(s *Source) []key {
	return []key{
		{name: "url", set: d.address(&s.URL), required: true},
		{name: "title", set: d.line(&s.Title, maxLine)},
		{name: "read", set: d.date(&s.Read)},
	}
}

func (d *decoder) attachmentKeys(a *Attachment) []key {
	a.Access = AccessStaff
	return []key{
		{name: "file", set: d.fileName(&a.File), required: true},
		{name: "title", set: d.line(&a.Title, maxLine)},
		{name: "kind", set: d.term(&a.Kind, VocabDocumentTypes)},
		{name: "phase", set: d.term(&a.Phase, VocabProcedurePhases)},
		{name: "number", set: d.line(&a.Number, maxLine)},
		{name: "issuer", set: d.line(&a.Issuer, maxLine)},
		{name: "date", set: d.date(&a.Date)},
		{name: "licence", set: d.line(&a.Licence, maxLine)},
		{name: "source_url", set: d.address(&a.SourceURL)},
		{name: "captured", set: d.date(&a.Captured)},
		{name: "received_from", set: d.line(&a.ReceivedFrom, maxLine)},
		{name: "access", set: choice(d, &a.Access, AccessPublic, AccessMembers, AccessStaff)},
	}
}

// attachments decodes the acts; no two may have the same name to a file system.
func (d *decoder) attachments(to *[]Attachment) func(*node) {
	return func(n *node) {
		seen := make(map[string]bool)
		listOf(d, to, maxFiles, func(child *node) Attachment {
			var a Attachment
			d.mapping(child, d.attachmentKeys(&a))
			folded := FoldFileName(a.File)
			if a.File != "" && seen[folded] {
				p := Problem{Field: child.path() + ".file", Line: child.Line, Code: CodeDuplicate, Value: shorten(a.File)}
				p.Detail = "another attachment has this name, but for capital letters"
				d.add(p)
			}
			seen[folded] = true
			return a
		})(n)
	}
}

// oneOrMore decodes one slug or a list of them.
func (d *decoder) oneOrMore(to *[]string, v Vocabulary) func(*node) {
	return func(n *node) {
		if n.Kind == yaml.ScalarNode {
			if slug := d.termOf(n, v); slug != "" {
				*to = []string{slug}
			}
			return
		}
		d.terms(to, v)(n)
	}
}

// years decodes a list of years, or a range: without an end it runs through
// the current year.
func (d *decoder) years(to *[]int) func(*node) {
	return func(n *node) {
		if n.Kind == yaml.MappingNode {
			d.yearRange(n, to)
			return
		}
		listOf(d, to, maxYears, func(child *node) int {
			year, ok := d.wholeOf(child, firstYear, lastYear)
			if ok && slices.Contains(*to, year) {
				d.problem(child, CodeDuplicate, "stands in the list twice")
			}
			return year
		})(n)
		slices.Sort(*to)
	}
}

func (d *decoder) yearRange(n *node, to *[]int) {
	var from, until *int
	year := func(to **int) func(*node) {
		return func(n *node) {
			if y, ok := d.wholeOf(n, firstYear, lastYear); ok {
				*to = &y
			}
		}
	}
	before := len(d.problems)
	d.mapping(n, []key{{name: "from", set: year(&from), required: true}, {name: "to", set: year(&until)}})
	if len(d.problems) > before {
		return
	}
	last := max(*from, d.year)
	if until != nil {
		last = *until
	}
	if last < *from || last-*from >= maxYears {
		d.problem(n, CodeRange, fmt.Sprintf("runs from %d to %d: must go forward, over at most %d years", *from, last, maxYears))
		return
	}
	for y := *from; y <= last; y++ {
		*to = append(*to, y)
	}
}

// sectionsAccess decodes levels of access by the slugs of headings.
func (d *decoder) sectionsAccess(to *map[string]Access) func(*node) {
	return func(n *node) {
		levels := make(map[string]Access)
		var keys []key
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			heading := n.Content[i]
			keys = append(keys, key{name: heading.Value, set: func(n *node) {
				var level Access
				choice(d, &level, AccessPublic, AccessMembers, AccessStaff)(n)
				levels[n.key] = level
			}})
			if !isSlug(heading.Value) {
				at := &node{Node: heading, up: n, key: heading.Value}
				d.suggest(at, CodeFormat, "is not the slug of a heading", nearSlug(heading.Value))
			}
		}
		if len(keys) > maxItems {
			d.problem(n, CodeRange, fmt.Sprintf("names %d headings, at most %d are allowed", len(keys), maxItems))
			return
		}
		d.mapping(n, keys)
		*to = levels
	}
}
