package extract

import (
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"copratica/content"
)

// para is a paragraph of a Word document.
func para(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }

// relationsOf are relations of a part, of kind and target.
func relationsOf(pairs ...string) string {
	out := `<Relationships>`
	for i := 0; i < len(pairs); i += 2 {
		out += `<Relationship Id="rId` + string(rune('1'+i/2)) + `" Type="http://x/` + pairs[i] + `" Target="` + pairs[i+1] + `"/>`
	}
	return out + `</Relationships>`
}

// slidesOf is a presentation of two slides, with notes and a diagram.
func slidesOf(t testing.TB) []byte {
	t.Helper()
	slide := func(text string) string { return `<p:sld><a:p><a:r><a:t>` + text + `</a:t></a:r></a:p></p:sld>` }
	return pack(t, "[Content_Types].xml", strings.NewReplacer("/word/document.xml", "/ppt/presentation.xml",
		"wordprocessingml.document", "presentationml.presentation").Replace(contentTypes),
		"ppt/presentation.xml", `<p:presentation><p:sldIdLst><p:sldId r:id="rId2"/><p:sldId r:id="rId1"/></p:sldIdLst></p:presentation>`,
		"ppt/_rels/presentation.xml.rels", relationsOf("slide", "slides/slide1.xml", "slide", "slides/slide2.xml"),
		"ppt/slides/slide1.xml", slide("mostrata per seconda"),
		"ppt/slides/slide2.xml", slide("mostrata per prima"),
		"ppt/slides/_rels/slide2.xml.rels", relationsOf("notesSlide", "../notesSlides/notesSlide1.xml", "diagramData", "../diagrams/data1.xml"),
		"ppt/notesSlides/notesSlide1.xml", slide("appunti di chi parla"),
		"ppt/diagrams/data1.xml", `<dgm:dataModel><a:p><a:r><a:t>in un diagramma</a:t></a:r></a:p></dgm:dataModel>`)
}

// odfOf is an OpenDocument of a kind.
func odfOf(t testing.TB, kind, body string, parts ...string) []byte {
	t.Helper()
	return pack(t, append([]string{"mimetype", "application/vnd.oasis.opendocument." + kind,
		"content.xml", `<office:document-content>` + body + `</office:document-content>`}, parts...)...)
}

