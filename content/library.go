package content

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// A CaseStore is what a Library needs of a store.
type CaseStore interface {
	Store
	HeadStore
	TextReader
}

// A TextReader is the part of Texts that readers need.
type TextReader interface {
	Text(ctx context.Context, d Digest, page int) (Text, error)
	States(ctx context.Context, ds []Digest) (map[Digest]TextHead, error)
}

// A Library is the one way to cases for anybody who acts for a person: every
// method takes the principal who asks and keeps to what they may do.
type Library struct {
	store CaseStore
	blobs Blobs
	tax   *Taxonomy
	spool string
	now   func() time.Time
}

// NewLibrary makes a library over a store and its blobs. Uploads are spooled
// in the folder spool, which must exist.
func NewLibrary(store CaseStore, blobs Blobs, tax *Taxonomy, spool string) *Library {
	return &Library{store: store, blobs: blobs, tax: tax, spool: spool, now: time.Now}
}

// Taxonomy is the vocabularies the cases are written in.
func (l *Library) Taxonomy() *Taxonomy { return l.tax }

// Read returns a case as p may read it; ErrNotFound for a case that is not
// there and for one that p may not see alike.
func (l *Library) Read(ctx context.Context, p Principal, id string) (*Entry, error) {
	r, parsed, err := l.current(ctx, p, id)
	if err != nil {
		return nil, err
	}
	e := NewEntry(r, parsed, p.Sight())
	if err := l.dropUnseen(ctx, p, e.Case); err != nil {
		return nil, err
	}
	return e, nil
}

func (l *Library) current(ctx context.Context, p Principal, id string) (Revision, *Parsed, error) {
	r, err := l.store.Case(ctx, id)
	if err != nil {
		return r, nil, fmt.Errorf("read case %s: %w", id, err)
	}
	if !p.Sight().SeesCase(r.Status, r.Access) {
		return r, nil, fmt.Errorf("read case %s: %w", id, ErrNotFound)
	}
	parsed, err := l.Decode(r)
	if err != nil {
		return r, nil, fmt.Errorf("read case %s: %w", id, err)
	}
	return r, parsed, nil
}

// Decode parses a stored revision. Its text was valid when it was accepted;
// what a later vocabulary would refuse is let through.
func (l *Library) Decode(r Revision) (*Parsed, error) {
	parsed, err := parseStored([]byte(r.Text), l.tax, l.now().Year())
	if err != nil {
		return nil, fmt.Errorf("parse revision %d: %w", r.Number, err)
	}
	parsed.Case.ID = r.CaseID
	return parsed, nil
}

// dropUnseen leaves only relations to cases that p may see.
func (l *Library) dropUnseen(ctx context.Context, p Principal, c *Case) error {
	if len(c.Related) == 0 {
		return nil
	}
	ids := make([]string, len(c.Related))
	for i, r := range c.Related {
		ids[i] = r.ID
	}
	seen, err := l.Seen(ctx, p, ids)
	if err != nil {
		return err
	}
	var related []Relation
	for _, r := range c.Related {
		if seen[r.ID] > 0 {
			related = append(related, r)
		}
	}
	c.Related = related
	return nil
}

// Seen returns those of the ids that p may see now, with their current revision.
func (l *Library) Seen(ctx context.Context, p Principal, ids []string) (map[string]int, error) {
	heads, err := l.store.Heads(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("look up %d cases: %w", len(ids), err)
	}
	seen := make(map[string]int, len(heads))
	for id, h := range heads {
		if p.Sight().SeesCase(h.Status, h.Access) {
			seen[id] = h.Revision
		}
	}
	return seen, nil
}

// An Upload is a file that comes with a case text: one to be opened, or one
// that is spooled already.
type Upload struct {
	Name    string
	Open    func() (io.ReadCloser, error)
	Spooled *Spooled // wins over Open; the caller closes it
}

// AnyRevision as Draft.Expect saves over whatever is current.
const AnyRevision = -1

// A Draft is a case text to save, with the files sent beside it.
type Draft struct {
	ID     string // the folder or address it comes under; the text may repeat it, not contradict it
	Text   []byte
	Files  []Upload
	Expect int // the revision it was written over: 0 for a new case, or AnyRevision
}

// Saved tells what became of a Draft.
type Saved struct {
	ID        string
	Revision  int
	Unchanged bool // same text and files as stored: no revision was made
	Seq       Seq  // of the change; 0 if unchanged
	// Narrowed says that somebody may not read any more what they could before.
	Narrowed bool
	Warnings []Problem
}

// MaxFile bounds an attachment's size in bytes.
const MaxFile = 512 << 20

// Save validates a draft, stores its files and appends it as a revision by p.
// Nothing is visible unless all of it is stored. Staff only: ErrForbidden.
// ErrInvalid lists what is wrong, ErrConflict tells that d.Expect is not
// current, ErrTooLarge a file beyond MaxFile. ErrUnavailable and ErrFull say
// that nothing was saved, since it could not be. Listed files that are not sent
// stay as they are stored; sent files that are not listed are kept for staff
// and warned of.
func (l *Library) Save(ctx context.Context, p Principal, d Draft) (Saved, error) {
	if !p.MayWrite() {
		return Saved{}, fmt.Errorf("save case %s: %w", d.ID, ErrForbidden)
	}
	parsed, err := Parse(d.Text, l.tax, l.now().Year())
	if err != nil {
		return Saved{}, fmt.Errorf("save case %s: %w", d.ID, err)
	}
	id, err := draftID(d, parsed.Case.ID)
	if err != nil {
		return Saved{}, fmt.Errorf("save case %s: %w", d.ID, err)
	}
	for try := 0; ; try++ {
		saved, err := l.append(ctx, p, id, d, parsed)
		if d.Expect != AnyRevision || try == 4 || !errors.Is(err, ErrConflict) {
			return saved, err
		}
	}
}

