//go:build ignore

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// buildSheets writes workbooks and lets LibreOffice work out their formulas.
func buildSheets(work string, sheets []act) error {
	raw := filepath.Join(work, "raw")
	if err := os.MkdirAll(raw, 0o755); err != nil {
		return err
	}
	for _, a := range sheets {
		source, err := read(a)
		if err != nil {
			return err
		}
		if err := workbook(source, stem(raw, a)+".xlsx"); err != nil {
			return fmt.Errorf("write %s: %w", a.file, err)
		}
	}
	if err := convert(work, "xlsx", files(raw, sheets, ".xlsx")); err != nil {
		return err
	}
	for _, a := range sheets {
		if err := copyFile(stem(work, a)+".xlsx", filepath.Join(cases, a.file)); err != nil {
			return err
		}
	}
	return nil
}

// workbook reads lines of cells parted by semicolons; a line in brackets starts
// a sheet of that name.
func workbook(source, to string) error {
	book := excelize.NewFile()
	defer book.Close()
	two := 4 // the built-in format 1,234.00, shown by the reader's language
	money, err := book.NewStyle(&excelize.Style{NumFmt: two})
	if err != nil {
		return err
	}
	sheet, row := "", 0
	for line := range strings.Lines(strings.TrimSpace(source)) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "[") {
			sheet, row = strings.Trim(line, "[]"), 0
			if _, err := book.NewSheet(sheet); err != nil {
				return err
			}
			if err := book.SetColWidth(sheet, "A", "E", 30); err != nil {
				return err
			}
			continue
		}
		row++
		for i, cell := range strings.Split(line, ";") {
			name, err := excelize.CoordinatesToCellName(i+1, row)
			if err != nil {
				return err
			}
			if err := put(book, sheet, name, cell, money); err != nil {
				return err
			}
		}
	}
	if err := book.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	return book.SaveAs(to)
}

var amount = regexp.MustCompile(`\b\d{1,3}(\.\d{3})*,\d{2}\b`)

// put writes a cell: an amount as acts write it, a formula, a number or a text.
func put(book *excelize.File, sheet, name, cell string, money int) error {
	plain := amount.ReplaceAllStringFunc(cell, func(s string) string {
		return strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	})
	if formula, ok := strings.CutPrefix(plain, "="); ok {
		if err := book.SetCellStyle(sheet, name, name, money); err != nil {
			return err
		}
		return book.SetCellFormula(sheet, name, formula)
	}
	number, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return book.SetCellStr(sheet, name, cell)
	}
	if plain != cell {
		if err := book.SetCellStyle(sheet, name, name, money); err != nil {
			return err
		}
	}
	return book.SetCellFloat(sheet, name, number, -1, 64)
}
