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
