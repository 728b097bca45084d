package extract

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/smallstep/pkcs7"
)

// oidSignedData is how the identifier id-signedData (RFC 5652, 5.1) stands
// near the beginning of every signed envelope, in DER and in BER.
var oidSignedData = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// signed tells a signed envelope (CMS, .p7m) by its bytes and returns it
// without what armours it: PEM or mere base64. It is asked before any other
// kind, because the document inside shines through.
func signed(data []byte) ([]byte, bool) {
	if isSigned(data) {
		return data, true
	}
	head := bytes.TrimLeft(data[:min(len(data), 512)], "\ufeff \t\r\n")
	if bytes.HasPrefix(head, []byte("-----BEGIN ")) {
		if block, _ := pem.Decode(data); block != nil && isSigned(block.Bytes) {
			return block.Bytes, true
		}
		return nil, false
	}
	if !bytes.HasPrefix(head, []byte("MI")) { // a SEQUENCE longer than 127 bytes, or of open length
		return nil, false
	}
	decoded := make([]byte, base64.StdEncoding.DecodedLen(len(data)))
	n, err := base64.StdEncoding.Decode(decoded, bytes.Join(bytes.Fields(data), nil))
	return decoded[:n], err == nil && isSigned(decoded[:n])
}

func isSigned(data []byte) bool {
	return len(data) > 20 && data[0] == 0x30 && bytes.Contains(data[:min(len(data), 32)], oidSignedData)
}

// envelope reads the document in a signed envelope and remembers who signed.
// The signatures are not verified: no list of trusted certificates is kept.
func (r *reading) envelope(name string, data []byte) error {
	p, err := pkcs7.Parse(data)
	if err != nil {
		r.note(typeCMS)
		return corrupt(err)
	}
	if len(p.Content) == 0 {
		r.note(typeSignature)
		r.sign(p)
		r.summary.Reason = "a signature that is kept apart from its document"
		return nil
	}
	r.note(typeCMS)
	r.sign(p)
	if r.level++; r.level > r.opts.Limits.Levels {
		return tooLarge(fmt.Sprintf("more than %d envelopes", r.opts.Limits.Levels))
	}
	return r.document(innerName(name), p.Content)
}

// sign remembers the names of who signed, in the order of the signatures. The
// fiscal code, which stands in the serial number of the subject, is left alone.
func (r *reading) sign(p *pkcs7.PKCS7) {
	for _, s := range p.Signers {
		for _, c := range p.Certificates {
			if c.SerialNumber.Cmp(s.IssuerAndSerialNumber.SerialNumber) != 0 || !bytes.Equal(c.RawIssuer, s.IssuerAndSerialNumber.IssuerName.FullBytes) {
				continue
			}
			if name := signerName(c.Subject.CommonName); name != "" && !slices.Contains(r.summary.Signers, name) {
				r.summary.Signers = append(r.summary.Signers, name)
			}
		}
	}
}

// signerName is a common name without what looks like a fiscal code, which some
// certificates put there too: "ROSSI MARIO/RSSMRA70A01H501X".
func signerName(cn string) string {
	var kept []string
	for _, word := range strings.FieldsFunc(cleanText(cn), func(c rune) bool { return c == ' ' || c == '/' || c == '\n' || c == ':' }) {
		if !fiscalCode(word) {
			kept = append(kept, word)
		}
	}
	return strings.Join(kept, " ")
}

// fiscalCode reports whether a word has the shape of an Italian fiscal code, or
// of the identifiers that hold one (TINIT-…, IT:…).
func fiscalCode(word string) bool {
	word = strings.ToUpper(word)
	if strings.HasPrefix(word, "TINIT-") {
		return true
	}
	if len(word) != 16 {
		return false
	}
	for i, c := range word {
		letter := c >= 'A' && c <= 'Z'
		digit := c >= '0' && c <= '9'
		if i < 6 && !letter || !letter && !digit {
			return false
		}
	}
	return true
}

// innerName is the name of what an envelope holds: "a.pdf.p7m" holds "a.pdf".
func innerName(name string) string {
	ending := strings.ToLower(path.Ext(name))
	if ending == ".p7m" || ending == ".p7s" || ending == ".p7c" || ending == ".pem" {
		return name[:len(name)-len(ending)]
	}
	return name
}
