package server

import (
	"context"
	"net/url"
	"strings"

	"copratica/content"
	"copratica/indexer"
)

type act struct {
	Title       []indexer.Span
	URL, Detail string
	Preview     string // a picture of the first page; "" for none
	Alt         string // what the picture shows
	Text        string // where its text is; "" if there is none
	Found       string // how often the words of the search stand there; "" if they do not
	State       string // why there is no text, or not all of it
	Reason      string // the same for staff
	Provenance  string
	Source      *link // where it was taken from; nil if that is not known
	Digest      content.Digest
	words       *words
}

func (a act) ReadText() string { return a.words.T("act.text") }

func (a act) SourceText() string { return a.words.T("act.source") }

func (a act) ReasonText() string { return a.words.T("act.reason") }

// ShortDigest is the beginning of the digest, enough to compare by eye.
func (a act) ShortDigest() string { return string(a.Digest[:12]) + "…" }

// acts also says how many acts nobody has read yet.
func (v caseView) acts() (out []act, reading string) {
	pending := 0
	for i, a := range v.c.Attachments {
		shown := v.act(a, v.e.Files[i], v.states[i])
		if n := v.found[i]; n > 0 {
			shown.Found = v.w.N("act.found", n)
			v.h.acts += n
		}
		out = append(out, shown)
		if v.states[i].Pending() {
			pending++
		}
	}
	if pending > 0 {
		reading = v.w.NF("acts.reading", pending, "All", v.w.Int(len(out)))
	}
	return out, reading
}

func (v caseView) act(a content.Attachment, f content.File, t content.TextHead) act {
	of := actCard{file: a.File, title: a.Title, kind: a.Kind, number: a.Number, issuer: a.Issuer, date: a.Date}
	out := act{
		Title: v.h.act(of.name()), words: v.w, URL: filePath(v.c.ID, a.File), State: textState(v.w, t.Text), Digest: f.Digest,
		Detail: joined(" · ", of.detail(v.w, v.tax), a.Licence, joined(", ", fileKind(a.File), pagesOf(v.w, a.File, t.Count), v.w.Bytes(f.Size))),
		Alt:    pageAlt(v.w, of.name()), Reason: v.reason(t),
	}
	if t.Readable() {
		out.Text = textAddress(v.w.Lang, v.c.ID, a.File, 0, v.from)
	}
	if t.Preview.Digest != "" {
		out.Preview = previewPath(v.c.ID, a.File)
	}
	if a.SourceURL != "" {
		out.Source = &link{Label: shortAddress(a.SourceURL), URL: a.SourceURL}
	}
	captured := ""
	if a.Captured != "" {
		captured = v.w.F("act.captured", "Date", v.w.Date(a.Captured))
	}
	from := ""
	if a.ReceivedFrom != "" {
		from = v.w.F("act.from", "Name", a.ReceivedFrom)
	}
	phase := ""
	if a.Phase != "" {
		phase = v.w.F("act.phase", "Phase", v.term(content.VocabProcedurePhases, a.Phase))
	}
	out.Provenance = joined(" · ", phase, signedBy(v.w, t.Text), captured, from)
	return out
}

// actsLooked is how many acts of a case are looked through for the words, so
// that its page does not wait for the texts of two hundred.
const actsLooked = 20

// foundInActs counts how often the words stand in the text of each act, in the
// order of the files.
func (s *site) foundInActs(ctx context.Context, e *content.Entry, states []content.TextHead, words *indexer.Marker) ([]int, error) {
	counts := make([]int, len(states))
	if words.Empty() {
		return counts, nil
	}
	looked := 0
	for i, t := range states {
		if !t.Readable() || looked == actsLooked {
			continue
		}
		looked++
		text, err := s.Library.EntryText(ctx, e, i)
		if err != nil {
			return nil, err
		}
		counts[i] = findIn(text.Pages, words).all
	}
	return counts, nil
}

// reason is why there is no text, or not all of it, for staff: it may speak of
// the machinery.
func (v caseView) reason(t content.TextHead) string {
	if v.sight < content.SightStaff {
		return ""
	}
	return t.Reason
}

// shortAddress is an address as people name it: host and path.
func shortAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.TrimPrefix(u.Host, "www.") + u.Path
}

func actTitle(a content.Attachment) string {
	if a.Title != "" {
		return a.Title
	}
	return a.File
}

// fileKind is what people call the format of a file: the end of its name.
func fileKind(name string) string {
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 6 {
		return strings.ToUpper(name[i+1:])
	}
	return ""
}
