package bench

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// The aims, none of them asserted: a table is for people to judge.
const (
	httpFactor = 1.3
	httpExtra  = 500 * time.Microsecond
	multiCost  = 1.3
)

// printAims lists what falls short.
func printAims(out io.Writer, main, all measured, vs []variant) {
	fmt.Fprintln(out)
	printShort(out, fmt.Sprintf("HTTP ≤ %.1f x bare Bleve + 0.5 ms, the four facets (HTTP has all)", httpFactor), slowHTTP(main))
	printShort(out, fmt.Sprintf("HTTP ≤ %.1f x bare Bleve + 0.5 ms, all facets", httpFactor), slowHTTP(all))
	printShort(out, fmt.Sprintf("counts over several choices ≤ %.1f x the same search without counts", multiCost), slowCounts(main, vs))
	printShort(out, "HTTP ahead of the peers", behindPeers(main))
}

func printShort(out io.Writer, aim string, short []string) {
	if len(short) == 0 {
		fmt.Fprintf(out, "met: %s\n", aim)
		return
	}
	fmt.Fprintf(out, "short of: %s\n", aim)
	for _, s := range short {
		fmt.Fprintf(out, "  %s\n", s)
	}
}

func (m measured) at(r row, name string) time.Duration {
	return r.Cells[slices.IndexFunc(m.Columns, func(c column) bool { return c.Name == name })].median()
}

func (r row) miss(format string, args ...any) string {
	return fmt.Sprintf("%s, %s, %d clients: ", r.Class, r.Variant, r.Clients) + fmt.Sprintf(format, args...)
}

func slowHTTP(m measured) (short []string) {
	for _, r := range m.Rows {
		bare, ours := m.at(r, nameBleve), m.at(r, nameHTTP)
		if ours > time.Duration(httpFactor*float64(bare))+httpExtra {
			short = append(short, r.miss("%s against %s ms", ms(ours), ms(bare)))
		}
	}
	return short
}

// slowCounts relies on the row without counts standing before that with them.
func slowCounts(m measured, vs []variant) (short []string) {
	plain := make(map[string]time.Duration)
	for _, r := range m.Rows {
		ours, key := m.at(r, nameIndex), fmt.Sprint(r.Class, r.Clients)
		switch r.Variant {
		case vs[chosenVariant].Name:
			plain[key] = ours
		case vs[multiVariant].Name:
			if float64(ours) > multiCost*float64(plain[key]) {
				short = append(short, r.miss("%s against %s ms", ms(ours), ms(plain[key])))
			}
		}
	}
	return short
}

func behindPeers(m measured) (short []string) {
	for _, r := range m.Rows {
		for _, peer := range []string{nameFTS5, namePostgres} {
			if ours, theirs := m.at(r, nameHTTP), m.at(r, peer); ours > theirs {
				short = append(short, r.miss("%s against %s's %s ms", ms(ours), peer, ms(theirs)))
			}
		}
	}
	return short
}
