package server

import (
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/number"

	"copratica/content"
)

// Int writes a whole number: 1.234 in Italian, 1,234 in English.
func (w *words) Int(n int) string {
	if n > -1000 && n < 1000 {
		return strconv.Itoa(n)
	}
	return w.number.Sprint(number.Decimal(n))
}

// Decimal writes a number with at most two decimals.
func (w *words) Decimal(v float64) string {
	return w.number.Sprint(number.Decimal(v, number.MaxFractionDigits(2)))
}

// Euro writes a sum of money: 300.000 € in Italian, €300,000 in English; cents
// only where there are some.
func (w *words) Euro(v float64) string {
	digits := 0
	if v != math.Trunc(v) {
		digits = 2
	}
	s := w.number.Sprint(number.Decimal(v, number.MinFractionDigits(digits), number.MaxFractionDigits(digits)))
	return w.F("format.euro", "Value", s)
}

// Percent writes a percentage that is given in hundredths.
func (w *words) Percent(v float64) string { return w.F("format.percent", "Value", w.Decimal(v)) }

// Bytes writes the size of a file; number and unit stay on one line.
func (w *words) Bytes(n int64) string {
	switch {
	case n < 1000:
		return w.Int(int(n)) + "\u00a0B"
	case n < 1000*1000:
		return w.Int(int((n+500)/1000)) + "\u00a0kB"
	default:
		return w.number.Sprint(number.Decimal(float64(n)/1e6, number.MaxFractionDigits(1))) + "\u00a0MB"
	}
}

// Date writes a day, a month or a year, as precise as d is; "" for none.
func (w *words) Date(d content.Date) string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	year := strconv.Itoa(t.Year())
	switch len(d) {
	case len("2006"):
		return year
	case len("2006-01"):
		return w.month(t) + " " + year
	}
	day := strconv.Itoa(t.Day())
	if w.Lang == langIT && t.Day() == 1 {
		day = "1º"
	}
	return day + " " + w.month(t) + " " + year
}

func (w *words) month(t time.Time) string { return w.T("month." + strconv.Itoa(int(t.Month()))) }

// Years writes ascending years, runs of them as a span: 2019, 2021–2023.
func (w *words) Years(years []int) string {
	var b strings.Builder
	for i := 0; i < len(years); {
		j := i
		for j+1 < len(years) && years[j+1] == years[j]+1 {
			j++
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Itoa(years[i]))
		if j > i {
			b.WriteString("–" + strconv.Itoa(years[j]))
		}
		i = j + 1
	}
	return b.String()
}
