package bench

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// A table is printed in columns.
type table struct {
	w *tabwriter.Writer
}

func newTable(out io.Writer, title string, head ...string) table {
	fmt.Fprintf(out, "\n%s\n\n", title)
	t := table{w: tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)}
	t.row(head...)
	return t
}

func (t table) row(cells ...string) { fmt.Fprintln(t.w, strings.Join(cells, "\t")) }
func (t table) end()                { t.w.Flush() }

func printMachine(out io.Writer, cases int, budget time.Duration) {
	fmt.Fprintf(out, "%d cases, %s %s/%s, %d cores", cases, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if budget == 0 {
		fmt.Fprint(out, "; too few cases to measure: one search a client, times mean nothing")
	}
	fmt.Fprintln(out)
}

func printLoadings(out io.Writer, ls []loading, text int64) {
	t := newTable(out, "Loading, against bare Bleve's own batches of 500",
		"", "cases/s", "ratio", "cases/CPU-s", "ratio", "settled after", "disk", "disk/text")
	var base loading
	for _, l := range ls {
		if l.Name == nameBleve {
			base = l
		}
	}
	for _, l := range ls {
		t.row(l.Name, fmt.Sprintf("%.0f", l.rate()), fmt.Sprintf("%.2f", l.rate()/base.rate()),
			fmt.Sprintf("%.0f", l.cpuRate()), fmt.Sprintf("%.2f", l.cpuRate()/base.cpuRate()),
			l.Settled.Round(10*time.Millisecond).String(), mega(l.Disk), fmt.Sprintf("%.2f", float64(l.Disk)/float64(text)))
	}
	t.end()
}

// A row is one kind of search on all engines.
type row struct {
	Class, Variant string
	Clients        int
	Total          int    // mean, as our index counts
	Cells          []cell // by column
}

func printRows(out io.Writer, title string, m measured) {
	head := []string{"class", "variant", "clients", "mean hits"}
	for _, c := range m.Columns {
		head = append(head, c.Name)
	}
	t := newTable(out, title, head...)
	for _, r := range m.Rows {
		cells := []string{r.Class, r.Variant, fmt.Sprint(r.Clients), fmt.Sprint(r.Total)}
		for _, c := range r.Cells {
			cells = append(cells, c.against(r.Cells[0]))
		}
		t.row(cells...)
	}
	t.end()
}

func (c cell) against(base cell) string {
	if len(c.Took) == 0 {
		return "same"
	}
	return fmt.Sprintf("%s/%s %.1fx", ms(c.median()), ms(c.percentile(0.95)), float64(c.median())/float64(base.median()))
}

func ms(d time.Duration) string {
	v := float64(d) / float64(time.Millisecond)
	switch {
	case v < 1:
		return fmt.Sprintf("%.3f", v)
	case v < 10:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.0f", v)
}
