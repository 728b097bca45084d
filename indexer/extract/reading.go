package extract

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"copratica/content"
)

// Options say how a document is read.
type Options struct {
	Limits Limits
	Scan   []int // read these pages by OCR, and no others; from 1
	// Done is told the summary as soon as the text is read, if it is not nil.
	Done func(Summary) error
	// Preview is given a picture of the first page, as JPEG, if one can be made
	// and it is not nil. That comes last, so that it holds up nothing.
	Preview func(jpeg []byte) error
}

// A reading is the work on one document.
type reading struct {
	ctx   context.Context
	opts  Options
	tools *Tools
	emit  func(number int, text string) error

	summary  Summary
	unpacked int64 // bytes that compressed parts may still give
	text     int   // bytes of text that may still come
	entries  int   // files that archives may still hold
	level    int   // of the envelope that is open
	label    string
	within   int   // how many documents hold the one that is read
	zipped   bool  // one of them is an archive
	found    bool  // some page has text
	flaw     error // what is wrong with a part, beside which the rest was read
	stopped  error // what ends the reading that is not the document's fault

	picture func() (image.Image, func(), error) // draws the first page; nil if nobody can
	letGo   func()                              // ends what picture needs
}

// Read reads a document of a given name and passes on each page, with its
// number from 1, as soon as it is read. The error is of emit or of ctx: what is
// wrong with the document is told by the summary.
func (t *Tools) Read(ctx context.Context, name string, data []byte, opts Options, emit func(number int, text string) error) (Summary, error) {
	r := &reading{
		ctx: ctx, opts: opts, tools: t, emit: emit,
		unpacked: opts.Limits.Unpacked, text: opts.Limits.Text, entries: opts.Limits.Entries,
		letGo: func() {},
	}
	defer func() { r.letGo() }()
	err := r.document(name, data)
	if r.stopped != nil {
		return r.summary, r.stopped
	}
	r.conclude(err)
	if opts.Done != nil {
		if err := opts.Done(r.summary); err != nil {
			return r.summary, err
		}
	}
	return r.summary, r.preview()
}

// conclude tells the state that the document is left in.
func (r *reading) conclude(err error) {
	s := &r.summary
	if err == nil {
		err = r.flaw
	}
	switch {
	case err != nil && r.found:
		s.State, s.Reason = content.TextPartial, err.Error()
	case err != nil:
		s.State, s.Reason = stateOf(err), err.Error()
	case len(s.Scans) > 0 && r.opts.Scan != nil && s.Reason != "":
		s.State = content.TextPartial // OCR says itself what it failed for
	case len(s.Scans) > 0 && r.found:
		s.State, s.Reason = content.TextPartial, fmt.Sprintf("pages without text: %d of %d", len(s.Scans), s.Pages)
	case len(s.Scans) > 0:
		s.State, s.Reason = content.TextNoTextLayer, "the pages are pictures"
	case r.found:
		s.State, s.Reason = content.TextOK, ""
	default:
		s.State = content.TextEmpty
		if s.Reason == "" {
			s.Reason = "there is no text in it"
		}
	}
	s.Reason = reason(s.Reason)
}

// reason makes what an error says fit to be kept: libraries quote documents.
func reason(text string) string {
	const most = 300
	text = strings.Join(strings.Fields(cleanText(text)), " ")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// wanted reports whether the next page is one of those asked for.
func (r *reading) wanted() bool {
	return r.opts.Scan == nil || slices.Contains(r.opts.Scan, r.summary.Pages+1)
}

// page adds the text of the next page, sheet or slide.
func (r *reading) page(text string) error {
	if err := r.ctx.Err(); err != nil {
		r.stopped = err
		return err
	}
	if r.summary.Pages >= r.opts.Limits.Pages {
		return tooLarge(fmt.Sprintf("more than %d pages", r.opts.Limits.Pages))
	}
	wanted := r.wanted()
	r.summary.Pages++
	if !wanted {
		return nil
	}
	text = cleanText(text)
	full := len(text) > r.text
	if full {
		text = strings.ToValidUTF8(text[:r.text], "")
	}
	r.text -= len(text)
	if text != "" {
		r.found = true
		if r.label != "" {
			text = r.label + "\n" + text
		}
	}
	if err := r.emit(r.summary.Pages, text); err != nil {
		r.stopped = err
		return err
	}
	if full {
		return tooLarge(fmt.Sprintf("more than %d MB of text", r.opts.Limits.Text>>20))
	}
	return nil
}

// scan adds a page that is a picture, with what letters it has.
func (r *reading) scan(letters string) error {
	if err := r.page(letters); err != nil {
		return err
	}
	r.summary.Scans = append(r.summary.Scans, r.summary.Pages)
	return nil
}

func (r *reading) warn(code string) {
	if !slices.Contains(r.summary.Warnings, code) {
		r.summary.Warnings = append(r.summary.Warnings, code)
	}
}

// unpack reads a compressed part, within what all parts together may give.
// What was read before the limit comes with the error.
func (r *reading) unpack(from io.Reader) ([]byte, error) {
	data, err := io.ReadAll(r.bounded(from))
	if err != nil && !errors.Is(err, errTooLarge) {
		err = corrupt(err)
	}
	return data, err
}

// bounded is from, failing where all unpacked parts together are too large.
func (r *reading) bounded(from io.Reader) io.Reader { return &boundedReader{r, from} }

type boundedReader struct {
	of   *reading
	from io.Reader
}

func (b *boundedReader) Read(p []byte) (int, error) {
	if b.of.unpacked <= 0 {
		return 0, tooLarge(fmt.Sprintf("more than %d MB unpacked", b.of.opts.Limits.Unpacked>>20))
	}
	p = p[:min(int64(len(p)), b.of.unpacked)]
	n, err := b.from.Read(p)
	b.of.unpacked -= int64(n)
	return n, err
}

// cleanText makes a text fit to be kept: valid, composed (NFC), without control
// characters or soft hyphens, with no blanks at the ends of lines.
func cleanText(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.Map(func(c rune) rune {
		switch {
		case c == '\n', c == '\t', c >= ' ' && c != 0x7f && c != '\u00ad' && c != '\ufeff' && c != '\u200b':
			return c
		case c == '\f', c == '\v', c == '\u2028', c == '\u2029':
			return '\n'
		}
		return -1
	}, strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"))
	lines := strings.Split(norm.NFC.String(text), "\n")
	out := lines[:0]
	blank := 0
	for _, line := range lines {
		line = strings.TrimRight(line, " \t\u00a0")
		if line == "" {
			blank++
		} else {
			blank = 0
		}
		if blank < 2 {
			out = append(out, line)
		}
	}
	return strings.Trim(strings.Join(out, "\n"), "\n")
}

// Read reads a document that needs no Tools beside what is built in.
func Read(ctx context.Context, name string, data []byte, opts Options, emit func(number int, text string) error) (Summary, error) {
	t := &Tools{}
	summary, err := t.Read(ctx, name, data, opts, emit)
	return summary, errors.Join(err, t.Close())
}
