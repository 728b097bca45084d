package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"copratica/indexer/italian"
)

// synonymsFile, in the data directory, takes the place of the synonyms that
// come with the program. It is read when serving starts; the index is not
// concerned.
const synonymsFile = "synonyms.txt"

// loadSynonyms reads the synonyms of a data directory, or the program's own.
func loadSynonyms(data string) (*italian.Synonyms, error) {
	path := filepath.Join(data, synonymsFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return italian.DefaultSynonyms(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read synonyms: %w", err)
	}
	s, err := italian.ReadSynonyms(string(text))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return s, nil
}
