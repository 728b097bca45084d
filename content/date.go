package content

import (
	"sync"
	"time"
	_ "time/tzdata" // Italy's days are known on machines without zone files
)

// A Date is a day ("2023-05-12"), a month ("2023-05") or a year ("2023"), as
// precise as is known; "" is not known.
type Date string

// Valid reports whether d is a real day, month or year from 1900 to 2199.
func (d Date) Valid() bool {
	_, ok := d.parse()
	return ok
}

// Year is the year of d, 0 if d is not valid.
func (d Date) Year() int {
	t, ok := d.parse()
	if !ok {
		return 0
	}
	return t.Year()
}

// Time is the first moment of d in UTC; the zero time if d is not valid.
func (d Date) Time() time.Time {
	t, _ := d.parse()
	return t
}

func (d Date) parse() (time.Time, bool) {
	switch len(d) {
	case len("2006"), len("2006-01"), len("2006-01-02"):
	default:
		return time.Time{}, false
	}
	t, err := time.Parse(time.DateOnly[:len(d)], string(d))
	if err != nil || t.Year() < 1900 || t.Year() > 2199 {
		return time.Time{}, false
	}
	return t, true
}

// Day is the calendar day of t in Italy; "" for the zero time.
func Day(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.In(rome()).Format(time.DateOnly))
}

// rome is read from the time zone data built into the program, so that it is
// there on every machine.
var rome = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		panic(err) // the embedded data lacks a zone: a broken build
	}
	return loc
})
