package italian

import "strings"

// addressLongest bounds how far an address is looked for, in bytes.
const addressLongest = 256

// An address is an e-mail or web address found in a text. Its words are words
// of the text like others; it is one token beside them.
type address struct {
	text string // lower case, without scheme and final slash
	host string // without "www."; empty if it is all of text
	end  int
}

// address looks for an address that begins with the word w. A host alone
// counts only below a well-known top-level domain.
func (s *scanner) address(w word) (address, bool) {
	if w.start < s.addressEnd || w.end+1 >= len(s.low) || s.low[w.end+1] <= ' ' {
		return address{}, false
	}
	switch s.low[w.end] {
	case '.', '@', ':', '-', '_', '+':
	default:
		return address{}, false
	}
	text := s.low[w.start:min(len(s.low), w.start+addressLongest)]
	a, ok := parseAddress(text)
	if ok {
		a.end += w.start
	}
	return a, ok
}

func parseAddress(text string) (address, bool) {
	for _, scheme := range []string{"https://", "http://", "ftp://"} {
		if rest, ok := strings.CutPrefix(text, scheme); ok {
			a, ok := web(rest)
			a.end += len(scheme)
			return a, ok
		}
	}
	local := spanOf(text, isLocalByte)
	if local > 0 && local <= 64 && local < len(text) && text[local] == '@' {
		host := hostEnd(text[local+1:])
		if host == 0 {
			return address{}, false
		}
		end := local + 1 + host
		return address{text: text[:end], host: text[local+1 : end], end: end}, true
	}
	host := text[:hostEnd(text)]
	if host == "" || !topLevel(host) && !strings.HasPrefix(host, "www.") {
		return address{}, false
	}
	return web(text)
}

// web reads host and path.
func web(text string) (address, bool) {
	n := hostEnd(text)
	if n == 0 {
		return address{}, false
	}
	end := n
	if n < len(text) && (text[n] == '/' || text[n] == '?' || text[n] == '#' || text[n] == ':') {
		end += len(strings.TrimRight(text[n:n+spanOf(text[n:], isPathByte)], ".,;:!?)'"))
	}
	a := address{text: strings.TrimSuffix(text[:end], "/"), host: strings.TrimPrefix(text[:n], "www."), end: end}
	a.text = strings.TrimPrefix(a.text, "www.")
	if a.host == a.text {
		a.host = ""
	}
	return a, true
}

// hostEnd is the length of the host name with at least one point that text
// begins with, 0 if it begins with none.
func hostEnd(text string) int {
	n := spanOf(text, isHostByte)
	host := strings.TrimRight(text[:n], ".-")
	dot := strings.LastIndexByte(host, '.')
	if dot <= 0 || len(host)-dot < 3 || strings.Contains(host, "..") {
		return 0
	}
	for i := dot + 1; i < len(host); i++ {
		if classes[host[i]] != letter {
			return 0
		}
	}
	return len(host)
}

func topLevel(host string) bool {
	switch host[strings.LastIndexByte(host, '.')+1:] {
	case "it", "eu", "org", "com", "net", "gov", "info", "edu", "coop", "ong", "social", "cat":
		return true
	}
	return false
}

func spanOf(text string, in func(byte) bool) int {
	for i := 0; i < len(text); i++ {
		if !in(text[i]) {
			return i
		}
	}
	return len(text)
}

func isHostByte(c byte) bool {
	return classes[c] == letter || classes[c] == digit || c == '.' || c == '-'
}

func isLocalByte(c byte) bool { return isHostByte(c) || c == '_' || c == '+' || c == '%' }

func isPathByte(c byte) bool {
	return c > ' ' && c < 0x7f && !strings.ContainsRune(`"<>*`, rune(c))
}
