package bench

import (
	"io/fs"
	"math/rand/v2"
	"strings"
	"unicode"
)

// A prose writes sentences: each word is one that follows the word before it
// somewhere in the sample cases, so that phrases come back.
type prose struct {
	starts []string
	next   map[string][]string // "" ends the sentence
	rare   []string            // made-up words, the likelier first
	made   map[string]bool     // the same
	zipf   zipf                // over rare
}

// Made-up words keep the engines honest: a vocabulary that grows with the
// collection, with words as rare as names and numbers are in real ones.
const (
	rareWords  = 50_000
	rareShare  = 0.05
	maxWords   = 32 // of a sentence
	rareSlope  = 1.1
	rareOffset = 10
)

func readProse(folders fs.FS) (*prose, error) {
	p := &prose{
		next: make(map[string][]string), rare: pseudoWords(rareWords), made: make(map[string]bool),
		zipf: newZipf(rareWords, rareSlope, rareOffset),
	}
	for _, w := range p.rare {
		p.made[w] = true
	}
	files, err := fs.Glob(folders, "*/case.md")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		text, err := fs.ReadFile(folders, name)
		if err != nil {
			return nil, err
		}
		p.learn(string(text))
	}
	return p, nil
}

// learn takes in the paragraphs below the front matter.
func (p *prose) learn(text string) {
	_, body, _ := strings.Cut(text, "\n---\n")
	for line := range strings.Lines(body) {
		if strings.HasPrefix(line, "#") || strings.Contains(line, "](") {
			continue
		}
		prev := ""
		for _, token := range strings.Fields(line) {
			word := strings.TrimFunc(token, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if word == "" {
				continue
			}
			p.follow(prev, word)
			prev = word
			if strings.ContainsAny(token[len(token)-1:], ".:;!?") {
				p.follow(prev, "")
				prev = ""
			}
		}
		if prev != "" {
			p.follow(prev, "")
		}
	}
}

func (p *prose) follow(prev, word string) {
	if prev == "" {
		p.starts = append(p.starts, word)
		return
	}
	p.next[prev] = append(p.next[prev], word)
}

// sentence returns the words of one sentence, a made-up one among them now and then.
func (p *prose) sentence(r *rand.Rand) []string {
	var words []string
	for word := pick(r, p.starts); word != "" && len(words) < maxWords; word = pick(r, p.next[word]) {
		words = append(words, word)
		if r.Float64() < rareShare {
			words = append(words, p.rare[p.zipf.pick(r)])
		}
	}
	return words
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// pseudoWords makes n different words of three syllables. They end in a
// consonant that no Italian stemmer touches: all engines see the same words.
func pseudoWords(n int) []string {
	var syllables []string
	for _, c := range strings.Fields("b c d f g l m n p r s t v z br tr st gr pl sc") {
		for _, v := range "aeiou" {
			syllables = append(syllables, c+string(v))
		}
	}
	k := len(syllables)
	words := make([]string, n)
	for i := range words {
		j := i * 7919 % (k * k * k) // neighbours in rank should not look alike
		words[i] = syllables[j%k] + syllables[j/k%k] + syllables[j/k/k] + "k"
	}
	return words
}
