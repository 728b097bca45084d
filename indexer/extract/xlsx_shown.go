package extract

import (
	"regexp"
	"strconv"
	"strings"
)

// inItalian is a cell as an Italian program shows it: the library knows the
// formats, and writes their numbers and names in English.
func inItalian(shown, kept string) string {
	if shown == kept {
		return shown
	}
	if _, err := strconv.ParseFloat(kept, 64); err != nil {
		return shown // a text
	}
	if englishNumber.MatchString(shown) {
		return strings.Map(func(c rune) rune {
			switch c {
			case ',':
				return '.'
			case '.':
				return ','
			}
			return c
		}, shown)
	}
	return englishNames.Replace(shown)
}

// englishNumber is a cell with one number and, around it, a currency or percent.
var englishNumber = regexp.MustCompile(`^[^\d,.]*(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[^\d,.]*$`)

// englishNames are the words that formats make of numbers; longer ones first.
var englishNames = strings.NewReplacer(
	"January", "gennaio", "February", "febbraio", "March", "marzo", "April", "aprile", "June", "giugno", "July", "luglio",
	"August", "agosto", "September", "settembre", "October", "ottobre", "November", "novembre", "December", "dicembre",
	"Monday", "lunedì", "Tuesday", "martedì", "Wednesday", "mercoledì", "Thursday", "giovedì", "Friday", "venerdì",
	"Saturday", "sabato", "Sunday", "domenica",
	"Jan", "gen", "Feb", "feb", "Mar", "mar", "Apr", "apr", "May", "maggio", "Jun", "giu", "Jul", "lug", "Aug", "ago",
	"Sep", "set", "Oct", "ott", "Nov", "nov", "Dec", "dic",
	"Mon", "lun", "Tue", "mar", "Wed", "mer", "Thu", "gio", "Fri", "ven", "Sat", "sab", "Sun", "dom",
	"TRUE", "VERO", "FALSE", "FALSO",
)
