package server

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/xuri/excelize/v2"

	"copratica/content"
)

// exportXLSX answers GET /casi.xlsx: a sheet of cases, and one that says which
// search it is.
func (s *site) exportXLSX(c *gin.Context) error {
	x, err := s.exported(c)
	if err != nil {
		return err
	}
	b := s.buffer()
	defer s.buffers.Put(b)
	if err := x.workbook(b); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	s.sheetHeaders(c, x, ".xlsx")
	c.Data(http.StatusOK, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
	return nil
}

// longestCell is what a cell of a workbook holds.
const longestCell = 32_767

func (x *export) workbook(to interface{ Write([]byte) (int, error) }) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	cases, about := x.w.T("results.title"), x.w.T("export.about")
	if err := f.SetSheetName(f.GetSheetName(0), cases); err != nil {
		return err
	}
	if _, err := f.NewSheet(about); err != nil {
		return err
	}
	if err := x.writeSheet(f, cases, x.table()); err != nil {
		return err
	}
	if err := x.writeSheet(f, about, x.about()); err != nil {
		return err
	}
	return f.Write(to)
}

// table is the headings and the rows.
func (x *export) table() [][]any {
	heads := make([]any, len(x.columns))
	for i, h := range x.headings() {
		heads[i] = h
	}
	return append([][]any{heads}, x.rows...)
}

// about says what the sheet holds, for who gets it without the page.
func (x *export) about() [][]any {
	rows := [][]any{
		{x.w.T("export.about.search"), x.query.Text},
		{x.w.T("export.about.address"), x.address},
		{x.w.T("export.about.cases"), x.total},
		{x.w.T("export.about.date"), x.w.Date(content.Day(time.Now()))},
		{x.w.T("export.about.source"), x.w.T("site.name")},
	}
	if said := x.cut(); said != "" {
		rows = append(rows, []any{said})
	}
	return rows
}

// writeSheet writes texts as texts: no cell is ever a formula.
func (x *export) writeSheet(f *excelize.File, name string, rows [][]any) error {
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := w.SetColWidth(1, len(x.columns), 24); err != nil {
		return err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			if text, ok := cell.(string); ok {
				cell = cutText(text, longestCell)
			}
			cells[j] = cell
		}
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := w.SetRow(at, cells); err != nil {
			return err
		}
	}
	return w.Flush()
}

// cutText keeps at most n characters.
func cutText(text string, n int) string {
	if len(text) <= n {
		return text
	}
	runes := []rune(text)
	return string(runes[:min(len(runes), n)])
}
