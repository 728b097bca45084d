package extract

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// The MIME types that are told apart.
const (
	typePDF       = "application/pdf"
	typeCMS       = "application/pkcs7-mime"
	typeSignature = "application/pkcs7-signature"
	typeDOCX      = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	typeXLSX      = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	typePPTX      = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	typeODT       = "application/vnd.oasis.opendocument.text"
	typeODS       = "application/vnd.oasis.opendocument.spreadsheet"
	typeODP       = "application/vnd.oasis.opendocument.presentation"
	typeRTF       = "text/rtf"
	typeHTML      = "text/html"
	typeText      = "text/plain"
	typeCSV       = "text/csv"
	typeMarkdown  = "text/markdown"
	typeXML       = "text/xml"
	typeSVG       = "image/svg+xml"
	typeMail      = "message/rfc822"
	typeZip       = "application/zip"
	typeDOC       = "application/msword"
	typeXLS       = "application/vnd.ms-excel"
	typePPT       = "application/vnd.ms-powerpoint"
	typeOLE       = "application/x-ole-storage"
)

// A kind is a type of document: the endings its names have and who reads it.
type kind struct {
	mime    string
	endings []string
	read    func(*reading, []byte) error
}

// kinds are the documents that can be read.
func kinds() []kind {
	return []kind{
		{typePDF, []string{".pdf"}, (*reading).pdf},
		{typeDOCX, []string{".docx", ".docm", ".dotx"}, (*reading).docx},
		{typeXLSX, []string{".xlsx", ".xlsm", ".xltx"}, (*reading).xlsx},
		{typePPTX, []string{".pptx", ".pptm", ".ppsx"}, (*reading).pptx},
		{typeODT, []string{".odt", ".ott"}, (*reading).odt},
		{typeODS, []string{".ods", ".ots"}, (*reading).ods},
		{typeODP, []string{".odp", ".otp"}, (*reading).odp},
		{typeRTF, []string{".rtf"}, (*reading).rtf},
		{typeHTML, []string{".html", ".htm", ".xhtml"}, (*reading).html},
		{typeText, []string{".txt", ".text", ".log"}, (*reading).plain},
		{typeCSV, []string{".csv", ".tsv"}, (*reading).plain},
		{typeMarkdown, []string{".md", ".markdown"}, (*reading).plain},
		{typeXML, []string{".xml"}, (*reading).xml},
		{typeSVG, []string{".svg"}, (*reading).xml},
		{typeMail, []string{".eml"}, (*reading).mail},
		{typeZip, []string{".zip"}, (*reading).zip},
		{typeDOC, []string{".doc", ".dot"}, (*reading).oldOffice},
		{typeXLS, []string{".xls", ".xlt"}, (*reading).oldOffice},
		{typePPT, []string{".ppt", ".pps"}, (*reading).oldOffice},
		{"image/png", []string{".png"}, (*reading).image},
		{"image/jpeg", []string{".jpg", ".jpeg"}, (*reading).image},
		{"image/tiff", []string{".tif", ".tiff"}, (*reading).image},
		{"image/webp", []string{".webp"}, (*reading).image},
		{"image/gif", []string{".gif"}, (*reading).image},
		{"image/bmp", []string{".bmp"}, (*reading).image},
	}
}

// document reads what may be an envelope, a document or an archive.
func (r *reading) document(name string, data []byte) error {
	if len(data) == 0 {
		r.note(typeText)
		r.summary.Reason = "the file has no bytes"
		return nil
	}
	if envelope, ok := signed(data); ok {
		return r.envelope(name, envelope)
	}
	k := kindOf(name, data)
	r.note(k.mime)
	if ending := strings.ToLower(path.Ext(name)); r.level == 0 && r.label == "" && !fits(ending, k) {
		r.warn(WarnExtension)
	}
	if k.read == nil {
		return errUnsupported
	}
	return k.read(r, data)
}

// note remembers the type of what is being read.
func (r *reading) note(mime string) {
	if r.summary.Type == "" {
		r.summary.Type = mime
	} else if r.level > 0 && r.label == "" {
		r.summary.Inner = append(r.summary.Inner, mime)
	}
}

// kindOf tells a document by its first bytes and, among those that are mere
// text, by its name.
func kindOf(name string, data []byte) kind {
	all := kinds()
	found := mimetype.Detect(data)
	for m := found; m != nil; m = m.Parent() {
		mime, _, _ := strings.Cut(m.String(), ";")
		if mime == typeText || mime == typeZip {
			break // a text or archive that is something more than that
		}
		if i := slices.IndexFunc(all, func(k kind) bool { return k.mime == mime || m.Is(k.mime) }); i >= 0 {
			return all[i]
		}
		if mime == typeOLE {
			return ole(all, name, data)
		}
	}
	if found.Is(typeZip) {
		return named(all, name, typeZip, typeDOCX, typeXLSX, typePPTX, typeODT, typeODS, typeODP)
	}
	if ending := strings.ToLower(path.Ext(name)); found.Is("application/octet-stream") && (ending == ".txt" || ending == ".csv") {
		return named(all, name, typeText, typeCSV) // UTF-16 without its mark looks like anything
	}
	for m := found; m != nil; m = m.Parent() {
		if m.Is(typeText) {
			return named(all, name, typeText, typeCSV, typeMarkdown, typeMail, typeXML, typeHTML)
		}
	}
	mime, _, _ := strings.Cut(found.String(), ";")
	return kind{mime: mime}
}

// ole is the kind of an OLE container, in which Office keeps old formats, and
// new ones that are encrypted.
func ole(all []kind, name string, data []byte) kind {
	if bytes.Contains(data, encryptedPackage) {
		k := named(all, name, typeOLE, typeDOCX, typeXLSX, typePPTX)
		k.read = func(*reading, []byte) error { return errPassword }
		return k
	}
	return named(all, name, typeOLE, typeDOC, typeXLS, typePPT)
}

// encryptedPackage is the name of the stream with an encrypted document
// ([MS-OFFCRYPTO], 2.3.4.4), as it stands in a container's directory.
var encryptedPackage = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

// named is the kind among those of the given types that a name's ending tells,
// else the first of them.
func named(all []kind, name string, types ...string) kind {
	ending := strings.ToLower(path.Ext(name))
	for _, k := range all {
		if slices.Contains(types, k.mime) && slices.Contains(k.endings, ending) {
			return k
		}
	}
	i := slices.IndexFunc(all, func(k kind) bool { return k.mime == types[0] })
	if i < 0 {
		return kind{mime: types[0]} // nobody reads it
	}
	return all[i]
}

// fits reports whether a name's ending promises this kind, or nothing that is known.
func fits(ending string, k kind) bool {
	if slices.Contains(k.endings, ending) {
		return true
	}
	return !slices.ContainsFunc(kinds(), func(o kind) bool { return slices.Contains(o.endings, ending) })
}