func TestOffice(t *testing.T) {
	t.Parallel()
	box := `<w:p><w:r><w:pict><v:textbox><w:txbxContent>` + para("riquadro vecchio") + `</w:txbxContent></v:textbox></w:pict></w:r></w:p>`
	cell := func(inside string) string { return `<w:tc><w:p><w:r>` + inside + `</w:r></w:p></w:tc>` }
	for _, test := range []struct {
		name  string
		file  string
		data  []byte
		pages []string
	}{
		{"moved text once", "a.docx", docxOf(t, `<w:p><w:moveFrom><w:r><w:t>mosso</w:t></w:r></w:moveFrom><w:r><w:t>fermo </w:t></w:r><w:moveTo><w:r><w:t>mosso</w:t></w:r></w:moveTo></w:p>`),
			[]string{"fermo mosso"}},
		{"old box, notes at the end, a foot", "a.docx", docxOf(t, box+para("testo"), "word/endnotes.xml", `<w:endnotes><w:endnote>`+para("nota di chiusura")+`</w:endnote></w:endnotes>`,
			"word/footer1.xml", `<w:ftr>`+para("pie di pagina")+`</w:ftr>`), []string{"riquadro vecchio\n\ntesto\n\nnota di chiusura\n\npie di pagina"}},
		{"main part of another name, diagram", "a.docx", pack(t, "[Content_Types].xml", strings.ReplaceAll(contentTypes, "document.xml", "document2.xml"),
			"_rels/.rels", relationsOf("officeDocument", "/word/document2.xml"), "word/document2.xml", `<w:document><w:body>`+para("altrove")+`</w:body></w:document>`,
			"word/diagrams/data1.xml", `<dgm:dataModel><a:p><a:r><a:t>schema</a:t></a:r></a:p></dgm:dataModel>`), []string{"altrove\n\nschema"}},
		{"page that ends in a table", "a.docx", docxOf(t, `<w:tbl><w:tr>`+cell(`<w:t>A</w:t>`)+cell(`<w:lastRenderedPageBreak/><w:t>B</w:t>`)+`</w:tr><w:tr>`+cell(`<w:t>C</w:t>`)+`</w:tr></w:tbl>`),
			[]string{"A \tB", "C"}},
		{"slides in the order shown", "a.pptx", slidesOf(t), []string{"mostrata per prima\n\nin un diagramma\n\nappunti di chi parla", "mostrata per seconda"}},
		{"odt with pages, head, comment and box", "a.odt", odfOf(t, "text", `<office:automatic-styles><style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/></style:style></office:automatic-styles>
<office:body><office:text><text:p>uno<office:annotation><dc:creator>Chi</dc:creator><text:p>commento</text:p></office:annotation></text:p><text:p text:style-name="P1">due<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>nota</text:p></text:note-body></text:note></text:p>
<text:p>seg<text:soft-page-break/>ue<draw:frame><draw:text-box><text:p>riquadro</text:p></draw:text-box></draw:frame></text:p></office:text></office:body>`,
			"styles.xml", `<office:document-styles><office:styles><text:p>non qui</text:p></office:styles><office:master-styles><style:header><text:p>intestazione</text:p></style:header></office:master-styles></office:document-styles>`),
			[]string{"uno\ncommento", "due\nnota\n\nseg", "ue\nriquadro\n\nintestazione"}},
		{"sheets as shown", "a.ods", odfOf(t, "spreadsheet", `<office:body><office:spreadsheet><table:table table:name="Costi"><table:table-row>
<table:table-cell office:value-type="date" office:date-value="2024-03-31"><text:p>31/03/2024</text:p></table:table-cell><table:table-cell table:formula="of:=SUM([.A1])" office:value="1234.5"><text:p>1.234,50 €</text:p></table:table-cell></table:table-row></table:table>
<table:table table:name="Note"><table:table-row><table:table-cell><text:p>fine</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>`),
			[]string{"Costi\n31/03/2024 \t1.234,50 €", "Note\nfine"}},
		{"slides, an empty one among them", "a.odp", odfOf(t, "presentation", `<office:body><office:presentation><draw:page><text:p>prima</text:p><presentation:notes><text:p>detto a voce</text:p></presentation:notes></draw:page>
<draw:page/><draw:page><text:p>terza</text:p></draw:page></office:presentation></office:body>`), []string{"prima\ndetto a voce", "", "terza"}},
		{"rtf: deletions end, boxes once, comments", "a.rtf", []byte(`{\rtf1\ansi\ansicpg1252 {\shp{\*\shpinst{\sp{\sn x}}{\shptxt riquadro\par}}{\shprslt{riquadro\par}}}prima \deleted via\deleted0 dopo{\*\annotation commento} {\footnote nota}\par}`),
			[]string{"riquadro\nprima dopocommento nota"}},
		{"rtf: code pages", "a.rtf", []byte(`{\rtf1\ansi\ansicpg1250{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}}\f0 \'e8 {\f1 \'c4\'e0}\par}`), []string{"č Да"}},
		{"rtf: utf-8", "a.rtf", []byte(`{\rtf1\ansi\ansicpg65001 citt\'c3\'a0\par}`), []string{"città"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s, pages := read(t, &Tools{}, test.file, test.data)
			if s.State != content.TextOK {
				t.Errorf("%+v", s)
			}
			if diff := cmp.Diff(test.pages, inOrder(s, pages)); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}

func inOrder(s Summary, pages map[int]string) (all []string) {
	for n := range s.Pages {
		all = append(all, pages[n+1])
	}
	return all
}

// Numbers, dates and results of formulas stand as a reader in Italy sees them.
func TestSheetsAsShown(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	defer f.Close()
	put := func(cell string, value any, format int, custom string) {
		t.Helper()
		style := &excelize.Style{NumFmt: format}
		if custom != "" {
			style.CustomNumFmt = &custom
		}
		id, err := f.NewStyle(style)
		if err == nil {
			err = f.SetCellValue("Sheet1", cell, value)
		}
		if err == nil {
			err = f.SetCellStyle("Sheet1", cell, cell, id)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	day := time.Date(2024, 5, 31, 0, 0, 0, 0, time.UTC)
	put("A1", day, 14, "")
	put("B1", day, 0, "d mmmm yyyy")
	put("C1", "1,234.50", 0, "")
	put("A2", 1234567.5, 0, `#,##0.00 "€"`)
	put("B2", 0.125, 10, "")
	put("C2", true, 0, "")
	put("A3", 81200, 0, "")
	if _, err := f.NewSheet("Altro"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellFormula("Altro", "A1", "Sheet1!A3"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	s, pages := read(t, &Tools{}, "a.xlsx", b.Bytes())
	want := []string{"Sheet1\n31/05/2024\t31 maggio 2024\t1,234.50\n1.234.567,50 €\t12,50%\tVERO\n81200", "Altro"}
	if diff := cmp.Diff(want, inOrder(s, pages)); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	if !slices.Equal(s.Warnings, []string{WarnFormulas}) {
		t.Errorf("warnings %v, want one of formulas that were never counted", s.Warnings)
	}
}

// Old binary documents are read by LibreOffice where it is installed; without
// it they say so. Encrypted new ones come in the same container.
func TestContainersOfOldOffice(t *testing.T) {
	t.Parallel()
	office, _ := exec.LookPath("soffice")
	for name, phrase := range map[string]string{
		"04-relazione.doc": "la falegnameria sociale restaurò quaranta sedie impagliate",
		"07-bilancio.xls":  "la mongolfiera ancorata contò i passaggi giornalieri",
	} {
		data, err := os.ReadFile("testdata/old/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if s, _ := read(t, testTools(t, false), name, data); s.State != content.TextUnsupported || !strings.Contains(s.Reason, "LibreOffice") {
			t.Errorf("%s without LibreOffice: %+v", name, s)
		}
		if office == "" {
			t.Logf("%s is not read: LibreOffice is not installed", name)
			continue
		}
		tools := testTools(t, false)
		tools.Office = office
		s, pages := read(t, tools, name, data)
		if s.State != content.TextOK || s.Type == typePDF || len(s.Warnings) > 0 {
			t.Errorf("%s: %+v", name, s)
		}
		finds(t, pages, []string{phrase})
	}
	container := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 1024)...)
	if s, _ := read(t, &Tools{Office: "/nowhere"}, "a.msg", container); s.State != content.TextUnsupported {
		t.Errorf("a message of Outlook: %+v", s)
	}
	copy(container[600:], utf16(t, "EncryptedPackage"))
	if s, _ := read(t, &Tools{Office: "/nowhere"}, "a.docx", container); s.State != content.TextPasswordRequired || s.Type != typeDOCX {
		t.Errorf("an encrypted document: %+v", s)
	}
}
