package server

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
)

// byteOrderMark tells Excel that the file is UTF-8.
const byteOrderMark = "\ufeff"

// exportCSV answers GET /casi.csv, as spreadsheets open it at a double click:
// with semicolons in Italian, where the comma is in numbers, else with commas.
func (s *site) exportCSV(c *gin.Context) error {
	x, err := s.exported(c)
	if err != nil {
		return err
	}
	b := s.buffer()
	defer s.buffers.Put(b)
	b.WriteString(byteOrderMark)
	w := csv.NewWriter(b)
	w.UseCRLF = true
	if x.w.Lang == langIT {
		w.Comma = ';'
	}
	if err := w.Write(x.headings()); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	for _, row := range x.rows {
		if err := w.Write(csvRow(row)); err != nil {
			return fmt.Errorf("write sheet: %w", err)
		}
	}
	if said := x.cut(); said != "" {
		if err := w.Write([]string{said}); err != nil {
			return fmt.Errorf("write sheet: %w", err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	s.sheetHeaders(c, x, ".csv")
	s.answerBytes(c, http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
	return nil
}

// sheetHeaders name the file and say how many cases the search has.
func (s *site) sheetHeaders(c *gin.Context, x *export, ext string) {
	c.Header("Content-Disposition", `attachment; filename="`+x.fileName(ext)+`"`)
	c.Header("X-Total-Count", strconv.Itoa(x.total))
	c.Header("X-Robots-Tag", "noindex")
}

func csvRow(row []any) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		switch v := cell.(type) {
		case int:
			out[i] = strconv.Itoa(v)
		case string:
			out[i] = plainCell(v)
		}
	}
	return out
}

// plainCell keeps a spreadsheet from running a text as a formula: what begins
// like one, in narrow or wide signs, gets an apostrophe before it.
func plainCell(text string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, " \u00a0\u200b\ufeff"))
	if strings.ContainsRune("=+-@\t\r\n＝＋－＠|", first) {
		return "'" + text
	}
	return text
}
