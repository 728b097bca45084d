package italian

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// TestAccept writes what is left of the synonyms when names that this stemmer
// holds to be one are named once.
func TestAccept(t *testing.T) {
	text := strings.Split(synonymsText, "\n")
	for {
		_, err := ReadSynonyms(strings.Join(text, "\n"))
		var wrong *SynonymsError
		if !errors.As(err, &wrong) {
			break
		}
		line := text[wrong.Line-1]
		if text[wrong.Line-1] = accepted(line); text[wrong.Line-1] == line {
			text[wrong.Line-1] = "" // wrong beside another
		}
	}
	if err := os.WriteFile(os.Getenv("SYNONYMS"), []byte(strings.Join(text, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// accepted leaves out the names of a group that are one with those before them.
func accepted(line string) string {
	left, right, oneWay := strings.Cut(line, "=>")
	names, before := left, ""
	if oneWay {
		names, before = right, left+"=>"
	}
	var kept []string
	best := ""
	for name := range strings.SplitSeq(names, ",") {
		fewer := before + strings.Join(append(kept, name), ",")
		_, err := ReadSynonyms(fewer)
		if err == nil {
			best = fewer
		}
		if err == nil || len(kept) == 0 && !oneWay {
			kept = append(kept, name)
		}
	}
	return best
}
