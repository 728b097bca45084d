package content

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// An Act is an attachment as somebody may read it, of a case in their sight.
type Act struct {
	Entry *Entry
	Attachment
	Stored File
}

// Act returns an attachment of a case; ErrNotFound if p may not see the case or
// the attachment.
func (l *Library) Act(ctx context.Context, p Principal, id, name string) (Act, error) {
	r, parsed, err := l.current(ctx, p, id)
	if err != nil {
		return Act{}, err
	}
	e := NewEntry(r, parsed, p.Sight())
	for i, a := range e.Case.Attachments {
		if a.File == name {
			return Act{Entry: e, Attachment: a, Stored: e.Files[i]}, nil
		}
	}
	return Act{}, fmt.Errorf("open %s of case %s: %w", name, id, ErrNotFound)
}

// Link returns an address that gives the bytes of an act to whoever has it for
// a short time, under the type and the Content-Disposition named; "" where the
// site has them pass through itself. Who asks for it has the act from Act, and
// so may read it.
func (l *Library) Link(ctx context.Context, a Act, contentType, disposition string) (string, error) {
	linker, ok := l.blobs.(Linker)
	if !ok {
		return "", nil
	}
	key := a.Stored.Digest.Key()
	address, err := linker.Link(ctx, key, contentType, disposition)
	if address == "" || err != nil {
		return "", err
	}
	// A link says nothing when it leads nowhere.
	if _, err := l.blobs.Stat(ctx, key); err != nil {
		return "", fmt.Errorf("link %s of case %s: %w", a.File, a.Entry.Case.ID, unread(ctx, a.Stored.Digest, err))
	}
	return address, nil
}

// Bytes opens the bytes of an act. It is ErrDamaged if they are gone, and
// ErrAway if they cannot be had now.
func (l *Library) Bytes(ctx context.Context, a Act) (io.ReadSeekCloser, error) {
	r, err := l.blob(ctx, a.Stored.Digest)
	if err != nil {
		return nil, fmt.Errorf("open %s of case %s: %w", a.File, a.Entry.Case.ID, err)
	}
	return r, nil
}

func (l *Library) blob(ctx context.Context, d Digest) (io.ReadSeekCloser, error) {
	r, err := l.blobs.Open(ctx, d.Key())
	if err != nil {
		return nil, unread(ctx, d, err)
	}
	return r, nil
}

// unread says what it means that the bytes of a record cannot be had: without
// them it is damage, and not an absent act.
func unread(ctx context.Context, d Digest, err error) error {
	switch {
	case errors.Is(err, ErrNotFound):
		return fmt.Errorf("%w: %s", ErrDamaged, d)
	case ctx.Err() != nil:
		return err
	}
	return fmt.Errorf("%w: %w", ErrAway, err)
}

// OpenPreview opens the picture of an act's first page, JPEG; ErrNotFound if p
// may not see the act, or there is no picture.
func (l *Library) OpenPreview(ctx context.Context, p Principal, id, name string) (io.ReadSeekCloser, Preview, error) {
	a, err := l.Act(ctx, p, id, name)
	if err != nil {
		return nil, Preview{}, err
	}
	states, err := l.store.States(ctx, []Digest{a.Stored.Digest})
	if err != nil {
		return nil, Preview{}, fmt.Errorf("open preview of %s of case %s: %w", name, id, err)
	}
	kept := states[a.Stored.Digest].Preview
	if kept.Digest == "" {
		return nil, kept, fmt.Errorf("open preview of %s of case %s: %w", name, id, ErrNotFound)
	}
	r, err := l.blob(ctx, kept.Digest)
	if err != nil {
		return nil, kept, fmt.Errorf("open preview of %s of case %s: %w", name, id, err)
	}
	return r, kept, nil
}

// ActText returns an act and its text; of a text that is not read yet, or
// could not be, there are no pages.
func (l *Library) ActText(ctx context.Context, p Principal, id, name string) (Act, Text, error) {
	a, err := l.Act(ctx, p, id, name)
	if err != nil {
		return Act{}, Text{}, err
	}
	t, err := l.text(ctx, a.Entry, a.Stored)
	if err != nil {
		return Act{}, Text{}, err
	}
	return a, t, nil
}

// EntryText returns the text of the act of an entry that stands at a place
// among its files, as ActText does.
func (l *Library) EntryText(ctx context.Context, e *Entry, at int) (Text, error) {
	return l.text(ctx, e, e.Files[at])
}

func (l *Library) text(ctx context.Context, e *Entry, f File) (Text, error) {
	t, err := l.store.Text(ctx, f.Digest, 0)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Text{}, fmt.Errorf("read text of %s of case %s: %w", f.Name, e.Case.ID, err)
	}
	return t, nil
}

// Previews tells which of the acts with these digests have a picture.
func (l *Library) Previews(ctx context.Context, ds []Digest) (map[Digest]bool, error) {
	known, err := l.store.States(ctx, ds)
	if err != nil {
		return nil, fmt.Errorf("look up previews: %w", err)
	}
	has := make(map[Digest]bool, len(known))
	for d, t := range known {
		has[d] = t.Preview.Digest != ""
	}
	return has, nil
}

// ActStates tells what became of reading each act of an entry, in the order of
// its files; the zero state for one that nobody has read yet.
func (l *Library) ActStates(ctx context.Context, e *Entry) ([]TextHead, error) {
	digests := make([]Digest, len(e.Files))
	for i, f := range e.Files {
		digests[i] = f.Digest
	}
	known, err := l.store.States(ctx, digests)
	if err != nil {
		return nil, fmt.Errorf("states of the acts of case %s: %w", e.Case.ID, err)
	}
	states := make([]TextHead, len(e.Files))
	for i, d := range digests {
		states[i] = known[d]
	}
	return states, nil
}
