package extract

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// mailLevels is how deep parts of a message may be nested.
const mailLevels = 8

// mail reads a message: who wrote to whom about what, its text, and the
// documents attached to it.
func (r *reading) mail(data []byte) error {
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return corrupt(err)
	}
	letter := message{of: r}
	for _, h := range []struct{ name, label string }{{"From", "Da"}, {"To", "A"}, {"Cc", "Cc"}, {"Date", "Data"}, {"Subject", "Oggetto"}} {
		if value := m.Header.Get(h.name); value != "" {
			letter.text.WriteString(h.label + ": " + unwrapped(value) + "\n")
		}
	}
	letter.text.WriteByte('\n')
	err = letter.part(textproto.MIMEHeader(m.Header), m.Body, 0)
	if added := r.page(letter.text.String()); added != nil {
		return errors.Join(err, added)
	}
	if err != nil {
		return err
	}
	for _, d := range letter.documents {
		if err := r.entry(d.name, d.data); r.stopped != nil || errors.Is(err, errTooLarge) {
			return err
		} else if err != nil {
			r.warn(WarnEntries)
		}
	}
	return nil
}

// unwrapped is a header's value as people read it.
func unwrapped(value string) string {
	d := mime.WordDecoder{CharsetReader: charsetReader}
	if text, err := d.DecodeHeader(value); err == nil {
		return text
	}
	return value
}

// A message gathers the parts of a letter.
type message struct {
	of        *reading
	text      strings.Builder
	documents []attached
}

// attached is a document inside another one.
type attached struct {
	name string
	data []byte
}

// part reads one part of a message, or the message itself.
func (m *message) part(h textproto.MIMEHeader, body io.Reader, level int) error {
	if level > mailLevels {
		return tooLarge("parts nested too deep")
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind, params = typeText, nil
	}
	if strings.HasPrefix(kind, "multipart/") {
		return m.parts(kind, multipart.NewReader(body, params["boundary"]), level)
	}
	data, err := m.of.unpack(transferred(h.Get("Content-Transfer-Encoding"), body))
	if errors.Is(err, errTooLarge) {
		return err
	}
	if err != nil { // what came before it may do
		m.of.warn(WarnEntries)
	}
	_, disposition, err := mime.ParseMediaType(h.Get("Content-Disposition"))
	if err != nil {
		disposition = nil
	}
	name := unwrapped(disposition["filename"])
	if name == "" {
		name = unwrapped(params["name"])
	}
	switch {
	case name != "":
		m.documents = append(m.documents, attached{name, data})
	case kind == typeText:
		m.text.WriteString(textIn(params["charset"], data) + "\n")
	case kind == typeHTML:
		text, err := visible(data)
		m.text.WriteString(text + "\n")
		if err != nil {
			return corrupt(err)
		}
	case kind == typeMail:
		m.documents = append(m.documents, attached{"messaggio.eml", data})
	default:
		m.of.warn(WarnEntries)
	}
	return nil
}

// parts reads the parts of a message; of alternatives, plain text is enough.
func (m *message) parts(kind string, parts *multipart.Reader, level int) error {
	plain := false
	for n := 0; ; n++ {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return corrupt(err)
		}
		if n > m.of.opts.Limits.Entries {
			return tooLarge("too many parts")
		}
		of, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err == nil && kind == "multipart/alternative" && plain && of == typeHTML {
			continue
		}
		plain = plain || of == typeText
		if err := m.part(p.Header, p, level+1); err != nil {
			return err
		}
	}
}

// transferred undoes the encoding that a part was sent in.
func transferred(name string, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	default:
		return body
	}
}
