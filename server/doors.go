package server

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"copratica/content"
)

//go:embed doors.json
var doorsText []byte

// A door is a step of a procedure, with the questions people have at it.
type door struct {
	ID string `json:"id"`
	said
	LeadIT    string     `json:"lead_it"`
	LeadEN    string     `json:"lead_en"`
	Questions []question `json:"questions"`
}

// A question is a search that somebody chose because it answers.
type question struct {
	said
	Search string `json:"search"` // parameters of /casi
	// Promise is what the search finds among the sample cases; a test holds it to it.
	Promise struct {
		Min     int      `json:"min"`
		Include []string `json:"include"`
	} `json:"promise"`
}

// loadDoors reads the file of questions and checks each search.
func loadDoors(tax *content.Taxonomy) ([]door, error) {
	var doors []door
	if err := json.Unmarshal(doorsText, &doors); err != nil {
		return nil, fmt.Errorf("load doors: %w", err)
	}
	for _, d := range doors {
		for _, q := range d.Questions {
			if q.IT == "" || q.EN == "" || q.Search == "" {
				return nil, fmt.Errorf("load doors: %s: %q lacks a language or its search", d.ID, q.IT)
			}
			if err := checkSearch(q.Search, tax); err != nil {
				return nil, fmt.Errorf("load doors: %s: %q: %w", d.ID, q.IT, err)
			}
		}
	}
	return doors, nil
}
