package extracttest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// DOCX is a Word document of some paragraphs.
func DOCX(paragraphs ...string) []byte {
	return parcel(
		"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" `+
			`ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"word/document.xml", `<w:document xmlns:w="w"><w:body>`+each(`<w:p><w:r><w:t>%s</w:t></w:r></w:p>`, paragraphs)+`</w:body></w:document>`)
}

// ODT is an OpenDocument text of some paragraphs.
func ODT(paragraphs ...string) []byte {
	return parcel("mimetype", "application/vnd.oasis.opendocument.text", "content.xml",
		`<office:document-content><office:body><office:text>`+each(`<text:p>%s</text:p>`, paragraphs)+`</office:text></office:body></office:document-content>`)
}

// HTML is a page of some paragraphs.
func HTML(paragraphs ...string) []byte {
	return []byte(`<!doctype html><meta charset="utf-8"><title>Atto</title>` + each("<p>%s</p>\n", paragraphs))
}

// Mail is a message with a text and a document attached to it.
func Mail(text, name, document string) []byte {
	return []byte("From: ente@example.org\r\nSubject: atto\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" +
		"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n" +
		"--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=" + name + "\r\n\r\n" + document + "\r\n--x--\r\n")
}

// each writes texts into a form, escaped.
func each(form string, texts []string) string {
	var out, text strings.Builder
	for _, t := range texts {
		text.Reset()
		if err := xml.EscapeText(&text, []byte(t)); err != nil {
			panic(err) // a builder takes all
		}
		fmt.Fprintf(&out, form, text.String())
	}
	return out.String()
}

// parcel packs names and texts.
func parcel(entries ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.Create(entries[i])
		if err == nil {
			_, err = w.Write([]byte(entries[i+1]))
		}
		if err != nil {
			panic(err) // a buffer takes all
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
