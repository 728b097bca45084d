package italian

// Stem leaves a word as it is.
func Stem(folded string) string { return folded }

func (entry) stemOf(folded string) string { return folded }

// Forms has nothing to add.
func Forms(string) []string { return nil }
