package content

import (
	"fmt"
	"maps"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/unicode/norm"
)

// validate checks what one key alone cannot tell.
func (d *decoder) validate(c *Case, root *node) {
	d.checkProvince(c, root)
	d.checkDocuments(c, root)
	if !c.Status.Open() {
		return
	}
	// A value that is there and wrong has its own problem.
	if c.Summary == "" && !said(root, "summary") {
		d.missing(root, "summary", "is required of a case that is "+string(c.Status))
	}
	if !said(root, "sources") && !said(root, "attachments") {
		d.missing(root, "sources", "a case that is "+string(c.Status)+" needs at least one source or attachment")
	}
}

// valueOf is the value of a key of a mapping, nil without one.
func valueOf(n *node, name string) *node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return &node{Node: n.Content[i+1], up: n, key: name}
		}
	}
	return nil
}

func said(root *node, name string) bool {
	n := valueOf(root, name)
	return n != nil && !null(n.Node) && !blank(n.Node)
}

// checkProvince compares the province with the regions.
func (d *decoder) checkProvince(c *Case, root *node) {
	province, known := d.tax.Term(VocabProvinces, c.Province)
	if !known || len(c.Region) == 0 {
		return
	}
	for _, region := range c.Region {
		_, known := d.tax.Term(VocabRegions, region)
		if !known || region == RegionNational || region == province.Region {
			return
		}
	}
	detail := fmt.Sprintf("%s (%s) is in %s, not in %s",
		province.Slug, province.IT, province.Region, strings.Join(c.Region, ", "))
	d.problem(valueOf(root, "province"), CodeMismatch, detail)
}

// checkDocuments compares the documents of the phases with the attachments.
func (d *decoder) checkDocuments(c *Case, root *node) {
	phases := valueOf(root, "phases")
	if phases == nil || phases.Kind != yaml.SequenceNode {
		return
	}
	listed := make(map[string]bool)
	var near names
	for _, a := range c.Attachments {
		listed[a.File] = true
		near.add(a.File, a.File)
	}
	for i, item := range phases.Content {
		phase := &node{Node: item, up: phases, index: i}
		if phase.Kind != yaml.MappingNode {
			continue
		}
		documents := valueOf(phase, "documents")
		if documents == nil || documents.Kind != yaml.SequenceNode {
			continue
		}
		for j, document := range documents.Content {
			child := &node{Node: document, up: documents, index: j}
			if document.Kind == yaml.ScalarNode && !null(document) && !listed[document.Value] && !d.full() {
				d.suggest(child, CodeMissing, "is not among the attachments", near.nearest(document.Value))
			}
		}
	}
}

// checkSections warns of a slug that looks like a section's and is none, and
// of one whose heading is no section's: what is below it would be open to all.
// One that is like no heading may be there for a section yet to be written.
func (d *decoder) checkSections(c *Case, body string, root *yaml.Node) {
	if len(c.SectionsAccess) == 0 {
		return
	}
	var sections, headings names
	for _, s := range Sections(body) {
		sections.add(s.Slug, s.Slug)
	}
	for _, h := range Outline(body) {
		headings.add(h.ID, h.ID)
	}
	levels := valueOf(&node{Node: root}, "sections_access")
	for _, slug := range slices.Sorted(maps.Keys(c.SectionsAccess)) {
		if _, ok := sections.exact(slug); ok {
			continue
		}
		detail := "no section has this slug: what was meant is as open as the case"
		if _, ok := headings.exact(slug); ok {
			d.warn(valueOf(levels, slug), CodeMismatch, "a heading within a section cannot have an access of its own", "")
		} else if near := sections.nearest(slug); near != "" {
			d.warn(valueOf(levels, slug), CodeMismatch, detail, near)
		}
	}
}

// fileName decodes the name of an attachment.
func (d *decoder) fileName(to *string) func(*node) {
	return func(n *node) {
		s, ok := d.scalar(n)
		if !ok {
			return
		}
		*to = s
		if err := fileNameFault(s); err != nil && s != "" {
			near := norm.NFC.String(s)
			if fileNameFault(near) != nil {
				near = ""
			}
			d.suggest(n, CodeFormat, err.Error(), near)
		}
	}
}

// address decodes the address of a web page.
func (d *decoder) address(to *string) func(*node) {
	return func(n *node) {
		s := d.textOf(n, maxPageURL, "")
		*to = s
		if s == "" || isAddress(s) {
			return
		}
		near := "https://" + s
		if strings.Contains(s, ":") || !strings.Contains(s, ".") || !isAddress(near) {
			near = ""
		}
		d.suggest(n, CodeFormat, "must be an address that begins with https:// or http://", near)
	}
}

func isAddress(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return false
	}
	return !strings.ContainsAny(s, " \t\n<>\"\\")
}

// email decodes an electronic address.
func (d *decoder) email(to *string) func(*node) {
	return func(n *node) {
		const longest = 254
		*to = d.textOf(n, longest, "")
		if *to != "" && !isEmail(*to) {
			d.problem(n, CodeFormat, "must be an e-mail address like ufficio@comune.example")
		}
	}
}

func isEmail(s string) bool {
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s {
		return false
	}
	_, domain, _ := strings.Cut(s, "@")
	return strings.Contains(domain, ".")
}
