package extract

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsx reads a spreadsheet, each sheet as a page: its name, then its rows, with
// what formulas gave when it was saved, and numbers and dates as they are shown
// in Italy.
func (r *reading) xlsx(data []byte) error {
	limit := max(r.unpacked, 1)
	if err := r.uncounted(data); err != nil {
		return err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: limit, UnzipXMLSizeLimit: limit, // never to disk
		ShortDatePattern: "dd/mm/yyyy", LongDatePattern: "dddd d mmmm yyyy",
	})
	switch {
	case errors.Is(err, excelize.ErrWorkbookFileFormat), errors.Is(err, excelize.ErrWorkbookPassword):
		return errPassword
	case err != nil && strings.Contains(err.Error(), "exceeds the"):
		return tooLarge(fmt.Sprintf("more than %d MB unpacked", limit>>20))
	case err != nil:
		return corrupt(err)
	}
	defer f.Close() // in memory
	for _, name := range f.GetSheetList() {
		if err := r.sheet(f, name); err != nil {
			return err
		}
	}
	return nil
}

// uncounted warns of formulas without a result: who wrote them never counted.
func (r *reading) uncounted(data []byte) error {
	p, err := r.parcel(data)
	if err != nil {
		return err
	}
	for _, name := range p.named("xl/worksheets/*.xml") {
		cells, err := p.bytes(name)
		if err != nil {
			return err
		}
		for _, empty := range []string{"</f></c>", "</f><v></v>", "</f><v/>"} {
			if bytes.Contains(cells, []byte(empty)) {
				r.warn(WarnFormulas)
			}
		}
	}
	return nil
}

// sheet adds one sheet. What was read before an error counts.
func (r *reading) sheet(f *excelize.File, name string) error {
	var out strings.Builder
	out.WriteString(name + "\n")
	err := r.rows(f, name, &out)
	return errors.Join(err, r.page(out.String()))
}

// rows writes the rows of a sheet. It goes through them twice in step: what is
// kept tells a number from a text that looks like one.
func (r *reading) rows(f *excelize.File, name string, out *strings.Builder) error {
	shown, err := f.Rows(name)
	if err != nil {
		return corrupt(err)
	}
	defer shown.Close() // in memory
	kept, err := f.Rows(name)
	if err != nil {
		return corrupt(err)
	}
	defer kept.Close() // in memory
	for shown.Next() && kept.Next() {
		cells, err := shown.Columns()
		if err != nil {
			return corrupt(err)
		}
		raw, err := kept.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return corrupt(err)
		}
		for i := range min(len(cells), len(raw)) {
			cells[i] = inItalian(cells[i], raw[i])
		}
		line := strings.TrimRight(strings.Join(cells, "\t"), "\t")
		if line == "" {
			continue
		}
		out.WriteString(line + "\n")
		if out.Len() > r.text {
			return tooLarge(fmt.Sprintf("more than %d MB of text", r.opts.Limits.Text>>20))
		}
		if err := r.ctx.Err(); err != nil {
			return err
		}
	}
	if err := errors.Join(shown.Error(), kept.Error()); err != nil {
		return corrupt(err)
	}
	return nil
}
