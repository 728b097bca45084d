package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A VerifyStore is what Verify reads of a store.
type VerifyStore interface {
	Cases(ctx context.Context, f Filter) ([]Revision, error)
	History(ctx context.Context, id string) ([]Revision, error)
	Text(ctx context.Context, d Digest, page int) (Text, error)
}

// A Finding is one thing that is not as it was promised.
type Finding struct {
	Subject string // "case mantova-emporio, revision 2"
	Detail  string
}

// String is the finding as a line.
func (f Finding) String() string { return f.Subject + ": " + f.Detail }

// A VerifyReport hears what Verify comes across.
type VerifyReport struct {
	Finding  func(Finding)
	Progress func(cases int) // told after each case
}

// Verified counts what was looked at.
type Verified struct {
	Cases, Revisions, Files, Texts int
}

// Verify reads every revision of every case, every blob that one names and
// every text record. Whatever is not as it was promised is reported; the error
// is for what keeps it from looking. It changes nothing.
func Verify(ctx context.Context, l *Library, s VerifyStore, b Blobs, report VerifyReport) (Verified, error) {
	v := verification{library: l, store: s, blobs: b, report: report, seen: make(map[Digest]bool)}
	for after := ""; ; {
		page, err := s.Cases(ctx, Filter{After: after, Limit: exportPage})
		if err != nil {
			return v.sum, fmt.Errorf("verify: %w", err)
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			if err := v.history(ctx, r.CaseID); err != nil {
				return v.sum, fmt.Errorf("verify case %s: %w", r.CaseID, err)
			}
			v.sum.Cases++
			report.Progress(v.sum.Cases)
		}
		after = page[len(page)-1].CaseID
	}
	return v.sum, nil
}

// A verification is one run of Verify.
type verification struct {
	library *Library
	store   VerifyStore
	blobs   Blobs
	report  VerifyReport
	seen    map[Digest]bool
	sum     Verified
}

func (v *verification) history(ctx context.Context, id string) error {
	revisions, err := v.store.History(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return nil // purged since it was listed
	}
	if err != nil {
		return err
	}
	for _, r := range revisions {
		v.sum.Revisions++
		v.revision(r)
		for _, f := range r.Files {
			if v.seen[f.Digest] {
				continue
			}
			v.seen[f.Digest] = true
			v.sum.Files++
			subject := fmt.Sprintf("case %s, revision %d, file %s", r.CaseID, r.Number, f.Name)
			if err := v.file(ctx, subject, f); err != nil {
				return err
			}
			if err := v.text(ctx, subject, f.Digest); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *verification) found(subject, format string, args ...any) {
	v.report.Finding(Finding{Subject: subject, Detail: fmt.Sprintf(format, args...)})
}

func (v *verification) revision(r Revision) {
	subject := fmt.Sprintf("case %s, revision %d", r.CaseID, r.Number)
	parsed, err := v.library.Decode(r)
	switch {
	case err != nil:
		v.found(subject, "its text cannot be read: %v", err)
	case parsed.Case.Status != r.Status:
		v.found(subject, "it is kept as %s, its text says %s", r.Status, parsed.Case.Status)
	case parsed.Case.Access != r.Access:
		v.found(subject, "it is kept for %s, its text says %s", r.Access, parsed.Case.Access)
	}
}

// file compares a blob's bytes with what the revision says of them.
func (v *verification) file(ctx context.Context, subject string, f File) error {
	blob, err := v.blobs.Open(ctx, f.Digest.Key())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, ErrNotFound) {
		v.found(subject, "its bytes are missing")
		return nil
	}
	if err != nil {
		v.found(subject, "its bytes cannot be opened: %v", err)
		return nil
	}
	defer blob.Close() // read only
	h := sha256.New()
	n, err := io.Copy(h, &contextReader{ctx, blob})
	switch got := hex.EncodeToString(h.Sum(nil)); {
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		v.found(subject, "its bytes cannot be read: %v", err)
	case n != f.Size:
		v.found(subject, "it has %d bytes, not %d", n, f.Size)
	case got != string(f.Digest):
		v.found(subject, "its bytes have changed: their SHA-256 is %s, not %s", got, f.Digest)
	}
	return nil
}

// text checks the record of an attachment's text; that there is none yet is no
// finding.
func (v *verification) text(ctx context.Context, subject string, d Digest) error {
	t, err := v.store.Text(ctx, d, 0)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	v.sum.Texts++
	readable := t.State == TextOK || t.State == TextPartial
	switch {
	case t.Digest != d:
		v.found(subject, "its text record is that of %s", t.Digest)
	case readable && len(t.Pages) == 0:
		v.found(subject, "its text is %s and has no pages", t.State)
	case !readable && strings.Join(t.Pages, "") != "":
		v.found(subject, "its text is %s and has words", t.State)
	}
	if t.Preview.Digest == "" || v.seen[t.Preview.Digest] {
		return nil
	}
	v.seen[t.Preview.Digest] = true
	return v.file(ctx, subject+", its preview", File{Digest: t.Preview.Digest, Size: t.Preview.Size})
}
