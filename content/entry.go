package content

import "time"

// An Entry is a case as one principal may read it: what their sight does not
// reach is not in it.
type Entry struct {
	Case      *Case
	Body      string // Markdown, without the sections out of sight
	Hidden    bool   // something was left out that members could read
	Files     []File // those of Case.Attachments, which has only those in sight
	Revision  int
	Published time.Time // front matter's, else when it was first stored open; zero if never
	Updated   time.Time // front matter's, else when the revision was stored
}
