package content

// narrows reports whether somebody may not read any more what they could
// before: the case, a section, an act, the contact. What was not for readers
// before cannot be narrowed for them.
func (l *Library) narrows(before, after Revision, now *Parsed) bool {
	for _, sight := range []Sight{SightVisitor, SightMember} {
		if before.Number == 0 || !sight.SeesCase(before.Status, before.Access) {
			continue
		}
		if !sight.SeesCase(after.Status, after.Access) {
			return true
		}
		was, err := l.Decode(before)
		if err != nil || sight.losesPart(was.Case, now.Case) {
			return true
		}
	}
	return false
}

// losesPart reports whether a part of a case that is open before and after is
// out of this sight only after.
func (s Sight) losesPart(before, after *Case) bool {
	for slug, access := range after.SectionsAccess {
		if s.Sees(sectionAccess(before, slug)) && !s.Sees(access) {
			return true
		}
	}
	for _, was := range before.Attachments {
		if s.Sees(was.Access) && !s.Sees(attachmentAccess(after, was.File)) {
			return true
		}
	}
	was, is := before.Contact, after.Contact
	return was != nil && is != nil && s.Sees(was.Access) && !s.Sees(is.Access)
}

func sectionAccess(c *Case, slug string) Access {
	if a, ok := c.SectionsAccess[slug]; ok {
		return a
	}
	return AccessPublic
}

// attachmentAccess is staff for a file that is not listed.
func attachmentAccess(c *Case, file string) Access {
	for _, a := range c.Attachments {
		if a.File == file {
			return a.Access
		}
	}
	return AccessStaff
}
