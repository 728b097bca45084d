package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// oddTexts are what people paste: other languages and alphabets, marks nobody
// sees, letters that look like others.
var oddTexts = []string{
	"Sozialgenossenschaft Bozen", "logement Vallée d'Aoste", "Kindergärten für Straßenkinder", "l’été à l'école", "façade naïve",
	"\u202emantova\u202c", "\u200fmantova\u200e", "man\u00adtova", "\ufeffmantova", "🏠 mantova 👨‍👩‍👧", "mаntova", "ｍａｎｔｏｖａ", "MANTOVA EMPROIO",
	"e\u0301\u0301\u0301\u0301", "منتوفا", "曼托瓦", "\x00\x01", "´`’'", "emporoi \"emporoi", "-emporoi -", "titolo:emporoi emproio*", "131/2020 emporoi",
}

// Every page and address that takes words, or the name of a place, takes these:
// as they are, composed and apart.
func TestOddTexts(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for _, text := range oddTexts {
		for _, form := range []norm.Form{norm.NFC, norm.NFD} {
			words := url.QueryEscape(form.String(text))
			for _, target := range []string{
				"/casi?q=", "/en/casi?q=", "/atti?q=", "/api/v1/cases?q=", "/api/v1/passages?q=", "/api/v1/suggest?q=", "/feed.atom?q=",
				"/casi/emporio-rossi?q=", "/casi?municipality=", "/casi?q=emporio&ambito=", "/atti?municipality=", "/casi?q=emporoi&province=",
			} {
				w := get(t, site, target+words)
				if w.Code != http.StatusOK {
					t.Errorf("%s%q: status %d\n%.300s", target, text, w.Code, w.Body)
				} else if !strings.HasPrefix(target, "/api") && !strings.HasPrefix(target, "/feed") {
					parsePage(t, w)
				}
			}
			w := get(t, site, "/api/v1/cases?municipality="+words)
			if w.Code == http.StatusOK {
				if a := decode[answerJSON](t, w); a.Total == 0 {
					t.Errorf("municipality %q finds nothing", text)
				}
				continue
			}
			if p := decode[problem](t, w); w.Code != http.StatusBadRequest || len(p.Errors) != 1 || !isSentence(p.Detail) {
				t.Errorf("municipality %q: %d %+v", text, w.Code, p)
			}
		}
	}
}

// A place is proposed and filtered by however its letters are written, and not
// where they only look like its own.
func TestOddPlaces(t *testing.T) {
	t.Parallel()
	site := testSite(t)
	for text, want := range map[string]bool{
		"\u202emantova\u202c": true, "\u200fmantova\u200e": true, "man\u00adtova": true, "\ufeffmantova": true, "🏠 mantova 👨‍👩‍👧": true,
		"ｍａｎｔｏｖａ": true, "MANTOVA": true, "mаntova": false, "曼托瓦": false, "màntova": true,
	} {
		a := decode[answerJSON](t, get(t, site, "/api/v1/cases?q="+url.QueryEscape(text)))
		if got := len(a.Filters) == 3; got != want {
			t.Errorf("%q proposes %+v", text, a.Filters)
		}
	}
}
