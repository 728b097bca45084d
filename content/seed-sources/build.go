//go:build ignore

// Builds the acts of the demonstration cases from the sources beside it: run by
// "make dossiers", documented in README.md here. It needs LibreOffice Writer and
// Calc, poppler-utils and openssl; the program and its tests do not.
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	sources = "content/seed-sources"
	cases   = "content/seed"
)

// act is one file of a case: what it is made from, and the values that its
// source names between braces.
type act struct{ file, source, values string }

var acts = []act{
	{"dimostrativo-valfiorita-housing-first/avviso.pdf", "housing-first/avviso.md", "housing-first/valfiorita.txt"},
	{"dimostrativo-valfiorita-housing-first/griglia-valutazione.docx", "valfiorita/griglia-valutazione.md", ""},
	{"dimostrativo-valfiorita-housing-first/verbale-tavolo.scan.pdf", "valfiorita/verbale-tavolo.md", ""},
	{"dimostrativo-valfiorita-housing-first/piano-economico.xlsx", "housing-first/piano-economico.csv", "housing-first/valfiorita.txt"},
	{"dimostrativo-valfiorita-housing-first/convenzione.pdf.p7m", "housing-first/convenzione.md", "housing-first/valfiorita.txt"},
	{"dimostrativo-roccamerla-housing-first/avviso.pdf", "housing-first/avviso.md", "housing-first/roccamerla.txt"},
	{"dimostrativo-roccamerla-housing-first/verbale-commissione.pdf", "roccamerla/verbale-commissione.md", ""},
	{"dimostrativo-roccamerla-housing-first/piano-economico.xlsx", "housing-first/piano-economico.csv", "housing-first/roccamerla.txt"},
	{"dimostrativo-roccamerla-housing-first/convenzione.docx", "housing-first/convenzione.md", "housing-first/roccamerla.txt"},
	{"dimostrativo-valbrina-dopo-di-noi/avviso.odt", "valbrina/avviso.md", ""},
	{"dimostrativo-valbrina-dopo-di-noi/verbale-commissione.pdf", "valbrina/verbale-commissione.md", ""},
	{"dimostrativo-valbrina-dopo-di-noi/verbale-tavolo.docx", "valbrina/verbale-tavolo.md", ""},
	{"dimostrativo-valbrina-dopo-di-noi/convenzione.pdf", "valbrina/convenzione.md", ""},
	{"dimostrativo-valbrina-dopo-di-noi/nota-ricorso.docx", "valbrina/nota-ricorso.md", ""},
	{"dimostrativo-borgolume-emporio-solidale/determina-riapertura.pdf", "borgolume/determina-riapertura.md", ""},
	{"dimostrativo-borgolume-emporio-solidale/avviso.pdf", "borgolume/avviso.md", ""},
	{"dimostrativo-borgolume-emporio-solidale/faq.docx", "borgolume/faq.md", ""},
	{"dimostrativo-borgolume-emporio-solidale/convenzione.odt", "borgolume/convenzione.md", ""},
	{"dimostrativo-borgolume-emporio-solidale/monitoraggio.xlsx", "borgolume/monitoraggio.csv", ""},
}

func main() {
	log.SetFlags(0)
	if err := build(acts); err != nil {
		log.Fatal(err)
	}
}

// build makes all acts together, as LibreOffice takes seconds to start. Texts go
// HTML, ODT, PDF; those with an index once more, when its pages are known.
func build(all []act) error {
	work, err := os.MkdirTemp("", "dossiers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	var sheets, texts []act
	for _, a := range all {
		if strings.HasSuffix(a.source, ".csv") {
			sheets = append(sheets, a)
		} else {
			texts = append(texts, a)
		}
	}
	if err := buildSheets(work, sheets); err != nil {
		return err
	}
	pages := make(map[string][]string)
	for range 2 {
		if err := writePages(work, texts, pages); err != nil {
			return err
		}
		if err := convert(work, "odt", files(work, texts, ".html"), "--infilter=HTML (StarWriter)"); err != nil {
			return err
		}
		if err := convert(work, "pdf", files(work, texts, ".odt")); err != nil {
			return err
		}
		for _, a := range texts {
			text, err := run("pdftotext", "-layout", stem(work, a)+".pdf", "-")
			if err != nil {
				return err
			}
			pages[a.file] = strings.Split(string(text), "\f")
		}
	}
	docx := slices.DeleteFunc(slices.Clone(texts), func(a act) bool { return !strings.HasSuffix(a.file, ".docx") })
	if err := convert(work, "docx", files(work, docx, ".odt")); err != nil {
		return err
	}
	for _, a := range texts {
		if err := finish(work, a); err != nil {
			return fmt.Errorf("finish %s: %w", a.file, err)
		}
		fmt.Printf("%s: %d pages\n", a.file, len(pages[a.file])-1)
	}
	return nil
}

// finish puts an act in the form that its case has.
func finish(work string, a act) error {
	from := stem(work, a)
	to := filepath.Join(cases, a.file)
	switch {
	case strings.HasSuffix(a.file, ".scan.pdf"):
		return scan(from, strings.Replace(to, ".scan", "", 1))
	case strings.HasSuffix(a.file, ".p7m"):
		return sign(from, to)
	default:
		return copyFile(from+filepath.Ext(a.file), to)
	}
}

// sign wraps the PDF as a signature program does. The key is made for the
// occasion and thrown away; the signer is nobody, and so is the fiscal code.
func sign(from, to string) error {
	key, cert := from+".key", from+".crt"
	if _, err := run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-utf8",
		"-keyout", key, "-out", cert,
		"-subj", "/C=IT/O=Ente inventato/CN=Firmatario Dimostrativo Inventato/serialNumber=TINIT-XXXXXX00X00X000X"); err != nil {
		return err
	}
	_, err := run("openssl", "cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", "sha256",
		"-signer", cert, "-inkey", key, "-in", from+".pdf", "-out", to)
	return err
}

// stem is the working path of an act, without the ending that tells its form.
func stem(work string, a act) string {
	name, _, _ := strings.Cut(strings.ReplaceAll(a.file, "/", "_"), ".")
	return filepath.Join(work, name)
}

func files(work string, all []act, ending string) []string {
	var out []string
	for _, a := range all {
		out = append(out, stem(work, a)+ending)
	}
	return out
}

func convert(work, form string, names []string, more ...string) error {
	args := append([]string{"-env:UserInstallation=file://" + work + "/profile", "--headless"}, more...)
	args = append(args, "--convert-to", form, "--outdir", work)
	_, err := run("soffice", append(args, names...)...)
	return err
}

func run(name string, args ...string) ([]byte, error) {
	var complaint bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", name, err, complaint.Bytes())
	}
	return out, nil
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
