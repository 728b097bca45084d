package content

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Format writes a whole case text in the order and style of the documentation:
// Parse gives c and body back. What is not known is left out, what is none is
// written as []. Comments and unknown keys are not in a Case; to change a text
// that has them use SetKeys.
//
// A string that is not UTF-8 or a number that is not finite is ErrInvalid, a
// text too long to be parsed is ErrTooLarge.
func Format(c *Case, body string) ([]byte, error) {
	f := caseFields(c)
	if f.fault != nil {
		return nil, fmt.Errorf("format case %s: %w", c.ID, f.fault)
	}
	text := "---\n" + strings.Join(f.list, "\n") + "\n---\n" + body
	if _, err := findFences([]byte(text)); err != nil {
		return nil, fmt.Errorf("format case %s: %w", c.ID, err)
	}
	return []byte(text), nil
}

func caseFields(c *Case) *fields {
	f := &fields{}
	f.text("id", c.ID)
	f.text("title", c.Title)
	f.text("summary", c.Summary)
	f.text("status", string(c.Status))
	f.text("access", string(c.Access))
	if len(c.Region) == 1 {
		f.text("region", c.Region[0])
	} else {
		f.names("region", c.Region)
	}
	f.text("province", c.Province)
	f.text("municipality", c.Municipality)
	f.text("ambito", c.Ambito)
	f.years("years", c.Years)
	f.names("sectors", c.Sectors)
	f.names("target_groups", c.TargetGroups)
	f.object("public_body", publicBodyFields(c.PublicBody))
	list(f, "ets_partners", c.ETSPartners, partnerFields)
	f.text("legal_instrument", c.LegalInstrument)
	f.text("initiative", c.Initiative)
	list(f, "phases", c.Phases, phaseFields)
	f.names("funding_sources", c.FundingSources)
	list(f, "amounts_eur", c.AmountsEUR, amountFields)
	if c.Cofunding != nil {
		f.object("cofunding", cofundingFields(*c.Cofunding))
	}
	list(f, "selection_criteria", c.SelectionCriteria, criterionFields)
	f.count("proposals_received", c.ProposalsReceived)
	f.count("partners_selected", c.PartnersSelected)
	f.count("meetings", c.Meetings)
	f.text("facilitator", c.Facilitator)
	f.count("duration_months", c.DurationMonths)
	f.text("evidence_level", c.EvidenceLevel)
	f.names("difficulties", c.Difficulties)
	list(f, "related", c.Related, relationFields)
	if c.Contact != nil {
		f.object("contact", contactFields(*c.Contact))
	}
	if c.Checked != nil {
		f.object("checked", checkedFields(*c.Checked))
	}
	if c.SectionsAccess != nil {
		f.object("sections_access", accessFields(c.SectionsAccess))
	}
	f.names("document_types", c.DocumentTypes)
	list(f, "sources", c.Sources, sourceFields)
	f.text("published", string(c.Published))
	f.text("updated", string(c.Updated))
	list(f, "attachments", c.Attachments, attachmentFields)
	return f
}

func publicBodyFields(b PublicBody) *fields {
	f := &fields{}
	f.text("name", b.Name)
	f.text("type", b.Type)
	return f
}

func partnerFields(p Partner) *fields {
	f := &fields{}
	f.text("name", p.Name)
	f.text("type", p.Type)
	f.text("role", p.Role)
	return f
}

func phaseFields(p Phase) *fields {
	f := &fields{}
	f.text("phase", p.Phase)
	f.text("date", string(p.Date))
	f.text("outcome", p.Outcome)
	f.text("note", p.Note)
	f.text("response", p.Response)
	f.names("documents", p.Documents)
	return f
}

func amountFields(a Amount) *fields {
	f := &fields{}
	f.text("label", a.Label)
	f.number("value", &a.Value)
	f.text("kind", a.Kind)
	return f
}

func cofundingFields(c Cofunding) *fields {
	f := &fields{}
	f.number("value", c.Value)
	f.number("percent", c.Percent)
	f.names("forms", c.Forms)
	return f
}

func criterionFields(c Criterion) *fields {
	f := &fields{}
	f.text("criterion", c.Criterion)
	f.number("points", c.Points)
	return f
}

func relationFields(r Relation) *fields {
	f := &fields{}
	f.text("id", r.ID)
	f.text("relation", r.Relation)
	return f
}

func contactFields(c Contact) *fields {
	f := &fields{}
	f.text("office", c.Office)
	f.text("email", c.Email)
	f.text("access", string(c.Access))
	return f
}

func checkedFields(c Checked) *fields {
	f := &fields{}
	f.text("by", c.By)
	f.text("date", string(c.Date))
	return f
}

func accessFields(levels map[string]Access) *fields {
	f := &fields{}
	for _, heading := range slices.Sorted(maps.Keys(levels)) {
		f.text(scalarText(heading), string(levels[heading]))
	}
	return f
}

func sourceFields(s Source) *fields {
	f := &fields{}
	f.text("url", s.URL)
	f.text("title", s.Title)
	f.text("read", string(s.Read))
	return f
}

func attachmentFields(a Attachment) *fields {
	f := &fields{}
	f.text("file", a.File)
	f.text("title", a.Title)
	f.text("kind", a.Kind)
	f.text("phase", a.Phase)
	f.text("number", a.Number)
	f.text("issuer", a.Issuer)
	f.text("date", string(a.Date))
	f.text("licence", a.Licence)
	f.text("source_url", a.SourceURL)
	f.text("captured", string(a.Captured))
	f.text("received_from", a.ReceivedFrom)
	f.text("access", string(a.Access))
	return f
}