func draftID(d Draft, written string) (string, error) {
	folder := d.ID
	switch {
	case written == "" && len(folder) <= maxID && isSlug(folder):
		return folder, nil
	case written == "":
		return "", &InvalidError{Problems: []Problem{{
			Field: "id", Code: CodeFormat, Value: folder, Detail: "lower-case letters, digits and single hyphens only",
		}}}
	case folder == "" || folder == written:
		return written, nil
	}
	return "", &InvalidError{Problems: []Problem{{
		Field: "id", Line: lineOf(d.Text, "id", 0), Code: CodeMismatch, Value: written, Nearest: folder, Detail: "the id differs from the folder's name",
	}}}
}

func (l *Library) append(ctx context.Context, p Principal, id string, d Draft, parsed *Parsed) (Saved, error) {
	current, err := l.store.Case(ctx, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Saved{}, fmt.Errorf("save case %s: %w", id, err)
	}
	if d.Expect != AnyRevision && d.Expect != current.Number {
		return Saved{}, fmt.Errorf("save case %s over revision %d: %w", id, d.Expect, ErrConflict)
	}
	files, warnings, err := l.files(ctx, d, parsed.Case.Attachments, current)
	if err != nil {
		return Saved{}, fmt.Errorf("save case %s: %w", id, err)
	}
	saved := Saved{ID: id, Revision: current.Number, Warnings: append(parsed.Warnings, warnings...)}
	if current.Number > 0 && sameFiles(files, current.Files) && l.sameText(d.Text, current) {
		saved.Unchanged = true
		return saved, nil
	}
	r, err := l.commit(ctx, Revision{
		CaseID: id, Number: current.Number + 1, Text: string(d.Text), Files: files,
		Status: parsed.Case.Status, Access: parsed.Case.Access, Author: p.Name, At: l.now().UTC().Truncate(time.Microsecond),
	})
	if err != nil {
		return Saved{}, fmt.Errorf("save case %s: %w", id, err)
	}
	saved.Revision, saved.Seq, saved.Narrowed = r.Number, r.Seq, l.narrows(current, r, parsed)
	return saved, nil
}

// commitTimeout is how long the store has for the transaction of a save.
const commitTimeout = 20 * time.Second

// commit appends a revision whether or not somebody still waits for it: one
// that is cut off in mid-transaction would leave nobody knowing.
func (l *Library) commit(ctx context.Context, r Revision) (Revision, error) {
	if err := ctx.Err(); err != nil {
		return Revision{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commitTimeout)
	defer cancel()
	return l.store.PutCase(ctx, r)
}

// Withdraw takes a case from the readers: its status becomes withdrawn, its
// text stays otherwise as it is. Errors are those of Save; ErrNotFound if there
// is no such case.
func (l *Library) Withdraw(ctx context.Context, p Principal, id string, expect int) (Saved, error) {
	if !p.MayWrite() {
		return Saved{}, fmt.Errorf("withdraw case %s: %w", id, ErrForbidden)
	}
	current, err := l.store.Case(ctx, id)
	if err != nil {
		return Saved{}, fmt.Errorf("withdraw case %s: %w", id, err)
	}
	if expect != AnyRevision && expect != current.Number {
		return Saved{}, fmt.Errorf("withdraw case %s over revision %d: %w", id, expect, ErrConflict)
	}
	saved := Saved{ID: id, Revision: current.Number, Unchanged: current.Status == StatusWithdrawn}
	if saved.Unchanged {
		return saved, nil
	}
	r := current
	text, err := SetKeys([]byte(current.Text), KeyValue{"status", string(StatusWithdrawn)})
	if err != nil {
		return Saved{}, fmt.Errorf("withdraw case %s: %w", id, err)
	}
	r.Number, r.Text, r.Status = current.Number+1, string(text), StatusWithdrawn
	r.Author, r.At = p.Name, l.now().UTC().Truncate(time.Microsecond)
	if r, err = l.commit(ctx, r); err != nil {
		return Saved{}, fmt.Errorf("withdraw case %s: %w", id, err)
	}
	saved.Revision, saved.Seq, saved.Narrowed = r.Number, r.Seq, current.Status.Open()
	return saved, nil
}

// sameText also knows the text that Export makes of a stored one: importing
// an export over its own origin changes nothing.
func (l *Library) sameText(text []byte, current Revision) bool {
	if string(text) == current.Text {
		return true
	}
	exported, err := l.exportText(current)
	return err == nil && bytes.Equal(text, exported)
}

func sameFiles(a, b []File) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Name != b[i].Name || a[i].Digest != b[i].Digest {
			return false
		}
	}
	return true
}
