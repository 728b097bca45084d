// Package italian turns Italian text into the words that are searched. It
// knows no engine: an index, a query parser and a fragment cutter all take the
// same tokens from it, and so agree on what meets what.
//
// A word is lower-cased, loses its accents and its elided article
// ("dell’Équipe" is "equipe"), and has two forms: Exact, as written, for
// phrases, prefixes and ranking, and Stem, without inflection, for finding.
// What Italian acts write in many ways gets one form: "co-progettazione" and
// "co progettazione" are "coprogettazione", "A.T.S." is "ats", "1.500,00" is
// "1500", "45 mila" is "45000". A citation ("art. 55, c. 4", "D. Lgs. n. 117
// del 2017") adds a token of its own beside its words, in an alphabet that no
// typed word can reach.
//
// AnalyzeQuery differs from Analyze in one thing: what a text holds in several
// forms, a query asks for in one, the most specific. So "art 55 comma 4" does
// not find every text with a 4 in it.
//
// The scanner is our own and not one of Unicode segmentation (UAX 29): that
// one joins "d.lgs" and "dell'ente", parts "a@b.it" and "55-57", and would be
// followed by a second scanner that undoes and redoes half of it.
package italian
