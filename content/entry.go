package content

// An Entry is a case as one principal may read it: what their sight does not
// reach is not in it.
type Entry struct {
	Case *Case
	Body string // Markdown, without the sections out of sight
	// Restricted says that part of what is in the entry is not public. It is
	// never set for a visitor, who must not learn that there is more.
	Restricted bool
	Files      []File // those of Case.Attachments, in their order
	Revision   int
	Published  Date // front matter's, else the day it was first stored open; "" if never
	Updated    Date // front matter's, else the day the revision was stored
}

// NewEntry cuts a revision's parsed text down to what sight reaches.
func NewEntry(r Revision, p *Parsed, sight Sight) *Entry {
	c := *p.Case
	e := &Entry{Case: &c, Revision: r.Number, Published: c.Published, Updated: c.Updated}
	if e.Published == "" {
		e.Published = Day(r.FirstOpen)
	}
	if e.Updated == "" {
		e.Updated = Day(r.At)
	}
	e.Body, _ = Visible(p.Body, c.SectionsAccess, sight)
	c.Attachments = append(stored(c.Attachments, r.Files), unlisted(c.Attachments, r.Files)...)
	e.Restricted = sight > SightVisitor && (c.Access != AccessPublic || restricted(&c))
	redact(&c, sight)
	for _, a := range c.Attachments {
		e.Files = append(e.Files, fileNamed(r.Files, a.File))
	}
	return e
}

// stored leaves out the attachments whose bytes were purged: the text goes on
// naming them. If nothing else is left, what there is counts as not known.
func stored(listed []Attachment, files []File) []Attachment {
	if len(listed) == 0 {
		return listed
	}
	var left []Attachment
	for _, a := range listed {
		if fileNamed(files, a.File).Digest != "" {
			left = append(left, a)
		}
	}
	return left
}

// unlisted makes a record, for staff, of each file that front matter does not list.
func unlisted(listed []Attachment, files []File) []Attachment {
	var more []Attachment
	for _, f := range files {
		if !lists(listed, f.Name) {
			more = append(more, Attachment{File: f.Name, Access: AccessStaff})
		}
	}
	return more
}

func lists(as []Attachment, name string) bool {
	for _, a := range as {
		if a.File == name {
			return true
		}
	}
	return false
}

func fileNamed(files []File, name string) File {
	for _, f := range files {
		if f.Name == name {
			return f
		}
	}
	return File{Name: name}
}

func restricted(c *Case) bool {
	for _, a := range c.SectionsAccess {
		if a != AccessPublic {
			return true
		}
	}
	for _, a := range c.Attachments {
		if a.Access != AccessPublic {
			return true
		}
	}
	return c.Contact != nil && c.Contact.Access != AccessPublic
}

// redact removes from c, which the caller owns, what sight does not reach.
func redact(c *Case, sight Sight) {
	if !sight.Sees(DifficultiesAccess(c)) {
		c.Difficulties = nil
	}
	if c.Contact != nil && !sight.Sees(c.Contact.Access) {
		c.Contact = nil
	}
	access := make(map[string]Access)
	for slug, a := range c.SectionsAccess {
		if sight.Sees(a) {
			access[slug] = a
		}
	}
	c.SectionsAccess = access
	if len(access) == 0 {
		c.SectionsAccess = nil
	}
	if c.Attachments == nil {
		return
	}
	seen := make([]Attachment, 0, len(c.Attachments))
	for _, a := range c.Attachments {
		if sight.Sees(a.Access) {
			seen = append(seen, a)
		}
	}
	if len(seen) == 0 && len(c.Attachments) > 0 {
		seen = nil // "none" would be untrue, and "some" would betray them
	}
	c.Attachments = seen
	c.Phases = withoutDocuments(c.Phases, seen)
}

func withoutDocuments(phases []Phase, seen []Attachment) []Phase {
	if phases == nil {
		return nil
	}
	out := make([]Phase, len(phases))
	for i, ph := range phases {
		var docs []string
		for _, d := range ph.Documents {
			if lists(seen, d) {
				docs = append(docs, d)
			}
		}
		ph.Documents = docs
		out[i] = ph
	}
	return out
}

// DifficultiesAccess is who may know the difficulties of a case: the front
// matter's list goes with the section that tells them.
func DifficultiesAccess(c *Case) Access {
	if a, ok := c.SectionsAccess["difficolta"]; ok {
		return a
	}
	return AccessPublic
}
