package extract

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// xlsx reads a spreadsheet, each sheet as a page: its name, then its rows, with
// what formulas gave when it was saved.
func (r *reading) xlsx(data []byte) error {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		UnzipSizeLimit: r.unpacked, UnzipXMLSizeLimit: r.unpacked, // never to disk
	})
	switch {
	case errors.Is(err, excelize.ErrWorkbookFileFormat), errors.Is(err, excelize.ErrWorkbookPassword):
		return errPassword
	case err != nil && strings.Contains(err.Error(), "exceeds the"):
		return tooLarge(fmt.Sprintf("more than %d MB unpacked", r.unpacked>>20))
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

// sheet adds one sheet. What was read before an error counts.
func (r *reading) sheet(f *excelize.File, name string) error {
	var out strings.Builder
	out.WriteString(name + "\n")
	err := r.rows(f, name, &out)
	return errors.Join(err, r.page(out.String()))
}

func (r *reading) rows(f *excelize.File, name string, out *strings.Builder) error {
	rows, err := f.Rows(name)
	if err != nil {
		return corrupt(err)
	}
	defer rows.Close() // in memory
	for rows.Next() {
		cells, err := rows.Columns()
		if err != nil {
			return corrupt(err)
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
	if err := rows.Error(); err != nil {
		return corrupt(err)
	}
	return nil
}
